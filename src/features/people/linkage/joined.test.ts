import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Joined } from './joined.ts'

describe('things that are joined two by two', () => {
  it('are each by themselves until they are joined', () => {
    expect([...new Joined(3).roots()]).toEqual([0, 1, 2])
  })

  it('hang together by whatever road, in any order, and are known by their lowest number', () => {
    const pairs = fc.array(fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 19 })), { maxLength: 30 })
    fc.assert(fc.property(pairs, pairs, (some, others) => {
      const [forth, back] = [new Joined(20), new Joined(20)]
      for (const [one, two] of [...some, ...others]) forth.join(one, two)
      for (const [one, two] of [...some, ...others].reverse()) expect(back.join(two, one)).toBe(back.rootOf(one))
      expect([...forth.roots()]).toEqual([...back.roots()])
      // the same as going over the pairs until nothing changes any more
      const plain = Array.from({ length: 20 }, (_, at) => at)
      for (let moved = true; moved;) {
        moved = false
        for (const [one, two] of [...some, ...others]) {
          const low = Math.min(plain[one] ?? 0, plain[two] ?? 0)
          moved ||= plain[one] !== low || plain[two] !== low
          plain[one] = low
          plain[two] = low
        }
      }
      expect([...forth.roots()]).toEqual(plain)
    }))
  })
})
