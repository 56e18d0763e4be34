import { checkboxesField, hidden, radiosField, selectField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import { answerTo, type Answers, type FieldErrors, type Fragment, type Page } from '#ui/page.ts'
import { formatTime, londonDay } from '#platform/time/day.ts'
import { When } from '#ui/time.tsx'
import type { Known, KnownPlace, ReportPageData } from '../queries/record-page.ts'
import type { SimilarTyped } from '../queries/similar.ts'
import { PersonFields } from './record-person.tsx'
import { PageButton, PlaceFound, WhatHeedKnows } from './record-known.tsx'
import { SimilarReports } from './similar.tsx'

interface Shown {
  readonly page: ReportPageData
  readonly similar: SimilarTyped
  readonly draftId: string
  readonly people: number
  /** What was typed so far; nothing when the page is new. */
  readonly answers: Answers
  readonly errors?: FieldErrors | undefined
}

/** Take a report: one page, three columns, nothing on it ever in the way of saving. */
export function ReportPage(shown: Shown): Page {
  const { page, draftId, answers, errors } = shown
  const others = page.drafts.filter(({ id }) => id !== draftId)
  const body = (
    <div>
      {others.length === 0 ? null : (
        <p class="govuk-inset-text">You have not finished {others.length === 1 ? 'a report' : `${others.length} reports`}:{' '}
          {others.map(({ id, savedAt }, at) => [at === 0 ? '' : ', ', <a class="govuk-link" href={`/incidents/new?draft=${id}`}>resume the one kept <When at={savedAt} now={page.now} /></a>])}</p>
      )}
      <form method="post" action="/incidents/new" novalidate data-submit-shortcut="" data-draft="/incidents/drafts" data-draft-said="#draft-said" data-suggest="/incidents/new/known" data-suggest-into="#known">
        <button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">Save report</button>
        {hidden('draftId', draftId)}
        <div class="heed-call" data-suggest="/incidents/new/similar" data-suggest-into="#similar">
          <div>{Callers(shown)}{Prompt(shown)}</div>
          <div>{Where(shown)}{What(shown)}</div>
          <div class="heed-call__known">
            <h2 class="govuk-heading-m">What Heed knows</h2>
            <div id="similar" aria-live="polite"><SimilarReports similar={shown.similar} answers={answers} errors={errors} /></div>
            <div id="known" class="heed-suggestions" aria-live="polite"><WhatHeedKnows known={page.known} /></div>
            <noscript><PageButton text="Look again" act="look" /></noscript>
            {radiosField({
              name: 'grade', label: 'Grade', labelSize: 'm', answers, errors, isSmall: true,
              choices: page.grades.map(({ key, name, targetMinutes }) => ({ value: key, text: name, hint: targetMinutes === null ? undefined : `within ${targetMinutes} minutes` })),
            })}
          </div>
          <div class="heed-call__save">
            {submitButton('Save report', { keys: 'Ctrl+Enter' })}
            <p class="heed-saved" role="status" data-choice-said=""></p>
            <p id="draft-said" class="heed-saved" role="status">Kept as a draft as you type. Nothing is ever blocked.</p>
          </div>
        </div>
      </form>
    </div>
  )
  return { title: 'Take a report', width: 'full', body, errors }
}

function Callers({ people, answers, errors }: Shown): Html {
  return (
    <div>
      {Array.from({ length: people }, (_, place) => <PersonFields place={place} answers={answers} errors={errors} />)}
      {people >= 10 ? null : <p><PageButton text="Add another person" act="add" /></p>}
    </div>
  )
}

function Prompt({ page, answers, errors }: Shown): Html {
  const questions = page.prompt?.questions ?? []
  return (
    <section aria-labelledby="prompt">
      <h2 class="govuk-heading-m" id="prompt">Ask</h2>
      <p class="govuk-hint">A prompt, not a risk assessment. In the box under each answer: their words, or why it was not asked. What is left open is listed on the incident.</p>
      {questions.map(({ key, text }) => (
        <div class="heed-prompt">
          {radiosField({
            name: `prompt.${key}.answer`, label: text, labelSize: 's', isSmall: true, isInline: true, answers, errors,
            choices: [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }, { value: 'declined', text: 'Would not say' }, { value: 'not-asked', text: 'Not asked' }],
          })}
          {textField({ name: `prompt.${key}.note`, label: 'In their words, or why it was not asked', isLabelHidden: true, answers, errors })}
        </div>
      ))}
    </section>
  )
}

