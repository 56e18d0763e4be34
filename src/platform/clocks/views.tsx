import { asHeading, recordPath } from '#platform/record-path.ts'
import { formatInstant } from '#platform/time/day.ts'
import { radiosField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import { nothing, type Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag, type TagColour } from '#ui/tag.tsx'
import { DueBy, When } from '#ui/time.tsx'
import type { ClockView } from './queries.ts'

const colours: Readonly<Record<ClockView['state'], TagColour>> = {
  running: 'blue', 'due soon': 'yellow', overdue: 'red', paused: 'grey', met: 'green', missed: 'orange', 'no target set': 'grey', cancelled: 'grey',
}

/** The standards being kept for a record: what is due, when, whose it is, and what was missed and why. */
export function ClocksTable({ clocks, now, caption = 'Standards', empty = 'No standard is running for this record.' }: { clocks: readonly ClockView[]; now: Date; caption?: string; empty?: string }): Html {
  return (
    <DataTable caption={caption} rows={clocks} empty={empty} columns={[
      { heading: 'Standard', isHeader: true, cell: (clock) => clock.name },
      { heading: 'State', cell: (clock) => <ClockTag clock={clock} /> },
      { heading: 'Due', cell: (clock) => <DueCell clock={clock} now={now} /> },
      { heading: 'Left', cell: (clock) => clock.remainingWords === clock.state ? null : clock.remainingWords },
      { heading: 'Owner', cell: (clock) => clock.ownerName ?? clock.teamName ?? 'Nobody yet' },
      { heading: 'Do', hideHeading: true, cell: (clock) => <ClockLink clock={clock} /> },
    ]} />
  )
}

/** A clock's state as a word. */
export function ClockTag({ clock }: { clock: Pick<ClockView, 'state'> }): Html {
  return <Tag text={asHeading(clock.state)} colour={colours[clock.state]} />
}

function DueCell({ clock, now }: { clock: ClockView; now: Date }): Html {
  if (clock.dueAt === null) return <span class="heed-none">No target set</span>
  return (
    <>
      <DueBy at={clock.dueAt} now={now} />
      {clock.beyondHolidays ? ' (bank holidays are not known that far, so check it)' : null}
      {clock.missedBecause === null ? null : <><br />Missed because: {clock.missedBecause}</>}
    </>
  )
}

function ClockLink({ clock }: { clock: ClockView }): Html {
  const text = clock.mayExplain ? 'Say why' : clock.mayResume ? 'Resume' : clock.mayPause ? 'Pause' : null
  return text === null ? nothing : <a class="govuk-link" href={recordPath('clock', clock.id)}>{text}<span class="govuk-visually-hidden"> ({clock.name})</span></a>
}

/** One clock, with what may be done to it. */
export function ClockPage({ clock, now, errors, answers }: { clock: ClockView; now: Date; errors?: FieldErrors; answers?: Answers }): Page {
  const told = { errors, answers }
  return {
    title: clock.name,
    caption: `Standard for this ${clock.subjectKind}`,
    back: { href: recordPath(clock.subjectKind, clock.subjectId) },
    errors,
    body: (
      <>
        <SummaryList rows={[
          { key: 'State', value: <ClockTag clock={clock} /> },
          { key: 'Started', value: <When at={clock.startedAt} now={now} /> },
          { key: 'Target', value: asHeading(clock.targetWords) },
          { key: 'Due', value: clock.dueAt === null ? 'No target set' : formatInstant(clock.dueAt) },
          clock.remainingWords !== clock.state && { key: 'Left', value: asHeading(clock.remainingWords) },
          { key: 'Owner', value: clock.ownerName ?? clock.teamName },
          clock.pausedBecause !== null && { key: 'Paused because', value: clock.pausedBecause },
          clock.metAt !== null && { key: 'Done', value: <><When at={clock.metAt} now={now} />, {clock.metByName ?? 'not known by whom'}</> },
          clock.cancelledBecause !== null && { key: 'Ended because', value: clock.cancelledBecause },
          clock.missedBecause !== null && { key: 'Missed because', value: <>{clock.missedBecause} ({clock.missedExplainedByName ?? 'not known by whom'}, <When at={clock.missedExplainedAt} now={now} />)</> },
        ]} />
        {clock.mayExplain ? <ExplainForm clock={clock} {...told} /> : null}
        {clock.mayResume ? <form method="post" action={`${recordPath('clock', clock.id)}/resumption`}>{submitButton('Resume the clock')}</form> : null}
        {clock.mayPause ? <PauseForm clock={clock} {...told} /> : null}
      </>
    ),
  }
}

interface FormOf { readonly clock: ClockView; readonly errors: FieldErrors | undefined; readonly answers: Answers | undefined }

function ExplainForm({ clock, errors, answers }: FormOf): Html {
  return (
    <form method="post" action={`${recordPath('clock', clock.id)}/explanation`} novalidate>
      <h2 class="govuk-heading-m">{clock.state === 'overdue' ? 'It is overdue' : 'It was missed'}</h2>
      {textareaField({ name: 'because', label: clock.state === 'overdue' ? 'Why it is late' : 'Why it was missed', hint: 'Your name and the time are kept with it, and it cannot be changed afterwards', rows: 3, errors, answers })}
      {submitButton('Keep this explanation')}
    </form>
  )
}

function PauseForm({ clock, errors, answers }: FormOf): Html {
  const label = 'Why it cannot be done now'
  return (
    <form method="post" action={`${recordPath('clock', clock.id)}/pause`} novalidate>
      <h2 class="govuk-heading-m">Pause it</h2>
      {clock.pauseReasons === null
        ? textField({ name: 'reason', label, errors, answers })
        : radiosField({ name: 'reason', label, choices: clock.pauseReasons.map((reason) => ({ value: reason, text: reason })), errors, answers })}
      {submitButton('Pause the clock', { isSecondary: true })}
    </form>
  )
}
