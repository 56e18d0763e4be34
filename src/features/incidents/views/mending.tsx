import { checkboxesField, radiosField, selectField, textareaField, textField } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import { momentField } from '#ui/moment.tsx'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import type { PeoplePage, PersonPage, PlacePage, PromptPage, TimesPage } from '../queries/mend-page.ts'
import { actPage, boxes, type Framed, typed } from './acts.tsx'
import { sentence, typedDay } from './words.tsx'

interface Mending<P> {
  readonly page: P
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

const partChoices = ['caller', 'victim', 'witness', 'suspect'].map((value) => ({ value, text: sentence(value) }))

/** Correct where it happened. */
export function PlaceCorrectionPage(mending: Mending<PlacePage>): Page {
  const { text, postcode, hasPoint } = mending.page
  return actPage(mending, 'Correct the place', 'Save the place', (
    <>
      <p class="govuk-body">Where it lies is looked up again. If another team is responsible there, it is told at once and the incident becomes theirs. What was recorded first stays in the log.</p>
      {textField({ ...typed(mending, 'placeText', 'Address or place'), value: text, autocomplete: 'off' })}
      {textField({ ...typed(mending, 'placePostcode', 'Postcode'), value: postcode, width: 10 })}
      {radiosField({
        ...typed(mending, 'point', 'Point on the map'), value: 'look up', choices: [
          { value: 'look up', text: 'Look it up from the address or the postcode' },
          ...(hasPoint ? [{ value: 'keep', text: 'Leave it where it is' }] : []),
          {
            value: 'given', text: 'Enter it', reveals: (
              <>
                {textField({ ...typed(mending, 'longitude', 'Longitude'), hint: 'Degrees, for example -0.0812', width: 10 })}
                {textField({ ...typed(mending, 'latitude', 'Latitude'), hint: 'Degrees, for example 51.5012', width: 10 })}
              </>
            ),
          },
        ],
      })}
      {reasonField(mending)}
    </>
  ))
}

/** Correct when it began and ended. */
export function TimesCorrectionPage(mending: Mending<TimesPage>): Page {
  const whenEmpty = 'Leave it empty if it is not known'
  return actPage(mending, 'Correct when it happened', 'Save the times', (
    <>
      <p class="govuk-body">When it was reported is never changed: what is due is counted from it.</p>
      {momentField({ ...boxes(mending, 'from'), label: 'When it began', at: mending.page.occurredFrom, whenEmpty })}
      {momentField({ ...boxes(mending, 'to'), label: 'When it ended', at: mending.page.occurredTo, whenEmpty })}
      {reasonField(mending)}
    </>
  ))
}

/** The people of an incident: whom to correct, and the way to add somebody. */
export function PeopleCorrectionPage(mending: Mending<PeoplePage>): Page {
  const { incident, people } = mending.page
  const at = `/incidents/${incident.id}/people`
  return {
    title: 'Correct or add people', caption: incident.reference, back: { href: `/incidents/${incident.id}`, text: 'Back to the incident' },
    body: (
      <>
        <DataTable caption="People" captionSize="hidden" rows={people} empty="Nobody is named in this report." columns={[
          { heading: 'Name', isHeader: true, cell: (person) => person.name ?? (person.isAnonymous ? 'Would not give a name' : 'No name recorded') },
          { heading: 'Part', cell: ({ part }) => sentence(part) },
          { heading: 'Do', hideHeading: true, cell: (person) => <a class="govuk-link" href={`${at}/${person.mentionId}`}>Correct<span class="govuk-visually-hidden"> the details of {person.name ?? `the ${person.part}`}</span></a> },
        ]} />
        {govuk('button', { text: 'Add somebody', href: `${at}/new`, classes: 'govuk-button--secondary' })}
      </>
    ),
  }
}

/** Correct what it says of somebody. */
export function PersonCorrectionPage(mending: Mending<PersonPage>): Page {
  return actPage(mending, 'Correct their details', 'Save their details', (
    <>
      <p class="govuk-body">What was recorded before is kept behind the correction.</p>
      {personFields(mending, mending.page.person)}
      {reasonField(mending)}
    </>
  ))
}

/** Add somebody. */
export function PersonAdditionPage(mending: Mending<PeoplePage>): Page {
  const { people } = mending.page
  return actPage(mending, 'Add somebody', 'Add them', (
    <>
      {people.length === 0 ? null : selectField({
        ...typed(mending, 'sameAs', 'Are they in this incident already, in another part?'), hint: 'Then choose the new part below, and leave the rest empty',
        none: 'No, they are somebody else', choices: people.map(({ mentionId, name, part }) => ({ value: mentionId, text: `${name ?? 'No name recorded'}, ${part}` })),
      })}
      {personFields(mending, null)}
    </>
  ))
}

/** Put the questions that were not put. */
export function PromptLaterPage(mending: Mending<PromptPage>): Page {
  const { incident, open } = mending.page
  if (open.length === 0) {
    return {
      title: 'Ask what was not asked', caption: incident.reference, back: { href: `/incidents/${incident.id}`, text: 'Back to the incident' },
      body: <p class="govuk-body">Every question of the prompt has an answer. An answer is never changed: write a note instead.</p>,
    }
  }
  return actPage(mending, 'Ask what was not asked', 'Save the answers', (
    <>
      <p class="govuk-body">Leave alone what you did not ask either. An answer raises the same flags as at the first call.</p>
      {open.map(({ key, text, notAskedBecause }) => (
        <>
          {radiosField({
            ...typed(mending, `prompt.${key}.answer`, text), isSmall: true, isInline: true, hint: notAskedBecause === null ? undefined : `Not asked before because: ${notAskedBecause}`,
            choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }, { value: 'declined', text: 'Would not say' }, { value: 'not-asked', text: 'Not asked' }],
          })}
          {textField({ ...typed(mending, `prompt.${key}.note`, 'What they said, or why it was not asked'), isOptional: true })}
        </>
      ))}
    </>
  ))
}

