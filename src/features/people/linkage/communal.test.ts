import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'
import { cleanRecord, type Row } from './compare.ts'
import { COMMUNAL_FROM, crowdingOf, placeKeysOf, surnamesByPlace } from './communal.ts'
import { stepsOf } from './evidence.ts'
import { linkRecords } from './link.ts'
import { readModel } from './read-model.ts'
import { RecordIntake, termsOf } from './records.ts'
import { scorerOf } from './score.ts'

const model = readModel(readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8'))

interface Said {
  given_name?: string
  family_name?: string
  date_of_birth?: string
  phone?: string
  address?: string
  postcode?: string
  uprn?: string
}

const row = (said: Said): Row => cleanRecord(model, { ...said })
const hostel = { address: 'Hope House, 3 Mill Lane', postcode: 'ZA1 2BC' }
const house = { address: '14 Tanner Street', postcode: 'ZA1 2BD' }
/** Surnames no two of which sound alike. */
const surname = (at: number): string => `${'pflmrks'[at % 7] ?? ''}a${'pflmrks'[Math.floor(at / 7) % 7] ?? ''}o${'lmn'[Math.floor(at / 49) % 3] ?? ''}er`
const livingAt = (place: Said, many: number): Row[] => Array.from({ length: many }, (_, at) => row({ ...place, given_name: 'Alex', family_name: surname(at) }))

describe('an address', () => {
  it('is counted by its property number, and by postcode, flat and house', () => {
    expect(placeKeysOf(model, row({ ...house, uprn: '0012345' }))).toEqual(['#12345', 'ZA12BD  14'])
    expect(placeKeysOf(model, row({ address: 'Flat 2, 14 Tanner Street', postcode: 'ZA1 2BD' }))).toEqual(['ZA12BD 2 14'])
    expect(placeKeysOf(model, row({ postcode: 'ZA1 2BD' }))).toEqual([])
    expect(placeKeysOf(model, row({ address: 'by the canal', postcode: 'ZA1 2BD' }))).toEqual([])
  })

  it('in a model without postcodes is counted by its line, and in one without whole addresses not at all', () => {
    const written = (columns: object): Parameters<typeof placeKeysOf>[0] => readModel(JSON.stringify({ name: 'n', version: '1', id: 'id', columns: { family: { from: 'surname', clean: 'family name' }, ...columns } }))
    const lines = written({ line: { from: 'line', clean: 'address' } })
    expect(placeKeysOf(lines, cleanRecord(lines, { line: '3 Mill Lane' }))).toEqual(['3 mill ln'])
    const towns = written({ town: { from: 'town', clean: 'text' } })
    expect(placeKeysOf(towns, cleanRecord(towns, { town: 'Leeds' }))).toEqual([])
    expect(surnamesByPlace(towns, () => [cleanRecord(towns, { surname: 'Pell', town: 'Leeds' })]).size).toBe(0)
  })

  it('is communal from ten surnames, told apart by their sound, however many reports one household makes', () => {
    expect(surnamesByPlace(model, () => livingAt(hostel, COMMUNAL_FROM - 1)).size).toBe(0)
    expect([...surnamesByPlace(model, () => livingAt(hostel, COMMUNAL_FROM))]).toEqual([['ZA12BC  3', COMMUNAL_FROM]])
    const oneFamily = Array.from({ length: 50 }, (_, at) => row({ ...house, given_name: 'Ada', family_name: ['Pell', 'Pel', 'Pelle'][at % 3] ?? '' }))
    expect(surnamesByPlace(model, () => oneFamily).size).toBe(0)
  })
})

describe('how much less a shared address says', () => {
  const anyone = fc.record({
    given_name: fc.constantFrom('Ada', 'Ann', 'John', ''), family_name: fc.constantFrom('Pell', 'Frost', 'Okonedo', ''), date_of_birth: fc.constantFrom('1961-04-02', '1988-12-03', ''), phone: fc.constantFrom('07700 900123', ''),
    address: fc.constantFrom(hostel.address, house.address, ''), postcode: fc.constantFrom(hostel.postcode, house.postcode, ''),
  })
  const terms = (surnames: number) => ({ share: () => 0.001, collision: () => 0.001, surnamesAt: (key: string) => (key.startsWith('ZA12BC') ? surnames : 0) })

  it('grows with who lives there, is nothing at an ordinary address, and is the same whichever record comes first', () => {
    fc.assert(fc.property(anyone, anyone, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (one, two, some, more) => {
      const [a, b] = [row(one), row(two)]
      const [few, many] = [crowdingOf(model, terms(Math.min(some, more)).surnamesAt)(a, b), crowdingOf(model, terms(Math.max(some, more)).surnamesAt)(a, b)]
      expect(many).toBeGreaterThanOrEqual(few)
      expect(crowdingOf(model, terms(more).surnamesAt)(b, a)).toBe(crowdingOf(model, terms(more).surnamesAt)(a, b))
      if (one.address !== two.address || one.postcode !== two.postcode || Math.max(some, more) < COMMUNAL_FROM) expect(many).toBe(0)
    }))
  })

  it('never makes two records likelier to be one person, alone and in bulk alike, and the steps still add up', () => {
    fc.assert(fc.property(anyone, anyone, fc.integer({ min: 0, max: 500 }), (one, two, surnames) => {
      const [plain, crowded] = [scorerOf(model, terms(0)), scorerOf(model, terms(surnames))]
      const score = crowded.score(row(one), row(two))
      expect(score.weight).toBeLessThanOrEqual(plain.score(row(one), row(two)).weight + 1e-9)
      expect(crowded.weigherOf(score.levels)(row(one), row(two))).toBeCloseTo(score.weight, 9)
      expect(stepsOf(model, score).reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(score.weight, 0)
    }))
  })

  it('is said in a step of its own', () => {
    const found = scorerOf(model, terms(200)).score(row({ ...hostel, given_name: 'Ada', family_name: 'Pell' }), row({ ...hostel, given_name: 'Ada', family_name: 'Pell' }))
    expect(stepsOf(model, found).find(({ name }) => name === 'Address, shared by many')).toMatchObject({ found: 'people of many surnames are on record there', bits: -Math.log2(100) })
  })
})

describe('namesakes in a hostel', () => {
  it('are counted from the file itself, and weigh less than namesakes at a house', () => {
    const intake = new RecordIntake(model)
    const add = (said: Said): void => intake.add(`r${intakes += 1}`, model.columns.map(({ from }) => from.map((name) => ({ ...said }[name] ?? '')).join(' ')), '', '')
    let intakes = 0
    for (let at = 0; at < 60; at += 1) add({ ...hostel, given_name: ['Ada', 'John', 'Ruth'][at % 3] ?? '', family_name: surname(at) })
    for (const place of [hostel, house]) for (let twice = 0; twice < 2; twice += 1) add({ ...place, given_name: 'John', family_name: 'Smith' })
    const { records } = intake.finish()
    const linked = linkRecords(model, records)
    const weightOf = (place: Said): number => scorerOf(model, termsOf(model, records)).score(row({ ...place, given_name: 'John', family_name: 'Smith' }), row({ ...place, given_name: 'John', family_name: 'Smith' })).weight
    expect(linked.compared.count).toBeGreaterThan(0)
    expect(weightOf(hostel)).toBeLessThan(weightOf(house) - 1)
  })
})
