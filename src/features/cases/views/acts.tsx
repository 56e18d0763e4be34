import { formatDay, formatTime, londonDay } from '#platform/time/day.ts'
import { checkboxesField, hidden, radiosField, selectField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import { momentField } from '#ui/moment.tsx'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { contactWays } from '../rules/contact.ts'
import type { CaseHeader } from '../queries/case-header.ts'
import type { ClosureView, EntryView, PlanItemView } from '../queries/case-parts.ts'
import type { ReviewDue } from '../rules/reviews.ts'
import { CaseIdentity, Said } from './frame.tsx'

/** What was typed and what was wrong with it, when a form is shown again. */
export interface Typed {
  readonly errors?: FieldErrors | undefined
  readonly answers?: Answers | undefined
}
type Given = Typed & { readonly header: CaseHeader; readonly now: Date }
interface Choice { readonly value: string; readonly text: string }

/** Record a contact with the victim; what is safe is said first. */
export function ContactPage(given: Given): Page {
  const { errors, answers, now } = given
  return actPage(given, { title: 'Record contact with the victim', noun: 'contact', button: 'Record the contact' }, (
    <div>
      {radiosField({ name: 'how', label: 'How', choices: contactWays.map(plain), errors, answers })}
      {momentField({ boxes: ['onDay', 'atTime'], label: 'When it was', at: now, errors, answers })}
      {radiosField({ name: 'isReached', label: 'Did you reach them?', isInline: true, choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }], errors, answers })}
      {textareaField({ name: 'said', label: 'What was said, or what you tried', errors, answers })}
      {textareaField({ name: 'told', label: 'What you told them about the case', isOptional: true, rows: 3, errors, answers })}
    </div>
  ))
}

/** Record a decision with its reason. */
export function DecisionPage(given: Given): Page {
  return actPage(given, { title: 'Record a decision', noun: 'decision', button: 'Record the decision' }, [textareaField({ name: 'decision', label: 'What was decided', rows: 3, ...typed(given) }), textareaField({ name: 'reason', label: 'Why', ...typed(given) })])
}

/** Write a note. */
export function NotePage(given: Given): Page {
  return actPage(given, { title: 'Add a note', noun: 'note', button: 'Add the note' }, [textareaField({ name: 'text', label: 'Note', rows: 8, attributes: { 'data-draft': 'case-note' }, ...typed(given) })])
}

/** Correct an entry; the old one stays. */
export function CorrectionPage(given: Given & { entry: Pick<EntryView, 'id' | 'text' | 'reason'> }): Page {
  return actPage(given, { title: 'Correct an entry', noun: `entries/${given.entry.id}/correction`, button: 'Correct it' }, (
    <div>
      <div class="govuk-inset-text"><p class="govuk-body">It says:</p><Said text={given.entry.text} /><Said text={given.entry.reason} /></div>
      <p class="govuk-body">What it says stays in the timeline. Your correction is added and points at it.</p>
      {textareaField({ name: 'text', label: 'What it should say', ...typed(given) })}
      {textareaField({ name: 'reason', label: 'Why it is corrected', rows: 3, ...typed(given) })}
    </div>
  ))
}

/** Link another incident. */
export function LinkPage(given: Given): Page {
  return actPage(given, { title: 'Link another incident', noun: 'incident', button: 'Link the incident' }, [
    textField({ name: 'reference', label: 'Incident reference', hint: 'For example ASB/2026/004217', width: 20, ...typed(given) }), textareaField({ name: 'because', label: 'Why it belongs to this case', rows: 3, ...typed(given) }),
  ])
}

/** Add a person and their part. */
export function PersonPage(given: Given): Page {
  return actPage(given, { title: 'Add a person', noun: 'person', button: 'Add the person' }, [
    radiosField({ name: 'part', label: 'Their part', choices: ['victim', 'witness', 'suspect'].map(plain), ...typed(given) }),
    textField({ name: 'givenName', label: 'First name', isOptional: true, width: 20, ...typed(given) }), textField({ name: 'familyName', label: 'Last name', isOptional: true, width: 20, ...typed(given) }),
    textField({ name: 'phone', label: 'Telephone', isOptional: true, width: 20, ...typed(given) }), textField({ name: 'safeToContact', label: 'How and when it is safe to reach them', isOptional: true, ...typed(given) }),
    textareaField({ name: 'note', label: 'Note', isOptional: true, rows: 3, ...typed(given) }),
  ])
}

