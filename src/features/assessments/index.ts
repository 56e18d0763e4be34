import type { Context } from '#platform/context.ts'
import type { Html } from '#ui/html.ts'
import { may } from './policy.ts'
import { findPanel } from './queries/panel.ts'
import { AssessmentPanel } from './views/panel.tsx'

export { approveAssessment, returnAssessment, type Approval } from './commands/decide.ts'
export { saveAnswer, type NewAnswer } from './commands/save-answer.ts'
export { startAssessment } from './commands/start-assessment.ts'
export { submitAssessment, type Submission } from './commands/submit-assessment.ts'
export type { AssessmentNews } from './events.ts'
export { latestAssessment, replayed, riskHistory, type RiskPoint } from './queries/history.ts'
export { assessmentTitles, type AssessmentRecord } from './queries/records.ts'
export { countAwaiting, listAwaiting } from './queries/supervision.ts'
export { riskVersion, riskVersionOn, type RiskVersion } from './queries/versions.ts'
export { isAtLeastBand } from './rules/outcome.ts'

/** The tables that only this feature writes. */
export const owns = ['assessments', 'assessment_answers', 'assessment_outcomes', 'assessment_decisions'] as const

/** Whether this person may read risk assessments at all, so that no page leads them to one they would be refused. */
export function readsAssessments({ actor }: Context): boolean {
  return may.look(actor).allowed
}

/** The risk, on an incident's page; null for those who may not read assessments. */
export async function assessmentPanel(ctx: Context, incidentId: string): Promise<Html | null> {
  const panel = await findPanel(ctx, incidentId)
  return panel === null ? null : AssessmentPanel({ panel })
}
