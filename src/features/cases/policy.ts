import { isAtLeast, type Rank, type Role } from '#platform/auth/actor.ts'
import { permit } from '#platform/auth/policy.ts'

const source = 'Report of 13 October 2011, ¶36, ¶59, ¶76'
const workers: readonly Role[] = ['case owner', 'neighbourhood officer', 'responder', 'supervisor', 'asb lead', 'central asb unit']
const readers: readonly Role[] = [...workers, 'intelligence', 'call handler', 'call supervisor', 'front counter']
const supervisors: readonly Role[] = ['supervisor', 'asb lead', 'central asb unit']

/** Who may do what with a case. Which cases somebody may know of is the database's to say. */
export const may = {
  look: permit({ rule: 'CA-20', source, does: 'look at cases', roles: readers }),
  openByHand: permit({ rule: 'CA-21', source: 'Report of 13 October 2011, ¶61 and ¶76: other bands by decision of the force', does: 'open a case by hand', roles: workers }),
  work: permit({ rule: 'CA-22', source, does: 'work on a case', roles: workers }),
  setAside: permit({ rule: 'CA-23', source: 'Report of 13 October 2011, ¶57 and ¶59: the standards are minimum standards', does: 'set a minimum standard aside', roles: supervisors, rank: 'sergeant' }),
  allocate: permit({ rule: 'CA-24', source: 'Report of 13 October 2011, ¶65', does: 'allocate or transfer a case', roles: supervisors, rank: 'sergeant' }),
  review: permit<{ rank: Rank }>({
    rule: 'CA-25', source: 'The review regime’s own source', does: 'review a case', roles: supervisors, rank: 'sergeant', further: 'at least the rank whose turn it is',
    unless: (actor, { rank }) => (isAtLeast(actor, rank) ? null : `This review needs somebody of the rank of ${rank} or above`),
  }),
  requestClosing: permit({ rule: 'CA-26', source: 'Report of 13 October 2011, ¶57 and ¶62', does: 'ask for a case to be closed', roles: workers }),
  decideClosing: permit<{ requestedBy: string }>({
    rule: 'CA-04', source: 'Report of 13 October 2011, ¶36 and ¶57', does: 'decide on the closing of a case', roles: supervisors, rank: 'sergeant', further: 'another person than the one who asked',
    unless: (actor, { requestedBy }) => (requestedBy === actor.id ? 'You cannot approve a closing you asked for' : null),
  }),
  reopen: permit({ rule: 'CA-27', source, does: 'open a closed case again', roles: supervisors, rank: 'sergeant' }),
  seal: permit({ rule: 'CA-28', source: 'Data Protection Act 2018 s.37 and s.40: no more is seen than the purpose needs', does: 'seal a case', roles: ['asb lead'] }),
}
