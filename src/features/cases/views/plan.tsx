import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import { hidden, submitButton } from '#ui/fields.tsx'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable, EmptyState } from '#ui/table.tsx'
import { Tag, type TagColour } from '#ui/tag.tsx'
import { DayText, DueBy, When } from '#ui/time.tsx'
import type { CaseHeader } from '../queries/case-header.ts'
import type { PlanItemView, PlanView } from '../queries/case-parts.ts'
import { casePage } from './frame.tsx'

const colours: Readonly<Record<string, TagColour>> = { overdue: 'red', 'due soon': 'orange', paused: 'grey', running: 'blue', met: 'green', missed: 'red' }

/** The minimum standards of a case, what is due of them, and its reviews. */
export function CasePlanPage({ header, now, plan }: { header: CaseHeader; now: Date; plan: PlanView }): Page {
  const todo = plan.items.filter(({ state }) => state === 'to do').sort((a, b) => dueTime(a) - dueTime(b))
  const ended = plan.items.filter(({ state }) => state !== 'to do')
  return casePage(header, now, 'Plan', (
    <div>
      <h2 class="govuk-heading-m">To do ({todo.length})</h2>
      {todo.length === 0 ? <EmptyState>Every standard of this case has been kept or set aside. What a review or a change of risk adds appears here.</EmptyState> : todo.map((item) => <ToDo header={header} item={item} now={now} />)}
      <Reviews header={header} plan={plan} now={now} />
      <DataTable caption={`Ended (${ended.length})`} rows={ended} isDense empty="Standards that were done, missed or not needed appear here." columns={[
        { heading: 'Standard', isHeader: true, cell: (item) => nameOf(item) },
        { heading: 'How it ended', cell: ({ state, clock }) => <span>{capital(state)}{clock?.state === 'missed' || clock?.missedBecause ? <> <Tag text="Late" colour="red" /></> : null}</span> },
        { heading: 'What was done, or why not', cell: ({ because }) => because },
        { heading: 'When', cell: ({ endedAt }) => <When at={endedAt} now={now} /> },
        { heading: 'By', cell: ({ endedByName }) => endedByName },
      ]} />
    </div>
  ))
}

/** What is due of a case, the soonest first; what has no date is said to have none. */
export function DueList({ plan, now }: { plan: PlanView; now: Date }): Html {
  const clocks = runningClocks(plan)
  const undated = clocks.filter(({ dueAt }) => dueAt === null)
  return (
    <>
      <DataTable caption="What is due" captionSize="hidden" isDense rows={clocks.filter(({ dueAt }) => dueAt !== null)} empty="Standards and reviews with a time appear here until they are kept." columns={[
        { heading: 'What', isHeader: true, cell: ({ name }) => name },
        { heading: 'Due', cell: ({ dueAt }) => <DueBy at={dueAt} now={now} /> },
        { heading: 'State', cell: (clock) => <StateOf clock={clock} /> },
      ]} />
      {undated.length === 0 ? null : <p class="govuk-body"><strong>To do, with no time set:</strong> {undated.map(({ name }, at) => (at === 0 ? name : `${name.charAt(0).toLowerCase()}${name.slice(1)}`)).join(', ')}.</p>}
    </>
  )
}

/** How a clock stands, said once. */
function StateOf({ clock: { state, remainingWords } }: { clock: { readonly state: string; readonly remainingWords: string } }): Html {
  if (state === 'overdue') return <Tag text={capital(remainingWords)} colour="red" />
  return <span><Tag text={capital(state)} colour={colours[state]} />{state === remainingWords ? null : <> {remainingWords}</>}</span>
}

/** The clocks of a case that have still to be met, the soonest first and the undated last. */
export function runningClocks(plan: PlanView) {
  return [...plan.items.filter(({ state }) => state === 'to do').flatMap(({ clock }) => (clock === null ? [] : [clock])), ...plan.reviewClocks]
    .filter(({ metAt, state }) => metAt === null && state !== 'cancelled').sort((a, b) => (a.dueAt?.getTime() ?? Infinity) - (b.dueAt?.getTime() ?? Infinity))
}

