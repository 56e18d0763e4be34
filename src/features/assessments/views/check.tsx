import { checkboxesField, radiosField, submitButton, textareaField } from '#ui/fields.tsx'
import { govuk, moj } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { RiskTag } from '#ui/tag.tsx'
import type { CheckPage as Check } from '../queries/pages.ts'

interface Again {
  readonly errors?: FieldErrors | undefined
  readonly answers?: Answers | undefined
  readonly now: Date
}

/** Everything given, what it comes to and why, the officer's judgement, and who will supervise. */
export function CheckPage(page: Check & Again): Page {
  const { record, missing, errors } = page
  return {
    title: 'Check your answers',
    caption: `${record.who}${record.reference === null ? '' : `, ${record.reference}`}`,
    back: { href: `/assessments/${record.id}/questions/${page.version.questions.length}` },
    errors,
    body: (
      <>
        {page.returnedBecause === null ? null : moj('alert', { variant: 'warning', title: 'Returned', text: `${page.returnedBecause.byName ?? 'A supervisor'} returned this: ${page.returnedBecause.reason}` })}
        <Given page={page} />
        <h2 class="govuk-heading-m">What it comes to</h2>
        {missing.length === 0
          ? <ComesTo page={page} />
          : govuk('inset-text', { text: `${missing.length === 1 ? '1 question is' : `${missing.length} questions are`} not answered yet. There is a score so far, ${page.outcome.score} of ${page.version.maxScore}, but no band until all are answered: an unanswered question is not a no.` })}
        <Send page={page} />
        <p class="govuk-body-s">Scored with {page.version.name} ({page.version.version}): {page.version.label.toLowerCase()}.</p>
      </>
    ),
  }
}

function Given({ page: { record, version, given: all } }: { page: Check }): Html {
  return (
    <SummaryList cardTitle="answers" rows={version.questions.map(({ key, text, options }, at) => {
      const given = all.get(key)
      const option = options.find((one) => one.key === given?.answer)
      return {
        key: `${at + 1}. ${text}`,
        value: (
          <>
            {option === undefined ? <strong id={key}>Not answered yet</strong> : <>{option.label} <span class="heed-none">counts {option.score}</span></>}
            {given?.words === null || given?.words === undefined ? null : <><br />“{given.words}”</>}
          </>
        ),
        actions: [{ text: option === undefined ? 'Answer' : 'Change', href: `/assessments/${record.id}/questions/${at + 1}?from=check`, about: `question ${at + 1}` }],
      }
    })} />
  )
}

function ComesTo({ page: { outcome, version, drivers } }: { page: Check }): Html {
  const most = drivers.filter(({ score }) => score > 0).slice(0, 3)
  const isEscalated = outcome.fired.length > 0
  return (
    <SummaryList rows={[
      { key: 'Score', value: `${outcome.score} of ${version.maxScore}` },
      { key: 'Computed band', value: <RiskTag band={outcome.computedBand} /> },
      { key: 'What counts most', value: most.length === 0 ? 'No answer counts' : <ul class="govuk-list">{most.map(({ number, text, chosen, score }) => <li>{score}: question {number}, {text} {chosen}</li>)}</ul> },
      {
        key: 'Raised because',
        value: isEscalated ? <ul class="govuk-list">{outcome.fired.map(({ sentence }) => <li>{sentence}</li>)}</ul>
          : version.escalators.some(({ isOn }) => isOn) ? 'No escalator fired' : 'Escalators are switched off in this version',
      },
      { key: 'Band', value: <RiskTag band={outcome.finalBand} /> },
    ]} />
  )
}

function Send({ page }: { page: Check & Again }): Html {
  const { record, version, outcome, above, facts, supervisedBy, missing, errors, answers } = page
  if (missing.length > 0) {
    const [first = ''] = missing
    const number = version.questions.findIndex(({ key }) => key === first) + 1
    return <p class="govuk-body"><a class="govuk-button" href={`/assessments/${record.id}/questions/${number}`} role="button" data-module="govuk-button">Answer question {number}</a></p>
  }
  const reason = textareaField({ name: 'judgementReason', label: 'Why the risk is higher than the score shows', rows: 4, answers, errors })
  return (
    <form method="post" action={`/assessments/${record.id}/submission`} novalidate>
      {checkboxesField({
        name: 'known', label: 'What else do you know?', labelSize: 'm', answers, errors, isSmall: true, isOptional: true,
        hint: `Earlier incidents of this person on record: ${facts.earlierIncidents}. These facts are kept, and raise the band only where the version’s escalators are switched on.`,
        values: [facts.threatsViolenceOrHate && 'threats', facts.vulnerable && 'vulnerable', facts.perpetratorHasCriminalHistory && 'history'].filter((known) => known !== false),
        choices: [
          { value: 'threats', text: 'Threats, violence or hate language were reported', hint: onRecord(facts.threatsViolenceOrHate) },
          { value: 'vulnerable', text: 'The victim is vulnerable', hint: onRecord(facts.vulnerable) },
          { value: 'history', text: 'The person responsible is known to have a criminal history' },
        ],
      })}
      <h2 class="govuk-heading-m">Your professional judgement</h2>
      {above.length === 0
        ? <p class="govuk-body">The band is already the highest, so judgement cannot raise it.</p>
        : radiosField({
          name: 'judgementBand', label: 'Is the risk higher than this? Judgement can only raise the band', value: '', answers, errors,
          choices: [{ value: '', text: `No, ${outcome.finalBand ?? ''} is right` }, ...above.map(({ key, name }) => ({ value: key, text: `Yes, it is ${name.toLowerCase()}` }))],
        })}
      {above.length === 0 ? null : reason}
      <h2 class="govuk-heading-m">Who will supervise</h2>
      <p class="govuk-body">{supervisedBy}.</p>
      {submitButton('Send for approval')}
    </form>
  )
}

function onRecord(isKnown: boolean): string | undefined {
  return isKnown ? 'On record already: it counts whether or not it is ticked here' : undefined
}
