import type { Role } from '#platform/auth/actor.ts'
import { permit } from '#platform/auth/policy.ts'

const LOOKS: readonly Role[] = ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit']
const CONTROLS: readonly Role[] = ['call handler', 'call supervisor', 'front counter', 'supervisor']
const ATTENDS: readonly Role[] = ['call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'case owner']
const WRITES: readonly Role[] = [...CONTROLS, 'responder', 'neighbourhood officer', 'intelligence', 'case owner', 'asb lead', 'central asb unit']

const RECORDS: readonly Role[] = ['call handler', 'call supervisor', 'front counter', 'neighbourhood officer', 'responder', 'supervisor', 'central asb unit']

/** Who may do what with incidents. Which of them they may know of is decided by the table’s row policy. */
export const may = {
  look: permit({ rule: 'IN-20', source: 'Report of 13 October 2011, ¶20 and ¶65', does: 'see incidents', roles: LOOKS }),
  regrade: permit({ rule: 'IN-21', source: 'Report of 13 October 2011, ¶25 and ¶57', does: 'grade an incident', roles: CONTROLS }),
  deploy: permit({ rule: 'IN-22', source: 'Report of 13 October 2011, ¶20 and ¶57', does: 'record whether a unit was deployed', roles: [...CONTROLS, 'responder', 'neighbourhood officer'] }),
  result: permit({ rule: 'IN-23', source: 'Report of 13 October 2011, ¶20, ¶57 and ¶62', does: 'result an incident', roles: [...ATTENDS, 'call handler'] }),
  classify: permit({ rule: 'IN-24', source: 'Report of 13 October 2011, ¶7 and ¶26', does: 'change what an incident is recorded as', roles: WRITES }),
  recordCrime: permit({ rule: 'IN-25', source: 'Report of 13 October 2011, ¶76', does: 'record the crime that underlies an incident', roles: [...ATTENDS, 'asb lead', 'central asb unit'] }),
  recordIntelligence: permit({ rule: 'IN-26', source: 'Report of 13 October 2011, ¶42', does: 'record an intelligence report on an incident', roles: [...ATTENDS, 'intelligence'] }),
  linkDuplicate: permit({ rule: 'IN-27', source: 'Report of 13 October 2011, ¶57: nothing recorded is lost', does: 'link duplicate incidents', roles: WRITES }),
  settleDoubt: permit({ rule: 'IN-28', source: 'Report of 13 October 2011, ¶11 and ¶57', does: 'settle what is missing or doubtful', roles: WRITES }),
  write: permit({ rule: 'IN-29', source: 'Report of 13 October 2011, ¶20: what is done is recorded where others can read it', does: 'write in an incident’s log', roles: WRITES }),
  allocate: permit<{ readonly riskOrder: number }>({
    rule: 'IN-30', source: 'Report of 13 October 2011, ¶36 and ¶75', does: 'allocate an incident to an officer', roles: ['supervisor', 'neighbourhood officer', 'asb lead', 'central asb unit'],
    further: 'not an incident at high risk',
    unless: (_actor, { riskOrder }) => (riskOrder >= 3 ? 'An incident at high risk is worked as a case, and its owner is named there' : null),
  }),
  followUp: permit({ rule: 'IN-31', source: 'Report of 13 October 2011, ¶21 and ¶75', does: 'record contact with a victim or caller', roles: [...ATTENDS, 'call handler', 'asb lead', 'central asb unit'] }),
  research: permit({ rule: 'IN-32', source: 'Report of 13 October 2011, ¶29, ¶31 and ¶38', does: 'research a flagged incident', roles: ['intelligence', 'supervisor', 'asb lead', 'central asb unit'] }),
  decideFlag: permit({ rule: 'IN-33', source: 'Report of 13 October 2011, ¶31 and ¶38', does: 'confirm or lift a flag', roles: ['intelligence', 'supervisor', 'asb lead', 'central asb unit'] }),
  raiseFlag: permit({ rule: 'IN-34', source: 'Report of 13 October 2011, ¶31 and ¶35', does: 'raise a flag', roles: WRITES }),
  askAssessment: permit({ rule: 'IN-35', source: 'Report of 13 October 2011, ¶36 and ¶38', does: 'ask an officer for a risk assessment', roles: ['intelligence', 'supervisor', 'asb lead', 'central asb unit', 'call supervisor'] }),
  acknowledge: permit({ rule: 'IN-36', source: 'Report of 13 October 2011, ¶57', does: 'acknowledge that the team has been told of an incident', roles: ['neighbourhood officer', 'supervisor', 'asb lead', 'central asb unit'] }),
  record: permit({ rule: 'IN-40', source: 'Report of 13 October 2011, ¶20-26: a report is taken by any channel', does: 'record a report', roles: RECORDS }),
  ingest: permit({ rule: 'IN-41', source: 'The house: another system records what it took, under its own name', does: 'record reports from another system', kinds: ['police', 'service', 'client'], roles: [...RECORDS, 'ingest'] }),
  fetch: permit({ rule: 'IN-43', source: 'The house: another system reads back what it recorded', does: 'read incidents from another system', kinds: ['police', 'service', 'client'], roles: [...LOOKS, 'ingest'] }),
  reconcile: permit({ rule: 'IN-44', source: 'Report of 13 October 2011, ¶57: a team is told of every report', does: 'tell teams of reports that were missed', kinds: ['service'] }),
  correctPlace: permit({ rule: 'IN-50', source: 'Report of 13 October 2011, ¶11 and ¶57: what was lost between the call and the borough is mended', does: 'correct where an incident happened', roles: WRITES }),
  correctPeople: permit({ rule: 'IN-51', source: 'Report of 13 October 2011, ¶11 and ¶75: a victim who is not recorded cannot be followed up', does: 'correct or add the people of an incident', roles: WRITES }),
  correctTimes: permit({ rule: 'IN-52', source: 'Report of 13 October 2011, ¶11: recording is accurate', does: 'correct when an incident happened', roles: WRITES }),
  answerPrompt: permit({ rule: 'IN-53', source: 'Report of 13 October 2011, ¶22-26 and ¶35: what the first call did not ask is asked later', does: 'put the questions of the prompt later', roles: WRITES }),
  addFurther: permit({ rule: 'IN-62', source: 'Report of 13 October 2011, ¶57: nothing recorded is lost', does: 'add a further report to an incident', kinds: ['police', 'service', 'client'], roles: [...RECORDS, 'ingest'] }),
  decideSimilar: permit({ rule: 'IN-63', source: 'No source; Heed’s own', does: 'decide whether similar incidents belong together', kinds: ['police', 'service', 'client'], roles: [...WRITES, 'ingest'] }),
  importFiles: permit({ rule: 'IN-45', source: 'The house: files of incidents are read in by administrators, each as one act that can be reversed', does: 'import incidents from a file', roles: ['administrator'] }),
}
