import type { Html } from '#ui/html.ts'
import { SummaryCard } from '#ui/summary-card.tsx'
import type { IncidentRepeats } from '../queries/of-incident.ts'
import { Reasons, sentence, SubjectLink } from './words.tsx'

/** On an incident's page: who and where in it is a repeat, and the way to everything known of its address. */
export function RepeatsPanel({ found: given, incidentId }: { found: IncidentRepeats | null; incidentId: string }): Html {
  const { rule, repeats, findings } = given ?? { rule: null, repeats: [], findings: [] }
  const found = findings.length === 0 ? null : (
    <ul class="govuk-list">{findings.map(({ id, state, ruleName, reports }) => <li><a class="govuk-link" href={`/repeats/${id}`}>{reports} reports: {ruleName}</a>, {state === 'raised' ? 'new' : sentence(state).toLowerCase()}</li>)}</ul>
  )
  return (
    <SummaryCard title="Repeats">
      {repeats.map((repeat) => <><p class="govuk-body"><SubjectLink repeat={repeat} />: {repeat.standing.count} reports</p><Reasons repeat={repeat} /></>)}
      {repeats.length === 0 && rule !== null ? <p class="govuk-body">Nobody and nowhere in this report is a repeat under “{rule.name}”, so far as you may see.</p> : null}
      {found}
      <p class="govuk-body"><a class="govuk-link" href={`/incidents/${incidentId}/address`}>Everything known of this address</a></p>
    </SummaryCard>
  )
}
