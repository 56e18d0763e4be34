import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { projectFolder } from '#platform/config.ts'
import type { Context } from '#platform/context.ts'
import { levelsOf, type Row, writeLevels } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import { PatternKeys } from '../linkage/pattern-keys.ts'
import { readModel } from '../linkage/read-model.ts'
import { type PairScore, type Scorer, scorerOf, type Terms } from '../linkage/score.ts'
import { heldDown, mostFor } from '../linkage/held-down.ts'
import { rowMakerFor, type RowMaker } from './cleaned-rows.ts'
import { type Counts, termsFrom } from './counts.ts'

/** The model in force and how common names are here, ready to weigh mentions against one another. */
export interface Weighing extends RowMaker {
  readonly model: Model
  /** What two mentions are thought to be: the model's score, held down where the rules below say so. */
  score(left: Row, right: Row): PairScore
  /** The weight of that score alone, for many pairs. */
  weigh(left: Row, right: Row): number
  /** Parent and child of one name, by their birthdays. */
  isBarred(left: Row, right: Row): boolean
}

interface Kept {
  readonly key: string
  readonly weighing: Weighing
}

let kept: Kept | null = null
const models = new Map<string, Model>()

/**
 * The model in force now, with the counts of the last night.
 *
 * Without a model installed here it is the one that comes with Heed (models/heed.json). The process keeps it until either changes.
 */
export async function openWeighing(ctx: Context): Promise<Weighing> {
  const { rows: [state] } = await sql<{ now: string | null }>`select heed.weighing_now(${ctx.now}) as now`.execute(ctx.db)
  return weighingAt(ctx, state?.now ?? null)
}

/** The weighing that a search was told of (heed.weighing_now): the model's version and when names were last counted. */
export async function weighingAt(ctx: Context, now: string | null): Promise<Weighing> {
  const key = now ?? '|'
  if (kept?.key === key) return kept.weighing
  const version = key.slice(0, key.lastIndexOf('|'))
  const model = version === '' ? shippedModel() : await installedModel(ctx, version)
  const weighing = weighingWith(model, termsFrom(model, await keptCounts(ctx)))
  kept = { key, weighing }
  return weighing
}

/** A model with counts of names, ready to weigh. */
export function weighingWith(model: Model, terms: Terms): Weighing {
  const scorer = scorerOf(model, terms)
  return { model, score: (left, right) => heldDown(model, scorer.score(left, right)), weigh: weigherWith(model, scorer), isBarred: (left, right) => scorer.isBarred(levelsOf(model, left, right), left, right), ...rowMakerFor(model) }
}

/** What pairs with one pattern of levels have in common is worked out once. */
function weigherWith(model: Model, scorer: Scorer): Weighing['weigh'] {
  const patterns = new Map<number, { readonly most: number; readonly weigh: (left: Row, right: Row) => number }>()
  const keys = new PatternKeys()
  const levels = new Uint8Array(model.comparisons.length)
  return (left, right) => {
    writeLevels(model, left, right, levels)
    const key = keys.of(levels)
    const pattern = patterns.get(key) ?? { most: mostFor(model, levels), weigh: scorer.weigherOf(levels) }
    patterns.set(key, pattern)
    return Math.min(pattern.most, pattern.weigh(left, right))
  }
}

/** The model that comes with Heed. */
export function shippedModel(): Model {
  const known = models.get('')
  if (known !== undefined) return known
  const model = readModel(readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8'))
  models.set('', model)
  return model
}

async function installedModel(ctx: Context, version: string): Promise<Model> {
  const known = models.get(version)
  if (known !== undefined) return known
  const { body } = await ctx.db.selectFrom('linkageModels').select('body').where('version', '=', version).executeTakeFirstOrThrow()
  const model = readModel(JSON.stringify(body))
  models.set(version, model)
  return model
}

async function keptCounts(ctx: Context): Promise<Counts> {
  return { counts: await ctx.db.selectFrom('linkageCounts').selectAll().execute(), terms: await ctx.db.selectFrom('linkageTerms').selectAll().execute() }
}
