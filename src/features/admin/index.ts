/** The tables that only this feature's commands write. */
export const owns = ['agencies', 'reference_values', 'question_sets', 'teams', 'team_areas', 'team_members', 'setting_changes', 'heed.demonstration'] as const
export {
  addAccount, addAgency, addTeam, closeAccount, giveAreas, grantRole, issueToken, joinTeam, keepDemonstrationPassword, leaveTeam, loadShippedReference, raiseWardTeams, revokeRole, setPassword, setSetting,
  type NewAccount, type NewTeam,
} from './commands.ts'
export {
  accountNames, codeList, codeSets, colleagues, holidays, questionSet, questionSetById, questionSets, type CodeRow, type Colleague, type QuestionSetRow,
} from './queries/lists.ts'
export { changeSetting } from './commands/settings.ts'
export { addCode, endCode, loadQuestionSet, type NewCode } from './commands/lists.ts'
export { demonstrationPassword, demonstrationPeople } from './queries/people.ts'
export { shippedFile } from './reference.ts'
