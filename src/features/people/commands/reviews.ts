import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import type { Mention } from '../queries/candidates.ts'
import type { Neighbourhood } from '../queries/gather.ts'
import type { Weighing } from '../queries/weighing.ts'

/** Two mentions an analyst should decide on: of two persons nearly joined ("pair"), or of one that hardly holds ("cluster"). */
export interface Doubtful {
  readonly kind: 'pair' | 'cluster'
  readonly left: Mention
  readonly right: Mention
}

/** Extra consequence where somebody is flagged vulnerable or intimidated. */
const VULNERABLE = 4

/**
 * Keep the open reviews of a neighbourhood what they should be: new ones opened, those that other evidence settled closed.
 *
 * Changes: identity_reviews. Input: read after mentions were moved; run by the service actor. Rule PE-24.
 */
export async function keepReviews(ctx: Context, weighing: Weighing, around: Neighbourhood, doubts: readonly Doubtful[]): Promise<void> {
  const placed = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', around.mentions.map(({ id }) => id)).execute()
  const personOf = new Map(placed.map(({ id, personId }) => [id, personId]))
  const wanted = new Map(doubts.flatMap((doubt): [string, Doubtful][] => {
    const [left, right] = [personOf.get(doubt.left.id), personOf.get(doubt.right.id)]
    return left === undefined || right === undefined ? [] : [[`${doubt.kind} ${[left, right].sort().join(' ')}`, doubt]]
  }))
  const persons = [...new Set([...personOf.values(), ...around.mentions.map(({ personId }) => personId)])]
  const open = await ctx.db.selectFrom('identityReviews').select(['id', 'kind', 'leftPersonId', 'rightPersonId']).where('closedAt', 'is', null)
    .where(({ or, eb }) => or([eb('leftPersonId', 'in', persons), eb('rightPersonId', 'in', persons)])).execute()
  const stale: string[] = []
  for (const { id, kind, leftPersonId, rightPersonId } of open) {
    // a person beyond this neighbourhood is not judged here
    if (!persons.includes(leftPersonId) || !persons.includes(rightPersonId)) continue
    if (!wanted.delete(`${kind} ${[leftPersonId, rightPersonId].sort().join(' ')}`)) stale.push(id)
  }
  if (stale.length > 0) await ctx.db.updateTable('identityReviews').set({ closedAt: ctx.now, closedBecause: 'settled by other evidence' }).where('id', 'in', stale).execute()
  for (const doubt of wanted.values()) await openReview(ctx, weighing, doubt, personOf)
}

async function openReview(ctx: Context, weighing: Weighing, { kind, left, right }: Doubtful, personOf: ReadonlyMap<string, string>): Promise<void> {
  const sides = [{ mention: left, personId: personOf.get(left.id) ?? left.personId }, { mention: right, personId: personOf.get(right.id) ?? right.personId }]
  const [one, other] = kind === 'pair' ? sides.sort((a, b) => (a.personId < b.personId ? -1 : 1)) : sides
  if (one === undefined || other === undefined) return
  const { weight, rival } = weighing.score(weighing.rowOf(one.mention), weighing.rowOf(other.mention))
  await ctx.db.insertInto('identityReviews').values({
    id: newId(), kind, leftMentionId: one.mention.id, rightMentionId: other.mention.id, leftPersonId: one.personId, rightPersonId: other.personId, weight, rival,
    consequence: await consequenceOf(ctx, [one.personId, other.personId]), modelVersion: weighing.model.version, openedAt: ctx.now,
  }).execute()
}

/** How much hangs on knowing who they are. Source: report of 13 October 2011, ¶31: the vulnerable and the repeat victims first. */
async function consequenceOf(ctx: Context, personIds: readonly string[]): Promise<number> {
  const { rows: [found] } = await sql<{ risk: number; isVulnerable: boolean }>`
    select coalesce(max(i.risk_order), 0)::integer as risk, coalesce(bool_or(i.flags && array['vulnerable', 'intimidation']), false) as is_vulnerable
    from person_mentions m join incidents i on i.id = m.source_id
    where m.person_id = any (${[...personIds]}::uuid[]) and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null`.execute(ctx.db)
  return (found?.risk ?? 0) + (found?.isVulnerable === true ? VULNERABLE : 0)
}
