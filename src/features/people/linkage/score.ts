import { Refusal } from '#platform/errors.ts'
import { sharedText, writeLevels, type Row } from './compare.ts'
import { isRarityCounted } from './explanations.ts'
import { comparisonAbout, type Comparison, type Explanation, type Model, type TrainedClass } from './model.ts'

/** How common the values of a column are. */
export interface Terms {
  /** The share of the records with a value in this column that have this one. */
  share(column: number, text: string): number
  /** The chance that two records agree in this column: the sum of the squares of the shares. */
  collision(column: number): number
}

/** What one comparison adds, for the same person against the strongest rival. */
export interface Contribution {
  readonly comparison: string
  /** 0 when it could not be compared, 1 for the best level. */
  readonly level: number
  /** In doublings of the odds. */
  readonly weight: number
  /** What a rare or common value adds, apart. */
  readonly rarity: number
}

/** What is to be thought of two records. */
export interface PairScore {
  /** The odds that they are one person, in doublings: 0 is even, 4 is sixteen to one. */
  readonly weight: number
  readonly levels: Uint8Array
  /** What else would best explain what they agree on. */
  readonly rival: Explanation
  /** The odds before anything is compared, for the same person against that rival. */
  readonly start: number
  readonly contributions: readonly Contribution[]
  /** What the other rivals take away, and other ways of being one person give. */
  readonly others: number
  /** The rule that set the weight whatever the odds were. */
  readonly rule: 'twins' | 'generations' | null
}

/** A trained model made ready to score many pairs. */
export interface Scorer {
  readonly model: Model
  /** The weight alone, of two rows whose levels are known. */
  weigh(levels: Uint8Array, left: Row, right: Row): number
  score(left: Row, right: Row): PairScore
}

/** Twins and generations: what a pair of them weighs. */
export const RULED = { twins: -5, generations: -12 } as const
/** As far apart as parents and children at the least. */
const GENERATION_YEARS = 14
/** However rare a value, its rarity counts no more than this many doublings. */
const MOST_RARITY = 8

/**
 * Make a trained model ready.
 *
 * Refuses: invalid, when the model is not trained.
 */
export function scorerOf(model: Model, terms: Terms): Scorer {
  if (model.trained === null) throw new Refusal('invalid', `The model ${model.name} is not trained. Train it with "people train", or link a file with it, which trains it on that file.`)
  const table = logTable(model.trained.classes)
  const rarity = (levels: Uint8Array, left: Row, right: Row, at: number): number => rarityOf(model, terms, levels, left, right, at)
  const weigh = (levels: Uint8Array, left: Row, right: Row): number => {
    const rule = ruleFor(model, levels, left, right)
    const { same, rivals } = totals(model, table, levels, (at) => rarity(levels, left, right, at))
    const weight = same - logSum(rivals)
    return rule === null ? weight : Math.min(weight, RULED[rule])
  }
  return { model, weigh, score: (left, right) => scoreOf(model, table, terms, left, right) }
}

interface LogClass {
  readonly explanation: Explanation
  readonly share: number
  /** By comparison and level, the logarithm to base 2; level 0 adds nothing. */
  readonly levels: readonly Float64Array[]
  readonly counted: (comparison: Comparison) => boolean
}

function logTable(classes: readonly TrainedClass[]): readonly LogClass[] {
  return classes.map(({ explanation, share, levels }) => ({
    explanation, share: Math.log2(Math.max(share, 1e-12)),
    levels: levels.map((each) => Float64Array.from([0, ...each.map((p) => Math.log2(Math.max(p, 1e-9)))])),
    counted: ({ about }) => isRarityCounted(explanation, about),
  }))
}

function totals(model: Model, table: readonly LogClass[], levels: Uint8Array, rarity: (at: number) => number): { own: number[]; same: number; rivals: number[] } {
  const rare = model.comparisons.map((_, at) => rarity(at))
  const own: number[] = []
  const rivals: number[] = []
  for (const each of table) {
    let total = each.share
    for (let at = 0; at < levels.length; at += 1) {
      total += each.levels[at]?.[levels[at] ?? 0] ?? 0
      const comparison = model.comparisons[at]
      if (rare[at] !== 0 && comparison !== undefined && each.explanation !== 'same person' && each.counted(comparison)) total -= rare[at] ?? 0
    }
    if (each.explanation === 'same person') own.push(total)
    else rivals.push(total)
  }
  return { own, same: logSum(own), rivals }
}

