import { hidden, radiosField, submitButton, textareaField } from '#ui/fields.tsx'
import { moj } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { QuestionPage as Question, StartPage as Start } from '../queries/pages.ts'
import type { AssessmentRecord } from '../queries/records.ts'
import type { AssessmentStatus } from '../rules/supervision.ts'

interface Again {
  readonly errors?: FieldErrors | undefined
  readonly answers?: Answers | undefined
}

/** Whom is it about? With the assessments already made of this incident under it. */
export function StartPage(page: Start & Again): Page {
  const { incidentId, reference, subjects, earlier, mayAssess, now, errors, answers } = page
  return {
    title: mayAssess.allowed ? 'Whom is the risk assessment about?' : 'Risk assessments',
    caption: reference,
    back: { href: `/incidents/${incidentId}`, text: 'Back to the incident' },
    errors,
    body: (
      <>
        {mayAssess.allowed
          ? (
            <form method="post" novalidate>
              {radiosField({ name: 'subject', label: 'The victim', value: subjects[0]?.value, answers, errors, choices: subjects })}
              <p class="govuk-body">You will be asked one question at a time. Every answer is kept as you give it: you can stop and come back.</p>
              {submitButton('Start')}
            </form>
          )
          : <p class="govuk-body">{mayAssess.reason}.</p>}
        <h2 class="govuk-heading-m">Assessments of this incident ({earlier.length})</h2>
        <RecordTable caption="Assessments of this incident" records={earlier} now={now} empty="Each assessment of this incident will stay here, with what it came to." />
      </>
    ),
  }
}

/** One question, with large radios; everything already given is kept. */
export function QuestionPage(page: Question & Again & { from: 'check' | undefined }): Page {
  const { record, version, number, question, given, answered, errors, answers, from } = page
  const address = `/assessments/${record.id}/questions/${number}`
  const before = number === 1 ? `/incidents/${record.incidentId}` : `/assessments/${record.id}/questions/${number - 1}`
  return {
    title: question.text,
    heading: false,
    back: { href: from === 'check' ? `/assessments/${record.id}/check` : before },
    errors,
    body: (
      <>
        <p class="govuk-caption-l">Question {number} of {version.questions.length} · {record.who}</p>
        {record.safeToContact === null || record.safeToContact === undefined ? null : moj('alert', { variant: 'warning', title: 'Safe contact', text: `Safe contact: ${record.safeToContact}` })}
        <form method="post" action={from === 'check' ? `${address}?from=check` : address} novalidate data-draft={`${address}/draft`} data-draft-said="#kept">
          {radiosField({
            name: 'answer', label: question.text, labelSize: 'l', isPageHeading: true, value: given.answer, answers, errors,
            choices: question.options.map(({ key, label }) => ({ value: key, text: label })),
          })}
          {textareaField({ name: 'words', label: 'In the victim’s own words', isOptional: true, rows: 3, value: given.words, answers, errors })}
          <div class="govuk-button-group">
            {submitButton('Save and continue')}
            {submitButton('Skip for now', { isSecondary: true, name: 'skip', value: 'yes' })}
          </div>
          <p class="heed-saved" id="kept" role="status">{answered} of {version.questions.length} answered. Answers are kept as you give them.</p>
        </form>
        <p class="govuk-body"><a class="govuk-link" href={`/assessments/${record.id}/check`}>Go to check your answers</a></p>
      </>
    ),
  }
}

/** A status as a tag. */
export function StatusTag({ status }: { status: AssessmentStatus }): Html {
  const colour = { draft: 'grey', 'awaiting approval': 'yellow', returned: 'orange', approved: 'green', superseded: 'grey' } as const
  return <Tag text={status.charAt(0).toUpperCase() + status.slice(1)} colour={colour[status]} />
}

/** Assessments in a table, each with its state, its band and who completed it. */
export function RecordTable({ caption, records, now, empty }: { caption: string; records: readonly AssessmentRecord[]; now: Date; empty: string }): Html {
  return (
    <DataTable caption={caption} captionSize="hidden" isDense rows={records} empty={empty} columns={[
      { heading: 'About', isHeader: true, cell: ({ id, who }) => <a class="govuk-link" href={`/assessments/${id}`}>{who}</a> },
      { heading: 'Incident', cell: ({ reference }) => reference },
      { heading: 'Risk', cell: ({ standing, maxScore }) => standing === null ? null : <RiskTag band={standing.finalBand} score={standing.score} outOf={maxScore} /> },
      { heading: 'State', cell: ({ status }) => <StatusTag status={status} /> },
      { heading: 'Assessed by', cell: ({ startedByName }) => startedByName },
      { heading: 'When', cell: ({ completedAt, startedAt }) => <When at={completedAt ?? startedAt} now={now} /> },
    ]} />
  )
}

/** The version of the record that a decision was read from. */
export function versionField(record: AssessmentRecord): Html {
  return hidden('version', record.version)
}
