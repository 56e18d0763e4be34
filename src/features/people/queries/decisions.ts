import type { Context } from '#platform/context.ts'
import type { Decision } from '../rules/identity.ts'
import { sql } from 'kysely'

/** A decision in force, with who made it and when. */
export interface StandingDecision extends Decision {
  readonly decidedBy: string
  readonly decidedAt: Date
}

/** How far decisions are followed from one to the next. */
const MOST_STEPS = 20

/**
 * The decisions in force that speak of these mentions, and those that speak of what they hold together, to the end of the chain.
 *
 * Only those the reader may know of. Rule PE-11.
 */
export async function decisionsTouching(ctx: Context, mentionIds: readonly string[]): Promise<readonly StandingDecision[]> {
  const found = new Map<string, StandingDecision>()
  let asked = await withPredecessors(ctx, mentionIds)
  const known = new Set(asked)
  for (let step = 0; step < MOST_STEPS && asked.length > 0; step += 1) {
    const rows = await ctx.db.selectFrom('identityDecisions').select(['id', 'verdict', 'leftIds', 'rightIds', 'decidedBy', 'decidedAt']).where('undoneAt', 'is', null)
      .where(sql<boolean>`(left_ids && ${asked}::uuid[] or right_ids && ${asked}::uuid[])`).orderBy('decidedAt').orderBy('id').execute()
    const fresh = rows.filter(({ id }) => !found.has(id))
    for (const row of fresh) found.set(row.id, row)
    asked = [...new Set(fresh.filter(({ verdict }) => verdict === 'same').flatMap(({ leftIds, rightIds }) => [...leftIds, ...rightIds]))].filter((id) => !known.has(id))
    for (const id of asked) known.add(id)
  }
  return asTheyStand(ctx, [...found.values()])
}

/** Every decision in force. Refuses nothing: only those the reader may know of. */
export async function allDecisions(ctx: Context): Promise<readonly StandingDecision[]> {
  const rows = await ctx.db.selectFrom('identityDecisions').select(['id', 'verdict', 'leftIds', 'rightIds', 'decidedBy', 'decidedAt']).where('undoneAt', 'is', null).orderBy('decidedAt').orderBy('id').execute()
  return asTheyStand(ctx, rows)
}

/** These mentions and those they correct: what was decided of what was first heard holds for what it should have been. */
async function withPredecessors(ctx: Context, mentionIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`with recursive earlier as (
      select m.id, m.corrects_id from person_mentions m where m.id = any (${[...mentionIds]}::uuid[])
      union select m.id, m.corrects_id from earlier e join person_mentions m on m.id = e.corrects_id)
    select id from earlier`.execute(ctx.db)
  return [...new Set([...mentionIds, ...rows.map(({ id }) => id)])]
}

/** Decisions with each mention that was corrected since in the words of its correction. */
async function asTheyStand(ctx: Context, decisions: readonly StandingDecision[]): Promise<readonly StandingDecision[]> {
  const ids = [...new Set(decisions.flatMap(({ leftIds, rightIds }) => [...leftIds, ...rightIds]))]
  if (ids.length === 0) return decisions
  const { rows } = await sql<{ first: string; last: string }>`with recursive later as (
      select m.id as first, m.id as last, m.corrected_by_id from person_mentions m where m.id = any (${ids}::uuid[]) and m.corrected_by_id is not null
      union select l.first, m.id, m.corrected_by_id from later l join person_mentions m on m.id = l.corrected_by_id)
    select first, last from later where corrected_by_id is null`.execute(ctx.db)
  const now = new Map(rows.map(({ first, last }) => [first, last]))
  const stand = (each: readonly string[]): string[] => each.map((id) => now.get(id) ?? id)
  return now.size === 0 ? decisions : decisions.map((decision) => ({ ...decision, leftIds: stand(decision.leftIds), rightIds: stand(decision.rightIds) }))
}
