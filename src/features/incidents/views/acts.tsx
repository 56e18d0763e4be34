import { checkboxesField, hidden, radiosField, selectField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import type { Content, Html } from '#ui/html.ts'
import { momentField } from '#ui/moment.tsx'
import { type Answers, answerTo, errorOf, type FieldErrors, type Page } from '#ui/page.ts'
import type { ActPage, EntryPage } from '../queries/act-page.ts'
import type { IncidentSummary } from '../queries/incident-summary.ts'
import { FLAGS } from '../rules/screening.ts'
import { sentence } from './words.tsx'

/** What the page of an act is drawn from: the first time, and again with what was typed and what was wrong. */
export interface Acting {
  readonly page: ActPage
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

/** Choose or change the grade. */
export function GradePage(acting: Acting): Page {
  const { incident, grades } = acting.page
  const first = incident.grade === null
  return actPage(acting, first ? 'Choose the grade' : 'Change the grade', first ? 'Save grade' : 'Change grade', (
    <>
      {first ? null : <p class="govuk-body">It is now graded {incident.gradeName}.</p>}
      {radiosField({ ...typed(acting, 'grade', 'Grade'), value: first ? null : incident.grade, choices: grades })}
      {textareaField({ ...typed(acting, 'reason', 'Why it is changed'), isOptional: first, rows: 3 })}
    </>
  ))
}

/** Say who was deployed, or why nobody was. */
export function DeploymentPage(acting: Acting): Page {
  return actPage(acting, 'Record deployment', 'Save', radiosField({
    ...typed(acting, 'deployed', 'Was a unit deployed?'),
    choices: [
      {
        value: 'yes', text: 'Yes', reveals: (
          <>
            {textField({ ...typed(acting, 'unit', 'Unit'), hint: 'As it is called on the radio', width: 20 })}
            {colleagueField(acting, 'officerId', 'Or a colleague', 'Nobody by name')}
            {momentField({ ...nowIfEmpty(acting, 'deployed'), label: 'When they were deployed' })}
            {textareaField({ ...typed(acting, 'told', 'What they were told'), isOptional: true, hint: 'Flags, who is vulnerable, how to approach', rows: 4 })}
          </>
        ),
      },
      { value: 'no', text: 'No', reveals: textareaField({ ...typed(acting, 'because', 'Why nobody was deployed'), rows: 3 }) },
    ],
  }))
}

/** Record what the attending unit was told. */
export function BriefingPage(acting: Acting): Page {
  return actPage(acting, 'Record what the unit was told', 'Save', textareaField({ ...typed(acting, 'told', 'What the unit was told'), rows: 6 }))
}

/** Result an incident, or correct its result. */
export function ResultPage(acting: Acting & { isCorrection?: boolean }): Page {
  const isCorrection = acting.isCorrection === true
  return actPage(acting, isCorrection ? 'Correct the result' : 'Result the incident', isCorrection ? 'Save correction' : 'Save result', (
    <>
      {isCorrection ? <Standing result={acting.page.result} /> : null}
      {checkboxesField({
        ...typed(acting, 'codes', 'Result codes'), hint: 'Choose at least one, of any kind', isSmall: true,
        choices: acting.page.resultCodes.flatMap(({ group, codes }, at) => [...(at === 0 ? [] : [{ divider: `${sentence(group)} codes` }]), ...codes]),
      })}
      {textareaField({ ...typed(acting, 'account', 'What was found and what was done'), hint: 'In a sentence or more, so that somebody who was not there understands', rows: 6 })}
      {textField({ ...typed(acting, 'attendedBy', 'Who attended'), isOptional: true, width: 20 })}
      {momentField({ ...boxes(acting, 'attendedAt'), label: 'When it was attended', isOptional: true })}
      {radiosField({
        ...typed(acting, 'callerTold', 'Was the caller told?'),
        choices: [
          { value: 'yes', text: 'Yes', reveals: <>{momentField({ ...nowIfEmpty(acting, 'callerToldAt'), label: 'When they were told' })}{textareaField({ ...typed(acting, 'callerToldWhat', 'What they were told'), rows: 3 })}</> },
          { value: 'no', text: 'No', reveals: textareaField({ ...typed(acting, 'notToldBecause', 'Why they were not told'), rows: 3 }) },
        ],
      })}
      {isCorrection ? textareaField({ ...typed(acting, 'reason', 'Why the result is corrected'), rows: 3 }) : null}
    </>
  ))
}

function Standing({ result }: { result: ActPage['result'] }): Html {
  return (
    <>
      {result === null ? null : <div class="govuk-inset-text"><p class="govuk-body">It says now: <strong>{result.codeNames.join(', ')}</strong></p><p class="govuk-body">{result.account}</p></div>}
      <p class="govuk-body">That stays in the log. What you enter here is added, pointing at it: give every code that applies.</p>
    </>
  )
}

/** Change the type or the qualifier. */
export function ClassificationPage(acting: Acting): Page {
  const { incident, types } = acting.page
  return actPage(acting, 'Change type or qualifier', 'Save change', (
    <>
      {selectField({ ...typed(acting, 'type', 'Type'), none: 'Not recorded', value: incident.typeKey, choices: types })}
      {radiosField({ ...typed(acting, 'qualifier', 'Qualifier'), hint: 'What was first recorded is kept', value: incident.qualifier, choices: ['personal', 'nuisance', 'environmental'].map((value) => ({ value, text: sentence(value) })) })}
      {textareaField({ ...typed(acting, 'reason', 'Why it is changed'), rows: 3 })}
    </>
  ))
}

/** Record the crime that underlies it. */
export function CrimePage(acting: Acting): Page {
  return actPage(acting, 'Record a crime reference', 'Save', (
    <>
      {textField({ ...typed(acting, 'crimeReference', 'Crime reference'), width: 20 })}
      {checkboxesField({ ...typed(acting, 'victimsCode', 'Victims’ Code'), choices: [{ value: 'yes', text: 'The Victims’ Code applies to this crime' }] })}
    </>
  ))
}

/** Record that an intelligence report was submitted or considered. */
export function IntelligencePage(acting: Acting): Page {
  return actPage(acting, 'Record an intelligence report', 'Save', radiosField({
    ...typed(acting, 'intelligence', 'Was an intelligence report submitted?'),
    choices: [
      { value: 'submitted', text: 'Yes, it was submitted', reveals: textField({ ...typed(acting, 'reference', 'Its reference'), width: 20 }) },
      { value: 'considered', text: 'No, it was considered and not submitted', reveals: textareaField({ ...typed(acting, 'because', 'Why not'), rows: 3 }) },
    ],
  }))
}

/** Link it as a duplicate. */
export function DuplicatePage(acting: Acting): Page {
  return actPage(acting, 'Link as a duplicate', 'Link', (
    <>
      <p class="govuk-body">This incident leaves queues and counts, and is worked and followed up under the other number. It is never deleted: the other shows its people and what they said, takes its flags, and its grade where that is quicker. Its team is told. If the other is under a seal, this one goes under the same seal, and nobody whom that does not name is told.</p>
      {textField({ ...typed(acting, 'reference', 'Reference of the incident it repeats'), hint: 'For example ASB/2026/000123', width: 20 })}
      {textareaField({ ...typed(acting, 'reason', 'Why they are the same'), isOptional: true, rows: 3 })}
      {knowingField(acting, answerTo(acting.answers, 'reference')?.trim().toUpperCase())}
    </>
  ))
}

/** Asks whoever links an incident to one under a seal that does not name them whether they know what follows: of that one alone, and only once it is known to be so. */
export function knowingField(acting: Framed, reference: string | undefined): Html | null {
  if (reference === undefined || (errorOf(acting.errors, 'knowing') === undefined && answerTo(acting.answers, 'knowing') !== reference)) return null
  const { teamName, allocatedToName } = acting.page.incident
  const workers = [allocatedToName, teamName].filter((name) => name !== null).join(', ')
  return checkboxesField({
    ...typed(acting, 'knowing', `If it is linked to ${reference}`),
    hint: workers === '' ? undefined : `It goes out of the sight of those who work it too, unless the seal names them: ${workers}`,
    choices: [{ value: reference, text: 'I know that I will not see this incident any more' }],
  })
}

/** Undo the link. */
export function UnlinkPage(acting: Acting): Page {
  const { raisedThere } = acting.page
  return actPage(acting, 'Undo the duplicate link', 'Undo the link', (
    <>
      <p class="govuk-body">This incident is worked by itself again, and its follow-up is due when it first was.</p>
      {textareaField({ ...typed(acting, 'reason', 'Why the link is undone'), rows: 3 })}
      {raisedThere === null ? null : radiosField({
        ...typed(acting, 'takeBack', `What the link raised in ${raisedThere.reference}: ${raisedThere.words.join(', ')}`), value: 'yes',
        choices: [{ value: 'yes', text: 'Take it back', hint: 'As far as nobody has decided about it since, and nothing else calls for it' }, { value: 'no', text: 'Leave it as it is' }],
      })}
    </>
  ))
}

/** Allocate it to a named officer. */
export function AllocationPage(acting: Acting): Page {
  const { allocation, incident } = acting.page
  if (!allocation.allowed) return framed(acting, 'Allocate the incident', govuk('inset-text', { text: allocation.reason }))
  return actPage(acting, 'Allocate the incident', 'Allocate', (
    <>
      {incident.allocatedToName === null ? null : <p class="govuk-body">It is now allocated to {incident.allocatedToName}.</p>}
      {colleagueField(acting, 'accountId', 'Officer', 'Choose an officer', 'They are told at once, and can see the incident wherever they work')}
      {textareaField({ ...typed(acting, 'note', 'What they need to know'), isOptional: true, rows: 3 })}
    </>
  ))
}

/** Record contact with the victim or caller. */
export function FollowUpPage(acting: Acting): Page {
  return actPage(acting, 'Record a follow-up contact', 'Save', (
    <>
      {radiosField({ ...typed(acting, 'reached', 'Were they reached?'), hint: 'An attempt that did not reach them is kept, and their follow-up stays due', isInline: true, choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }] })}
      {radiosField({ ...typed(acting, 'how', 'How'), choices: ['telephone', 'visit', 'e-mail', 'text message', 'letter', 'meeting'].map((value) => ({ value, text: sentence(value) })) })}
      {momentField({ ...nowIfEmpty(acting, 'followedUpAt'), label: 'When it was' })}
      {textareaField({ ...typed(acting, 'said', 'What was said, or what was tried'), rows: 5 })}
    </>
  ))
}

