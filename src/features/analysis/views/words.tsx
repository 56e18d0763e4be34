import type { Html } from '#ui/html.ts'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { formatDay } from '#platform/time/day.ts'
import { definitionWords, type SubjectKind, type Verdict } from '../rules/repeats.ts'
import type { Repeat } from '../queries/repeats.ts'
import type { RepeatRule } from '../queries/rule-list.ts'

/** What each kind of subject is called in a list of choices. */
export const BY_WORDS: Readonly<Record<SubjectKind, string>> = {
  victim: 'Person as victim', caller: 'Person as caller', household: 'Household', phone: 'Telephone', address: 'Address', place: 'Place within a radius',
}

/** What each kind of subject is called beside a name. */
export const KIND_WORDS: Readonly<Record<SubjectKind, string>> = {
  victim: 'as victim', caller: 'as caller', household: 'household', phone: 'telephone', address: 'where it happened', place: 'place',
}

/** Who or where, leading to their page where there is one: a person's own, or that of the address of the latest report there. */
export function SubjectLink({ repeat: { subject } }: { repeat: Pick<Repeat, 'subject'> }): Html {
  const { personId, label, kind, reports } = subject
  const [latest] = reports
  const href = personId !== null ? `/people/${personId}` : (kind === 'address' || kind === 'place') && latest !== undefined ? `/incidents/${kind === 'place' ? subject.key : latest.id}/address` : null
  return <span>{href === null ? label : <a class="govuk-link" href={href}>{label}</a>} <span>({KIND_WORDS[kind]})</span></span>
}

/** The marks of what counts: each flag as a word, and the highest approved risk. */
export function Marks({ flags, riskOrder }: { flags: readonly string[]; riskOrder: number }): Html {
  const band = ['', 'low', 'medium', 'high'][riskOrder] ?? ''
  return <span>{band === '' ? null : <><RiskTag band={band} />{' '}</>}{flags.map((flag) => <><Tag text={sentence(flag)} colour={flag === 'repeat' ? 'blue' : 'purple'} />{' '}</>)}{band === '' && flags.length === 0 ? 'None' : null}</span>
}

/** How many reports a list of many tells one by one: who is reported daily has hundreds. */
export const TOLD_MOST = 20

/** Why an address that many unrelated people give says little, where a repeat is of one; nothing of any other. */
export function CommunalWords({ repeat: { subject: { kind, reports } }, communal }: { repeat: Pick<Repeat, 'subject'>; communal: ReadonlySet<string> }): Html | null {
  const shared = reports.filter(({ addressKey }) => addressKey !== null && communal.has(addressKey)).length
  if (shared === 0 || (kind !== 'address' && kind !== 'place')) return null
  return (
    <p class="govuk-hint">
      {kind === 'address' ? 'Many unrelated people give this address' : `${sharedWords(shared, reports.length)} from an address that many unrelated people give`}
      , a hostel for example: what is reported there may be of different people, and does not make one household.
    </p>
  )
}

function sharedWords(shared: number, all: number): string {
  if (shared < all) return `${shared} of these ${all} reports ${shared === 1 ? 'is' : 'are'}`
  return all === 1 ? 'This report is' : 'All of these reports are'
}

/** Every report of a subject with why it counts or does not, one click away. Input: `most` is how many are told, the latest; all unless a list says otherwise. */
export function Reasons({ repeat, title, most = Number.POSITIVE_INFINITY }: { repeat: Repeat; title?: string; most?: number }): Html {
  const { subject: { reports, label }, standing } = repeat
  const reportOf = new Map(reports.map((report) => [report.id, report]))
  const [counted, others] = [standing.verdicts.filter(({ counts }) => counts), standing.verdicts.filter(({ counts }) => !counts)]
  const line = ({ id, because }: { id: string; because: string }): Html => {
    const report = reportOf.get(id)
    return <li><a class="govuk-link" href={`/incidents/${id}`}>{report?.reference ?? 'A report'}</a>{report?.kindName === null || report === undefined ? null : `, ${report.kindName}`}. {because}.</li>
  }
  const list = (all: readonly Verdict[]): Html => (
    <>
      <ul class="govuk-list govuk-list--bullet">{all.slice(0, most).map(line)}</ul>
      {all.length > most ? <p class="govuk-body">And {all.length === most + 1 ? '1 earlier one' : `${(all.length - most).toLocaleString('en-GB')} earlier ones`}.</p> : null}
    </>
  )
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{title ?? 'Why each report counts'}<span class="govuk-visually-hidden"> of {label}</span></span></summary>
      <div class="govuk-details__text">
        <p class="govuk-body">The days that count are {formatDay(standing.from)} to {formatDay(standing.to)}.</p>
        {counted.length === 0 ? null : <><p class="govuk-body"><strong>Counted ({counted.length})</strong></p>{list(counted)}</>}
        {others.length === 0 ? null : <><p class="govuk-body"><strong>Not counted ({others.length})</strong></p>{list(others)}</>}
      </div>
    </details>
  )
}

/** A rule with where its figures come from, so that nothing of ours looks official. */
export function RuleWords({ rule }: { rule: RepeatRule }): Html {
  return (
    <p class="govuk-body">
      {rule.name}: {definitionWords(rule)}. {rule.isPreset ? <>Preset. Source: {rule.source}.</> : <>The force’s own rule{rule.source === null ? ', with no source outside the force' : `; source: ${rule.source}`}.</>}{' '}
      <a class="govuk-link" href="/repeats/rules">The rules</a>
    </p>
  )
}

/** A text beginning with a capital. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
