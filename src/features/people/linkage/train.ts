// Training by expectation and maximisation over counts of level patterns: no labels, no chance, no order of records.
import { explanationsFor, says } from './explanations.ts'
import { levelCount, type Comparison, type Explanation, type Model, type Trained, type TrainedClass } from './model.ts'

/** How often each pattern of levels was seen among the compared pairs. */
export interface Pattern {
  readonly levels: Uint8Array
  readonly count: number
}

/** What training is given. */
export interface TrainingCounts {
  readonly patterns: readonly Pattern[]
  /** By comparison and level (the first is "cannot be compared"), how often among pairs taken at random. */
  readonly chance: readonly Float64Array[]
  readonly records: number
}

const ROUNDS = 300
const CLOSE = 1e-6
/** How many pairs the starting guess counts for, so that a level never seen is not impossible. */
const GUESS_PAIRS = 20

/**
 * Train a model on counted patterns.
 *
 * Starts from what each explanation says of each comparison, and from how often values agree by chance. When the explanations come out in each other's
 * place (the same person agreeing less on what is a person's own than a rival does), it is done again with two: the same person, and chance.
 */
export function train(model: Model, counts: TrainingCounts): Trained {
  const isPostcoded = model.comparisons.some(({ about, columns }) => about === 'area' && columns.some((at) => model.columns[at]?.clean === 'postcode'))
  const explanations = explanationsFor(model.comparisons.map(({ about }) => about), isPostcoded)
  const first = expectationMaximisation(model, explanations, counts)
  const settled = withTwins(model, first.classes)
  const isSound = isStill(model, settled)
  const { classes, rounds } = isSound ? { classes: settled, rounds: first.rounds } : expectationMaximisation(model, ['same person', 'namesake'], counts)
  const pairs = counts.patterns.reduce((sum, { count }) => sum + count, 0)
  const how = isSound ? `${classes.length} explanations` : 'two explanations, because more could not be told apart in these records'
  return { from: `${counts.records} records, ${pairs} pairs, ${counts.patterns.length} patterns, ${rounds} rounds, ${how}`, classes }
}

function expectationMaximisation(model: Model, explanations: readonly Explanation[], counts: TrainingCounts): { classes: TrainedClass[]; rounds: number } {
  const guess = explanations.map((explanation) => model.comparisons.map((each, at) => guessOf(explanation, each, chanceOf(each, counts.chance[at]))))
  let levels = guess
  let shares = explanations.map((_, at) => (at === 0 ? 0.02 : 0.98 / (explanations.length - 1)))
  let before = Number.NEGATIVE_INFINITY
  const layout = layoutOf(model, counts.patterns)
  let rounds = 0
  for (; rounds < ROUNDS; rounds += 1) {
    const { sums, weights, likelihood } = expect(layout, shares, levels)
    const total = weights.reduce((sum, each) => sum + each, 0)
    shares = Array.from(weights, (each) => (each + 1) / (total + weights.length))
    levels = guess.map((byComparison, c) => byComparison.map((row, at) => smoothed(sums.subarray(c * layout.width + (layout.starts[at] ?? 0), c * layout.width + (layout.starts[at + 1] ?? 0)), row)).map((row, at) => (explanations[c] === 'same person' && isFirm(model, at) ? heldFirm(row) : row)))
    if (Math.abs(likelihood - before) < CLOSE * Math.abs(likelihood)) break
    before = likelihood
  }
  return { rounds, classes: explanations.map((explanation, c) => ({ explanation, share: shares[c] ?? 0, levels: levels[c] ?? [] })) }
}

/** The patterns as flat numbers: by pattern and comparison the place of its level among all levels, or -1 where it could not be compared. */
interface Layout {
  readonly places: Int32Array
  readonly counts: Float64Array
  readonly comparisons: number
  readonly starts: readonly number[]
  readonly width: number
}

function layoutOf(model: Model, patterns: readonly Pattern[]): Layout {
  const starts = [0]
  for (const each of model.comparisons) starts.push((starts.at(-1) ?? 0) + levelCount(each))
  const comparisons = model.comparisons.length
  const places = new Int32Array(patterns.length * comparisons)
  for (const [p, { levels }] of patterns.entries()) for (let at = 0; at < comparisons; at += 1) places[p * comparisons + at] = levels[at] === 0 ? -1 : (starts[at] ?? 0) + (levels[at] ?? 1) - 1
  return { places, counts: Float64Array.from(patterns, ({ count }) => count), comparisons, starts, width: starts.at(-1) ?? 0 }
}

function expect(layout: Layout, shares: readonly number[], levels: readonly (readonly (readonly number[])[])[]): { sums: Float64Array; weights: Float64Array; likelihood: number } {
  const { places, counts, comparisons, width } = layout
  const classes = shares.length
  const flat = Float64Array.from(levels.flatMap((byComparison) => byComparison.flat()))
  const sums = new Float64Array(classes * width)
  const weights = new Float64Array(classes)
  const odds = new Float64Array(classes)
  let likelihood = 0
  for (let p = 0; p < counts.length; p += 1) {
    const count = counts[p] ?? 0
    const from = p * comparisons
    let total = 0
    for (let c = 0; c < classes; c += 1) {
      let odd = shares[c] ?? 0
      for (let at = from; at < from + comparisons; at += 1) {
        const place = places[at] ?? -1
        if (place !== -1) odd *= flat[c * width + place] ?? 0
      }
      odds[c] = odd
      total += odd
    }
    if (total <= 0) continue
    likelihood += count * Math.log(total)
    for (let c = 0; c < classes; c += 1) {
      const part = (count * (odds[c] ?? 0)) / total
      weights[c] = (weights[c] ?? 0) + part
      for (let at = from; at < from + comparisons; at += 1) {
        const place = places[at] ?? -1
        if (place !== -1) sums[c * width + place] = (sums[c * width + place] ?? 0) + part
      }
    }
  }
  return { sums, weights, likelihood }
}

