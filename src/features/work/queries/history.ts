import { sql } from 'kysely'
import { z } from 'zod'
import { accountNames } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'

/** The kinds of record whose history can be read. */
export type RecordKind = 'incident' | 'case' | 'person'

/** One look at a record, or one change of it. */
export interface HistoryEntry {
  readonly id: string
  readonly at: Date
  readonly actorId: string | null
  readonly actorName: string | null
  readonly verb: string
  /** The policy's name of what was done. */
  readonly act: string
}

/** Who looked at or changed one record. */
export interface HistoryPage {
  readonly kind: RecordKind
  readonly id: string
  readonly reference: string | null
  readonly entries: readonly HistoryEntry[]
  /** Read on from here; null when this is all. */
  readonly before: Date | null
  readonly isAuditor: boolean
  readonly now: Date
}

/** The most entries on one page of a history. */
export const HISTORY_SHOWN = 100

/**
 * Who looked at or changed a record and when, the latest first. Reading it is a look of its own.
 *
 * Refuses: not found, for a record that does not exist and for one whose history this person may not read, alike.
 * Source: Data Protection Act 2018, s.62. Rule WK-04.
 */
export async function getHistoryPage(ctx: Context, kind: RecordKind, id: string, before: Date | null): Promise<HistoryPage> {
  const { rows: [answer] } = await sql<{ may: boolean }>`select heed.may_read_history(${kind}, ${id}::uuid) as may`.execute(ctx.db)
  if (answer?.may !== true) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const { rows } = await sql<HistoryEntry>`select * from heed.history_of(${kind}, ${id}::uuid, ${before}::timestamptz, ${HISTORY_SHOWN + 1}::integer)`.execute(ctx.db)
  ctx.shown(kind, id)
  const { shown: entries, before: next } = pageOf(rows)
  return { kind, id, reference: await referenceOf(ctx, kind, id), entries, now: ctx.now, isAuditor: ctx.actor.roles.includes('auditor'), before: next }
}

/** A page ends between two instants and never within one, for it is read on from an instant: what stands at one moment stands on one page. */
function pageOf<T extends { readonly at: Date }>(rows: readonly T[]): { shown: readonly T[]; before: Date | null } {
  const next = rows[HISTORY_SHOWN]
  if (next === undefined) return { shown: rows, before: null }
  const whole = rows.filter(({ at }) => at > next.at)
  const shown = whole.length === 0 ? rows.slice(0, HISTORY_SHOWN) : whole
  return { shown, before: shown.at(-1)?.at ?? null }
}

/** The record's own number, where the viewer may see the record itself. */
async function referenceOf(ctx: Context, kind: RecordKind, id: string): Promise<string | null> {
  if (kind === 'person') return null
  const row = kind === 'incident'
    ? await ctx.db.selectFrom('incidents').select('reference').where('id', '=', id).executeTakeFirst()
    : await ctx.db.selectFrom('cases').select('reference').where('id', '=', id).executeTakeFirst()
  return row?.reference ?? null
}

/** One line of the audit, as auditors read it. */
export interface AuditLine extends HistoryEntry {
  readonly subjects: readonly { readonly kind: string; readonly ids: readonly string[] }[]
}

/** The latest lines of the audit: of one person, or the refusals and failed sign-ins of everybody. */
export interface AuditPage {
  readonly personId: string | null
  readonly personName: string | null
  readonly lines: readonly AuditLine[]
  readonly before: Date | null
  readonly now: Date
}

const Payload = z.object({ subjects: z.array(z.object({ kind: z.string(), ids: z.array(z.string()) })).catch([]) })

/** The latest refusals and failed sign-ins. Rule WK-05. */
export async function getRefusalsPage(ctx: Context, before: Date | null): Promise<AuditPage> {
  return auditPage(ctx, await lines(ctx, before).where('verb', 'in', ['refusal', 'failed sign-in']).execute(), null, null)
}

/**
 * What one person looked at and changed, the latest first.
 *
 * Refuses: not found. Rule WK-05.
 */
export async function getPersonAuditPage(ctx: Context, accountId: string, before: Date | null): Promise<AuditPage> {
  const name = (await accountNames(ctx, [accountId])).get(accountId)
  if (name === undefined) throw new Refusal('not found', 'There is nobody with this account')
  ctx.shown('account', accountId)
  return auditPage(ctx, await lines(ctx, before).where('actorId', '=', accountId).execute(), accountId, name)
}

function lines(ctx: Context, before: Date | null) {
  const all = ctx.db.selectFrom('auditEntries').select(['id', 'at', 'actorId', 'verb', 'act', 'payload']).orderBy('at', 'desc').orderBy('id', 'desc').limit(HISTORY_SHOWN + 1)
  return before === null ? all : all.where('at', '<', before)
}

async function auditPage(ctx: Context, rows: readonly { id: string; at: Date; actorId: string | null; verb: string; act: string; payload: string | null }[], personId: string | null, personName: string | null): Promise<AuditPage> {
  const { shown, before } = pageOf(rows)
  const names = await accountNames(ctx, shown.flatMap(({ actorId }) => (actorId === null ? [] : [actorId])))
  ctx.shown('audit entry', shown.map(({ id }) => id))
  return {
    personId, personName, now: ctx.now, before,
    lines: shown.map(({ payload, ...row }) => ({ ...row, actorName: row.actorId === null ? null : (names.get(row.actorId) ?? null), subjects: payload === null ? [] : subjectsIn(payload) })),
  }
}

function subjectsIn(payload: string): AuditLine['subjects'] {
  const read = Payload.safeParse(JSON.parse(payload))
  return read.success ? read.data.subjects : []
}
