import { isAtLeast, type Rank, type Role } from '#platform/auth/actor.ts'
import { permit } from '#platform/auth/policy.ts'

const source = 'Report of 13 October 2011, ¶36: completed by the initial investigating officer, supervised by at least a sergeant, all retained'
const assessors: readonly Role[] = ['responder', 'neighbourhood officer', 'case owner', 'supervisor']
const readers: readonly Role[] = [...assessors, 'intelligence', 'asb lead', 'central asb unit', 'call supervisor']

/** What supervising asks of an assessment: who completed it, and the rank its own version asks for. */
export interface Supervised {
  readonly completedBy: string | null
  readonly signOffRank: Rank
}

/** Who may do what with an assessment; which of them they may know of is the table's row policy. */
export const may = {
  look: permit({ rule: 'RA-15', source, does: 'read risk assessments', roles: readers }),
  assess: permit({ rule: 'RA-16', source, does: 'assess the risk to a victim', roles: assessors }),
  answer: permit<{ startedBy: string }>({
    rule: 'RA-17', source, does: 'answer a risk assessment', roles: assessors, further: 'one they began',
    unless: (actor, { startedBy }) => (startedBy === actor.id ? null : 'Only the officer who began this assessment can answer it. Begin one of your own'),
  }),
  supervise: permit({ rule: 'RA-18', source, does: 'supervise risk assessments', roles: ['supervisor'] }),
  approve: permit<Supervised>({ rule: 'RA-19', source, does: 'approve a risk assessment', roles: ['supervisor'], further: 'of the rank its version asks for, and never their own', unless: forbidden('approve') }),
  return: permit<Supervised>({ rule: 'RA-20', source, does: 'return a risk assessment', roles: ['supervisor'], further: 'of the rank its version asks for, and never their own', unless: forbidden('return') }),
}

function forbidden(act: 'approve' | 'return') {
  return (actor: Parameters<typeof isAtLeast>[0] & { id: string }, { completedBy, signOffRank }: Supervised): string | null => {
    if (!isAtLeast(actor, signOffRank)) return `Only ${/^[aeiou]/.test(signOffRank) ? 'an' : 'a'} ${signOffRank} or above can ${act} a risk assessment of this version`
    return completedBy === actor.id ? `You cannot ${act} an assessment you completed` : null
  }
}
