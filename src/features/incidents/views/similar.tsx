import { textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import { answerTo, type Answers, errorOf, fieldId, type FieldErrors, type Fragment, type Page } from '#ui/page.ts'
import { When } from '#ui/time.tsx'
import type { IncidentRecord } from '../queries/incident-record.ts'
import type { SimilarIncident, SimilarPageData, SimilarTyped } from '../queries/similar.ts'
import type { Exit } from '../rules/similar.ts'
import { actPage, framed, knowingField } from './acts.tsx'
import { sentence } from './words.tsx'

/** How many are shown at once; the rest stand behind a line that says how many. */
const FIRST = 3

interface Choosing {
  readonly now: Date
  readonly answers?: Answers | undefined
  readonly errors?: FieldErrors | undefined
}

/** Reports like the one being taken, before it is saved, each with its three exits. Nothing here is ever in the way of saving. */
export function SimilarReports({ similar, answers, errors }: { similar: SimilarTyped; answers: Answers; errors?: FieldErrors | undefined }): Html {
  const { found, now } = similar
  if (found.length === 0) return <div></div>
  const choosing = { now, answers, errors }
  const rest = found.slice(FIRST)
  return (
    <section aria-labelledby="similar-heading">
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1" id="similar-heading">Reports like this one ({found.length})</h3>
      <p class="govuk-hint">{exits.map(({ text, key }, at) => <>{at === 0 ? null : ', '}{at === 0 ? text : text.toLowerCase()} <kbd class="heed-keys">Alt+{key}</kbd></>)}. Left open, it is saved by itself and asked later.</p>
      {found.slice(0, FIRST).map((one) => <Choices one={one} {...choosing} hasKeys />)}
      {rest.length === 0 ? null : (
        <details class="govuk-details">
          <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{rest.length} more, less like it</span></summary>
          <div>{rest.map((one) => <Choices one={one} {...choosing} hasKeys />)}</div>
        </details>
      )}
      {textField({ name: 'similar.reason', label: 'Why, in a few words', isOptional: true, answers, errors })}
    </section>
  )
}

/** The exits in words: while a report is taken, and once it is on record. */
const exits: readonly { readonly exit: Exit; readonly text: string; readonly later: string; readonly key: string }[] = [
  { exit: 'add', text: 'Add to it', later: 'Add this one to it: they are the same', key: 'A' },
  { exit: 'link', text: 'Record and link', later: 'Link them: they belong together', key: 'L' },
  { exit: 'separate', text: 'Keep separate', later: 'Keep them separate', key: 'K' },
]

function Choices({ one, now, answers, errors, hasKeys = false }: Choosing & { one: SimilarIncident; hasKeys?: boolean }): Html {
  const name = `similar.${one.id}`
  const id = fieldId(name)
  const chosen = answerTo(answers, name) ?? ''
  const fault = errorOf(errors, name)
  const offered = exits.filter(({ exit }) => exit !== 'add' || one.closed === null)
  return (
    <div class={fault === undefined ? 'govuk-form-group heed-similar' : 'govuk-form-group heed-similar govuk-form-group--error'}>
      <fieldset class="govuk-fieldset" aria-describedby={fault === undefined ? `${id}-why` : `${id}-why ${id}-error`} data-choices={one.reference}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{sentence(one.because.join(', '))}</legend>
        <div id={`${id}-why`} class="heed-similar__what">
          <p class="govuk-body-s govuk-!-margin-bottom-1"><a class="govuk-link" href={`/incidents/${one.id}`} target="_blank" rel="noopener">{one.reference}<span class="govuk-visually-hidden"> (opens in a new tab)</span></a>: {[one.typeName ?? 'type not recorded', one.place].filter((part) => part !== null).join(', ')}, <When at={one.reportedAt} now={now} />. {sentence(one.status)}{one.teamName === null ? '' : `, ${one.teamName} told`}.</p>
          {one.narrative === '' ? null : <p class="govuk-body-s govuk-!-margin-bottom-1">“{one.narrative}{one.narrative.length >= 200 ? '…' : ''}”</p>}
          {one.closed === null ? null : <p class="govuk-body-s govuk-!-margin-bottom-1">Nothing can be added to it, because {one.closed}.</p>}
        </div>
        {fault === undefined ? null : <p class="govuk-error-message" id={`${id}-error`}><span class="govuk-visually-hidden">Error:</span> {fault}</p>}
        <div class={hasKeys ? 'govuk-radios govuk-radios--small heed-similar__exits' : 'govuk-radios govuk-radios--small'}>
          {offered.map(({ exit, text, later, key }, at) => (
            <div class="govuk-radios__item">
              <input class="govuk-radios__input" type="radio" id={at === 0 ? id : `${id}-${exit}`} name={name} value={exit} checked={chosen === exit} data-choice-key={hasKeys ? key.toLowerCase() : undefined} aria-keyshortcuts={hasKeys ? `Alt+${key}` : undefined} />
              <label class="govuk-label govuk-radios__label" for={at === 0 ? id : `${id}-${exit}`}>{hasKeys ? text : later}</label>
            </div>
          ))}
          <div class="govuk-radios__item">
            <input class="govuk-radios__input" type="radio" id={`${id}-later`} name={name} value="" checked={chosen === ''} />
            <label class="govuk-label govuk-radios__label" for={`${id}-later`}>Decide later</label>
          </div>
        </div>
      </fieldset>
    </div>
  )
}

/** The reports like the one being taken, by themselves. */
export function SimilarFragment(similar: SimilarTyped, answers: Answers): Fragment {
  return { fragment: <SimilarReports similar={similar} answers={answers} /> }
}

/** Decide about the incidents like one on record. */
export function SimilarPage({ page, answers, errors }: { page: SimilarPageData; answers?: Answers; errors?: FieldErrors }): Page {
  const shown = { page, ...(answers === undefined ? {} : { answers }), ...(errors === undefined ? {} : { errors }) }
  if (page.found.length === 0) return framed(shown, 'Incidents like this one', <p class="govuk-body">There is none that you may see and nobody has decided about.</p>)
  return actPage(shown, 'Incidents like this one', 'Save', (
    <>
      <p class="govuk-body">Added to another, this incident becomes a duplicate of it and is worked there. Linked, each shows the other. Kept separate, nobody is asked again.</p>
      {page.found.map((one) => <Choices one={one} now={page.now} answers={answers} errors={errors} />)}
      {textareaField({ name: 'similar.reason', label: 'Why', hint: 'Needed when something is kept separate', rows: 3, answers, errors })}
      {knowingField(shown, page.found.find(({ id }) => answerTo(answers, `similar.${id}`) === 'add')?.reference)}
    </>
  ))
}

/** The incidents this one belongs together with. */
export function RelatedNotice({ record: { related } }: { record: Pick<IncidentRecord, 'related'> }): Html | null {
  if (related.length === 0) return null
  return (
    <p class="govuk-body">Belongs together with {related.map(({ id, reference, because }, at) => <>{at === 0 ? null : '; '}<a class="govuk-link" href={`/incidents/${id}`}>{reference}</a>{because === '' ? null : ` (${because})`}</>)}.</p>
  )
}
