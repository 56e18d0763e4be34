/** Chance that comes out the same from the same seed, so that the demonstration is the same town every time. */
export interface Chance {
  /** A number from 0 up to but not 1. */
  number(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  /** One of a list. */
  pick<T>(list: readonly T[]): T
  /** True this often, of 1. */
  often(share: number): boolean
}

/** Chance from a seed (mulberry32: 32 bits of state, plenty for a town). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (least: number, most: number): number => least + Math.floor(number() * (most - least + 1))
  return {
    number,
    whole,
    pick: (list) => {
      const chosen = list[whole(0, list.length - 1)]
      if (chosen === undefined) throw new Error('nothing to pick from')
      return chosen
    },
    often: (share) => number() < share,
  }
}
