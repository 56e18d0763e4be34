import type { Role } from '#platform/auth/actor.ts'
import { permit } from '#platform/auth/policy.ts'

const LOOKS: readonly Role[] = ['neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit']
const DEALS: readonly Role[] = ['intelligence', 'asb lead', 'central asb unit']
const source = 'Report of 13 October 2011, ¶29, ¶32, ¶38 and ¶80: repeat callers are identified, listed every week and considered every day'

/** Who may see repeats, deal with them and change the rules they are counted by. Which reports they see is decided by each table’s row policy. */
export const may = {
  look: permit({ rule: 'RP-40', source, does: 'see who and where is a repeat', roles: LOOKS }),
  takeAway: permit({ rule: 'RP-41', source, does: 'download the weekly list', roles: [...DEALS, 'supervisor'] }),
  deal: permit({ rule: 'RP-42', source, does: 'deal with a new repeat', roles: DEALS }),
  changeRules: permit({
    rule: 'RP-43', source: 'The house: what the force may choose is data, chosen by a named person with a reason', does: 'change the rules that repeats are counted by', roles: ['administrator', 'asb lead'],
  }),
  seeRules: permit({ rule: 'RP-44', source, does: 'see the rules that repeats are counted by', roles: [...LOOKS, 'administrator', 'auditor', 'call supervisor', 'call handler'] }),
}
