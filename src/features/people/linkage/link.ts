// A whole file of records to persons: candidates, levels, training where the model is not trained, weights, groups.
import { writeLevels } from './compare.ts'
import type { Value } from './clean.ts'
import { clusters, type Decisions } from './cluster.ts'
import { levelCount, type Model } from './model.ts'
import { findingPairs, type CandidatePairs } from './pairs.ts'
import { PatternKeys } from './pattern-keys.ts'
import { termsOf, writeRow, type Records } from './records.ts'
import { RULED, scorerOf, type Scorer } from './score.ts'
import { atOnce } from './steps.ts'
import { train, type Pattern, type TrainingCounts } from './train.ts'

/** Compared pairs: which records, and the pattern of levels of each. */
export interface ComparedPairs extends CandidatePairs {
  readonly patterns: readonly Pattern[]
  /** By pair, the number of its pattern. */
  readonly patternOf: Int32Array
}

/** What linking a file found. */
export interface Linkage {
  /** The model, trained on these records when it was not trained before. */
  readonly model: Model
  readonly compared: ComparedPairs
  readonly weight: Float64Array
  /** By record, the lowest number in its group. */
  readonly groups: Int32Array
  readonly scorer: Scorer
}

/** Link a file of records. The same records give the same result, in whatever order they came. */
export function linkRecords(model: Model, records: Records, decisions: Decisions = { same: [], apart: [] }): Linkage {
  const compared = comparePairs(model, records)
  const trained = model.trained ?? train(model, countsFor(model, records, pairsToTrainOn(model, records, compared)))
  const ready: Model = { ...model, trained }
  const scorer = scorerOf(ready, termsOf(model, records))
  const { weight, barred } = weighPairs(scorer, records, compared)
  const groups = clusters(records.count, { ...compared, weight }, model.clustering, withBars(decisions, barred))
  return { model: ready, compared, weight, groups, scorer }
}

/** What is compared may be less than what is learnt from: rare explanations are seen only among many pairs. */
function pairsToTrainOn(model: Model, records: Records, compared: ComparedPairs): ComparedPairs {
  return model.trainingBlocking === model.blocking ? compared : comparePairs({ ...model, blocking: model.trainingBlocking }, records)
}

/** The candidate pairs of a file, each with its pattern of levels. */
export function comparePairs(model: Model, records: Records): ComparedPairs {
  return atOnce(comparing(model, records))
}

/** The same, with a rest every now and then. */
export function* comparing(model: Model, records: Records): Generator<undefined, ComparedPairs> {
  return yield* patternsOf(model, records, yield* findingPairs(model, records.columns, records.count))
}

const COMPARED_AT_ONCE = 20_000

/** Pairs of a file, each with its pattern of levels, with a rest every now and then. */
export function* patternsOf(model: Model, records: Records, pairs: CandidatePairs): Generator<undefined, ComparedPairs> {
  const keys = new PatternKeys()
  const known = new Map<number, number>()
  const patterns: { levels: Uint8Array; count: number }[] = []
  const patternOf = new Int32Array(pairs.count)
  const [left, right] = [emptyRow(model), emptyRow(model)]
  const levels = new Uint8Array(model.comparisons.length)
  let held = -1
  for (let at = 0; at < pairs.count; at += 1) {
    if (at % COMPARED_AT_ONCE === 0) yield undefined
    const one = pairs.left[at] ?? 0
    if (one !== held) writeRow(records, one, left)
    held = one
    writeRow(records, pairs.right[at] ?? 0, right)
    writeLevels(model, left, right, levels)
    const key = keys.of(levels)
    const pattern = known.get(key) ?? patterns.push({ levels: levels.slice(), count: 0 }) - 1
    known.set(key, pattern)
    const found = patterns[pattern]
    if (found !== undefined) found.count += 1
    patternOf[at] = pattern
  }
  return { ...pairs, patterns, patternOf }
}

function emptyRow(model: Model): (Value | null)[] {
  return model.columns.map(() => null)
}

/** What training is given: the patterns of the compared pairs, and how values agree between records taken at random. */
export function countsFor(model: Model, records: Records, compared: ComparedPairs): TrainingCounts {
  return { patterns: compared.patterns, chance: chanceCounts(model, records), records: records.count }
}

const CHANCE_PAIRS = 100_000

/** Levels between records taken from all over the file, by a fixed rule. */
function chanceCounts(model: Model, records: Records): readonly Float64Array[] {
  const counts = model.comparisons.map((each) => new Float64Array(levelCount(each) + 1))
  const [left, right] = [emptyRow(model), emptyRow(model)]
  const levels = new Uint8Array(model.comparisons.length)
  let state = 12345
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * records.count)
  }
  for (let drawn = 0; drawn < Math.min(CHANCE_PAIRS, 20 * records.count) && records.count > 1; drawn += 1) {
    const [one, two] = [next(), next()]
    if (one === two) continue
    writeRow(records, one, left)
    writeRow(records, two, right)
    writeLevels(model, left, right, levels)
    for (let at = 0; at < levels.length; at += 1) {
      const row = counts[at]
      if (row !== undefined) row[levels[at] ?? 0] = (row[levels[at] ?? 0] ?? 0) + 1
    }
  }
  return counts
}

const NO_LEVELS = new Uint8Array(0)

/** What people decided, and the pairs barred by rule; a person's word that two are the same lifts the bar between them. */
function withBars({ same, apart }: Decisions, barred: readonly (readonly [number, number])[]): Decisions {
  const lifted = new Set(same.map(([one, two]) => `${Math.min(one, two)} ${Math.max(one, two)}`))
  return { same, apart: [...apart, ...barred.filter(([one, two]) => !lifted.has(`${one} ${two}`))] }
}

/** What pairs weigh, and those barred by rule. */
export function weighPairs(scorer: Scorer, records: Records, compared: ComparedPairs): { weight: Float64Array; barred: readonly (readonly [number, number])[] } {
  const weight = new Float64Array(compared.count)
  const barred: (readonly [number, number])[] = []
  const [left, right] = [emptyRow(scorer.model), emptyRow(scorer.model)]
  const weighers = compared.patterns.map(({ levels }) => scorer.weigherOf(levels))
  for (let at = 0; at < compared.count; at += 1) {
    const [one, two] = [compared.left[at] ?? 0, compared.right[at] ?? 0]
    writeRow(records, one, left)
    writeRow(records, two, right)
    const pattern = compared.patternOf[at] ?? 0
    const own = weighers[pattern]?.(left, right) ?? 0
    weight[at] = own
    // what is ruled to be parent and child weighs no more than the rule gives it
    if (own <= RULED.generations && scorer.isBarred(compared.patterns[pattern]?.levels ?? NO_LEVELS, left, right)) barred.push([one, two])
  }
  return { weight, barred }
}
