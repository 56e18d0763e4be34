import type { Role } from '#platform/auth/actor.ts'
import { permit } from '#platform/auth/policy.ts'

const LOOKS: readonly Role[] = ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit']

/** Who may gather what many features know. Which rows they find is decided by each table’s row policy. */
export const may = {
  seeLists: permit({ rule: 'WK-01', source: 'The house: a count on the home page opens the list that was counted', does: 'see lists of waiting work', roles: LOOKS }),
  search: permit({ rule: 'WK-02', source: 'Report of 13 October 2011, ¶29: the databases are searched so that repeat callers are recognised', does: 'search', roles: LOOKS }),
  lookPerson: permit({ rule: 'WK-03', source: 'Report of 13 October 2011, ¶29 and ¶31', does: 'see what is known of a person', roles: LOOKS }),
  lookAddress: permit({ rule: 'WK-09', source: 'Report of 13 October 2011, ¶29 and ¶31; repeat locations, ¶80', does: 'see what is known of an address', roles: LOOKS }),
  readHistory: permit({ rule: 'WK-04', source: 'Data Protection Act 2018, s.62: who consulted or altered a record is kept so that it can be checked', does: 'see who looked at or changed a record', roles: ['supervisor', 'asb lead', 'auditor', 'central asb unit'] }),
  audit: permit({ rule: 'WK-05', source: 'Data Protection Act 2018, s.62(4): use of the logs', does: 'read the audit', roles: ['auditor'] }),
}
