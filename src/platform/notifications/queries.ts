import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import type { RecordTitle, RecordTitles } from '#platform/part.ts'
import { may } from './policy.ts'

/** Somebody told of something, as pages show it. */
export interface NotificationView {
  readonly id: string
  readonly kind: string
  readonly subjectKind: string
  readonly subjectId: string
  /** The team or the person told, by name. */
  readonly toldName: string
  readonly toldTeam: boolean
  readonly createdAt: Date
  readonly acknowledgedAt: Date | null
  readonly acknowledgedByName: string | null
  readonly mayAcknowledge: boolean
}

/** The most that one page of waiting notifications holds. */
export const WAITING_SHOWN = 200

/** Everyone told of a record, first to last. */
export async function notificationsOf(ctx: Context, subjectId: string): Promise<NotificationView[]> {
  const rows = await viewed(ctx).where('n.subjectId', '=', subjectId).orderBy('n.createdAt').orderBy('n.id').execute()
  return shownRows(ctx, rows)
}

/** Which of what waits is wanted: of one kind, told to oneself or to one's teams. */
export interface WaitingOf {
  readonly kind?: string | undefined
  readonly told?: 'me' | 'team' | undefined
}

/** What waits for this person and their teams, oldest first; at most `WAITING_SHOWN`. */
export async function waiting(ctx: Context, { kind, told }: WaitingOf = {}): Promise<NotificationView[]> {
  let query = waitingFor(ctx, viewed(ctx)).where(toldTo(told))
  if (kind !== undefined) query = query.where('n.kind', '=', kind)
  const rows = await query.orderBy('n.createdAt').orderBy('n.id').limit(WAITING_SHOWN).execute()
  return shownRows(ctx, rows)
}

/** Something about a record, with the record's title: null where that is not this person's to see, absent where its kind has no titles. */
export type Titled<R> = R & { readonly subject?: RecordTitle | null }
/** Something that waits, with the record it is about. */
export type TitledNotification = Titled<NotificationView>

/** Say of each what it is about, as the record stands now and as far as this person may see it. */
export async function titled<R extends Pick<NotificationView, 'subjectKind' | 'subjectId'>>(ctx: Context, rows: readonly R[], titlesOf: (kind: string) => RecordTitles | undefined): Promise<Titled<R>[]> {
  const known = new Map<string, ReadonlyMap<string, RecordTitle>>()
  for (const kind of new Set(rows.map(({ subjectKind }) => subjectKind))) {
    const titles = titlesOf(kind)
    if (titles !== undefined) known.set(kind, await titles(ctx, [...new Set(rows.filter((row) => row.subjectKind === kind).map(({ subjectId }) => subjectId))]))
  }
  return rows.map((row) => {
    const titles = known.get(row.subjectKind)
    return titles === undefined ? row : { ...row, subject: titles.get(row.subjectId) ?? null }
  })
}

/** The kinds of news that wait for this person and their teams, or for one of the two, with how often each. */
export async function waitingKinds(ctx: Context, { told }: WaitingOf = {}): Promise<readonly { readonly kind: string; readonly count: number }[]> {
  const rows = await ctx.db.selectFrom('notifications as n').select((e) => ['n.kind', e.fn.countAll<number>().as('count')])
    .where('n.acknowledgedAt', 'is', null).where(forActor(ctx)).where(toldTo(told)).groupBy('n.kind').orderBy('n.kind').execute()
  return rows.map(({ kind, count }) => ({ kind, count: Number(count) }))
}

/** How many notifications wait for this person and their teams. */
export async function countWaiting(ctx: Context): Promise<number> {
  const { waits } = await ctx.db.selectFrom('notifications as n').select((e) => e.fn.countAll<number>().as('waits'))
    .where('n.acknowledgedAt', 'is', null).where(forActor(ctx)).executeTakeFirstOrThrow()
  return Number(waits)
}

function viewed(ctx: Context) {
  return ctx.db.selectFrom('notifications as n')
    .leftJoin('teams as t', 't.id', 'n.teamId').leftJoin('accounts as a', 'a.id', 'n.accountId').leftJoin('accounts as b', 'b.id', 'n.acknowledgedBy')
    .select(['n.id', 'n.kind', 'n.subjectKind', 'n.subjectId', 'n.teamId', 'n.accountId', 'n.createdAt', 'n.acknowledgedAt', 't.name as teamName', 'a.name as personName', 'b.name as acknowledgedByName'])
}

function waitingFor(ctx: Context, query: ReturnType<typeof viewed>): ReturnType<typeof viewed> {
  return query.where('n.acknowledgedAt', 'is', null).where(forActor(ctx))
}

function forActor(ctx: Context) {
  return sql<boolean>`(n.account_id = ${ctx.actor.id}::uuid or n.team_id = any (${[...ctx.actor.teamIds]}::uuid[]))`
}

/** Told to a person by name, to a team, or to either. */
function toldTo(told: WaitingOf['told']) {
  if (told === undefined) return sql<boolean>`true`
  return told === 'me' ? sql<boolean>`n.account_id is not null` : sql<boolean>`n.account_id is null`
}

interface Row {
  readonly id: string
  readonly kind: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly teamId: string | null
  readonly accountId: string | null
  readonly createdAt: Date
  readonly acknowledgedAt: Date | null
  readonly teamName: string | null
  readonly personName: string | null
  readonly acknowledgedByName: string | null
}

function shownRows(ctx: Context, rows: readonly Row[]): NotificationView[] {
  ctx.shown('notification', rows.map(({ id }) => id))
  return rows.map((row) => ({
    id: row.id, kind: row.kind, subjectKind: row.subjectKind, subjectId: row.subjectId, createdAt: row.createdAt,
    toldName: row.personName ?? row.teamName ?? 'Not known', toldTeam: row.accountId === null,
    acknowledgedAt: row.acknowledgedAt, acknowledgedByName: row.acknowledgedByName,
    mayAcknowledge: row.acknowledgedAt === null && may.acknowledge(ctx.actor, row).allowed,
  }))
}