/** How many doublings rarer than usual the value is that they agree on exactly; 0 when they do not. */
function rarityOf(model: Model, terms: Terms, levels: Uint8Array, left: Row, right: Row, at: number): number {
  const comparison = model.comparisons[at]
  if (comparison === undefined || comparison.terms === -1 || levels[at] !== 1) return 0
  const text = sharedText(model, left, right, comparison.terms)
  if (text === null) return 0
  const share = terms.share(comparison.terms, text)
  const collision = terms.collision(comparison.terms)
  if (share <= 0 || collision <= 0) return 0
  return Math.max(-MOST_RARITY, Math.min(MOST_RARITY, Math.log2(collision / share)))
}

function logSum(values: readonly number[]): number {
  const most = Math.max(...values)
  let sum = 0
  for (const each of values) sum += 2 ** (each - most)
  return most + Math.log2(sum)
}

function scoreOf(model: Model, table: readonly LogClass[], terms: Terms, left: Row, right: Row): PairScore {
  const levels = new Uint8Array(model.comparisons.length)
  writeLevels(model, left, right, levels)
  const rarities = model.comparisons.map((_, at) => rarityOf(model, terms, levels, left, right, at))
  const { own: owns, same, rivals } = totals(model, table, levels, (at) => rarities[at] ?? 0)
  const best = owns.indexOf(Math.max(...owns))
  const own = table.filter(({ explanation }) => explanation === 'same person')[best]
  const against = table.filter(({ explanation }) => explanation !== 'same person')
  const strongest = rivals.indexOf(Math.max(...rivals))
  const rival = against[strongest]
  const start = (own?.share ?? 0) - (rival?.share ?? 0)
  const contributions = model.comparisons.map((comparison, at): Contribution => {
    const level = levels[at] ?? 0
    const weight = (own?.levels[at]?.[level] ?? 0) - (rival?.levels[at]?.[level] ?? 0)
    return { comparison: comparison.name, level, weight, rarity: rival?.counted(comparison) === true ? (rarities[at] ?? 0) : 0 }
  })
  const rule = ruleFor(model, levels, left, right)
  const weight = same - logSum(rivals)
  return {
    weight: rule === null ? weight : Math.min(weight, RULED[rule]), levels, rival: rival?.explanation ?? 'namesake', start, contributions,
    others: (rivals[strongest] ?? 0) - logSum(rivals) + same - (owns[best] ?? 0), rule,
  }
}

/**
 * Twins and brothers and sisters born on one day, and parent and child of one name: what the odds alone take for one person.
 *
 * Twins: family name and birth are the same and the given names plainly differ. Generations: the names are the same, and they were born a generation
 * apart on different days. Neither holds when an identity number or an e-mail address of their own is the same.
 */
function ruleFor(model: Model, levels: Uint8Array, left: Row, right: Row): 'twins' | 'generations' | null {
  const [given, family, birth] = [comparisonAbout(model, 'given name'), comparisonAbout(model, 'family name'), comparisonAbout(model, 'birth')]
  if (given === -1 || family === -1 || birth === -1 || levels[family] !== 1) return null
  const isSure = model.comparisons.some(({ about, levels: all }, at) => (about === 'identity' || about === 'email') && (levels[at] ?? 0) > 0 && (levels[at] ?? 0) <= all.length)
  if (isSure) return null
  const none = model.comparisons[given]?.levels.length ?? 0
  if (levels[birth] === 1) return levels[given] === none + 1 && isSteady(model, given, none) ? 'twins' : null
  const column = model.comparisons[birth]?.columns[0] ?? -1
  const [a, b] = [left[column], right[column]]
  if (a == null || b == null || levels[given] === 0 || (levels[given] ?? 9) > 2) return null
  const isApart = Math.abs(a.year - b.year) >= GENERATION_YEARS && (a.month !== b.month || a.day !== b.day)
  return isApart ? 'generations' : null
}

/** Where one in thirty of a person's own records bears a plainly different given name, a different one says nothing of twins. */
function isSteady(model: Model, given: number, none: number): boolean {
  const [own] = model.trained?.classes ?? []
  return (own?.levels[given]?.[none] ?? 0) < 1 / 30
}
