import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { projectFolder } from '#platform/config.ts'
import type { Context } from '#platform/context.ts'
import { cleanText, type Value } from '../linkage/clean.ts'
import type { Row } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import { readModel } from '../linkage/read-model.ts'
import { type PairScore, scorerOf, type Terms } from '../linkage/score.ts'
import { heldDown } from '../linkage/held-down.ts'
import { SURNAMES_AT } from '../linkage/communal.ts'
import type { Mention } from './candidates.ts'

/** What a mention says, whether it is on record or only typed so far. */
export type Said = Pick<Mention, 'title' | 'givenName' | 'familyName' | 'dateOfBirth' | 'birthYear' | 'phone' | 'email' | 'addressText' | 'postcode' | 'addressId'>

/** The model in force and how common names are here, ready to weigh mentions against one another. */
export interface Weighing {
  readonly model: Model
  /** What two mentions are thought to be: the model's score, held down where the rules below say so. */
  score(left: Row, right: Row): PairScore
  /** A mention in the form the model compares. */
  rowOf(said: Said): Row
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
  const { rows: [state] } = await sql<{ version: string | null; counted: string | null }>`select
    (select version from linkage_models where in_force_from <= ${ctx.now} order by in_force_from desc, id desc limit 1) as version,
    (select max(counted_at)::text from linkage_counts) as counted`.execute(ctx.db)
  const key = JSON.stringify([state?.version ?? null, state?.counted ?? null])
  if (kept?.key === key) return kept.weighing
  const version = state?.version ?? null
  const model = version === null ? shippedModel() : await installedModel(ctx, version)
  const weighing = weighingWith(model, await termsOf(ctx, model))
  kept = { key, weighing }
  return weighing
}

/** A model with counts of names, ready to weigh. */
export function weighingWith(model: Model, terms: Terms): Weighing {
  const scorer = scorerOf(model, terms)
  return { model, score: (left, right) => heldDown(model, scorer.score(left, right)), rowOf: (said) => rowFor(model, textsOf(said)) }
}

/** Names cleaned lately: the candidates of one call mostly share theirs. */
const cleaned = new Map<string, Value | null>()
const CLEANED_MOST = 5000

function rowFor(model: Model, texts: Readonly<Record<string, string | null>>): Row {
  return model.columns.map(({ from, clean }) => {
    const text = from.map((name) => texts[name] ?? '').join(' ')
    if (clean !== 'given name' && clean !== 'family name') return cleanText(clean, text)
    const key = `${clean} ${text}`
    const known = cleaned.get(key)
    if (known !== undefined) return known
    const value = cleanText(clean, text)
    if (cleaned.size >= CLEANED_MOST) cleaned.clear()
    cleaned.set(key, value)
    return value
  })
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

/** The texts a model's columns are made from, by the names the model gives them. */
export function textsOf(said: Said): Readonly<Record<string, string | null>> {
  return {
    given_name: said.givenName, family_name: said.familyName, date_of_birth: said.dateOfBirth ?? (said.birthYear === null ? null : String(said.birthYear)),
    phone: said.phone, email: said.email, address: said.addressText, postcode: said.postcode, uprn: said.addressId,
  }
}

/** A value that fewer mentions share than are counted is taken to be shared by so many. */
const UNCOUNTED_MENTIONS = 3

async function termsOf(ctx: Context, model: Model): Promise<Terms> {
  const counts = await ctx.db.selectFrom('linkageCounts').selectAll().execute()
  const rows = await ctx.db.selectFrom('linkageTerms').selectAll().execute()
  const shares = new Map<string, Map<string, number>>()
  for (const { comparison, term, share } of rows) shares.set(comparison, (shares.get(comparison) ?? new Map<string, number>()).set(term, share))
  const nameOf = (column: number): string => model.columns[column]?.name ?? ''
  const surnames = counts.find(({ comparison }) => comparison === SURNAMES_AT)?.mentions ?? 0
  return {
    share: (column, text) => {
      const counted = counts.find(({ comparison }) => comparison === nameOf(column))
      // nothing is counted yet: no value is rarer than another
      if (counted === undefined) return 0
      return shares.get(nameOf(column))?.get(text) ?? UNCOUNTED_MENTIONS / counted.mentions
    },
    collision: (column) => counts.find(({ comparison }) => comparison === nameOf(column))?.collision ?? 0,
    surnamesAt: (key) => Math.round((shares.get(SURNAMES_AT)?.get(key) ?? 0) * surnames),
  }
}
