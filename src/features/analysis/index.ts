// The front door of analysis: what other features may use.
import type { Context } from '#platform/context.ts'
import type { Html } from '#ui/html.ts'
import { allowedTo } from './queries/allowed.ts'
import { repeatsInIncident } from './queries/of-incident.ts'
import { RepeatsPanel } from './views/panel.tsx'

export { dealWithFinding, acknowledgeFinding } from './commands/deal.ts'
export { findRepeatsIn } from './commands/raise-findings.ts'
export { addRule, endRule, reviseRule, type RuleGiven } from './commands/change-rules.ts'
export { countUnraised } from './queries/due.ts'
export { countFindingsWaiting, findingsWaiting, findingTitles, listFindings } from './queries/findings.ts'
export { type RuleStanding, standingsOf, standingsOfPerson, type SubjectStanding } from './queries/of-subject.ts'
export { placedReports, type SubjectReport } from './queries/subjects.ts'
export { type AddressResidents, residentsAt, type Resident } from './queries/residents.ts'
export { HOUSEHOLD_WITHIN_DAYS } from './rules/households.ts'
export { StandingsTables } from './views/standings.tsx'

/** The tables that only this feature writes. */
export const owns = ['repeat_rules', 'repeat_findings', 'repeat_finding_incidents', 'repeat_finding_subjects'] as const

/** Repeats on an incident's page: for those who see repeats; for others only the way to its address. */
export async function repeatPanel(ctx: Context, incidentId: string): Promise<Html> {
  return RepeatsPanel({ found: allowedTo(ctx).look ? await repeatsInIncident(ctx, incidentId) : null, incidentId })
}
