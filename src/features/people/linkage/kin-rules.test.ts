import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../queries/weighing.ts'
import { cleanRecord, levelsOf, type Row } from './compare.ts'
import { kinRuleFor, mayBeKin, type KinRule } from './kin-rules.ts'
import { comparisonAbout, type Model } from './model.ts'
import { readModel } from './read-model.ts'
import { RULED, scorerOf } from './score.ts'

const model = shippedModel()

type Said = Readonly<Partial<Record<'given_name' | 'family_name' | 'date_of_birth' | 'phone' | 'email' | 'address' | 'postcode', string>>>

const row = (said: Said): Row => cleanRecord(model, said)
function ruleFor(left: Said, right: Said, of: Model = model): KinRule | null {
  return kinRuleFor(of, levelsOf(of, row(left), row(right)), row(left), row(right))
}

const wilfred: Said = { given_name: 'Wilfred', family_name: 'Thorneycroft', date_of_birth: '1948-06-01' }

describe('what stands over the odds', () => {
  it.each<[string, Said, KinRule | null]>([
    ['another first name and the same birthday', { given_name: 'Rosalind' }, 'twins'],
    ['a son of the name', { date_of_birth: '1975-10-12' }, 'generations'],
    ['fourteen years between them', { date_of_birth: '1962-10-12' }, 'generations'],
    ['thirteen years between them', { date_of_birth: '1961-10-12' }, null],
    ['the same day of another year: a slip of the pen', { date_of_birth: '1984-06-01' }, null],
    ['no birthday', { date_of_birth: '' }, null],
    ['another surname', { given_name: 'Rosalind', family_name: 'Okafor' }, null],
    ['a surname spelt otherwise', { given_name: 'Rosalind', family_name: 'Thornycroft' }, null],
    ['no first name', { given_name: '', date_of_birth: '1975-10-12' }, null],
    ['a first name misheard', { given_name: 'Wilfrid' }, null],
    ['an initial', { given_name: 'W' }, null],
    ['another first name and another birthday', { given_name: 'Rosalind', date_of_birth: '1975-10-12' }, null],
  ])('of one and the same surname: %s', (_what, over, rule) => {
    expect(ruleFor(wilfred, { ...wilfred, ...over })).toBe(rule)
  })

  it('knows a son by a form of his father’s name', () => {
    expect(ruleFor({ ...wilfred, given_name: 'William' }, { ...wilfred, given_name: 'Bill', date_of_birth: '1975-10-12' })).toBe('generations')
  })

  it('gives way to an e-mail address of their own, though not to a telephone or a house', () => {
    const [mine, hers] = [{ ...wilfred, email: 'w.t@example.org' }, { ...wilfred, given_name: 'Rosalind', email: 'w.t@example.org' }]
    expect(ruleFor(mine, hers)).toBeNull()
    expect(ruleFor(mine, { ...hers, email: 'r.t@example.com' })).toBe('twins')
    const house = { phone: '020 7946 0611', address: '8 Sexton Lane', postcode: 'ZA1 9QX' }
    expect(ruleFor({ ...wilfred, ...house }, { ...wilfred, ...house, given_name: 'Rosalind' })).toBe('twins')
  })

  it('is asked only where a person’s own records seldom plainly differ in it', () => {
    const given = comparisonAbout(model, 'given name')
    const loose: Model = { ...model, trained: model.trained === null ? null : { ...model.trained, classes: model.trained.classes.map((each) => ({ ...each, levels: each.levels.map((levels, at) => (at === given ? levels.with(-1, 0.3) : levels)) })) } }
    expect(ruleFor(wilfred, { ...wilfred, given_name: 'Rosalind' }, loose)).toBeNull()
    expect(ruleFor(wilfred, { ...wilfred, date_of_birth: '1975-10-12' }, loose)).toBe('generations')
  })

  it('is never asked of a model without names or without birthdays', () => {
    for (const columns of [{ given: { from: 'g', clean: 'given name' }, family: { from: 'f', clean: 'family name' } }, { family: { from: 'f', clean: 'family name' }, born: { from: 'b', clean: 'date' } }, { born: { from: 'b', clean: 'date' } }]) {
      const bare = readModel(JSON.stringify({ name: 'n', version: '1', id: 'id', columns }))
      const one = cleanRecord(bare, { g: 'Ada', f: 'Pell', b: '1961-04-02' })
      const two = cleanRecord(bare, { g: 'Rosalind', f: 'Pell', b: '1961-04-02' })
      expect(kinRuleFor(bare, levelsOf(bare, one, two), one, two)).toBeNull()
      expect(mayBeKin(bare, levelsOf(bare, one, two))).toBe(false)
    }
  })
})

const anybody: fc.Arbitrary<Said> = fc.record({
  given_name: fc.constantFrom('Wilfred', 'Wilf', 'Rosalind', 'W', ''), family_name: fc.constantFrom('Thorneycroft', 'Thornycroft', 'Pell', ''),
  date_of_birth: fc.constantFrom('1948-06-01', '1975-10-12', '1975', '1948-06-02', ''), email: fc.constantFrom('w.t@example.org', ''), phone: fc.constantFrom('020 7946 0611', ''),
})

describe('a rule of kin', () => {
  it('is one that the levels alone allowed for, is the same from either side, and never speaks for one person', () => {
    const scorer = scorerOf(model, { share: () => 0, collision: () => 0, surnamesAt: () => 0 })
    fc.assert(fc.property(anybody, anybody, (left, right) => {
      const rule = ruleFor(left, right)
      expect(ruleFor(right, left)).toBe(rule)
      if (rule === null) return
      expect(mayBeKin(model, levelsOf(model, row(left), row(right)))).toBe(true)
      expect(scorer.score(row(left), row(right)).weight).toBeLessThanOrEqual(RULED[rule])
      expect(scorer.isBarred(levelsOf(model, row(left), row(right)), row(left), row(right))).toBe(rule === 'generations')
    }), { numRuns: 500 })
  })
})
