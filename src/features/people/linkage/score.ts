import { Refusal } from '#platform/errors.ts'
import { crowdingOf, type Crowding } from './communal.ts'
import { sharedText, writeLevels, type Row } from './compare.ts'
import { isRarityCounted, says } from './explanations.ts'
import { kinRuleFor, mayBeKin, type KinRule } from './kin-rules.ts'
import { comparisonAbout, type Comparison, type Explanation, type Model, type TrainedClass } from './model.ts'

/** How common the values of a column are. */
export interface Terms {
  /** The share of the records with a value in this column that have this one. */
  share(column: number, text: string): number
  /** The chance that two records agree in this column: the sum of the squares of the shares. */
  collision(column: number): number
  /** How many surnames are on record at an address, by its key; 0 when that is not counted, or they are few. */
  surnamesAt(key: string): number
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
  /** What it takes away that many live at that address. */
  readonly crowding: number
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
  readonly rule: KinRule | null
}

/** A trained model made ready to score many pairs. */
export interface Scorer {
  readonly model: Model
  /** The weight alone, of the many pairs of rows that have these levels. */
  weigherOf(levels: Uint8Array): (left: Row, right: Row) => number
  /** Are they never to be in one group, by any path, unless a person says so: parent and child of one name. */
  isBarred(levels: Uint8Array, left: Row, right: Row): boolean
  score(left: Row, right: Row): PairScore
}

/** Twins and generations: what a pair of them weighs. */
export const RULED = { twins: -5, generations: -12 } as const
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
  const crowding = crowdingOf(model, (key) => terms.surnamesAt(key))
  return {
    model, weigherOf: (levels) => weigherOf(model, table, terms, crowding, levels.slice()),
    isBarred: (levels, left, right) => kinRuleFor(model, levels, left, right) === 'generations',
    score: (left, right) => scoreOf(model, table, terms, crowding, left, right),
  }
}

/** Everything that pairs with one pattern of levels have in common is worked out once. */
function weigherOf(model: Model, table: readonly LogClass[], terms: Terms, crowding: Crowding, levels: Uint8Array): (left: Row, right: Row) => number {
  const plain = totals(model, table, levels, levels.length === 0 ? [] : model.comparisons.map(() => 0))
  const weight = plain.same - logSum(plain.rivals)
  const termed = model.comparisons.flatMap(({ terms: column }, at) => (column !== -1 && levels[at] === 1 ? [at] : []))
  const rivals = table.filter(({ explanation }) => explanation !== 'same person')
  const counted = rivals.map((each) => termed.filter((at) => isCounted(model, each, at)))
  const isKin = mayBeKin(model, levels)
  const isPlaced = levels[comparisonAbout(model, 'address')] === 1
  const rare = new Float64Array(levels.length)
  const changed = new Float64Array(rivals.length)
  return (left, right) => {
    let own = weight
    const crowd = isPlaced ? crowding(left, right) : 0
    if (termed.length > 0 || crowd > 0) {
      for (const at of termed) rare[at] = rarityOf(model, terms, levels, left, right, at)
      for (let c = 0; c < changed.length; c += 1) {
        let total = plain.rivals[c] ?? 0
        for (const at of counted[c] ?? []) total -= rare[at] ?? 0
        changed[c] = rivals[c]?.isElsewhere === true ? total + crowd : total
      }
      own = plain.same - logSum(changed)
    }
    const rule = isKin ? kinRuleFor(model, levels, left, right) : null
    return rule === null ? own : Math.min(own, RULED[rule])
  }
}

function isCounted(model: Model, each: LogClass, at: number): boolean {
  const comparison = model.comparisons[at]
  return comparison !== undefined && each.counted(comparison)
}

interface LogClass {
  readonly explanation: Explanation
  readonly share: number
  /** By comparison and level, the logarithm to base 2; level 0 adds nothing. */
  readonly levels: readonly Float64Array[]
  readonly counted: (comparison: Comparison) => boolean
  /** Does it leave to chance where they live: is it likelier where many live at one address? */
  readonly isElsewhere: boolean
}

function logTable(classes: readonly TrainedClass[]): readonly LogClass[] {
  return classes.map(({ explanation, share, levels }) => ({
    explanation, share: Math.log2(Math.max(share, 1e-12)),
    levels: levels.map((each) => Float64Array.from([0, ...each.map((p) => Math.log2(Math.max(p, 1e-9)))])),
    counted: ({ about }) => isRarityCounted(explanation, about), isElsewhere: says(explanation, 'address') === 'chance',
  }))
}

function totals(model: Model, table: readonly LogClass[], levels: Uint8Array, rare: ArrayLike<number>, crowd = 0): { own: number[]; same: number; rivals: number[] } {
  const own: number[] = []
  const rivals: number[] = []
  for (const each of table) {
    const isSame = each.explanation === 'same person'
    let total = each.share + (each.isElsewhere ? crowd : 0)
    for (let at = 0; at < levels.length; at += 1) {
      total += each.levels[at]?.[levels[at] ?? 0] ?? 0
      if (!isSame && rare[at] !== 0 && isCounted(model, each, at)) total -= rare[at] ?? 0
    }
    if (isSame) own.push(total)
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

function logSum(values: ArrayLike<number>): number {
  let most = values[0] ?? 0
  for (let at = 1; at < values.length; at += 1) most = Math.max(most, values[at] ?? 0)
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += 2 ** ((values[at] ?? 0) - most)
  return most + Math.log2(sum)
}

function scoreOf(model: Model, table: readonly LogClass[], terms: Terms, crowding: Crowding, left: Row, right: Row): PairScore {
  const levels = new Uint8Array(model.comparisons.length)
  writeLevels(model, left, right, levels)
  const rarities = model.comparisons.map((_, at) => rarityOf(model, terms, levels, left, right, at))
  const placed = comparisonAbout(model, 'address')
  const crowd = levels[placed] === 1 ? crowding(left, right) : 0
  const { own: owns, same, rivals } = totals(model, table, levels, rarities, crowd)
  const best = owns.indexOf(Math.max(...owns))
  const own = table.filter(({ explanation }) => explanation === 'same person')[best]
  const against = table.filter(({ explanation }) => explanation !== 'same person')
  const strongest = rivals.indexOf(Math.max(...rivals))
  const rival = against[strongest]
  const start = (own?.share ?? 0) - (rival?.share ?? 0)
  const contributions = model.comparisons.map((comparison, at): Contribution => {
    const level = levels[at] ?? 0
    const weight = (own?.levels[at]?.[level] ?? 0) - (rival?.levels[at]?.[level] ?? 0)
    return { comparison: comparison.name, level, weight, rarity: rival?.counted(comparison) === true ? (rarities[at] ?? 0) : 0, crowding: at === placed && rival?.isElsewhere === true ? -crowd : 0 }
  })
  const rule = kinRuleFor(model, levels, left, right)
  const weight = same - logSum(rivals)
  return {
    weight: rule === null ? weight : Math.min(weight, RULED[rule]), levels, rival: rival?.explanation ?? 'namesake', start, contributions,
    others: (rivals[strongest] ?? 0) - logSum(rivals) + same - (owns[best] ?? 0), rule,
  }
}
