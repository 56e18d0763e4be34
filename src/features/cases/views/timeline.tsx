import { formatInstant } from '#platform/time/day.ts'
import { Filter } from '#ui/filter.tsx'
import { selectField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { DataTable, EmptyState } from '#ui/table.tsx'
import { Timeline } from '#ui/timeline.tsx'
import { When } from '#ui/time.tsx'
import type { CaseHeader } from '../queries/case-header.ts'
import type { EntryView } from '../queries/case-parts.ts'
import { ENTRIES_SHOWN } from '../rules/paging.ts'
import { casePage, Said } from './frame.tsx'

/** What a timeline may be narrowed to. */
export const timelineKinds = { contact: 'Contacts with the victim', decision: 'Decisions', note: 'Notes', plan: 'Plan', review: 'Reviews', file: 'Files' } as const
/** What a timeline may be narrowed to. */
export type TimelineKind = keyof typeof timelineKinds

/** Everything that happened in a case, newest first. */
export function CaseTimelinePage({ header, now, entries, kind }: { header: CaseHeader; now: Date; entries: readonly EntryView[]; kind: TimelineKind | undefined }): Page {
  return casePage(header, now, 'Timeline', (
    <div>
      <Filter action={`/cases/${header.id}/timeline`} isOpen={kind !== undefined} chosen={kind === undefined ? [] : [{ text: timelineKinds[kind], removeHref: `/cases/${header.id}/timeline` }]}>
        {selectField({ name: 'kind', label: 'Show', value: kind, none: 'Everything', choices: Object.entries(timelineKinds).map(([value, text]) => ({ value, text })) })}
      </Filter>
      {entries.length === 0 ? <EmptyState>{kind === undefined ? 'What happens in the case appears here.' : `No ${timelineKinds[kind].toLowerCase()} yet. They appear here as they are recorded.`}</EmptyState> : (
        <Timeline now={now} entries={entries.map((entry) => ({ id: `entry-${entry.id}`, title: entry.text === '' ? entry.kind : titleOf(entry), by: entry.byName, at: entry.at, body: <EntryBody header={header} entry={entry} now={now} /> }))} />
      )}
      {entries.length < ENTRIES_SHOWN ? null : <p class="govuk-body">Only the last {ENTRIES_SHOWN} entries are shown. Narrow the list to see earlier ones of a kind.</p>}
    </div>
  ))
}

/** What was changed in a case, by whom, and who sees it by name. */
export function CaseHistoryPage({ header, now, entries, named, readsLooks }: { header: CaseHeader; now: Date; entries: readonly EntryView[]; readsLooks: boolean; named: readonly { id: string; name: string; relation: string; grantedAt: Date; grantedByName: string | null }[] }): Page {
  return casePage(header, now, 'History', (
    <div>
      <DataTable caption="What was changed" rows={entries.flatMap((entry) => entry.changed.map((change) => ({ ...change, entry })))} empty="Changes of owner, team, risk, status and seal appear here." columns={[
        { heading: 'When', isHeader: true, cell: ({ entry }) => <When at={entry.at} now={now} /> },
        { heading: 'What', cell: ({ field }) => field },
        { heading: 'Was', cell: ({ was }) => was },
        { heading: 'Now', cell: (change) => change.now },
        { heading: 'By', cell: ({ entry }) => entry.byName },
        { heading: 'Why', cell: ({ entry }) => entry.reason },
      ]} />
      <DataTable caption="Who sees it by name" rows={named} empty={header.isSealed ? 'Nobody is named.' : 'Nobody: it is seen by those who see its area.'} columns={[
        { heading: 'Name', isHeader: true, cell: ({ name }) => name },
        { heading: 'Why', cell: ({ relation }) => relation },
        { heading: 'Since', cell: ({ grantedAt }) => <When at={grantedAt} now={now} /> },
        { heading: 'Let see by', cell: ({ grantedByName }) => grantedByName },
      ]} />
      {readsLooks ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/cases/${header.id}/history/looks`}>Who looked at this case</a></p> : null}
    </div>
  ))
}

function titleOf(entry: EntryView): string {
  const kind = entry.kind === 'decision' ? 'Decision: ' : entry.kind === 'correction' ? 'Correction: ' : entry.kind === 'note' ? 'Note: ' : entry.kind === 'file' ? 'File: ' : ''
  const [line = ''] = entry.text.split('\n')
  return `${kind}${line.length > 120 ? `${line.slice(0, 119)}…` : line}`
}

function EntryBody({ header, entry, now }: { header: CaseHeader; entry: EntryView; now: Date }): Html {
  const isCorrectable = ['contact', 'decision', 'note', 'correction', 'person', 'file', 'plan', 'review'].includes(entry.kind)
  return (
    <div>
      {entry.text.includes('\n') || entry.text.length > 120 ? <Said text={entry.text} /> : null}
      {entry.happenedAt === null || formatInstant(entry.happenedAt) === formatInstant(entry.at) ? null : <p class="govuk-body">It happened <When at={entry.happenedAt} now={now} />.</p>}
      <Said text={entry.reason} />
      {entry.told === null ? null : <p class="govuk-body"><strong>The victim was told:</strong> {entry.told}</p>}
      {entry.changed.length === 0 ? null : <p class="govuk-body">{entry.changed.map(({ field, was, now: is }) => `${field}: ${was} → ${is}`).join('; ')}</p>}
      {entry.correctsId === null ? null : <p class="govuk-body"><a class="govuk-link" href={`#entry-${entry.correctsId}`}>Corrects an earlier entry</a></p>}
      {entry.correctedById === null ? null : <p class="govuk-body"><strong>Corrected:</strong> <a class="govuk-link" href={`#entry-${entry.correctedById}`}>see what it should say</a></p>}
      {isCorrectable && entry.correctedById === null && header.acts.work.allowed ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/cases/${header.id}/entries/${entry.id}/correction`}>Correct<span class="govuk-visually-hidden"> the entry “{titleOf(entry)}”</span></a></p> : null}
    </div>
  )
}
