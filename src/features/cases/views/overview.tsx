import { formatDay, londonDay } from '#platform/time/day.ts'
import { LineChart } from '#ui/chart.tsx'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { RiskTag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { CaseHeader } from '../queries/case-header.ts'
import type { ClosureView, EntryView, IncidentView, PlanView, RiskPoint } from '../queries/case-parts.ts'
import { ActLinks, casePage, Said, victimOf } from './frame.tsx'
import { DueList, runningClocks } from './plan.tsx'

/** What the overview of a case is drawn from. */
export interface Overview {
  readonly header: CaseHeader
  readonly now: Date
  readonly incidents: readonly IncidentView[]
  readonly risk: readonly RiskPoint[]
  readonly plan: PlanView
  readonly contacts: readonly EntryView[]
  readonly closure: ClosureView | null
  /** Whether this person may open the assessments behind the risk. */
  readonly readsAssessments: boolean
}

/** What is happening to whom, and what is due: the first page of a case. */
export function CaseOverviewPage(overview: Overview): Page {
  const { header, now } = overview
  return casePage(header, now, 'Overview', (
    <div class="heed-beside">
      <div>
        <p class="govuk-body heed-jump"><a class="govuk-link" href="#acts">What you can do</a></p>
        <h2 class="govuk-heading-m">The story so far</h2>
        <ul class="govuk-list govuk-list--spaced">{storyOf(overview).map((line) => <li>{line}</li>)}</ul>
        {overview.closure === null || overview.closure.decision === 'approved' && header.status !== 'closed' ? null : <Closing closure={overview.closure} now={now} />}
        <h2 class="govuk-heading-m">What is due</h2>
        <DueList plan={overview.plan} now={now} />
        <h2 class="govuk-heading-m">What the victim has been told</h2>
        <Told contacts={overview.contacts} now={now} />
        <Risk risk={overview.risk} isOpened={overview.readsAssessments} />
        <Incidents incidents={overview.incidents} now={now} />
      </div>
      <div class="heed-press">
        <h2 class="govuk-heading-m" id="acts">What you can do</h2>
        <ActLinks acts={actsFor(header)} />
      </div>
    </div>
  ))
}

/** A case in five lines: who, how great the risk, who owns it, the last contact, what comes next. */
export function storyOf({ header, incidents, risk, plan, contacts }: Overview): readonly string[] {
  const first = incidents.at(-1)
  const type = header.typeName ?? 'Anti-social behaviour'
  const last = risk.at(-1)
  const spoken = contacts.find(({ isReached }) => isReached === true)
  const due = runningClocks(plan).find(({ dueAt }) => dueAt !== null)
  return [
    `${victimOf(header)}: ${type}${header.qualifier === null ? '' : `, ${header.qualifier}`}. ${countOf(incidents.length, 'incident')}${first === undefined ? '' : ` since ${formatDay(londonDay(first.reportedAt))}`}.`,
    last === undefined
      ? `${header.band === 'high' ? 'High' : header.band === 'medium' ? 'Medium' : 'Low'} risk until an assessment is approved: the case was opened by hand.`
      : `${header.band.charAt(0).toUpperCase()}${header.band.slice(1)} risk: ${last.score === null ? '' : `scored ${last.score}, `}approved by ${last.approvedByName ?? 'a supervisor'} on ${formatDay(londonDay(last.approvedAt))}.`,
    header.ownerName === null ? `Nobody owns it yet: it stands on the unallocated list of ${header.teamName}.` : `${header.ownerName} owns it, for ${header.teamName}.`,
    spoken === undefined ? 'The victim has not been spoken to since it was opened.' : `The victim was last spoken to on ${formatDay(londonDay(spoken.happenedAt ?? spoken.at))}.`,
    header.status === 'closed' ? 'The case is closed.' : due === undefined ? 'Nothing has a date: the force has set no times.' : `Next: ${due.name.charAt(0).toLowerCase()}${due.name.slice(1)}, ${due.remainingWords}.`,
  ]
}

function actsFor({ id, status, acts, isSealed }: CaseHeader): readonly (false | { text: string; href: string })[] {
  const to = (text: string, noun: string) => ({ text, href: `/cases/${id}/${noun}` })
  return [
    acts.work.allowed && to('Record contact with the victim', 'contact'),
    acts.work.allowed && to('Record a decision', 'decision'),
    acts.work.allowed && to('Add a note', 'note'),
    acts.work.allowed && to('Link another incident', 'incident'),
    acts.work.allowed && to('Add a person', 'person'),
    acts.allocate.allowed && to('Allocate an owner', 'allocation'),
    acts.allocate.allowed && to('Transfer to another team', 'transfer'),
    acts.review.allowed && to('Hold a review', 'review'),
    acts.requestClosing.allowed && to('Ask for it to be closed', 'closing'),
    acts.decideClosing.allowed && to('Decide whether it is closed', 'closing/decision'),
    acts.reopen.allowed && status === 'closed' && to('Open it again', 'reopening'),
    acts.seal.allowed && to(isSealed ? 'Change or take off the seal' : 'Seal to people by name', 'seal'),
  ]
}

function Closing({ closure, now }: { closure: ClosureView; now: Date }): Html {
  return (
    <div class="govuk-inset-text">
      <p class="govuk-body"><strong>{closure.decision === 'approved' ? 'Closed' : closure.decision === 'refused' ? 'Closing was refused' : 'Closing is asked for'}: {closure.resultName}</strong></p>
      <p class="govuk-body">Asked by {closure.requestedByName} <When at={closure.requestedAt} now={now} />{closure.decidedByName === null ? null : <span>; answered by {closure.decidedByName} <When at={closure.decidedAt} now={now} /></span>}.</p>
      <Said text={closure.account} />
      {closure.reason === null ? null : <p class="govuk-body">Reason: {closure.reason}</p>}
    </div>
  )
}

function Told({ contacts, now }: { contacts: readonly EntryView[]; now: Date }): Html {
  return (
    <DataTable caption="What the victim has been told" captionSize="hidden" isDense rows={contacts.filter(({ told }) => told !== null)} empty="What the victim was told appears here, with when and by whom." columns={[
      { heading: 'When', isHeader: true, cell: (entry) => <When at={entry.happenedAt ?? entry.at} now={now} /> },
      { heading: 'What', cell: (entry) => entry.told },
      { heading: 'By', cell: (entry) => entry.byName },
    ]} />
  )
}

function Risk({ risk, isOpened }: { risk: readonly RiskPoint[]; isOpened: boolean }): Html | null {
  const last = risk.at(-1)
  if (last === undefined) return null
  const first = risk[0]
  const scored = risk.filter(({ score }) => score !== null)
  const title = risk.length === 1 || first === undefined ? `Assessed once: ${last.band ?? 'not known'}` : `Risk went from ${first.band ?? 'not known'} to ${last.band ?? 'not known'} over ${risk.length} assessments`
  return (
    <div>
      <h2 class="govuk-heading-m">Risk over time</h2>
      {scored.length < 2 ? null : <LineChart id="risk" title={title} description="Score of each approved assessment of the incidents of this case, in order of time" figures={scored.map(({ approvedAt, score, band }) => ({ label: formatDay(londonDay(approvedAt)), value: score, mark: band ?? undefined }))} />}
      <DataTable caption={title} captionSize="s" isDense rows={risk.toReversed()} columns={[
        { heading: 'Approved', isHeader: true, cell: ({ id, approvedAt }) => isOpened ? <a class="govuk-link" href={`/assessments/${id}`}>{formatDay(londonDay(approvedAt))}</a> : formatDay(londonDay(approvedAt)) },
        { heading: 'Risk', cell: ({ band, score }) => <RiskTag band={band} score={score} /> },
        { heading: 'Approved by', cell: ({ approvedByName }) => approvedByName },
      ]} />
    </div>
  )
}

function Incidents({ incidents, now }: { incidents: readonly IncidentView[]; now: Date }): Html {
  return (
    <DataTable caption={`Incidents (${incidents.length})`} rows={incidents} isDense empty="The incidents of the case appear here." columns={[
      { heading: 'Incident', isHeader: true, cell: ({ id, reference }) => <a class="govuk-link" href={`/incidents/${id}`}>{reference}</a> },
      { heading: 'Reported', cell: ({ reportedAt }) => <When at={reportedAt} now={now} /> },
      { heading: 'Type', cell: ({ typeName }) => typeName },
      { heading: 'Where', cell: ({ locationText, postcode }) => [locationText, postcode].filter((part) => part !== null).join(', ') },
      { heading: 'Why it is here', cell: ({ because }) => because },
    ]} />
  )
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
