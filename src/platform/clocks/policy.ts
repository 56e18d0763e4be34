import { permit } from '#platform/auth/policy.ts'

const source = 'Report of 13 October 2011, ¶59 and ¶75: minimum standards are kept, and what was missed is explained by name'

/** Who may make a clock stand still, let it run again, and say why it was missed. The row policies decide whose clocks they see. */
export const may = {
  seeClock: permit({ rule: 'CK-14', source, does: 'look at a clock' }),
  pauseClock: permit({ rule: 'CK-11', source, does: 'pause a clock', roles: ['neighbourhood officer', 'case owner', 'supervisor', 'asb lead', 'responder', 'central asb unit'] }),
  resumeClock: permit({ rule: 'CK-12', source, does: 'let a clock run again', roles: ['neighbourhood officer', 'case owner', 'supervisor', 'asb lead', 'responder', 'central asb unit'] }),
  explainMissed: permit({ rule: 'CK-13', source, does: 'say why a standard was missed', roles: ['neighbourhood officer', 'case owner', 'supervisor', 'asb lead', 'responder', 'central asb unit'] }),
}
