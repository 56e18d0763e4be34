import type { Context } from '#platform/context.ts'
import type { Html } from '#ui/html.ts'

export { addIncidentEntry, assertVisible } from './commands/change-incident.ts'
export { answerPrompt } from './commands/answer-prompt.ts'
export { addPerson, correctPerson, type PersonDetails } from './commands/mend-people.ts'
export { correctPlace, type PlaceCorrection } from './commands/mend-place.ts'
export { correctTimes } from './commands/mend-times.ts'
export { recordIncident, type Recorded } from './commands/record-incident.ts'
export type { Report, ReportedPerson } from './rules/report.ts'
export { flagFromAssessment } from './commands/research.ts'
export { countUnnotified } from './queries/ledger.ts'
export { setIncidentRisk } from './commands/risk.ts'
export { bandOf, RISK_ORDER } from './rules/bands.ts'

export { countOpenIncidents, listIncidents, openByRisk, type IncidentFilter, type IncidentList, type IncidentRow } from './queries/list-incidents.ts'
export { actsOn, mayWorkOn, type Act } from './queries/act-page.ts'
export { ActsPanel, ClocksPanel, DoubtsPanel, FlagsPanel, PeoplePanel, PromptPanel, SummaryPanel, TimelinePanel, ToldPanel } from './views/record.tsx'
export { reportsOf } from './queries/duplicates.ts'
export { getIncidentRecord, type IncidentRecord } from './queries/incident-record.ts'
export { type PersonInIncident } from './queries/people-in.ts'
export { getIncidentSummary, incidentTitles, listSummaries, type IncidentSummary } from './queries/incident-summary.ts'
export { countForResearch, listForResearch } from './queries/research-queue.ts'
export { getTeamPage } from './queries/team-page.ts'

export { acknowledgeIncident, allocateIncident, recordFollowUp } from './commands/allocate.ts'
export { reclassify, recordCrime, recordIntelligence } from './commands/classify.ts'
export { linkDuplicate, unlinkDuplicate } from './commands/duplicate.ts'
export { addNote, correctEntry, settleDoubt } from './commands/log.ts'
export { askForAssessment, decideFlag, raiseFlag, recordResearch } from './commands/research.ts'
export { briefUnit, correctResult, deploy, regrade, resultIncident, type GivenResult } from './commands/respond.ts'

/** A part of the incident's page that a higher feature draws; null when it has nothing to say. */
export type IncidentPanel = (ctx: Context, incidentId: string) => Promise<Html | null>

/** The tables that only this feature writes. */
export const owns = ['imports', 'import_rows', 'incidents', 'incident_entries', 'incident_flags', 'screening_answers', 'settled_doubts', 'similar_decisions'] as const
