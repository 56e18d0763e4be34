import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { communalAmong } from './queries/communal.ts'
import { type KeyedKind, keyOf, sourceOf } from './queries/counted.ts'
import { repeatOf } from './queries/repeats.ts'
import { type Subject, subjectsOf } from './queries/subjects.ts'
import { type Definition, isVulnerable, type Mark } from './rules/repeats.ts'

/** Every subject of a kind that one may see, with every report. */
export async function everySubject(ctx: Context, kind: KeyedKind): Promise<readonly Subject[]> {
  const { rows } = await sql<{ key: string }>`select distinct ${keyOf(kind)} as key from ${sourceOf(kind, true)} where ${keyOf(kind)} is not null`.execute(ctx.db)
  const shared = kind === 'household' ? await communalAmong(ctx, rows.map(({ key }) => key)) : new Set<string>()
  return subjectsOf(ctx, kind, rows.flatMap(({ key }) => (shared.has(key) ? [] : [key])))
}

/** Every repeat of a kind, worked out from the reports one may see by the pure rule alone: what the lists are held against. */
export async function workedOut(ctx: Context, kind: KeyedKind, definition: Definition, { boroughId = null, mark = 'any' }: { boroughId?: string | null; mark?: Mark } = {}): Promise<Map<string, number>> {
  return new Map((await everySubject(ctx, kind)).flatMap((subject) => {
    const own = { ...subject, reports: subject.reports.filter((report) => boroughId === null || report.boroughId === boroughId) }
    const repeat = repeatOf(own, definition, londonDay(ctx.now))
    const isMarked = mark === 'any' || (mark === 'high' ? repeat.riskOrder === 3 : isVulnerable(repeat))
    return repeat.standing.isRepeat && isMarked ? [[subject.key, repeat.standing.count] as const] : []
  }))
}
