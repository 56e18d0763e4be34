import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf, contradicted, type Decision, Groups, settleIdentities } from './identity.ts'

const same = (id: string, leftIds: string[], rightIds: string[]): Decision => ({ id, verdict: 'same', leftIds, rightIds })
const different = (id: string, leftIds: string[], rightIds: string[]): Decision => ({ id, verdict: 'different', leftIds, rightIds })

/** Mentions m00 to m11, each at first a person of its own. */
const mentions = Array.from({ length: 12 }, (_, at) => `m${String(at).padStart(2, '0')}`)
const counter = (): (() => string) => {
  let next = 0
  return () => `new-${(next += 1)}`
}

/** Any way of dividing the mentions into groups. */
const division = fc.array(fc.nat(4), { minLength: mentions.length, maxLength: mentions.length }).map((marks) => {
  const groups = new Map<number, string[]>()
  for (const [at, mark] of marks.entries()) groups.set(mark, [...(groups.get(mark) ?? []), mentions[at] ?? ''])
  return [...groups.values()]
})

describe('what decisions lay down', () => {
  it('PE-11 holds both sides of "same" together and every mention of "different" apart from every one of the other side', () => {
    const bounds = boundsOf([same('1', ['a', 'b'], ['c']), different('2', ['a', 'b'], ['d', 'e'])], new Set(['a', 'b', 'c', 'd', 'e']))
    expect(bounds.together).toEqual([['a', 'b', 'c']])
    expect(bounds.apart).toEqual([['a', 'd'], ['a', 'e'], ['b', 'd'], ['b', 'e']])
  })

  it('PE-11 speaks only of mentions that are there, and "not sure" binds nothing', () => {
    expect(boundsOf([same('1', ['a'], ['gone']), { id: '2', verdict: 'not sure', leftIds: ['a'], rightIds: ['b'] }], new Set(['a', 'b']))).toEqual({ together: [], apart: [] })
  })
})

describe('decisions that contradict one another', () => {
  it.each([
    ['the very pair', [different('old', ['a'], ['b'])], same('new', ['a'], ['b']), 'old'],
    ['through a third', [same('one', ['a'], ['c']), different('old', ['a'], ['b'])], same('new', ['c'], ['b']), 'old'],
    ['a long road', [same('1', ['a'], ['b']), same('2', ['b'], ['c']), same('3', ['c'], ['d']), different('old', ['a'], ['e'])], same('new', ['d'], ['e']), 'old'],
    ['"different" of what was said to be one', [same('old', ['a'], ['b'])], different('new', ['a'], ['b']), 'old'],
    ['"different" of what is one through a third', [same('x', ['y'], ['z']), same('old', ['a'], ['c']), same('older', ['c'], ['b'])], different('new', ['a'], ['b']), 'old'],
  ])('PE-12 names the one in force: %s', (_what, standing, added, named) => {
    expect(contradicted(standing, added)?.id).toBe(named)
  })

  it.each([
    ['nothing stands', [], same('new', ['a'], ['b'])],
    ['others are spoken of', [different('old', ['x'], ['b'])], same('new', ['a'], ['b'])],
    ['somebody is not sure', [{ id: 'old', verdict: 'not sure' as const, leftIds: ['a'], rightIds: ['b'] }], same('new', ['a'], ['b'])],
    ['the same is said again', [different('old', ['a'], ['b'])], different('new', ['a'], ['b'])],
  ])('PE-12 has nothing against it where %s', (_what, standing, added) => {
    expect(contradicted(standing, added)).toBeNull()
  })

  it('PE-12 never lets a person hold two mentions that somebody said are different, whatever was decided before and in whatever order', () => {
    const pair = fc.tuple(fc.constantFrom(...mentions), fc.constantFrom(...mentions)).filter(([left, right]) => left !== right)
    fc.assert(fc.property(fc.array(fc.tuple(pair, fc.boolean()), { maxLength: 30 }), (said) => {
      const kept: Decision[] = []
      for (const [[left, right], isSame] of said) {
        const added = isSame ? same(`${kept.length}`, [left], [right]) : different(`${kept.length}`, [left], [right])
        if (contradicted(kept, added) === null) kept.push(added)
      }
      const groups = new Groups()
      const bounds = boundsOf(kept, new Set(mentions))
      for (const ids of bounds.together) groups.join(ids)
      expect(bounds.apart.filter(([left, right]) => groups.isOne(left, right))).toEqual([])
    }))
  })
})

