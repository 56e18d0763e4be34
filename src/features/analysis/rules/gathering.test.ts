import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatherSame } from './gathering.ts'

describe('what the same reports make', () => {
  it('RP-11 stands together, whatever order its reports are named in and however often; what any other report makes stands apart', () => {
    const all = [['a', 'b'], ['b', 'c'], ['b', 'a', 'a'], ['c', 'b'], ['a', 'b', 'c'], []]
    expect(gatherSame(all, (one) => one).map(({ members }) => members)).toEqual([[['a', 'b'], ['b', 'a', 'a']], [['b', 'c'], ['c', 'b']], [['a', 'b', 'c']], [[]]])
    expect(gatherSame([], () => [])).toEqual([])
  })

  it('RP-11 loses nothing, doubles nothing, and keeps the order in which each was first met', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))), (sets) => {
      const all = sets.map((ids, at) => ({ at, ids }))
      const gathered = gatherSame(all, ({ ids }) => ids)
      expect(gathered.flatMap(({ members }) => members.map(({ at }) => at)).toSorted((a, b) => a - b)).toEqual(all.map(({ at }) => at))
      expect(gathered.map(({ members }) => members[0]?.at)).toEqual(gathered.map(({ members }) => members[0]?.at).toSorted((a, b) => (a ?? 0) - (b ?? 0)))
      for (const { members } of gathered) expect(new Set(members.map(({ ids }) => ids.toSorted().join())).size).toBe(1)
    }))
  })
})
