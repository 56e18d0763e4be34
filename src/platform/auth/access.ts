import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from './access-policy.ts'

/** One record that somebody is let see by name. */
export interface NewAccess {
  readonly subjectKind: string
  readonly subjectId: string
  readonly accountId: string
  readonly relation: 'named' | 'assigned'
  readonly reason: string
  /** Null: until it is revoked. */
  readonly until: Date | null
}

/** The fewest characters of a reason for breaking the glass. */
export const LEAST_REASON = 20

/**
 * Let somebody of the force see one record by name; somebody who already may is left as they are.
 *
 * Result: the grant's id. Changes: access_grants.
 * Refuses: not permitted, also to somebody who sees it through broken glass alone; not found, when the person granting does not see the record; invalid, when the other is not of the force. Rule AC-01.
 */
export async function grantAccess(ctx: Context, given: NewAccess): Promise<string> {
  authorise(may.grantAccess(ctx.actor))
  await assertSeen(ctx, given.subjectKind, given.subjectId)
  const person = await ctx.db.selectFrom('accounts').select(['kind', 'isActive']).where('id', '=', given.accountId).executeTakeFirst()
  if (person === undefined || !person.isActive || (person.kind !== 'police' && person.kind !== 'service')) {
    throw new Refusal('invalid', 'Choose somebody of the force: a partner sees only what is disclosed to them', { field: 'accountId' })
  }
  const known = await liveGrants(ctx, given).where('relation', '=', given.relation).where('until', given.until === null ? 'is' : '=', given.until).executeTakeFirst()
  if (known !== undefined) return known.id
  const id = newId()
  await assertLastingSight(ctx, given.subjectKind, given.subjectId)
  await ctx.db.insertInto('accessGrants').values({ id, ...given, grantedBy: ctx.actor.id, grantedAt: ctx.now }).execute()
  ctx.changed('access grant', id)
  ctx.changed(given.subjectKind, given.subjectId)
  return id
}

/**
 * Take away what was granted by name; the person's next request finds nothing. `relation`: only what was granted so.
 *
 * Result: how many grants ended. Changes: access_grants.
 * Refuses: not permitted; not found. Rule AC-02.
 */
export async function revokeAccess(ctx: Context, of: { subjectKind: string; subjectId: string; accountId: string; relation?: NewAccess['relation'] }): Promise<number> {
  authorise(may.revokeAccess(ctx.actor))
  await assertSeen(ctx, of.subjectKind, of.subjectId)
  const live = liveGrants(ctx, of)
  const rows = await (of.relation === undefined ? live : live.where('relation', '=', of.relation)).execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await ctx.db.updateTable('accessGrants').set({ revokedAt: ctx.now, revokedBy: ctx.actor.id }).where('id', 'in', ids).execute()
  ctx.changed('access grant', ids)
  ctx.changed(of.subjectKind, of.subjectId)
  return ids.length
}

/** How many records one person may open in this way within an hour. A local default; the database holds the same number. */
const MOST_GLASS = 20

/** A record that was opened by breaking the glass, and until when. */
export interface BrokenGlass {
  readonly grantId: string
  readonly kind: string
  readonly id: string
}

/**
 * Open one record outside one's sight for an hour, with a reason; the auditors and the borough's command are told.
 *
 * Result: the record; null when no record has that reference, which is all that is ever said of it.
 * Changes: access_grants, notifications.
 * Refuses: not permitted, after twenty within the hour too; invalid, when the reason is too short. Rule AC-03.
 */
export async function breakGlass(ctx: Context, asked: { reference: string; reason: string }): Promise<BrokenGlass | null> {
  authorise(may.breakGlass(ctx.actor))
  const reason = asked.reason.trim()
  if (reason.length < LEAST_REASON) throw new Refusal('invalid', `Say why in ${LEAST_REASON} characters or more: your reason is read by an auditor`, { field: 'reason' })
  const { rows: [used] } = await sql<{ broken: number }>`select heed.glass_broken()::integer as broken`.execute(ctx.db)
  if ((used?.broken ?? 0) >= MOST_GLASS) throw tooMuchGlass()
  const grantId = newId()
  const { rows } = await sql<{ recordKind: string; recordId: string; recordBorough: string | null }>`select * from heed.break_glass(${grantId}::uuid, ${asked.reference}, ${reason})`.execute(ctx.db)
    // several asked at the same moment: the database counts them one by one
    .catch((error: unknown) => Promise.reject(error instanceof Error && 'code' in error && error.code === '42501' ? tooMuchGlass() : error))
  const [record] = rows
  if (record === undefined) return null
  ctx.changed('access grant', grantId)
  ctx.changed(record.recordKind, record.recordId)
  const told = { kind: 'record opened by break-glass', subjectKind: 'access grant', subjectId: grantId }
  for (const accountId of await auditors(ctx)) await tell(ctx, { ...told, accountId })
  for (const teamId of await commandTeams(ctx, record.recordBorough)) await tell(ctx, { ...told, teamId })
  return { grantId, kind: record.recordKind, id: record.recordId }
}

