import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyTextsOf } from './block.ts'
import { cleanText, type Value } from './clean.ts'
import { KeyParts, scrambled } from './key-parts.ts'
import { KEY_TAKES, type KeyPart } from './model.ts'
import type { ColumnValues } from './pairs.ts'

/** A column of these texts: each different value once, and by record its number. */
function columnOf(clean: 'family name' | 'date' | 'postcode', texts: readonly string[]): ColumnValues {
  const values: Value[] = []
  const codes = texts.map((text) => {
    const value = cleanText(clean, text)
    if (value === null) return -1
    const known = values.findIndex((each) => each.text === value.text)
    return known === -1 ? values.push(value) - 1 : known
  })
  return { codes: Int32Array.from(codes), values }
}

const NAMES = ['Smith', 'Smyth', 'Pell', 'Pelle', 'Okafor', 'smith', 'Q', '', 'Schmidt', 'Pellham']
const DATES = ['1961-04-02', '1961', '1975-04-02', '', 'April 1961']
const part = (column: number, take: KeyPart['take'], letters = 0): KeyPart => ({ column, take, letters })

describe('what the values of a column give to keys', () => {
  const parts = new KeyParts([columnOf('family name', NAMES), columnOf('date', DATES)])

  it('is what each value gives by itself: none, one or several, equal exactly where the texts are', () => {
    fc.assert(fc.property(fc.constantFrom(...KEY_TAKES), fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 1), (take, letters, column) => {
      const { values } = [columnOf('family name', NAMES), columnOf('date', DATES)][column] ?? { values: [] }
      const { count, first, more } = parts.hashesOf(part(column, take, letters))
      const texts = values.map((value) => keyTextsOf(part(column, take, letters), value))
      for (const [at, own] of texts.entries()) {
        expect(count[at]).toBe(Math.min(2, own.length))
        expect(more.get(at)?.length ?? Math.min(1, own.length)).toBe(own.length)
        for (const [other, theirs] of texts.entries()) if (own.length > 0 && theirs.length > 0) expect(first[at] === first[other]).toBe(own[0] === theirs[0])
      }
    }))
  })

  it('of a name that sounds two ways is told with both, the likelier first', () => {
    const { values } = columnOf('family name', NAMES)
    const smith = values.findIndex(({ text }) => text === 'smith')
    const schmidt = values.findIndex(({ text }) => text === 'schmidt')
    const { count, first, more } = parts.hashesOf(part(0, 'sound'))
    expect([count[smith], more.get(smith)?.length, more.get(smith)?.[0]]).toEqual([2, 2, first[smith]])
    // SM0 and XMT; XMT and SMT
    expect(more.get(smith)?.[1]).toBe(more.get(schmidt)?.[0])
  })

  it('are worked out once for one part, and apart for another part or another length', () => {
    expect(parts.hashesOf(part(0, 'first', 3))).toBe(parts.hashesOf(part(0, 'first', 3)))
    expect(parts.hashesOf(part(0, 'first', 3))).not.toBe(parts.hashesOf(part(0, 'first', 4)))
    expect(parts.hashesOf(part(0, 'year'))).not.toBe(parts.hashesOf(part(1, 'year')))
  })

  it('split a group by their first text: one number for one text, nought for none, never one for two', () => {
    for (const take of KEY_TAKES) {
      const { values } = columnOf('family name', NAMES)
      const { numbers, codes } = parts.splitsOf(part(0, take, 3))
      const texts = values.map((value) => keyTextsOf(part(0, take, 3), value)[0] ?? '')
      for (const [at, text] of texts.entries()) {
        expect(numbers[at] === 0, take).toBe(text === '')
        for (const [other, theirs] of texts.entries()) expect(numbers[at] === numbers[other], take).toBe(text === theirs)
      }
      expect([...codes]).toEqual([...columnOf('family name', NAMES).codes])
      expect(parts.splitsOf(part(0, take, 3)).numbers).toBe(numbers)
    }
  })

  it('of a column that is not there are nothing, and nothing fails', () => {
    const { count, codes } = parts.hashesOf(part(9, 'all'))
    expect([count.length, codes.length, parts.splitsOf(part(9, 'all')).numbers.length]).toEqual([0, 0, 0])
  })
})

describe('a number mixed', () => {
  it('is another for another number, whole, and the same every time', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (one, other) => {
      expect(scrambled(one)).toBe(scrambled(one))
      expect(scrambled(one) === scrambled(other)).toBe(one === other)
      expect(Number.isInteger(scrambled(one))).toBe(true)
    }))
  })

  it('leaves no run of numbers in order: those near each other fall far apart', () => {
    const mixed = Array.from({ length: 1000 }, (_, at) => scrambled(at + 1) >>> 0)
    expect(mixed.filter((each) => each < 2 ** 31).length).toBeGreaterThan(400)
    expect(mixed.filter((each) => each < 2 ** 31).length).toBeLessThan(600)
    expect(mixed.filter((each, at) => at > 0 && Math.abs(each - (mixed[at - 1] ?? 0)) < 1000)).toEqual([])
  })
})
