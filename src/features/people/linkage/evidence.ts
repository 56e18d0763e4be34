// How much agreement says, in the words a call handler and an analyst read.
import type { About, Comparison, Explanation, Level, Model } from './model.ts'
import type { PairScore } from './score.ts'

/** Why two mentions may be of one person. */
export interface Evidence {
  /** What agrees: "same phone and surname". */
  readonly because: string
  /** How much it says, and what else would explain it. */
  readonly odds: string
}

/** One step of the way from no evidence to the whole, for a chart and for reading aloud. */
export interface Step {
  readonly name: string
  /** What the two records have in this: "exactly the same", "nothing alike". */
  readonly found: string
  /** Bits for (more than nothing) or against one person, beside the strongest rival. */
  readonly bits: number
}

const THINGS: Readonly<Record<About, string>> = {
  'given name': 'first name', 'family name': 'surname', birth: 'date of birth', phone: 'phone', email: 'e-mail', address: 'address', area: 'postcode', identity: 'identity number', trait: 'detail',
}

const RIVALS: Readonly<Record<Explanation, string>> = {
  'same person': 'the same person', 'same household': 'someone else of the same family or household', namesake: 'someone else of the same name', 'same birthday': 'someone else born the same day',
  neighbour: 'a neighbour', 'shared contact': 'someone else with the same telephone or e-mail',
}

/** The rival explanation in words that follow "would explain": "someone else of the same name". */
export function rivalWords(rival: string): string {
  return Object.entries(RIVALS).find(([explanation]) => explanation === rival)?.[1] ?? 'someone else'
}

/**
 * What two records agree on, and how much that says, in plain words.
 *
 * Source: the method in docs/linkage-models.md. Rule PE-22.
 */
export function evidenceOf(model: Model, score: PairScore): Evidence {
  const found = model.comparisons.flatMap((comparison, at) => {
    const level = score.levels[at] ?? 0
    return level === 0 || level > comparison.levels.length ? [] : [wordsOf(model, comparison, level)]
  }).sort((a, b) => ORDER.indexOf(a.thing) - ORDER.indexOf(b.thing))
  const same = found.filter(({ isSame }) => isSame).map(({ thing }) => thing)
  const like = found.filter(({ isSame }) => !isSame).map(({ thing }) => thing)
  const parts = [...(same.length === 0 ? [] : [`same ${listed(same)}`]), ...(like.length === 0 ? [] : [`similar ${listed(like)}`])]
  return { because: parts.length === 0 ? 'little agrees' : parts.join(', '), odds: oddsWords(score) }
}

/** The waterfall: where the two start, one step for each comparison, how rare a shared value is apart, and what other explanations take away. Rule PE-22. */
export function stepsOf(model: Model, score: PairScore): readonly Step[] {
  const steps = score.contributions.flatMap((each, at): Step[] => {
    const comparison = model.comparisons[at]
    if (comparison === undefined || each.level === 0) return []
    const name = capital(THINGS[comparison.about])
    const found = each.level > comparison.levels.length ? 'not alike' : levelWords(model, comparison, comparison.levels[each.level - 1])
    const rare: Step[] = Math.abs(each.rarity) < 0.05 ? [] : [{ name: `${name}, how common`, found: each.rarity > 0 ? 'a rare one' : 'a common one', bits: each.rarity }]
    const crowd: Step[] = each.crowding === 0 ? [] : [{ name: `${name}, shared by many`, found: 'people of many surnames are on record there', bits: each.crowding }]
    return [{ name, found, bits: each.weight }, ...rare, ...crowd]
  })
  const others: Step[] = score.others > -0.05 ? [] : [{ name: 'Other reasons', found: 'why two people would agree in so much', bits: score.others }]
  const before: Step = { name: 'Before anything is compared', found: `one person, or ${rivalWords(score.rival)}`, bits: score.start }
  const sum = [before, ...steps, ...others].reduce((total, { bits }) => total + bits, 0)
  const left = score.weight - sum
  const name = score.rule === 'twins' ? 'Twins or others born that day' : score.rule === 'generations' ? 'Parent and child of one name' : 'A name alone, or none'
  const ruled: Step[] = Math.abs(left) < 0.05 ? [] : [{ name, found: 'a rule that stands over the odds', bits: left }]
  return [before, ...steps, ...others, ...ruled]
}

/** The odds in words: how often so much would agree by coincidence, and what else would explain it. */
export function oddsWords({ weight, rival, rule }: Pick<PairScore, 'weight' | 'rival' | 'rule'>): string {
  if (rule === 'twins') return 'Same surname and date of birth but another first name: perhaps a twin'
  if (rule === 'generations') return 'Same name but born a generation apart: perhaps parent and child'
  const odds = 2 ** Math.abs(weight)
  const other = rivalWords(rival)
  if (weight >= 1) return `About 1 chance in ${rounded(odds + 1)} that this is ${other}`
  if (weight > -1) return `As likely to be ${other}`
  return `More likely ${other}: about ${rounded(odds)} to 1`
}

function rounded(value: number): string {
  if (value >= 1_000_000) return 'a million or more'
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return GROUPED.format(Math.round(value / digits) * digits)
}

const GROUPED = new Intl.NumberFormat('en-GB')

/** What is named first: what is most a person's own. */
const ORDER = ['identity number', 'phone', 'e-mail', 'date of birth', 'address', 'postcode', 'names the other way round', 'surname', 'first name', 'detail']

function wordsOf(model: Model, comparison: Comparison, level: number): { thing: string; isSame: boolean } {
  const found = comparison.levels[level - 1]
  if (found?.kind === 'swapped') return { thing: 'names the other way round', isSame: true }
  if (comparison.about === 'address' && (found?.kind === 'exact' || found?.kind === 'same-sector') && model.columns[found.column]?.clean === 'postcode') return { thing: 'postcode', isSame: found.kind === 'exact' }
  return { thing: THINGS[comparison.about], isSame: level === 1 }
}

function levelWords(model: Model, { about }: Comparison, level: Level | undefined): string {
  if (about === 'address' && level?.kind === 'exact' && model.columns[level.column]?.clean === 'postcode') return 'the same postcode, another house or none given'
  if (about === 'address' && level?.kind === 'any') return 'the same house'
  return level === undefined ? 'alike' : (LEVEL_WORDS[level.kind] ?? 'alike')
}

const LEVEL_WORDS: Readonly<Partial<Record<Level['kind'], string>>> = {
  exact: 'the same', variant: 'another form of the same name', respelt: 'another spelling of the same name', initial: 'the same initial', swapped: 'in each other’s place', 'same-year': 'the same year, the day not known', 'same-month': 'the same month and year, the day not known',
  'sounds-alike': 'sound alike', 'shared-word': 'one word the same', 'same-user': 'the same before the @', 'same-sector': 'the same part of the postcode', 'same-district': 'the same postcode district',
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