/** Record research. */
export function ResearchPage(acting: Acting): Page {
  return actPage(acting, 'Record research', 'Save', (
    <>
      {textareaField({ ...typed(acting, 'searched', 'What was searched'), hint: 'Systems, names, addresses, dates', rows: 3 })}
      {textareaField({ ...typed(acting, 'found', 'What was found'), hint: 'If nothing was found, say so', rows: 6 })}
    </>
  ))
}

/** Confirm or lift one flag. */
export function FlagDecisionPage(acting: Acting & { flag: string }): Page {
  return actPage(acting, `Flag: ${acting.flag}`, 'Save', radiosField({
    ...typed(acting, 'decision', 'How does the flag stand?'),
    choices: [
      { value: 'confirmed', text: 'Confirmed' },
      { value: 'lifted', text: 'Lifted: it does not apply' },
    ],
  }), textareaField({ ...typed(acting, 'reason', 'Why'), hint: 'Needed when the flag is lifted', rows: 3 }))
}

/** Raise a flag. */
export function FlagPage(acting: Acting): Page {
  const { flags } = acting.page.incident
  return actPage(acting, 'Raise a flag', 'Raise flag', (
    <>
      {radiosField({ ...typed(acting, 'flag', 'Flag'), choices: FLAGS.filter((flag) => !flags.includes(flag)).map((value) => ({ value, text: sentence(value) })) })}
      {textareaField({ ...typed(acting, 'reason', 'Why'), rows: 3 })}
    </>
  ))
}

