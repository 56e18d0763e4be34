import { describe, expect, it } from 'vitest'
import { idMaker, isId, newId } from './ids.ts'
import { stillClock } from './time/clock.ts'
import { instantAt } from './time/instant.ts'

const AT = 1_764_000_000_000
const ones = (bytes: number) => new Uint8Array(bytes).fill(0xff)

describe('ids', () => {
  it('are version 7 ids that say so', () => {
    const id = newId()
    expect(isId(id)).toBe(true)
    expect(id[14]).toBe('7')
    expect(['8', '9', 'a', 'b']).toContain(id[19])
  })

  it('are each later than the one before, however fast they come', () => {
    const ids = Array.from({ length: 50_000 }, () => newId())
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('begin with the milliseconds of the clock', () => {
    const clock = stillClock(instantAt(AT))
    const id = idMaker(clock.now, ones)()
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(AT)
  })

  it('go on rising when the counter of one millisecond is full', () => {
    const next = idMaker(stillClock(instantAt(AT)).now, ones)
    const ids = Array.from({ length: 10_000 }, () => next())
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('go on rising when the clock is put back', () => {
    const clock = stillClock(instantAt(AT))
    const next = idMaker(clock.now, ones)
    const before = next()
    clock.moveTo(instantAt(AT - 60_000))
    expect(next() > before).toBe(true)
  })

  it.each(['', 'x', 'FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF', '0190a1b2-c3d4-7e5f-c000-000000000000', 7, null])(
    'are told from what is none: %s',
    (text) => {
      expect(isId(text)).toBe(false)
    },
  )
})