function ToDo({ header, item, now }: { header: CaseHeader; item: PlanItemView; now: Date }): Html {
  const { clock } = item
  const actions = header.acts.work.allowed ? [{ text: 'Record how it ended', href: `/cases/${header.id}/plan/${item.id}` }] : []
  return (
    <SummaryCard title={nameOf(item)} headingLevel={3} actions={actions}>
      <SummaryList rows={[
        { key: 'Due', value: clock?.dueAt ? <span><DueBy at={clock.dueAt} now={now} /> <StateOf clock={clock} />{clock.beyondHolidays ? ' (beyond the years whose bank holidays are known)' : null}</span> : 'No time set: the source gives none, and the force has set none' },
        { key: 'What is expected', value: <>{item.about}<Source item={item} /></> },
        clock?.pausedBecause ? { key: 'Paused because', value: clock.pausedBecause } : null,
      ]} />
      {header.acts.work.allowed ? <Pausing caseId={header.id} item={item} /> : null}
    </SummaryCard>
  )
}

function Source({ item: { source, targetSource } }: { item: PlanItemView }): Html {
  return (
    <details class="govuk-details heed-quiet">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Where this comes from</span></summary>
      <div class="govuk-details__text">{source}{targetSource === null || targetSource === source ? null : <><br />Its time: {targetSource}</>}</div>
    </details>
  )
}

function Pausing({ caseId, item }: { caseId: string; item: PlanItemView }): Html | null {
  if (item.clock === null || item.clock.dueAt === null) return null
  const action = `/cases/${caseId}/plan/${item.id}/pause`
  if (item.clock.state === 'paused') return <form method="post" action={action} novalidate>{hidden('reason', '')}{submitButton('Let it run again', { isSecondary: true })}</form>
  if (item.pauseReasons.length === 0) return null
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Pause<span class="govuk-visually-hidden"> {item.name}</span></span></summary>
      <form method="post" action={action} novalidate class="govuk-details__text">
        <PauseReasons item={item} />
        {submitButton('Pause', { isSecondary: true })}
      </form>
    </details>
  )
}

/** Several of these stand on one page, so each has an id of its own. */
function PauseReasons({ item }: { item: PlanItemView }): Html {
  const id = `reason-${item.id}`
  return (
    <div class="govuk-form-group">
      <label class="govuk-label" for={id}>Why it cannot be done now</label>
      <select class="govuk-select" id={id} name="reason">{item.pauseReasons.map((reason) => <option value={reason}>{reason}</option>)}</select>
    </div>
  )
}

function Reviews({ header, plan, now }: { header: CaseHeader; plan: PlanView; now: Date }): Html {
  const due = plan.reviewClocks.filter(({ metAt, state }) => metAt === null && state !== 'cancelled').sort((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0))
  return (
    <div>
      <DataTable caption="Reviews due" rows={due} empty={`A case at ${header.band} risk has no reviews due.`} columns={[
        { heading: 'Review', isHeader: true, cell: ({ name }) => name },
        { heading: 'Due', cell: ({ dueAt }) => <DueBy at={dueAt} now={now} /> },
        { heading: 'State', cell: (clock) => <StateOf clock={clock} /> },
        { heading: 'How often', cell: ({ targetWords }) => targetWords },
      ]} />
      <p class="govuk-hint">Source of the reviews: {plan.regime.name}, {plan.regime.source}</p>
      {header.acts.review.allowed ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/cases/${header.id}/review`}>Hold a review</a></p> : null}
      {plan.reviews.length === 0 ? null : (
        <DataTable caption="Reviews held" rows={plan.reviews} columns={[
          { heading: 'When', isHeader: true, cell: ({ heldAt }) => <When at={heldAt} now={now} /> },
          { heading: 'At the turn of', cell: ({ rank, dueOn }) => <span>{rank}{dueOn === null ? null : <span>, due <DayText day={dueOn} now={now} /></span>}</span> },
          { heading: 'By', cell: ({ byName }) => byName },
          { heading: 'What came of it', cell: ({ outcome }) => outcome },
        ]} />
      )}
    </div>
  )
}

/** The soonest first; what has no date comes last, in the order of the plan. */
function dueTime({ clock }: PlanItemView): number {
  return clock?.dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER
}

function nameOf({ name, occurrence }: Pick<PlanItemView, 'name' | 'occurrence'>): string {
  return occurrence === 1 ? name : `${name} (${occurrence})`
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
