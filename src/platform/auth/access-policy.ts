import { permit } from '#platform/auth/policy.ts'
import type { Role } from './actor.ts'

const source = 'The house: sight follows the team; one record by name is an exception that is written down, with its reason'

/** Roles of those who deal with incidents, risk and cases. heed.break_glass holds the same list. */
export const operationalRoles: readonly Role[] = [
  'call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit',
]

/** Who may let somebody see one record, and who may break the glass. */
export const may = {
  grantAccess: permit({ rule: 'AC-01', source, does: 'let a colleague see one record by name', roles: operationalRoles }),
  revokeAccess: permit({ rule: 'AC-02', source, does: 'take away a colleague’s sight of one record', roles: operationalRoles }),
  breakGlass: permit({ rule: 'AC-03', source, does: 'open a record outside your sight', kinds: ['police'], roles: operationalRoles }),
  seeGrant: permit({ rule: 'AC-04', source, does: 'see who opened a record outside their sight' }),
}