/** Ask an officer for a risk assessment. */
export function AssessmentRequestPage(acting: Acting): Page {
  return actPage(acting, 'Ask for a risk assessment', 'Ask', (
    <>
      {colleagueField(acting, 'accountId', 'Officer', 'Choose an officer', 'They are told at once, and can see the incident wherever they work')}
      {textareaField({ ...typed(acting, 'reason', 'Why'), isOptional: true, rows: 3 })}
    </>
  ))
}

/** Write a note. */
export function NotePage(acting: Acting): Page {
  return actPage(acting, 'Write a note', 'Save note', textareaField({ ...typed(acting, 'text', 'Note'), hint: 'It cannot be changed later, only corrected by another entry', rows: 6 }))
}

/** Settle something missing or doubtful. */
export function DoubtPage(acting: Acting & { doubt: string; said: string }): Page {
  return actPage(acting, 'Settle what is to be checked', 'Settle it', (
    <>
      {govuk('inset-text', { text: acting.said })}
      {textareaField({ ...typed(acting, 'how', 'How it was settled'), hint: 'What you found, or why nothing more can be known', rows: 4 })}
    </>
  ))
}

/** Correct an entry of the log. */
export function EntryCorrectionPage({ page, errors, answers }: { page: EntryPage; errors?: FieldErrors; answers?: Answers }): Page {
  const acting: Framed = { page, ...(errors === undefined ? {} : { errors }), ...(answers === undefined ? {} : { answers }) }
  return actPage(acting, 'Correct an entry', 'Save correction', (
    <>
      {govuk('inset-text', { text: page.entry.text })}
      {textareaField({ ...typed(acting, 'text', 'What it should say'), rows: 5 })}
      {textareaField({ ...typed(acting, 'reason', 'Why it is corrected'), rows: 3 })}
    </>
  ))
}

