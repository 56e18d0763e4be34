import { type Actor, type ActorKind, actorKinds, type Rank, ranks, type Role, roles } from '#platform/auth/actor.ts'
import type { Policy } from '#platform/auth/policy.ts'

/** Roles that are given to accounts of the police; the others go with a kind of account. */
const POLICE_ROLES = roles.filter((role) => !['partner', 'volunteer', 'service', 'ingest'].includes(role))
const OWN_ROLE: Partial<Record<ActorKind, Role>> = { partner: 'partner', volunteer: 'volunteer', service: 'service', client: 'ingest' }

/**
 * Who may do what, printed from the policies themselves: each is asked for every role at every rank.
 *
 * A change of policy is so a visible line in a review, readable without reading code.
 */
export function permissionsPage(policies: ReadonlyMap<string, Policy<never>>): string {
  const byFeature = Map.groupBy([...policies].sort(([a], [b]) => (a < b ? -1 : 1)), ([name]) => name.split('.')[0] ?? '')
  const parts = [...byFeature].map(([feature, acts]) => [
    `## ${feature}`, '',
    '| act | what it lets one do | who | and further | rule |',
    '| --- | --- | --- | --- | --- |',
    ...acts.map(([name, policy]) => `| \`${name}\` | ${policy.about.does} | ${whoMay(policy)} | ${policy.about.further ?? ''} | ${policy.about.rule} |`),
    '',
  ].join('\n'))
  return `${heading}\n${parts.join('\n')}\n${rolesPart(policies)}`
}

const heading = `# Who may do what

Made by \`npm run docs\` from the policies of each feature; do not edit. Every policy is asked for every role at every
rank, without a record. “And further” is what the record itself must allow besides. Seeing a record is another
question, answered by the database: membership of a team gives sight, a role gives acts.
`

/** Everyone who could ever do this act, in as few words as tell it all. */
export function whoMay(policy: Policy<never>): string {
  const police = groupsOf(policy)
  const others = actorKinds.filter((kind) => kind !== 'police' && policy(someone(kind, null, OWN_ROLE[kind])).allowed)
  const named: Partial<Record<ActorKind, string>> = { service: 'the system itself', client: 'other systems', partner: 'partners', volunteer: 'volunteers' }
  return [...police, ...others.map((kind) => named[kind] ?? kind)].join('; ') || 'nobody'
}

function groupsOf(policy: Policy<never>): readonly string[] {
  const allowedRanks = (role: Role | undefined): string => ranks.filter((rank) => policy(someone('police', rank, role)).allowed).join('|')
  const withoutRole = allowedRanks(undefined)
  if (withoutRole !== '') return [`everyone of the police${rankWords(withoutRole)}`]
  const byRanks = Map.groupBy(POLICE_ROLES.filter((role) => allowedRanks(role) !== ''), allowedRanks)
  return [...byRanks].map(([held, those]) => `${those.join(', ')}${rankWords(held)}`)
}

function rankWords(held: string): string {
  const list = held.split('|')
  const from = list[0] ?? ''
  if (list.length === ranks.length) return ''
  const isUpwards = ranks.slice(ranks.findIndex((rank) => rank === from)).join('|') === held
  return isUpwards ? ` (${from} or above)` : ` (${list.join(', ')})`
}

function rolesPart(policies: ReadonlyMap<string, Policy<never>>): string {
  const rows = POLICE_ROLES.map((role) => {
    const acts = [...policies].filter(([, policy]) => !policy(someone('police', 'superintendent', undefined)).allowed && policy(someone('police', 'superintendent', role)).allowed).map(([name]) => `\`${name}\``)
    return `| ${role} | ${acts.sort().join(', ')} |`
  })
  return ['## What each role adds', '', 'At the highest rank, beyond what everyone of the police may do.', '', '| role | acts |', '| --- | --- |', ...rows, ''].join('\n')
}

function someone(kind: ActorKind, rank: Rank | null, role: Role | undefined): Actor {
  return {
    id: '', username: '', name: '', kind, rank, agencyId: null, isDemonstration: false, roles: role === undefined ? [] : [role],
    teamIds: [], boroughIds: [], seesForce: false,
  }
}