function personFields(mending: Framed, person: PersonPage['person'] | null): Html {
  const line = (name: 'givenName' | 'familyName' | 'phone' | 'email' | 'addressText' | 'postcode' | 'safeToContact', label: string, width?: 10 | 20): Html =>
    textField({ ...typed(mending, name, label), value: person?.[name] ?? null, ...(width === undefined ? {} : { width }) })
  return (
    <>
      {radiosField({ ...typed(mending, 'role', 'Their part'), value: person?.role ?? null, isInline: true, isSmall: true, choices: partChoices })}
      {line('givenName', 'First name')}
      {line('familyName', 'Last name')}
      {checkboxesField({ ...typed(mending, 'isAnonymous', 'No name'), isSmall: true, values: person?.isAnonymous === true ? ['yes'] : [], choices: [{ value: 'yes', text: 'They were asked and would not say who they are' }] })}
      {textField({ ...typed(mending, 'dateOfBirth', 'Date of birth'), hint: 'For example 2/4/1961, or the year alone', width: 10, value: typedDay(person?.dateOfBirth ?? null) })}
      {line('phone', 'Telephone', 20)}
      {line('email', 'E-mail')}
      {line('addressText', 'Address')}
      {line('postcode', 'Postcode', 10)}
      {radiosField({ ...typed(mending, 'wantsContact', 'Do they want to be contacted?'), value: person?.wantsContact === true ? 'yes' : person?.wantsContact === false ? 'no' : null, isInline: true, isSmall: true, choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }] })}
      {line('safeToContact', 'How and when is it safe to reach them?')}
    </>
  )
}

function reasonField(mending: Framed): Html {
  return textareaField({ ...typed(mending, 'reason', 'Why it is corrected'), rows: 3 })
}