/** Give the case an owner, who is told at once. */
export function AllocationPage(given: Given & { owners: readonly Choice[] }): Page {
  const takeBack = given.header.ownerId === null ? [] : [{ value: 'nobody', text: 'Nobody: back to the team’s unallocated list' }]
  return actPage(given, { title: 'Allocate an owner', noun: 'allocation', button: 'Allocate', isVersioned: true }, [
    selectField({ name: 'ownerId', label: 'Who will own this case', hint: 'They are told at once', none: 'Choose', choices: [...given.owners.filter(({ value }) => value !== given.header.ownerId), ...takeBack], ...typed(given) }),
    textareaField({ name: 'reason', label: 'Reason', isOptional: true, rows: 3, ...typed(given) }),
  ])
}

/** Give the case to another team. */
export function TransferPage(given: Given & { teams: readonly Choice[] }): Page {
  return actPage(given, { title: 'Transfer to another team', noun: 'transfer', button: 'Transfer', isVersioned: true }, [
    selectField({ name: 'teamId', label: 'Team', hint: 'They are told at once; the case stands on their unallocated list until they give it an owner', none: 'Choose', choices: given.teams.filter(({ value }) => value !== given.header.teamId), ...typed(given) }),
    textareaField({ name: 'reason', label: 'Why it is transferred', rows: 3, ...typed(given) }),
  ])
}

/** Say how a standard ended. */
export function PlanItemPage(given: Given & { item: Pick<PlanItemView, 'id' | 'name' | 'version'> }): Page {
  const states = [{ value: 'done', text: 'Done' }, { value: 'missed', text: 'Missed' }, ...(given.header.acts.setAside.allowed ? [{ value: 'not needed', text: 'Not needed' }] : [])]
  return actPage(given, { title: given.item.name, noun: `plan/${given.item.id}`, button: 'Record', version: given.item.version }, [
    radiosField({ name: 'state', label: 'How did it end?', choices: states, ...typed(given) }), textareaField({ name: 'text', label: 'What was done, or why it was missed or is not needed', ...typed(given) }),
  ])
}

/** Hold a review at the turn of a rank. */
export function ReviewPage(given: Given & { due: readonly ReviewDue[] }): Page {
  return actPage(given, { title: 'Hold a review', noun: 'review', button: 'Record the review', isVersioned: true }, [
    radiosField({ name: 'rank', label: 'Whose turn it is', hint: 'Somebody of at least this rank holds it', choices: given.due.map(({ rank, dueOn }) => ({ value: rank, text: `${rank.charAt(0).toUpperCase()}${rank.slice(1)}, due ${formatDay(dueOn)}` })), ...typed(given) }),
    textareaField({ name: 'outcome', label: 'What came of it', hint: 'What was looked at, what was decided, what happens next', rows: 8, ...typed(given) }),
  ])
}

/** Ask for the case to be closed: its result, and what the victim was told. */
export function ClosingPage(given: Given & { results: readonly Choice[] }): Page {
  const both = typed(given)
  return actPage(given, { title: 'Ask for the case to be closed', noun: 'closing', button: 'Ask for it to be closed', isVersioned: true }, [
    selectField({ name: 'resultKey', label: 'Result of the case', none: 'Choose', choices: given.results, ...both }),
    textareaField({ name: 'account', label: 'What was done, and how it ended', ...both }),
    radiosField({ name: 'isTold', label: 'Has the victim been told?', hint: 'When there are several, each of them', choices: [
      { value: 'yes', text: 'Yes', reveals: <div>{momentField({ boxes: ['onDay', 'atTime'], label: 'When they were told', at: given.now, ...both })}{textareaField({ name: 'toldWhat', label: 'What they were told', rows: 3, ...both })}</div> },
      { value: 'no', text: 'No', reveals: textareaField({ name: 'notToldBecause', label: 'Why not', rows: 3, ...both }) },
      { value: 'no victim', text: 'Nobody is named as a victim' },
    ], ...both }),
  ])
}

