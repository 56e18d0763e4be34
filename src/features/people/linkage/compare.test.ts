import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockingKeysOf } from './block.ts'
import { cleanRecord, levelsOf } from './compare.ts'
import { readModel } from './read-model.ts'

const model = readModel(JSON.stringify({
  name: 'test', version: '1', id: 'id',
  columns: {
    given: { from: 'given', clean: 'given name' }, family: { from: 'family', clean: 'family name' }, birth: { from: 'birth', clean: 'date' },
    phone: { from: 'phone', clean: 'phone' }, email: { from: 'email', clean: 'email' }, address: { from: 'address', clean: 'address' }, postcode: { from: 'postcode', clean: 'postcode' },
  },
}))
type Said = Partial<Record<'given' | 'family' | 'birth' | 'phone' | 'email' | 'address' | 'postcode', string>>

function levels(left: Said, right: Said): number[] {
  return [...levelsOf(model, cleanRecord(model, left), cleanRecord(model, right))]
}

const name = fc.constantFrom('Bill', 'William', 'Will', 'Mary', 'Mary Ann', 'M', 'Pell', 'Pel', 'Smith', 'Smith-Jones', 'Smyth', 'Okafor', 'Mohammed', 'Muhammad', '')
const said = fc.record({
  given: name, family: name, birth: fc.constantFrom('1961-04-02', '1961-02-04', '1961-04-03', '1961', '1971-04-02', ''), phone: fc.constantFrom('07700900123', '07700900132', '020 7946 0123', ''),
  email: fc.constantFrom('m.pell@example.com', 'm.pell@example.org', 'pell@example.com', ''), address: fc.constantFrom('14 Tanner Street', '14 Tanner St', 'Flat 2, 14 Tanner Street', '12 Tanner Street', ''), postcode: fc.constantFrom('ZA1 2BC', 'ZA1 2BD', 'ZA2 1AA', ''),
})

describe('what two records agree on', () => {
  it.each<[string, Said, Said, number, number]>([
    ['one name', { given: 'MARY' }, { given: 'mary' }, 0, 1], ['two forms of a name', { given: 'Bill' }, { given: 'William' }, 0, 2], ['a slip', { given: 'Jonathan' }, { given: 'Jonahtan' }, 0, 3],
    ['an initial', { given: 'M' }, { given: 'Mary' }, 0, 5], ['nothing', { given: 'Mary' }, { given: 'Robert' }, 0, 7], ['an unknown', { given: 'Unknown' }, { given: 'Robert' }, 0, 0],
    ['two initials alike', { given: 'M' }, { given: 'M' }, 0, 2], ['a double surname', { family: 'Smith-Jones' }, { family: 'Jones' }, 1, 4],
    ['a year alone', { birth: '1961' }, { birth: '1961-04-02' }, 2, 2], ['day and month turned', { birth: '1961-04-02' }, { birth: '1961-02-04' }, 2, 3], ['ten years out', { birth: '1961-04-02' }, { birth: '1971-04-02' }, 2, 3],
    ['a digit of a phone', { phone: '07700900123' }, { phone: '+447700900124' }, 3, 2], ['the user of an e-mail', { email: 'm.pell@example.com' }, { email: 'm.pell@example.org' }, 4, 2],
  ])('is %s', (_what, left, right, comparison, level) => {
    expect(levels(left, right)[comparison]).toBe(level)
  })

  it('is seen through names in each other’s place, which count as that and not as the names', () => {
    expect(levels({ given: 'Maria', family: 'Mason' }, { given: 'Mason', family: 'Maria' }).slice(0, 2)).toEqual([6, 1])
    expect(levels({ given: 'Maria', family: 'Mason' }, { given: 'Mary', family: 'Mason' })[0]).not.toBe(6)
    expect(levels({ given: 'Maria' }, { given: 'Mason', family: 'Maria' })[0]).toBe(6)
  })

  it('is the same whichever record comes first', () => {
    fc.assert(fc.property(said, said, (left, right) => {
      expect(levels(left, right)).toEqual(levels(right, left))
    }), { numRuns: 3000 })
  })

  it('is best with itself, where it says anything whole', () => {
    fc.assert(fc.property(said, (one) => {
      const found = levels(one, one)
      const row = cleanRecord(model, one)
      for (const [at, value] of row.entries()) if (value !== null && !value.isPart) expect(found[at]).toBe(1)
    }))
  })
})

describe('the keys by which a record is found', () => {
  it('are shared by the forms in which one person is written', () => {
    const keysOf = (one: Said): Set<string> => new Set(blockingKeysOf(model, cleanRecord(model, one)).map(({ rule, key }) => `${rule} ${key}`))
    const known = keysOf({ given: 'William', family: 'Pell', birth: '1961-04-02', phone: '07700900123', address: '14 Tanner Street', postcode: 'ZA1 2BC' })
    for (const other of [{ given: 'Pell', family: 'William' }, { given: 'Bill', family: 'Pell' }, { phone: '+44 7700 900123' }, { given: 'W', birth: '2 April 1961' }, { family: 'Pell', postcode: 'za12bc' }]) {
      expect([...keysOf(other)].some((key) => known.has(key))).toBe(true)
    }
    expect([...keysOf({ given: 'William' })]).toEqual([])
  })
})
