import { type Content, type Html, nothing } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { MoreLinks } from '#ui/pagination.tsx'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import type { AuditPage, HistoryEntry, HistoryPage, RecordKind } from '../queries/history.ts'

/** What an act is called by its policy, in the infinitive: "approve a risk assessment". */
export type ActWords = (act: string) => string | undefined

const placeOf: Readonly<Record<string, string>> = { incident: 'incidents', case: 'cases', person: 'people' }
const verbs: Readonly<Record<string, string>> = {
  consultation: 'Looked at it', alteration: 'Changed it', collection: 'Recorded it', disclosure: 'Disclosed it', combination: 'Combined it', erasure: 'Erased it',
  refusal: 'Was refused', 'sign-in': 'Signed in', 'sign-out': 'Signed out', 'failed sign-in': 'Failed to sign in', system: 'Done by Heed itself',
}

/** Who looked at or changed one record. */
export function RecordHistoryPage({ page, does }: { page: HistoryPage; does: ActWords }): Page {
  const { kind, id, reference, entries, before, now } = page
  const href = `/${placeOf[kind] ?? ''}/${id}`
  return {
    title: 'Who looked at or changed this record', caption: reference ?? calledBy(kind), width: 'full',
    ...(reference === null && kind !== 'person' ? {} : { back: { href } }),
    body: (
      <>
        <DataTable caption="Looks and changes, the latest first" captionSize="hidden" rows={entries} isDense empty="Each look at this record and each change of it would be here." columns={[
          { heading: 'When', isHeader: true, cell: ({ at }) => <When at={at} now={now} /> },
          { heading: 'Who', cell: (entry) => <Who entry={entry} isLinked={page.isAuditor} /> },
          { heading: 'What', cell: ({ verb, act }) => whatWords(verb, act, does) },
        ]} />
        <MoreLinks next={before === null ? null : `${historyHref(kind, id)}?before=${encodeURIComponent(before.toISOString())}`} />
        <p class="govuk-body-s">Reading this page is itself recorded.</p>
      </>
    ),
  }
}

/** The audit as auditors read it: of one person, or refusals and failed sign-ins. */
export function AuditLinesPage({ page, does }: { page: AuditPage; does: ActWords }): Page {
  const { personId, personName, lines, before, now } = page
  const href = personId === null ? '/audit' : `/audit/people/${personId}`
  return {
    title: personName === null ? 'Refusals and failed sign-ins' : `What ${personName} looked at and changed`, width: 'full',
    breadcrumbs: [{ text: 'Home', href: '/' }, ...(personId === null ? [] : [{ text: 'Audit', href: '/audit' }])],
    body: (
      <>
        <DataTable caption="The latest first" captionSize="hidden" rows={lines} isDense empty="What was refused, and sign-ins that failed, would be here." columns={[
          { heading: 'When', isHeader: true, cell: ({ at }) => <When at={at} now={now} /> },
          ...(personId === null ? [{ heading: 'Who', cell: (entry: HistoryEntry) => <Who entry={entry} isLinked={true} /> }] : []),
          { heading: 'What', cell: ({ verb, act }) => whatWords(verb, act, does) },
          { heading: 'Records', cell: ({ subjects }) => <Subjects subjects={subjects} /> },
        ]} />
        <MoreLinks next={before === null ? null : `${href}?before=${encodeURIComponent(before.toISOString())}`} />
      </>
    ),
  }
}

/**
 * What was done, in plain words: the verb of the log, and what the act is for.
 *
 * An act that no policy names is shown by its own name, so that nothing is hidden.
 */
export function whatWords(verb: string, act: string, does: ActWords): string {
  const done = verbs[verb] ?? verb
  if (act === 'signed-in') return `${done}, on a page of their own work`
  const purpose = does(act)
  if (purpose !== undefined) return `${done}: to ${purpose}`
  return /sign/.test(verb) ? done : `${done} (${act})`
}

function Who({ entry, isLinked }: { entry: HistoryEntry; isLinked: boolean }): Html {
  if (entry.actorId === null) return <>Not known</>
  const name = entry.actorName ?? 'An account you cannot see'
  return isLinked ? <a class="govuk-link" href={`/audit/people/${entry.actorId}`}>{name}</a> : <>{name}</>
}

/** How many of one kind's records are led to, one by one; of more it is only said how many. */
const LED_TO = 5

function Subjects({ subjects }: { subjects: readonly { readonly kind: string; readonly ids: readonly string[] }[] }): Html {
  const idsOf = new Map<string, Set<string>>()
  for (const { kind, ids } of subjects) idsOf.set(kind, new Set([...(idsOf.get(kind) ?? []), ...ids]))
  if (idsOf.size === 0) return nothing
  return <ul class="govuk-list">{[...idsOf].map(([kind, ids]) => <li>{subjectWords(kind, [...ids])}</li>)}</ul>
}

function subjectWords(kind: string, ids: readonly string[]): Content {
  const counted = kind === 'asked for' ? `${ids.length} ${ids.length === 1 ? 'record' : 'records'} asked for` : `${ids.length} ${ids.length === 1 ? kind : manyOf(kind)}`
  if (placeOf[kind] === undefined || ids.length === 0 || ids.length > LED_TO) return counted
  return <>{counted}: {ids.map((id, at) => <>{at === 0 ? null : ', '}<a class="govuk-link" href={historyHref(kind, id)}>{ids.length === 1 ? 'its history' : `history ${at + 1}`}<span class="govuk-visually-hidden"> of {kind}</span></a></>)}</>
}

function manyOf(kind: string): string {
  if (kind === 'person') return 'people'
  return kind === 'audit entry' ? 'audit entries' : `${kind}s`
}

/** A case's own page of history tells what happened to it; who looked stands beneath that. */
function historyHref(kind: string, id: string): string {
  return `/${placeOf[kind] ?? ''}/${id}/history${kind === 'case' ? '/looks' : ''}`
}

function calledBy(kind: RecordKind): string {
  return { incident: 'An incident', case: 'A case', person: 'A person' }[kind]
}
