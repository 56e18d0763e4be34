import { type Selectable, sql, type Updateable } from 'kysely'
import { z } from 'zod'
import type { CaseEntries, Database, JsonValue } from '#db/types.ts'
import { accountNames } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { assertUnchanged, Refusal, type RefusalDetail } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { getExpectations, type Expectations } from '../queries/standards.ts'
import { reviewsDue } from '../rules/reviews.ts'

const columns = [
  'id', 'reference', 'version', 'status', 'band', 'typeId', 'qualifier', 'ownerId', 'teamId', 'boroughId', 'victimPersonId', 'victimMentionId', 'assessmentId',
  'reviewedFrom', 'sealedUnder', 'openedAt', 'nextReviewOn', 'nextReviewRank', 'nextDueAt',
] as const

/** A case held until the act ends, so that nobody else can change it meanwhile. */
export type LockedCase = Pick<Selectable<Database['cases']>, (typeof columns)[number]>

/** One thing an act changed, in words people read: what somebody else is shown who had the case open. */
export interface Change {
  readonly field: string
  readonly was: string
  readonly now: string
}

/** What an act says in the case's log. */
export interface NewEntry {
  readonly kind: CaseEntries['kind']
  readonly text: string
  readonly reason?: string | null
  readonly happenedAt?: Date | null
  readonly changed?: readonly Change[]
  readonly detail?: Readonly<Record<string, JsonValue>>
  readonly correctsId?: string
}

/**
 * Take a case for an act: as it is now, and held until the act ends.
 *
 * Input: the version that the person had read, null where the act edits nothing they read.
 * Refuses: not found, when it is not theirs to see; conflict, when somebody changed it meanwhile: naming what, and who.
 */
export async function lockCase(ctx: Context, caseId: string, version: number | null): Promise<LockedCase> {
  const held = await ctx.db.selectFrom('cases').select([...columns]).where('id', '=', caseId).forUpdate().executeTakeFirst()
  if (held === undefined) throw new Refusal('not found', 'There is no such case')
  if (version !== null && version !== held.version) assertUnchanged(held.version, version, await changedSince(ctx, caseId, version))
  return held
}

/**
 * Save what an act changed, with its entries in the log.
 *
 * Changes: cases (its version goes up by one), case_entries.
 */
export async function saveCase(ctx: Context, held: LockedCase, set: Updateable<Database['cases']>, entries: readonly NewEntry[]): Promise<readonly string[]> {
  const version = held.version + 1
  await ctx.db.updateTable('cases').set({ ...set, version, changedAt: ctx.now, changedBy: ctx.actor.id }).where('id', '=', held.id).execute()
  return addCaseEntries(ctx, held.id, entries, version)
}

/**
 * Append to the log of a case; the entries of an act that changed the case carry the version they made.
 *
 * Result: the entries' ids.
 * Changes: case_entries.
 */
export async function addCaseEntries(ctx: Context, caseId: string, entries: readonly NewEntry[], version: number | null = null): Promise<readonly string[]> {
  const rows = entries.map(({ kind, text, reason, happenedAt, changed, detail, correctsId }) => ({
    id: newId(), caseId, kind, at: ctx.now, happenedAt: happenedAt ?? null, byId: ctx.actor.id, text, reason: reason ?? null, correctsId: correctsId ?? null,
    detail: JSON.stringify({ ...detail, ...(version === null ? {} : { version }), ...(changed === undefined ? {} : { changed }) }),
  }))
  if (rows.length > 0) await ctx.db.insertInto('caseEntries').values(rows).execute()
  ctx.changed('case', caseId)
  return rows.map(({ id }) => id)
}

/**
 * Work out again when a case is next due and next reviewed, after something that moves either.
 *
 * Changes: cases.
 */
export async function settleDates(ctx: Context, caseId: string, known: Pick<Expectations, 'regime'> | null = null): Promise<void> {
  const held = await ctx.db.selectFrom('cases').select(['band', 'reviewedFrom', 'status']).where('id', '=', caseId).executeTakeFirst()
  if (held === undefined) return
  const { regime } = known ?? (await getExpectations(ctx))
  const reviews = await ctx.db.selectFrom('caseReviews').select(['rank', 'heldAt']).where('caseId', '=', caseId).execute()
  const [next] = held.status === 'closed' ? [] : reviewsDue(held.band, held.reviewedFrom, regime, reviews)
  const { rows } = await sql<{ due: Date | null }>`select min(due_at) as due from clocks where subject_id = ${caseId}::uuid and met_at is null and cancelled_at is null`.execute(ctx.db)
  await ctx.db.updateTable('cases').set({ nextReviewOn: next?.dueOn ?? null, nextReviewRank: next === undefined ? null : rankOf(next.rank), nextDueAt: rows[0]?.due ?? null }).where('id', '=', caseId).execute()
}

/** A word that is a rank, or a fault in the regime. */
export function rankOf(word: string): Database['caseReviews']['rank'] & string {
  return z.enum(['police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent']).parse(word)
}

/** Make two acts about the same victim or incident wait for each other, until the act ends. */
export async function takeTurn(ctx: Context, keys: readonly (string | null)[]): Promise<void> {
  const wanted = [...new Set(keys.filter((key) => key !== null))].sort()
  for (const key of wanted) await sql`select pg_advisory_xact_lock(hashtextextended(${`case ${key}`}, 0))`.execute(ctx.db)
}

/** The name of somebody, for a sentence in the log. */
export async function nameOf(ctx: Context, accountId: string | null): Promise<string> {
  if (accountId === null) return 'nobody'
  return (await accountNames(ctx, [accountId])).get(accountId) ?? 'somebody'
}

const Detail = z.object({ version: z.number(), changed: z.array(z.object({ field: z.string(), was: z.string(), now: z.string() })).optional() })

async function changedSince(ctx: Context, caseId: string, version: number): Promise<RefusalDetail> {
  const rows = await ctx.db.selectFrom('caseEntries as e').innerJoin('accounts as a', 'a.id', 'e.byId').select(['e.at', 'e.text', 'e.detail', 'a.name'])
    .where('e.caseId', '=', caseId).where(sql<boolean>`(e.detail ->> 'version')::int > ${version}`).orderBy('e.at').orderBy('e.id').execute()
  const changed = rows.flatMap(({ text, detail }) => {
    const read = Detail.safeParse(detail)
    return read.success ? (read.data.changed ?? [{ field: 'The case', was: 'as you read it', now: text }]) : []
  })
  const last = rows.at(-1)
  return last === undefined ? { changed } : { changed, by: last.name, at: last.at }
}
