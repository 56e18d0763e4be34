import { sql } from 'kysely'
import { z } from 'zod'
import { codeList, holidays, shippedFile } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import type { HolidayTable } from '#platform/time/working-days.ts'
import type { Preset, Standard } from '../rules/plan.ts'
import type { ReviewRegime } from '../rules/reviews.ts'

const Span = z.object({ amount: z.number(), unit: z.enum(['hours', 'working days', 'days']) })
const StandardExtra = z.looseObject({
  trigger: z.string(), bands: z.array(z.string()).nullable(), recurs: z.boolean(), target: Span.nullable(), warnBefore: Span.nullable(),
  pauseReasons: z.array(z.string()), owner: z.string(), escalateTo: z.string(),
})
const Target = z.looseObject({
  standard: z.string(), bands: z.array(z.string()).nullable(), amount: z.number(), unit: z.string(), warnBefore: z.object({ amount: z.number(), unit: z.string() }).nullable(),
})
const Presets = z.looseObject({ presets: z.array(z.looseObject({ key: z.string(), name: z.string(), source: z.string(), targets: z.array(Target) })) })
const Reviews = z.looseObject({ reviews: z.array(z.object({ band: z.string(), rank: z.string(), everyDays: z.number() })) })
const OpensFrom = z.looseObject({ opensCaseFrom: z.looseObject({ band: z.string() }), bands: z.array(z.looseObject({ key: z.string() })) })

/** What the force expects of a case, in force at the moment of the act. */
export interface Expectations {
  readonly standards: readonly (Standard & { id: string })[]
  readonly preset: Preset | null
  readonly regime: ReviewRegime
  readonly holidays: HolidayTable
}

/** The minimum standards, their times, the reviews and the bank holidays, as they are today. */
export async function getExpectations(ctx: Context): Promise<Expectations> {
  const rows = await ctx.db.selectFrom('referenceValues').select(['id', 'key', 'name', 'extra', 'source'])
    .where('codeSet', '=', 'standard').where(sql<boolean>`valid @> ${londonDay(ctx.now)}::date`).orderBy('sort').execute()
  const standards = rows.map(({ id, key, name, extra, source }) => ({ ...StandardExtra.parse(extra), id, key, name, validFrom: null, validTo: null, source: source ?? 'No source is given' }))
  const chosen = await settingsOf(ctx)
  const presetKey = chosen.get('standards preset')
  const regimeKey = chosen.get('review regime')
  return { standards, preset: presets().find(({ key }) => key === presetKey) ?? null, regime: await regimeCalled(ctx, regimeKey), holidays: await holidays(ctx) }
}

/**
 * The bands whose approved assessment opens a case by itself: those the force chose, else from the band that the question set in force names.
 *
 * Source: report of 13 October 2011, ¶36. Rule CA-11.
 */
export async function openingBands(ctx: Context): Promise<readonly string[]> {
  const own = z.array(z.string()).safeParse((await settingsOf(ctx)).get('case bands'))
  if (own.success) return own.data
  const set = await ctx.db.selectFrom('questionSets').select('body')
    .where('purpose', '=', 'risk').where(sql<boolean>`valid @> ${londonDay(ctx.now)}::date`).orderBy('createdAt', 'desc').executeTakeFirst()
  const read = OpensFrom.safeParse(set?.body)
  if (!read.success) return ['high']
  const bands = read.data.bands.map(({ key }) => key)
  return bands.slice(Math.max(bands.indexOf(read.data.opensCaseFrom.band), 0))
}

/** The presets of times that a force may choose: `standards preset` in its settings names one. They come with Heed and do not change while it runs, so they are read once. */
export function presets(): readonly Preset[] {
  return (shipped ??= Presets.parse(shippedFile('standards')).presets)
}

let shipped: readonly Preset[] | null = null

/** The regime that the force chose, as it is in force today; else the first that is. */
async function regimeCalled(ctx: Context, chosen: unknown): Promise<ReviewRegime> {
  const rows = await codeList(ctx, 'review-regime', londonDay(ctx.now))
  const row = rows.find(({ key }) => key === chosen) ?? rows[0]
  if (row === undefined) return { key: 'none', name: 'No reviews', source: 'No source is given', reviews: [] }
  return { key: row.key, name: row.name, source: row.source ?? 'No source is given', reviews: Reviews.parse(row.extra).reviews }
}

async function settingsOf(ctx: Context): Promise<ReadonlyMap<string, unknown>> {
  const rows = await ctx.db.selectFrom('heed.settings').select(['key', 'value']).where('key', 'in', ['standards preset', 'review regime', 'case bands']).execute()
  return new Map(rows.map(({ key, value }) => [key, value]))
}
