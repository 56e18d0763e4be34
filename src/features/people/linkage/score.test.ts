import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'
import { cleanRecord, type Row } from './compare.ts'
import { readModel } from './read-model.ts'
import { RULED, scorerOf, type PairScore, type Terms } from './score.ts'

const model = readModel(readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8'))
const family = model.columns.findIndex(({ name }) => name === 'family')
/** A tenth of everybody is called Smith, and one in ten thousand Featherstonehaugh. */
const terms: Terms = {
  share: (column, text) => (column === family ? (text === 'smith' ? 0.1 : 0.0001) : 0.001),
  collision: () => 0.001,
  surnamesAt: () => 0,
}
const scorer = scorerOf(model, terms)

interface Said {
  given_name?: string
  family_name?: string
  date_of_birth?: string
  phone?: string
  email?: string
  address?: string
  postcode?: string
}

function row(said: Said): Row {
  return cleanRecord(model, { ...said })
}

function scored(left: Said, right: Said): PairScore {
  return scorer.score(row(left), row(right))
}

const jane: Said = { given_name: 'Jane', family_name: 'Featherstonehaugh', date_of_birth: '1971-05-14', phone: '07700 900123', email: 'jane@mail.example', address: '14 Tanner Street', postcode: 'ZA1 2BC' }
const home = { family_name: 'Featherstonehaugh', address: '14 Tanner Street', postcode: 'ZA1 2BC', phone: '07700 900123' }

describe('the weight of two records', () => {
  it('is high for one person, low for a household, a namesake and a stranger, and names the rival that explains best', () => {
    expect(scored(jane, jane).weight).toBeGreaterThan(15)
    expect(scored(jane, { ...home, given_name: 'Robert', date_of_birth: '1969-11-02' })).toMatchObject({ rival: 'same household' })
    expect(scored(jane, { ...home, given_name: 'Robert', date_of_birth: '1969-11-02' }).weight).toBeLessThan(-5)
    expect(scored(jane, { given_name: 'Jane', family_name: 'Featherstonehaugh', date_of_birth: '1950-01-30', postcode: 'ZA9 9XX', phone: '07700 900999' }).weight).toBeLessThan(0)
    expect(scored(jane, { given_name: 'Omar', family_name: 'Smith', phone: '07700 900456' }).weight).toBeLessThan(-4)
  })

  it('counts a rare name for more than a common one', () => {
    const two = (name: string): number => scored({ given_name: 'Jane', family_name: name, postcode: 'ZA1 2BC' }, { given_name: 'Jane', family_name: name, phone: '07700 900123' }).weight
    expect(two('Featherstonehaugh')).toBeGreaterThan(two('Smith') + 3)
  })

  it('is what its parts add up to', () => {
    for (const other of [jane, { ...home, given_name: 'J' }, { given_name: 'Jayne', family_name: 'Featherstonhaugh', phone: '07700 900132' }]) {
      const { weight, start, contributions, others, rule } = scored(jane, other)
      const sum = contributions.reduce((total, each) => total + each.weight + each.rarity, start + others)
      expect(rule).toBeNull()
      expect(sum).toBeCloseTo(weight, 6)
    }
  })

  it('is the same whichever comes first, and as the batch weighs it', () => {
    const part = fc.record({
      given_name: fc.constantFrom('Jane', 'Janet', 'Robert', 'Featherstonehaugh', ''), family_name: fc.constantFrom('Featherstonehaugh', 'Smith', 'Jane', ''), date_of_birth: fc.constantFrom('1971-05-14', '1991-08-02', '1971', ''),
      phone: fc.constantFrom('07700 900123', '07700 900456', ''), postcode: fc.constantFrom('ZA1 2BC', 'ZA1 2BD', ''), address: fc.constantFrom('14 Tanner Street', '12 Tanner Street', ''),
    })
    fc.assert(fc.property(part, part, (left, right) => {
      const one = scored(left, right)
      expect(scored(right, left).weight).toBeCloseTo(one.weight, 9)
      expect(scorer.weigherOf(one.levels)(row(left), row(right))).toBeCloseTo(one.weight, 9)
    }), { numRuns: 1500 })
  })
})

describe('twins, and parent and child', () => {
  const sister: Said = { given_name: 'Rosalind', family_name: 'Featherstonehaugh', date_of_birth: '1971-05-14', address: '14 Tanner Street', postcode: 'ZA1 2BC' }

  it.each<[string, Said, Said, boolean]>([
    ['sisters of one day and one address', { ...jane, email: '' }, sister, true],
    ['sisters who share a phone', { ...jane, email: '' }, { ...sister, phone: '07700 900123' }, true],
    ['sisters who no longer share an address', { ...jane, email: '' }, { ...sister, address: '3 Mill Lane', postcode: 'ZA2 1AA' }, true],
    ['one woman by her short name', { ...jane, given_name: 'Kate' }, { ...jane, given_name: 'Catherine' }, false],
    ['one woman by her initial', jane, { ...jane, given_name: 'J', email: '' }, false],
    ['one woman misheard', jane, { ...jane, given_name: 'Jayne', email: '' }, false],
    ['one woman with her own e-mail under another name', jane, { ...jane, given_name: 'Rosalind' }, false],
    ['one woman whose name was not given', jane, { ...jane, given_name: '' }, false],
    ['a woman under her married name', { ...jane, email: '' }, { ...sister, given_name: 'Jane', family_name: 'Okafor' }, false],
  ])('are told: %s', (_what, left, right, isRuled) => {
    const score = scored(left, right)
    expect(score.rule).toBe(isRuled ? 'twins' : null)
    if (isRuled) expect(score.weight).toBeLessThanOrEqual(RULED.twins)
  })

  it('of one name are told by births a generation apart, and are barred from one group', () => {
    const [father, son] = [{ ...jane, given_name: 'John', email: '' }, { ...jane, given_name: 'John', email: '', date_of_birth: '1996-09-30' }]
    const score = scored(father, son)
    expect(score).toMatchObject({ rule: 'generations' })
    expect(score.weight).toBeLessThanOrEqual(RULED.generations)
    expect(scorer.isBarred(score.levels, row(father), row(son))).toBe(true)
    expect(scored(father, { ...son, date_of_birth: '1917-05-14' }).rule).toBeNull()
    expect(scored(father, { ...son, date_of_birth: '' }).rule).toBeNull()
  })
})

describe('a model that is not trained', () => {
  it('is refused, with what to do', () => {
    expect(() => scorerOf({ ...model, trained: null }, terms)).toThrow('people train')
  })
})
