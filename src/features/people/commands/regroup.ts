import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { settleIdentities } from '../rules/identity.ts'

/** Why mentions are moved: somebody's decision, or the evidence as a model weighed it. */
export interface Because {
  readonly decisionId: string | null
  readonly reason: string
  readonly modelVersion?: string
  /** By mention: bits of evidence, the mean over those it is put with. */
  readonly weights?: ReadonlyMap<string, number>
}

/** A mention and the person it is taken to be of. */
export interface Placed {
  readonly id: string
  readonly personId: string
}

/**
 * From here to the end of the act nobody else puts people together or takes them apart: two calls about one person at once make one person.
 *
 * Read nothing that is decided upon before this.
 */
export async function oneWriter(ctx: Context): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('heed.identity'))`.execute(ctx.db)
}

/**
 * Let these groups of mentions each be one person, and nobody else.
 *
 * Ids outlive it: a person keeps theirs with the largest part that is left of them, a part that comes away takes back the one it had before.
 * Result: the mentions that moved, and the persons they left or came to.
 * What speaks of a mention, a case's people and victim and an assessment, follows to the person it is of now: a trigger sees to it.
 * Changes: persons, person_mentions, person_links; case_people, cases, assessments by the trigger. Source: the house. Rules PE-13, PE-26.
 */
export async function placeInGroups(ctx: Context, groups: readonly (readonly Placed[])[], because: Because): Promise<{ mentionIds: readonly string[]; personIds: readonly string[] }> {
  const all = groups.flat()
  const now = new Map(all.map(({ id, personId }) => [id, personId]))
  if (groups.every((group) => new Set(group.map(({ personId }) => personId)).size === 1) && new Set(now.values()).size === groups.length) return { mentionIds: [], personIds: [] }
  const made = new Set<string>()
  const settled = settleIdentities(groups.map((group) => group.map(({ id }) => id)), now, await earlierPersons(ctx, [...now.keys()]), () => {
    const id = newId()
    made.add(id)
    return id
  })
  const moves = [...settled].flatMap(([id, personId]) => (now.get(id) === personId ? [] : [{ id, from: now.get(id) ?? personId, to: personId }]))
  const fresh = [...new Set(moves.map(({ to }) => to))].filter((id) => made.has(id))
  if (fresh.length > 0) await ctx.db.insertInto('persons').values(fresh.map((id) => ({ id, createdAt: ctx.now, createdBy: ctx.actor.id }))).execute()
  await move(ctx, moves, because)
  await followCorrections(ctx, moves.map(({ id }) => id))
  const personIds = [...new Set(moves.flatMap(({ from, to }) => [from, to]))]
  ctx.changed('person', personIds)
  return { mentionIds: moves.map(({ id }) => id), personIds }
}

/** Move mentions from one person to another, each with its line in the history of who was taken to be whom. */
async function move(ctx: Context, moves: readonly { id: string; from: string; to: string }[], because: Because): Promise<void> {
  if (moves.length === 0) return
  await sql`update person_mentions m set person_id = t.person_id
    from unnest(${moves.map(({ id }) => id)}::uuid[], ${moves.map(({ to }) => to)}::uuid[]) as t (id, person_id) where m.id = t.id`.execute(ctx.db)
  await ctx.db.insertInto('personLinks').values(moves.map(({ id, from, to }) => ({
    id: newId(), mentionId: id, fromPersonId: from, toPersonId: to, decidedBy: ctx.actor.id, decidedAt: ctx.now, reason: because.reason,
    decisionId: because.decisionId, weight: because.weights?.get(id) ?? null, modelVersion: because.modelVersion ?? null,
  }))).execute()
}

/** What was corrected goes where its correction goes. */
export async function followCorrections(ctx: Context, mentionIds: readonly string[]): Promise<void> {
  if (mentionIds.length === 0) return
  await sql`with recursive chain as (
      select m.id, m.corrects_id, m.person_id from person_mentions m where m.id = any (${[...mentionIds]}::uuid[]) and m.corrects_id is not null
      union all select old.id, old.corrects_id, chain.person_id from chain join person_mentions old on old.id = chain.corrects_id)
    update person_mentions m set person_id = chain.person_id from chain where m.id = chain.corrects_id and m.person_id <> chain.person_id`.execute(ctx.db)
}

/** The persons each mention once was, the latest first. */
async function earlierPersons(ctx: Context, mentionIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await ctx.db.selectFrom('personLinks').select(['mentionId', 'fromPersonId']).where('mentionId', 'in', [...mentionIds]).where('fromPersonId', 'is not', null)
    .orderBy('decidedAt', 'desc').orderBy('id', 'desc').execute()
  const earlier = new Map<string, string[]>()
  for (const { mentionId, fromPersonId } of rows) if (fromPersonId !== null) earlier.set(mentionId, [...(earlier.get(mentionId) ?? []), fromPersonId])
  return earlier
}