function tooMuchGlass(): Refusal {
  return new Refusal('not permitted', `You have opened ${MOST_GLASS} records in this way within the hour. Ask a supervisor or the auditor, who have been told of each`)
}

/** One person's sight of one record by name, as pages show it. */
export interface AccessView {
  readonly id: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly personId: string
  readonly personName: string
  readonly relation: 'named' | 'assigned' | 'break-glass'
  readonly reason: string
  readonly grantedByName: string
  readonly grantedAt: Date
  readonly until: Date | null
  readonly revokedAt: Date | null
}

/** Who was let see a record by name, first to last; those whose sight has ended too. */
export async function accessTo(ctx: Context, subjectKind: string, subjectId: string): Promise<AccessView[]> {
  const rows = await grantsSeen(ctx).where('g.subjectKind', '=', subjectKind).where('g.subjectId', '=', subjectId).orderBy('g.grantedAt').orderBy('g.id').execute()
  ctx.shown('access grant', rows.map(({ id }) => id))
  return rows
}

/** The records opened by breaking the glass that this person may know of, the latest first; at most 100. */
export async function brokenGlass(ctx: Context): Promise<AccessView[]> {
  const rows = await grantsSeen(ctx).where('g.relation', '=', 'break-glass').orderBy('g.grantedAt', 'desc').limit(100).execute()
  ctx.shown('access grant', rows.map(({ id }) => id))
  return rows
}

/**
 * One grant.
 *
 * Refuses: not found.
 */
export async function getAccess(ctx: Context, grantId: string): Promise<AccessView> {
  const row = await grantsSeen(ctx).where('g.id', '=', grantId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  ctx.shown('access grant', row.id)
  return row
}

function grantsSeen(ctx: Context) {
  return ctx.db.selectFrom('accessGrants as g').innerJoin('accounts as p', 'p.id', 'g.accountId').innerJoin('accounts as b', 'b.id', 'g.grantedBy')
    .select(['g.id', 'g.subjectKind', 'g.subjectId', 'g.accountId as personId', 'p.name as personName', 'g.relation', 'g.reason', 'b.name as grantedByName', 'g.grantedAt', 'g.until', 'g.revokedAt'])
}

function liveGrants(ctx: Context, of: { subjectKind: string; subjectId: string; accountId: string }) {
  return ctx.db.selectFrom('accessGrants').select('id')
    .where('subjectKind', '=', of.subjectKind).where('subjectId', '=', of.subjectId).where('accountId', '=', of.accountId)
    .where('relation', 'in', ['named', 'assigned']).where('revokedAt', 'is', null)
}

async function assertSeen(ctx: Context, kind: string, id: string): Promise<void> {
  if (ctx.actor.kind === 'service') return
  const { rows } = await sql<{ seen: boolean }>`select heed.sees_record(${kind}, ${id}::uuid) as seen`.execute(ctx.db)
  if (rows[0]?.seen !== true) throw new Refusal('not found', 'There is no such record that you can see')
}

/**
 * Stop here when the actor sees the record through broken glass alone: for that hour they may read and work, not decide who sees it.
 *
 * Refuses: not permitted. Rule AC-05.
 */
export async function assertLastingSight(ctx: Context, kind: string, id: string): Promise<void> {
  if (ctx.actor.kind === 'service') return
  const { rows } = await sql<{ glass: boolean }>`select heed.sees_by_glass(${kind}, ${id}::uuid) as glass`.execute(ctx.db)
  if (rows[0]?.glass === true) throw new Refusal('not permitted', 'You opened this record for an hour with a reason. You can read it and work on it, but not change who sees it or who has it')
}

async function auditors(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.selectFrom('roleGrants as g').innerJoin('accounts as a', 'a.id', 'g.accountId').select('a.id').distinct()
    .where('g.role', '=', 'auditor').where('g.revokedAt', 'is', null).where('a.isActive', '=', true).orderBy('a.id').execute()
  return rows.map(({ id }) => id)
}

/** The command team of a borough; where it has none, or the record lies in no borough, the team that receives what no other does. */
async function commandTeams(ctx: Context, boroughId: string | null): Promise<string[]> {
  const command = boroughId === null ? [] : await ctx.db.selectFrom('teams').select('id').where('kind', '=', 'borough').where('boroughId', '=', boroughId).execute()
  const told = command.length > 0 ? command : await ctx.db.selectFrom('teams').select('id').where('isFallback', '=', true).execute()
  return told.map(({ id }) => id)
}
