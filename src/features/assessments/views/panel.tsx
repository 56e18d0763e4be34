import type { Html } from '#ui/html.ts'
import { RiskTag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { Panel } from '../queries/panel.ts'
import { StatusTag } from './answering.tsx'

/** The risk as an incident's page shows it: the assessment that stands, any under way, and where to begin one. */
export function AssessmentPanel({ panel: { incidentId, records, mayAssess, mine, now } }: { panel: Panel }): Html {
  return (
    <section aria-labelledby="assessment-panel">
      <h2 class="govuk-heading-m" id="assessment-panel">Risk assessment</h2>
      {records.length === 0 ? <p class="govuk-body"><RiskTag band={null} /></p> : null}
      {records.length === 0 ? null : (
        <ul class="govuk-list govuk-list--spaced">
          {records.map(({ id, who, status, standing, maxScore, completedAt, startedAt }) => (
            <li>
              <a class="govuk-link" href={`/assessments/${id}`}>{who}</a>{' '}
              {standing === null ? null : <RiskTag band={standing.finalBand} score={standing.score} outOf={maxScore} />} <StatusTag status={status} /><br />
              <When at={completedAt ?? startedAt} now={now} />
            </li>
          ))}
        </ul>
      )}
      {mine === null
        ? mayAssess ? <p class="govuk-body"><a class="govuk-button govuk-button--secondary" href={`/incidents/${incidentId}/assessments`} role="button" data-module="govuk-button">Start a risk assessment</a></p> : null
        : <p class="govuk-body"><a class="govuk-button" href={`/assessments/${mine}/check`} role="button" data-module="govuk-button">Go on with your assessment</a></p>}
    </section>
  )
}