function Where({ page, answers, errors }: Shown): Html {
  return (
    <section aria-labelledby="where">
      <h2 class="govuk-heading-m" id="where">Where is it happening</h2>
      <div data-suggest="/incidents/new/place" data-suggest-into="#place-found">
        {textField({ name: 'place.text', label: 'Address or place', answers, errors, autocomplete: 'off' })}
        {textField({ name: 'place.postcode', label: 'Postcode', width: 10, answers, errors })}
        {hidden('place.addressId', answerTo(answers, 'place.addressId'))}
      </div>
      <div id="place-found" class="heed-suggestions" aria-live="polite"><PlaceFound place={page.place} /></div>
      <noscript><PageButton text="Look up" act="look" /></noscript>
    </section>
  )
}

function What({ page, answers, errors }: Shown): Html {
  const fresh = answerTo(answers, 'reportedDay') === undefined
  return (
    <section aria-labelledby="what">
      <h2 class="govuk-heading-m" id="what">What is happening</h2>
      {radiosField({ name: 'channel', label: 'How it reached us', isInline: true, isSmall: true, answers: answerTo(answers, 'channel') === undefined ? undefined : answers, value: '101', errors, choices: page.channels.map(({ key, name }) => ({ value: key, text: name })) })}
      {textareaField({ name: 'narrative', label: 'What they say is happening', rows: 6, answers, errors })}
      {checkboxesField({ name: 'danger', label: 'Danger', isSmall: true, answers, errors, choices: [{ value: 'yes', text: 'Somebody is in danger or at risk of injury' }] })}
      {selectField({ name: 'type', label: 'Type', none: 'Choose a type', answers, errors, choices: page.types.map(({ key, code, name }) => ({ value: key, text: code === null ? name : `${code} ${name}` })) })}
      {radiosField({
        name: 'qualifier', label: 'Personal, nuisance or environmental', isSmall: true, answers, errors,
        choices: page.qualifiers.map(({ key, name, perceptionTest }) => ({ value: key, text: name, hint: perceptionTest })),
      })}
      <details class="govuk-details">
        <summary class="govuk-details__summary"><span class="govuk-details__summary-text">What each of the three means</span></summary>
        <div class="govuk-details__text">{page.qualifiers.map(({ name, meaning }) => <p class="govuk-body-s"><strong>{name}:</strong> {meaning}</p>)}</div>
      </details>
      <TwoBoxes name="reported" label="Reported" shown={{ answers, errors }} value={fresh ? page.now : null} />
      <TwoBoxes name="from" label="Began" shown={{ answers, errors }} value={null} />
      <TwoBoxes name="to" label="Ended" shown={{ answers, errors }} value={null} />
    </section>
  )
}

/** A day and a time beside each other, each in a box of its own. */
function TwoBoxes({ name, label, shown, value }: { name: string; label: string; shown: { answers: Answers; errors: FieldErrors | undefined }; value: Date | null }): Html {
  const { errors } = shown
  const answers = value === null ? shown.answers : undefined
  const [year = '', month = '', day = ''] = value === null ? [] : londonDay(value).split('-')
  return (
    <div class="heed-two-boxes">
      {textField({ name: `${name}Day`, label: `${label}: date`, width: 10, answers, errors, value: value === null ? '' : `${Number(day)}/${Number(month)}/${year}` })}
      {textField({ name: `${name}Time`, label: `${label}: time`, width: 5, answers, errors, value: value === null ? '' : formatTime(value) })}
    </div>
  )
}

/** The part of the page that says what Heed knows, by itself. */
export function KnownFragment(known: Known): Fragment {
  return { fragment: <WhatHeedKnows known={known} /> }
}

/** The part of the page that says where the place lies, by itself. */
export function PlaceFragment(place: KnownPlace | null): Fragment {
  return { fragment: <div><PlaceFound place={place} /></div> }
}

/** The draft has not been kept, and why. */
export function DraftNotKept(errors: FieldErrors): Fragment {
  return { fragment: <p>Not saved as a draft: {errors[0]?.message ?? 'it cannot be read'}</p> }
}

/** The draft has been kept. */
export function DraftKept(at: Date): Fragment {
  return { fragment: <p>Saved as a draft at {formatTime(at)}</p> }
}
