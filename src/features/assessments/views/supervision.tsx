import { radiosField, submitButton, textareaField } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { RiskTag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { SupervisionPage as Supervision } from '../queries/supervision.ts'
import { RecordTable, StatusTag, versionField } from './answering.tsx'

interface Again {
  readonly errors?: FieldErrors | undefined
  readonly answers?: Answers | undefined
}

/** One assessment: what it came to and why, the answers that drove it, its history, and the decision. */
export function SupervisionPage(page: Supervision & Again): Page {
  const { record, mayAnswer, errors } = page
  const isOwnOpen = mayAnswer.allowed && (record.status === 'draft' || record.status === 'returned')
  return {
    title: `Risk to ${record.about === 'person' ? record.who : record.who.toLowerCase()}`,
    caption: `Risk assessment${record.reference === null ? '' : `, ${record.reference}`}`,
    width: 'full',
    breadcrumbs: [{ text: record.reference ?? 'Incident', href: `/incidents/${record.incidentId}` }, { text: 'Assessments', href: `/incidents/${record.incidentId}/assessments` }],
    errors,
    body: (
      <div class="heed-beside">
        <div>
          <Summary page={page} />
          {isOwnOpen ? <p class="govuk-body"><a class="govuk-button" href={`/assessments/${record.id}/check`} role="button" data-module="govuk-button">Go on with this assessment</a></p> : null}
          <AnswerTables page={page} />
          <Decide page={page} />
        </div>
        <div>
          <Sendings page={page} />
          <h2 class="govuk-heading-m">Other assessments of this person or incident</h2>
          <RecordTable caption="Other assessments of this person or incident" records={page.others} now={page.now} empty="Earlier and later assessments will stay here, each as it was." />
        </div>
      </div>
    ),
  }
}

function Summary({ page: { record, version, why, now } }: { page: Supervision }): Html {
  const { standing } = record
  return (
    <SummaryList rows={[
      { key: 'State', value: <StatusTag status={record.status} /> },
      standing !== null && { key: 'Final band', value: <RiskTag band={standing.finalBand} /> },
      standing !== null && { key: 'Why', value: <ul class="govuk-list">{why.map((sentence) => <li>{sentence}</li>)}</ul> },
      standing !== null && { key: 'Score', value: `${standing.score} of ${version.maxScore}` },
      standing !== null && { key: 'Computed band', value: <RiskTag band={standing.computedBand} /> },
      standing !== null && { key: 'Escalators', value: standing.fired.length === 0 ? 'None fired' : standing.fired.map(({ sentence }) => sentence).join('. ') },
      standing !== null && { key: 'Judgement', value: standing.judgement === null ? 'The assessor did not raise it' : `${standing.judgement.band}: ${standing.judgement.reason}` },
      { key: 'Assessed by', value: <>{record.completedByName ?? record.startedByName}, <When at={record.completedAt ?? record.startedAt} now={now} /></> },
      record.approvedAt !== null && { key: 'Approved by', value: <>{record.approvedByName}, <When at={record.approvedAt} now={now} /></> },
      record.supersededById !== null && { key: 'Superseded by', value: <a class="govuk-link" href={`/assessments/${record.supersededById}`}>A later assessment</a> },
      { key: 'Question set', value: `${version.name} (${version.version}). ${version.label}` },
    ]} />
  )
}

function AnswerTables({ page }: { page: Supervision }): Html {
  const counting = page.drivers.filter(({ score }) => score > 0)
  const others = page.drivers.filter(({ score }) => score === 0)
  return (
    <>
      <AnswerTable caption="What drove the score" drivers={counting} given={page.given} empty="No answer counts towards the score." />
      {others.length === 0 ? null : govuk('details', {
        summaryText: others.length === 1 ? '1 answer that does not count' : `${others.length} answers that do not count`,
        html: <AnswerTable caption="Answers that do not count" drivers={others} given={page.given} empty="" />,
      })}
    </>
  )
}

function AnswerTable({ caption, drivers, given, empty }: Pick<Supervision, 'drivers' | 'given'> & { caption: string; empty: string }): Html {
  return (
    <DataTable caption={caption} isDense rows={drivers} empty={empty} columns={[
      { heading: 'Question', isHeader: true, cell: ({ number, text }) => `${number}. ${text}` },
      { heading: 'Answer', cell: ({ key, chosen }) => {
        const words = given.get(key)?.words ?? null
        return <>{chosen}{words === null ? null : <><br />“{words}”</>}</>
      } },
      { heading: 'Counts', isNumeric: true, cell: ({ score, most }) => `${score} of ${most}` },
    ]} />
  )
}

function Sendings({ page: { sendings, now } }: { page: Supervision }): Html {
  return (
    <>
      <h2 class="govuk-heading-m">What happened to this one</h2>
      {sendings.length === 0 ? <p class="govuk-body">It has not been sent for approval yet.</p> : null}
      <ol class="govuk-list govuk-list--spaced">
        {sendings.map(({ at, byName, score, finalBand, decision }) => (
          <li>
            Sent by {byName}, <When at={at} now={now} />: {finalBand}, {score}.
            {decision === null ? ' Waiting.' : <> {decision.decision === 'approved' ? 'Approved' : 'Returned'} by {decision.byName}, <When at={decision.at} now={now} />{decision.raisedBand === null ? null : `, raised to ${decision.raisedBand}`}{decision.reason === null ? '.' : `: ${decision.reason}`}</>}
          </li>
        ))}
      </ol>
    </>
  )
}

function Decide({ page }: { page: Supervision & Again }): Html | null {
  const { record, above, mayApprove, mayReturn, errors, answers } = page
  if (record.status !== 'awaiting approval') return null
  if (!mayApprove.allowed) return govuk('inset-text', { text: `This assessment is waiting for a supervisor. ${mayApprove.reason}.` })
  return (
    <>
      <h2 class="govuk-heading-m">Approve</h2>
      <form method="post" action={`/assessments/${record.id}/approval`} novalidate>
        {versionField(record)}
        {above.length === 0 ? null : radiosField({
          name: 'raisedBand', label: 'Is the risk higher than this?', value: '', answers, errors, isSmall: true,
          choices: [{ value: '', text: `No, ${record.standing?.finalBand ?? ''} is right` }, ...above.map(({ key, name }) => ({ value: key, text: `Yes, it is ${name.toLowerCase()}` }))],
        })}
        {above.length === 0 ? null : textareaField({ name: 'raisedReason', label: 'If higher, why', rows: 2, answers, errors })}
        {submitButton('Approve')}
      </form>
      {mayReturn.allowed
        ? (
          <>
            <h2 class="govuk-heading-m">Return</h2>
            <form method="post" action={`/assessments/${record.id}/return`} novalidate>
              {versionField(record)}
              {textareaField({ name: 'reason', label: 'What needs to change before it can be approved', rows: 3, answers, errors })}
              {submitButton('Return to the officer', { isSecondary: true })}
            </form>
          </>
        )
        : null}
    </>
  )
}
