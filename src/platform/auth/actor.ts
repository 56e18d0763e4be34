import { z } from 'zod'

/** Ranks, lowest first; police staff and PCSOs hold no rank above a constable's. */
export const ranks = ['police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent'] as const
/** A police rank, or what a member of police staff holds in its place. */
export type Rank = (typeof ranks)[number]

/** Bundles of acts that an administrator grants. */
export const roles = [
  'call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence',
  'case owner', 'asb lead', 'central asb unit', 'administrator', 'auditor', 'partner', 'volunteer', 'service', 'ingest',
] as const
/** One bundle of acts. */
export type Role = (typeof roles)[number]

/** What an account stands for: someone of the force or of a partner, the system itself, or another system. */
export const actorKinds = ['police', 'partner', 'volunteer', 'service', 'client'] as const
/** What one account stands for. */
export type ActorKind = (typeof actorKinds)[number]

const ActorShape = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  kind: z.enum(actorKinds),
  rank: z.enum(ranks).nullable(),
  agencyId: z.string().nullable(),
  isDemonstration: z.boolean(),
  roles: z.array(z.enum(roles)).readonly(),
  teamIds: z.array(z.string()).readonly(),
  boroughIds: z.array(z.string()).readonly(),
  seesForce: z.boolean(),
})

/**
 * Who is acting: built once, from the session, by the database itself.
 *
 * `teamIds`, `boroughIds` and `seesForce` are what membership lets them see; `roles` and `rank` what they may do.
 */
export type Actor = z.infer<typeof ActorShape>

/** Read the database's own account of who holds the session. */
export function actorFrom(value: unknown): Actor | null {
  return value === null || value === undefined ? null : ActorShape.parse(value)
}

/** Does this person hold at least that rank? People without a police rank never do. */
export function isAtLeast(actor: Pick<Actor, 'rank'>, rank: Rank): boolean {
  return actor.rank !== null && ranks.indexOf(actor.rank) >= ranks.indexOf(rank)
}