describe('who keeps which id', () => {
  const own = new Map(mentions.map((id) => [id, `p-${id}`]))

  it('PE-13 lets the id stay with the largest part, and with the part that holds the oldest mention when they are equal', () => {
    const now = new Map([['m00', 'p'], ['m01', 'p'], ['m02', 'p'], ['m03', 'q']])
    expect(settleIdentities([['m00'], ['m01', 'm02'], ['m03']], now, new Map(), counter())).toEqual(new Map([['m00', 'new-1'], ['m01', 'p'], ['m02', 'p'], ['m03', 'q']]))
    expect(settleIdentities([['m02', 'm03'], ['m00', 'm01']], new Map(mentions.slice(0, 4).map((id) => [id, 'p'])), new Map(), counter()).get('m00')).toBe('p')
  })

  it('PE-13 gives a part that comes away the id it had before it was put there', () => {
    const now = new Map([['m00', 'p'], ['m01', 'p'], ['m02', 'p']])
    expect(settleIdentities([['m00', 'm02'], ['m01']], now, new Map([['m01', ['q', 'older']]]), counter()).get('m01')).toBe('q')
  })

  it('PE-13 takes back no id that somebody else has now', () => {
    const now = new Map([['m00', 'p'], ['m01', 'p'], ['m02', 'q']])
    expect(settleIdentities([['m00'], ['m01'], ['m02']], now, new Map([['m01', ['q']]]), counter()).get('m01')).toBe('new-1')
  })

  it('PE-13 changes nothing when the groups are what they were, in whatever order they come', () => {
    fc.assert(fc.property(division, (groups) => {
      const now = new Map(groups.flatMap((ids, at) => ids.map((id) => [id, `p${at}`] as const)))
      expect(Object.fromEntries(settleIdentities([...groups].reverse().map((ids) => [...ids].reverse()), now, new Map(), counter()))).toEqual(Object.fromEntries(now))
    }))
  })

  it('PE-13 gives each group one id and no id to two groups', () => {
    fc.assert(fc.property(division, division, (before, after) => {
      const now = new Map(before.flatMap((ids, at) => ids.map((id) => [id, `p${at}`] as const)))
      const settled = settleIdentities(after, now, new Map(), counter())
      const ids = after.map((group) => new Set(group.map((id) => settled.get(id))))
      expect(ids.every(({ size }) => size === 1)).toBe(true)
      expect(new Set(ids.map((each) => [...each][0])).size).toBe(after.length)
    }))
  })

  it('PE-15 puts together and takes apart again is nothing: every mention has the id it had', () => {
    fc.assert(fc.property(division, fc.nat(), fc.nat(), (groups, one, other) => {
      const [a, b] = [groups[one % groups.length] ?? [], groups[other % groups.length] ?? []]
      fc.pre(a !== b)
      const now = new Map(groups.flatMap((ids) => ids.map((id) => [id, own.get(ids[0] ?? '') ?? ''] as const)))
      const merged = settleIdentities([[...a, ...b]], new Map([...now].filter(([id]) => a.includes(id) || b.includes(id))), new Map(), counter())
      const earlier = new Map([...merged].flatMap(([id, to]): [string, string[]][] => (now.get(id) === to ? [] : [[id, [now.get(id) ?? '']]])))
      const parted = settleIdentities([a, b], merged, earlier, counter())
      for (const id of [...a, ...b]) expect(parted.get(id)).toBe(now.get(id))
    }))
  })
})
