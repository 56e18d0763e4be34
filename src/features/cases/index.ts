import type {} from './events.ts'
import type { Context } from '#platform/context.ts'
import type { Html } from '#ui/html.ts'
import { may } from './policy.ts'
import { findCaseOf, mayOpenFrom } from './queries/choices.ts'
import { CasePanel } from './views/panel.tsx'

export { allocateCase, transferCase } from './commands/allocate.ts'
export { decideClosing, reopenCase, requestClosing, type ClosingRequest } from './commands/closing.ts'
export { addCasePerson, addNote, correctEntry, keepCaseFiles, recordContact, recordDecision, type Contact } from './commands/log.ts'
export { linkIncident, openCaseByHand, type Opened } from './commands/open-case.ts'
export { endPlanItem, pausePlanItem, type PlanEnd } from './commands/plan.ts'
export { holdReview } from './commands/review.ts'
export { sealCase, unsealCase } from './commands/sealing.ts'
export { caseTitles, getCaseHeader, type CaseHeader } from './queries/case-header.ts'
export { listEntries, type EntryView } from './queries/case-parts.ts'
export { countUncased } from './queries/ledger.ts'
export { countCases, countCasesWaiting, listCases, type CaseRow, type CasesWaiting } from './queries/list-cases.ts'

/** The tables that only this feature writes. */
export const owns = ['cases', 'case_incidents', 'case_people', 'case_entries', 'case_plan_items', 'case_reviews', 'case_closures'] as const

/** The case of an incident, on the incident's page; null for those who may not look at cases. */
export async function casePanel(ctx: Context, incidentId: string): Promise<Html | null> {
  if (!may.look(ctx.actor).allowed) return null
  return CasePanel({ found: await findCaseOf(ctx, incidentId), incidentId, mayOpen: await mayOpenFrom(ctx, incidentId), now: ctx.now })
}
