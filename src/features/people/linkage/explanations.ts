// Which agreements each rival explanation accounts for. Read a row as: "if they only share a household, then …".
import type { About, Explanation } from './model.ts'

/**
 * What an explanation says of one comparison: it makes it agree, it may, or it leaves it to chance.
 *
 * Only what is left to chance is rarer for a rare value: two namesakes called Smith are nothing, two called Featherstonehaugh are.
 */
export type Says = 'agrees' | 'may agree' | 'chance'

type Account = Readonly<Record<About, Says>>

const CHANCE: Account = { 'given name': 'chance', 'family name': 'chance', birth: 'chance', phone: 'chance', email: 'chance', address: 'chance', area: 'chance', identity: 'chance', trait: 'chance' }

const ACCOUNTS: Readonly<Record<Explanation, Account>> = {
  'same person': { 'given name': 'agrees', 'family name': 'agrees', birth: 'agrees', phone: 'agrees', email: 'agrees', address: 'agrees', area: 'agrees', identity: 'agrees', trait: 'agrees' },
  'same household': { ...CHANCE, 'family name': 'agrees', phone: 'may agree', address: 'agrees', area: 'agrees' },
  namesake: { ...CHANCE, 'given name': 'agrees', 'family name': 'agrees' },
  'same birthday': { ...CHANCE, birth: 'agrees' },
  neighbour: { ...CHANCE, address: 'agrees', area: 'agrees' },
  'shared contact': { ...CHANCE, phone: 'may agree', email: 'may agree', identity: 'may agree', trait: 'may agree' },
}

/** What an explanation says of a comparison about this. */
export function says(explanation: Explanation, about: About): Says {
  return ACCOUNTS[explanation][about]
}

/** Is a rare value rarer still under this explanation: is the agreement left to chance, or did the names alone bring the two together? */
export function isRarityCounted(explanation: Explanation, about: About): boolean {
  if (explanation === 'namesake' && (about === 'given name' || about === 'family name')) return true
  if (explanation === 'same birthday' && about === 'birth') return true
  return says(explanation, about) === 'chance'
}

/**
 * The explanations that can be told apart with comparisons about these things.
 *
 * Input: is one of the areas a postcode? A few houses share it: with the family name it tells a household apart, as a town does not.
 */
export function explanationsFor(abouts: readonly About[], isPostcoded = false): readonly Explanation[] {
  const has = (...wanted: readonly About[]): boolean => wanted.some((each) => abouts.includes(each))
  const isPlaced = has('address', 'area')
  return [
    'same person',
    ...(has('family name') && (has('address') || isPostcoded) && has('given name', 'birth') ? (['same household'] as const) : []),
    ...(has('given name', 'family name') ? (['namesake'] as const) : []),
    ...(has('birth') ? (['same birthday'] as const) : []),
    ...(isPlaced ? (['neighbour'] as const) : []),
    ...(has('identity', 'email', 'trait') || (has('phone') && !isPlaced) ? (['shared contact'] as const) : []),
  ]
}
