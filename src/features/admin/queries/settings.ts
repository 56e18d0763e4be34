import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { shippedFile } from '../reference.ts'
import { codeList } from './lists.ts'

/** What the force may choose from, each with where it comes from. */
export interface Choosable {
  readonly key: string
  readonly name: string
  readonly source: string
  /** Published, the force's own, or made up and so labelled. */
  readonly origin: 'published' | 'own' | 'invented'
  readonly note: string | null
}

/** One change of a setting. */
export interface SettingChange {
  readonly key: string
  readonly was: string
  readonly now: string
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** What the force has chosen, what it could choose, and what it chose before. */
export interface Settings {
  readonly force: string | null
  readonly preset: string | null
  readonly regime: string | null
  /** Null: the question set in force says which bands open a case. */
  readonly bands: readonly string[] | null
  readonly presets: readonly Choosable[]
  readonly regimes: readonly Choosable[]
  readonly changes: readonly SettingChange[]
}

const Row = z.looseObject({ key: z.string(), name: z.string(), source: z.string(), certainty: z.string(), note: z.string().nullish() })
const Presets = z.looseObject({ presets: z.array(Row) })
const Because = z.looseObject({ note: z.string().nullish(), because: z.string().nullish() })

/** The bands of risk that may open a case by themselves. */
export const CASE_BANDS = ['low', 'medium', 'high'] as const

/** The presets of times that ship with Heed. */
export function shippedPresets(): readonly Choosable[] {
  return Presets.parse(shippedFile('standards')).presets.map(choosable)
}

/** The review regimes in force today: those that ship with Heed, and the force's own. */
export async function regimesInForce(ctx: Context): Promise<readonly Choosable[]> {
  const rows = await codeList(ctx, 'review-regime', londonDay(ctx.now))
  return rows.map(({ key, name, source, certainty, extra }) => {
    const { note, because } = Because.parse(extra)
    return choosable({ key, name, source: source ?? 'No source is given', certainty, note: because ?? note ?? null })
  })
}

/** Everything the force has chosen, with the latest fifty changes. */
export async function getSettings(ctx: Context): Promise<Settings> {
  const rows = await ctx.db.selectFrom('heed.settings').select(['key', 'value']).where('key', 'in', ['force', 'standards preset', 'review regime', 'case bands']).execute()
  const kept = new Map(rows.map(({ key, value }) => [key, value]))
  const changes = await ctx.db.selectFrom('settingChanges as c').innerJoin('accounts as a', 'a.id', 'c.changedBy')
    .select(['c.key', 'c.was', 'c.now', 'c.reason', 'c.changedAt as at', 'a.name as by']).orderBy('c.changedAt', 'desc').orderBy('c.id', 'desc').limit(50).execute()
  const bands = z.array(z.string()).safeParse(kept.get('case bands'))
  return {
    force: textOf(kept.get('force')), preset: textOf(kept.get('standards preset')), regime: textOf(kept.get('review regime')), bands: bands.success ? bands.data : null,
    presets: shippedPresets(), regimes: await regimesInForce(ctx), changes: changes.map((row) => ({ ...row, was: settingWords(row.was), now: settingWords(row.now) })),
  }
}

/** A setting's value in words. */
export function settingWords(value: unknown): string {
  if (value === null || value === undefined) return 'not chosen'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function choosable({ key, name, source, certainty, note }: z.infer<typeof Row>): Choosable {
  return { key, name, source, origin: certainty === 'invented' ? 'invented' : certainty === 'the force’s own' ? 'own' : 'published', note: note ?? null }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
