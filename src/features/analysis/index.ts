// The front door of analysis: what other features may use.

export { dealWithFinding, acknowledgeFinding } from './commands/deal.ts'
export { addRule, endRule, reviseRule, type RuleGiven } from './commands/change-rules.ts'
export { countUnraised } from './queries/due.ts'
export { countFindingsWaiting, listFindings } from './queries/findings.ts'
export { type RuleStanding, standingsOf, standingsOfPerson, type SubjectStanding } from './queries/of-subject.ts'
export { placedReports, type SubjectReport } from './queries/subjects.ts'
export { communal } from './queries/counted.ts'
export { HOUSEHOLD_WITHIN_DAYS, householdsOf, isCommunal, type Residence, wereTogether } from './rules/households.ts'
export { definitionWords, type SubjectKind } from './rules/repeats.ts'

/** The tables that only this feature writes. */
export const owns = ['repeat_rules', 'repeat_findings', 'repeat_finding_incidents', 'repeat_finding_subjects'] as const