const [LEAST_EXACT, MOST_NONE] = [0.4, 0.2]

/** Is this a thing on which a person's own records mostly agree, whatever the records are: names, birth, their own numbers? */
function isFirm(model: Model, at: number): boolean {
  return isOwn(model, at) || model.comparisons[at]?.about === 'family name'
}

/** However few the true pairs, the same person stays one whose records mostly agree: at least four in ten exactly, and at most two in ten not at all. */
function heldFirm(row: readonly number[]): number[] {
  const [best, none] = [row[0] ?? 0, row.at(-1) ?? 0]
  const [exact, left] = [Math.max(best, LEAST_EXACT), Math.min(none, MOST_NONE)]
  const between = 1 - best - none
  if (row.length < 3 || (exact === best && left === none)) return [...row]
  const rest = Math.max(0, 1 - exact - left)
  return row.map((p, level) => (level === 0 ? exact + Math.min(0, 1 - exact - left) : level === row.length - 1 ? left : between > 0 ? (p * rest) / between : rest / (row.length - 2)))
}

function smoothed(row: Float64Array, guess: readonly number[]): number[] {
  const total = row.reduce((sum, each) => sum + each, 0) + GUESS_PAIRS
  return Array.from(row, (each, level) => (each + GUESS_PAIRS * (guess[level] ?? 0)) / total)
}

/** How often each level holds between records taken at random, never nought. */
function chanceOf(comparison: Comparison, counted: Float64Array | undefined): readonly number[] {
  const found = Array.from({ length: levelCount(comparison) }, (_, level) => counted?.[level + 1] ?? 0)
  const total = found.reduce((sum, each) => sum + each, 0) + 1
  return found.map((each, level) => (each + (level === found.length - 1 ? 0.9 : 0.1 / (found.length - 1))) / total)
}

/** Where training starts: the best level likeliest where the explanation makes them agree, and chance where it does not. */
function guessOf(explanation: Explanation, comparison: Comparison, chance: readonly number[]): readonly number[] {
  const agrees = agreement(chance.length)
  const said = says(explanation, comparison.about)
  if (said === 'agrees') return agrees
  return said === 'chance' ? chance : chance.map((each, level) => (each + (agrees[level] ?? 0)) / 2)
}

/** Of those who agree: three in four exactly, and the rest ever less often the less alike. */
function agreement(levels: number): number[] {
  const [best, none] = [0.75, 0.05]
  const parts = Array.from({ length: Math.max(0, levels - 2) }, (_, at) => 1 / (at + 1))
  const sum = parts.reduce((total, each) => total + each, 0)
  if (levels === 1) return [1]
  return [sum === 0 ? 1 - none : best, ...parts.map((each) => ((1 - best - none) * each) / sum), none]
}

/**
 * A rival that agrees on everything, on what is a person's own too, is the same person once more: records of which two things went wrong together
 * (a street and a house in each other's place) come out as a class of their own. It is called by its right name, and both count.
 */
function withTwins(model: Model, classes: readonly TrainedClass[]): TrainedClass[] {
  const [same] = classes
  if (same === undefined) return []
  const all = model.comparisons.map((_, at) => at)
  return classes.map((each) => {
    const own = all.filter((at) => isOwn(model, at) && says(each.explanation, model.comparisons[at]?.about ?? 'trait') === 'chance')
    const isFirmToo = all.every((at) => !isFirm(model, at) || (each.levels[at]?.at(-1) ?? 1) < 0.5)
    const isTwin = own.length > 0 && isFirmToo && agreementOn(own, each) > 0.5 * agreementOn(own, same) && agreementOn(all, each) > 0.6 * agreementOn(all, same)
    return isTwin ? { ...each, explanation: 'same person' as const } : each
  })
}

function agreementOn(comparisons: readonly number[], { levels }: TrainedClass): number {
  return comparisons.reduce((sum, at) => sum + 1 - (levels[at]?.at(-1) ?? 1), 0)
}

function isOwn(model: Model, at: number): boolean {
  return OWN.some((each) => each === model.comparisons[at]?.about)
}

const OWN = ['given name', 'birth', 'email', 'identity'] as const

/** Has the same person stayed the one who agrees most on what is a person's own? */
function isStill(model: Model, classes: readonly TrainedClass[]): boolean {
  const own = model.comparisons.flatMap((_, at) => (isOwn(model, at) ? [at] : []))
  const same = classes.filter(({ explanation }) => explanation === 'same person')
  const rivals = classes.filter(({ explanation }) => explanation !== 'same person')
  const most = Math.max(...same.map((each) => agreementOn(own, each)))
  if (rivals.length === 0 || same.every(({ share }) => share < 1e-6)) return false
  return own.length === 0 || rivals.every((each) => agreementOn(own, each) <= most)
}
