import type { About, BlockingRule, Column, Comparison, KeyPart, KeyTake } from './model.ts'

type Part = readonly [column: number, take?: KeyTake, letters?: number]

/**
 * The blocking rules of a model that names none, from what its comparisons speak of.
 *
 * Each asks for two things that seldom agree by chance, in a form that outlives a slip of the pen; a name is never enough alone.
 */
export function defaultBlocking(columns: readonly Column[], comparisons: readonly Comparison[]): readonly BlockingRule[] {
  const rules: BlockingRule[] = []
  const add = (...parts: readonly Part[]): void => void rules.push(ruleFrom(columns, parts, false))
  const columnsAbout = (about: About): readonly number[] => comparisons.filter((each) => each.about === about).flatMap((each) => each.columns)
  const [given, family, birth] = [columnsAbout('given name')[0], columnsAbout('family name')[0], columnsAbout('birth').find((at) => columns[at]?.clean === 'date')]
  for (const at of [...columnsAbout('identity'), ...columnsAbout('phone'), ...columnsAbout('email')]) add([at])
  for (const at of columnsAbout('email')) add([at, 'user'])
  if (given !== undefined && family !== undefined) {
    rules.push(ruleFrom(columns, [[given], [family]], true))
    add([family, 'sound'], [given, 'first', 3])
    add([family, 'first', 4], [given, 'root'])
    add([family], [given, 'initial'])
    add([given], [family, 'first', 3])
    rules.push(ruleFrom(columns, [[given, 'sound'], [family, 'sound']], true))
  }
  for (const name of [given, family]) {
    if (name === undefined) continue
    if (birth !== undefined) {
      add([birth], [name, 'initial'])
      add([birth, 'month-day'], [name, 'first', 3])
      add([birth, 'year'], [name])
      add([birth, 'year'], [name, 'sound'])
    }
    for (const place of placesOf(columns, comparisons)) {
      add([place], [name, 'initial'])
      if (columns[place]?.clean === 'postcode') add([place, 'sector'], [name])
      if (columns[place]?.clean === 'postcode') add([place, 'sector'], [name, 'sound'])
    }
    for (const trait of columnsAbout('trait')) if (columns[trait]?.clean === 'text') add([trait], [name, 'first', 4])
  }
  const apart = apartColumns(columns, comparisons)
  for (const [at, one] of apart.entries()) for (const two of apart.slice(at + 1)) if (one.comparison !== two.comparison) add([one.column], [two.column])
  if (birth !== undefined) for (const place of [...placesOf(columns, comparisons), ...columnsAbout('trait')]) add([birth], [place])
  return rules.length > 0 ? rules : columns.map((_, at) => ruleFrom(columns, [[at]], false))
}

/** Columns that say little alone and enough in pairs: of addresses, areas and traits. */
function apartColumns(columns: readonly Column[], comparisons: readonly Comparison[]): readonly { comparison: number; column: number }[] {
  return comparisons.flatMap((each, comparison) => (['address', 'area', 'trait'].includes(each.about) ? each.columns.map((column) => ({ comparison, column })) : []))
    .filter(({ column }) => columns[column]?.clean !== 'date')
}

/** Columns that say where somebody lives, the narrow and the wide. */
function placesOf(columns: readonly Column[], comparisons: readonly Comparison[]): readonly number[] {
  const found = comparisons.filter(({ about }) => about === 'address' || about === 'area').flatMap((each) => each.columns)
  return [...new Set(found)].filter((at) => columns[at]?.clean !== 'number')
}

function ruleFrom(columns: readonly Column[], parts: readonly Part[], isUnordered: boolean): BlockingRule {
  const written = parts.map(([column, take = 'all', letters = 0]): KeyPart => ({ column, take, letters }))
  const name = written.map(({ column, take, letters }) => `${columns[column]?.name ?? ''}${take === 'all' ? '' : `:${take}${letters === 0 ? '' : ` ${letters}`}`}`).join(' + ')
  return { name, parts: written, isUnordered }
}
