import type { About, Level, Model } from './model.ts'
import type { PairScore } from './score.ts'

/** What is a person's own beside their name: agreeing on a name and on none of these is what namesakes do. */
const OWN: readonly About[] = ['birth', 'phone', 'email', 'address', 'area', 'identity']
const NAMES: readonly About[] = ['given name', 'family name']

/** The most that a name alone may weigh: worth showing while somebody speaks, and neither put together nor asked about. */
export const NAME_ALONE = -0.5
/** The most that agreement without any name may weigh: a telephone that nobody's name goes with is a household's or a shop's. */
export const NO_NAME = -1

/**
 * A score held down where the records cannot carry it: a name alone, however rare, makes nobody known; without a name nobody is put with anybody.
 *
 * A model learns from one population how seldom namesakes meet; a force serves another, and most people in it have never called.
 * Source: the house, after the method in docs/linkage-models.md; "no victim is taken for another". Rule PE-27.
 */
export function heldDown(model: Model, score: PairScore): PairScore {
  const most = mostFor(model, score.levels)
  if (most === Infinity) return score
  return { ...score, weight: Math.min(score.weight, most), ...(most === NAME_ALONE ? { rival: 'namesake' } : {}) }
}

/** The most that any two records with these levels may weigh; infinite where nothing holds them down. Rule PE-27. */
export function mostFor(model: Model, levels: Uint8Array): number {
  const agrees = (abouts: readonly About[]): boolean => model.comparisons.some(({ about, levels: own }, at) => {
    const found = own[(levels[at] ?? 0) - 1]
    return abouts.includes(about) && found !== undefined && isSomebodys(found)
  })
  if (!agrees(NAMES) && !agrees(['email', 'identity'])) return NO_NAME
  return agrees(OWN) ? Infinity : NAME_ALONE
}

/** Thousands live in one sector, and are born within ten years: it is nobody's own, nor is what may be no more than that. */
function isSomebodys({ kind, of, atMost }: Level): boolean {
  if (kind === 'any') return of.every(isSomebodys)
  if (kind === 'all') return of.some(isSomebodys)
  return kind !== 'same-sector' && kind !== 'same-district' && !(kind === 'years-apart' && (atMost ?? 0) > 2)
}