/** Approve or refuse the closing. */
export function ClosingDecisionPage(given: Given & { closure: ClosureView }): Page {
  const { closure } = given
  return actPage(given, { title: 'Decide whether the case is closed', noun: 'closing/decision', button: 'Record the decision', isVersioned: true }, (
    <div>
      <div class="govuk-inset-text">
        <p class="govuk-body"><strong>{closure.resultName}</strong>, asked for by {closure.requestedByName} on {formatDay(londonDay(closure.requestedAt))}.</p>
        <Said text={closure.account} />
        <p class="govuk-body">{closure.victimToldAt === null ? `The victim was not told: ${closure.victimNotToldBecause ?? 'nobody is named as a victim'}.` : `The victim was told on ${formatDay(londonDay(closure.victimToldAt))} at ${formatTime(closure.victimToldAt)}: ${closure.victimToldWhat ?? ''}`}</p>
      </div>
      {radiosField({ name: 'answer', label: 'Is the case closed?', choices: [{ value: 'approve', text: 'Yes, close it' }, { value: 'refuse', text: 'No, it stays open' }], ...typed(given) })}
      {textareaField({ name: 'reason', label: 'Reason', hint: 'Needed when it stays open', rows: 3, ...typed(given) })}
    </div>
  ))
}

/** Open a closed case again. */
export function ReopeningPage(given: Given): Page {
  return actPage(given, { title: 'Open the case again', noun: 'reopening', button: 'Open it again', isVersioned: true }, [textareaField({ name: 'reason', label: 'Why', hint: 'Its standards and reviews begin again; what was closed stays as it was', ...typed(given) })])
}

/** Seal a case to people by name, or take the seal off. */
export function SealPage(given: Given & { people: readonly Choice[]; named: readonly string[] }): Page {
  return actPage(given, { title: given.header.isSealed ? 'Change or take off the seal' : 'Seal to people by name', noun: 'seal', button: given.header.isSealed ? 'Change the seal' : 'Seal the case', isVersioned: true }, [
    <p class="govuk-body">Only the people named, its owner and you will see the case, its incidents, their assessments, files, clocks and notifications. Nobody else is told that it is there.</p>,
    checkboxesField({ name: 'accountIds', label: 'Who sees it', isSmall: true, values: given.named, choices: given.people, ...typed(given) }),
    textareaField({ name: 'reason', label: 'Why', rows: 3, ...typed(given) }),
    given.header.isSealed ? checkboxesField({ name: 'takeOff', label: 'Taking it off', choices: [{ value: 'yes', text: 'Take the seal off: those who see its area see it again' }], ...typed(given) }) : null,
  ])
}

/** Open a case by hand from an incident. */
export function OpenPage({ incident, errors, answers }: Typed & { incident: { id: string; reference: string } }): Page {
  return {
    title: 'Open a case', caption: incident.reference, width: 'two-thirds', back: { href: `/incidents/${incident.id}`, text: 'Back to the incident' }, errors,
    body: (
      <form method="post" action={`/incidents/${incident.id}/cases`} novalidate>
        <p class="govuk-body">An approved high-risk assessment opens a case by itself. Open one by hand when the force should manage this although it is not, or not yet, at high risk.</p>
        {textareaField({ name: 'reason', label: 'Why a case is opened', errors, answers })}
        {submitButton('Open the case')}
      </form>
    ),
  }
}

function actPage(given: Given, about: { title: string; noun: string; button: string; isVersioned?: boolean; version?: number }, fields: Html | readonly (Html | null)[]): Page {
  const { header, now, errors } = given
  const version = about.version ?? (about.isVersioned === true ? header.version : null)
  return {
    title: about.title, caption: header.reference, width: 'two-thirds', back: { href: `/cases/${header.id}`, text: 'Back to the case' }, errors,
    body: (
      <div>
        <CaseIdentity header={header} now={now} />
        <form method="post" action={`/cases/${header.id}/${about.noun}`} novalidate>
          {version === null ? null : hidden('version', given.answers?.['version']?.toString() ?? version)}
          {fields}
          {submitButton(about.button)}
        </form>
      </div>
    ),
  }
}

function plain(value: string): Choice {
  return { value, text: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }
}

function typed({ errors, answers }: Typed): Typed {
  return { errors, answers }
}