/** The page of any act on an incident: which incident, what was typed, and what was wrong. */
export interface Framed {
  readonly page: { readonly incident: IncidentSummary }
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

/** A page with one act's form. */
export function actPage(acting: Framed, title: string, button: string, ...fields: Content[]): Page {
  return framed(acting, title, (
    <form method="post" novalidate>
      {hidden('version', answerTo(acting.answers, 'version') ?? String(acting.page.incident.version))}
      {fields}
      {submitButton(button)}
    </form>
  ))
}

/** A page about one incident, that says which. */
export function framed({ page: { incident }, errors }: Framed, title: string, body: Html): Page {
  return {
    title, caption: incident.reference, back: { href: `/incidents/${incident.id}`, text: 'Back to the incident' }, errors,
    body: <><p class="govuk-body">{[incident.typeName ?? 'Type not recorded', incident.qualifier, incident.place].filter((part) => part !== null).join(', ')}</p>{body}</>,
  }
}

/** What every field of an act's form is given. */
export function typed({ errors, answers }: Framed, name: string, label: string) {
  return { name, label, errors, answers }
}

function colleagueField(acting: Acting, name: string, label: string, none: string, hint?: string): Html {
  return selectField({ ...typed(acting, name, label), none, hint, choices: acting.page.colleagues })
}

/** The two boxes of a moment, and what was typed in them. */
export function boxes({ errors, answers }: Framed, name: string) {
  return { boxes: [`${name}Day`, `${name}Time`] as const, errors, answers }
}

function nowIfEmpty(acting: Acting, name: string) {
  return { ...boxes(acting, name), whenEmpty: 'Leave it empty for now' }
}
