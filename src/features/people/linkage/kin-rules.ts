import { valueIn, type Row } from './compare.ts'
import { comparisonAbout, type Model } from './model.ts'

/** A rule that sets a pair's weight whatever the odds are. */
export type KinRule = 'twins' | 'generations'

/** As far apart as parents and children at the least. */
const GENERATION_YEARS = 14

/**
 * Twins and brothers and sisters born on one day, and parent and child of one name: what the odds alone take for one person.
 *
 * Twins: family name and birth are the same and the given names plainly differ. Generations: the names are the same, and they were born a generation
 * apart on different days. Neither holds when an identity number or an e-mail address of their own is the same.
 */
export function kinRuleFor(model: Model, levels: Uint8Array, left: Row, right: Row): KinRule | null {
  const [given, family, birth] = [comparisonAbout(model, 'given name'), comparisonAbout(model, 'family name'), comparisonAbout(model, 'birth')]
  if (given === -1 || family === -1 || birth === -1 || levels[family] !== 1) return null
  const isSure = model.comparisons.some(({ about, levels: all }, at) => (about === 'identity' || about === 'email') && (levels[at] ?? 0) > 0 && (levels[at] ?? 0) <= all.length)
  if (isSure) return null
  const none = model.comparisons[given]?.levels.length ?? 0
  if (levels[birth] === 1) return levels[given] === none + 1 && isSteady(model, given, 1 / 30) ? 'twins' : null
  const column = model.comparisons[birth]?.columns[0] ?? -1
  const [a, b] = [valueIn(left, column), valueIn(right, column)]
  if (a === null || b === null || levels[given] === 0 || (levels[given] ?? 9) > 2) return null
  const isApart = Math.abs(a.year - b.year) >= GENERATION_YEARS && (a.month !== b.month || a.day !== b.day)
  return isApart && isSteady(model, birth, 1 / 50) ? 'generations' : null
}

/** Where a person's own records often plainly differ here, a difference says nothing of twins or of a parent and child. */
function isSteady(model: Model, comparison: number, most: number): boolean {
  const [own] = model.trained?.classes ?? []
  return (own?.levels[comparison]?.at(-1) ?? 0) < most
}

/** Might the rule hold of pairs with these levels? Without the rows it cannot be said for parent and child. */
export function mayBeKin(model: Model, levels: Uint8Array): boolean {
  const [given, family, birth] = [comparisonAbout(model, 'given name'), comparisonAbout(model, 'family name'), comparisonAbout(model, 'birth')]
  return given !== -1 && family !== -1 && birth !== -1 && levels[family] === 1 && levels[birth] !== 0
}
