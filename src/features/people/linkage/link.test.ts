import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'
import { judge } from './evaluate.ts'
import { comparePairs, countsFor, linkRecords, type Linkage } from './link.ts'
import type { Model } from './model.ts'
import { readModel } from './read-model.ts'
import { RecordIntake, type Records } from './records.ts'
import { recognitions } from './sequence.ts'
import { train } from './train.ts'

type Raw = Readonly<Record<string, string>>

function rowsOf(file: string): Raw[] {
  const [header = '', ...lines] = readFileSync(join(projectFolder(), 'samples/linkage', file), 'utf8').trim().split('\n')
  return lines.map((line) => Object.fromEntries(header.split(',').map((name, at) => [name, line.split(',')[at]?.trim() ?? ''])))
}

function modelNamed(name: string): Model {
  return readModel(readFileSync(join(projectFolder(), 'models', name), 'utf8'))
}

function intake(model: Model, rows: readonly Raw[]): Records {
  const taken = new RecordIntake(model)
  for (const row of rows) taken.add(row[model.id] ?? '', model.columns.map(({ from }) => from.map((name) => row[name] ?? '').join(' ').trim()), row[model.time ?? ''] ?? '', row[model.source ?? ''] ?? '')
  return taken.finish().records
}

function truthOf(records: Records, personOf: (id: string) => string): number[] {
  const numbers = new Map<string, number>()
  return records.ids.map((id) => {
    const person = personOf(id)
    numbers.set(person, numbers.get(person) ?? numbers.size)
    return numbers.get(person) ?? 0
  })
}

const asb = modelNamed('asb.json')
const asbRows = rowsOf('asb_excerpt.csv')
const asbRecords = intake(asb, asbRows)
const asbTruth = new Map(rowsOf('asb_excerpt_truth.csv').map((row) => [row['record_id'] ?? '', row['person_id'] ?? '']))
const asbLinkage = linkRecords(asb, asbRecords)

function namesOf(linkage: Linkage, records: Records): string {
  return records.ids.map((id, at) => `${id} ${records.ids[linkage.groups[at] ?? 0] ?? ''}`).join('\n')
}

describe('linking the samples with one default setting and no labels', () => {
  it('finds the Febrl pairs with all fields, and as a call would have them', () => {
    for (const name of ['febrl.json', 'febrl-calls.json']) {
      const model = modelNamed(name)
      const records = intake(model, rowsOf('febrl1.csv'))
      const found = judge(linkRecords(model, records).groups, truthOf(records, (id) => id.split('-')[1] ?? ''))
      expect(found.pairs.f1, name).toBeGreaterThanOrEqual(0.998)
    }
  })

  it('finds the persons of fake_1000 at a precision of .99', () => {
    const model = modelNamed('fake.json')
    const rows = rowsOf('fake_1000.csv')
    const persons = new Map(rows.map((row) => [row['unique_id'] ?? '', row['cluster'] ?? '']))
    const records = intake(model, rows)
    const { pairs } = judge(linkRecords(model, records).groups, truthOf(records, (id) => persons.get(id) ?? ''))
    expect(pairs.f1).toBeGreaterThanOrEqual(0.95)
    expect(pairs.precision).toBeGreaterThanOrEqual(0.99)
  })

  it('finds callers among households without making a household one person', () => {
    const found = judge(asbLinkage.groups, truthOf(asbRecords, (id) => asbTruth.get(id) ?? ''))
    expect(found.pairs.f1).toBeGreaterThanOrEqual(0.945)
    expect(found.pairs.precision).toBeGreaterThanOrEqual(0.97)
    expect(found.bCubed.f1).toBeGreaterThanOrEqual(0.962)
    expect(found.largest).toBeLessThanOrEqual(found.largestTrue)
  })

  it('knows a caller again as they call, by what was known by then', () => {
    const seen = new Set<string>()
    const said = { known: 0, right: 0, wrong: 0 }
    for (const { record, best, weight } of recognitions(asbLinkage, asbRecords)) {
      const person = asbTruth.get(asbRecords.ids[record] ?? '') ?? ''
      const isKnown = seen.has(person)
      seen.add(person)
      if (asbRecords.sources[record] !== 'call') continue
      if (isKnown) said.known += 1
      if (best === -1 || weight < asb.thresholds.same) continue
      if (asbTruth.get(asbRecords.ids[best] ?? '') === person) said.right += 1
      else said.wrong += 1
    }
    expect(said.right / said.known).toBeGreaterThan(0.9)
    expect(said.right / (said.right + said.wrong)).toBeGreaterThanOrEqual(0.985)
  })
})

describe('a linkage', () => {
  it('is the same twice, and whatever the order of the records', () => {
    const other = intake(asb, asbRows.toReversed())
    const again = linkRecords(asb, other)
    expect(namesOf(again, other)).toBe(namesOf(asbLinkage, asbRecords))
    expect(again.weight).toEqual(asbLinkage.weight)
    expect(again.model.trained).toEqual(asbLinkage.model.trained)
  })

  it('with the trained model is as the one that trained itself', () => {
    expect(namesOf(linkRecords(asbLinkage.model, asbRecords), asbRecords)).toBe(namesOf(asbLinkage, asbRecords))
  })

  it('bends to decisions, and is as before when they are taken back', () => {
    const first = asbLinkage.groups.findIndex((group, at) => group !== at)
    const partner = asbLinkage.groups[first] ?? 0
    const apart = linkRecords(asb, asbRecords, { same: [], apart: [[first, partner]] })
    expect(apart.groups[first]).not.toBe(apart.groups[partner])
    expect(namesOf(linkRecords(asb, asbRecords), asbRecords)).toBe(namesOf(asbLinkage, asbRecords))
  })

  it('splits a key that too many records share, says so, and still finds them', () => {
    const crowd = Array.from({ length: 400 }, (_, at) => ({ record_id: `h${String(at).padStart(3, '0')}`, first_name: `${'ABCDEFGHIJ'[at % 10] ?? ''}name${at % 40}`, surname: `Sur${Math.floor(at / 2) % 50}`, address: 'The Hostel, 1 Mill Lane', postcode: 'ZA1 2BC', uprn: '99900000001', dob: `19${50 + (Math.floor(at / 2) % 40)}-03-${10 + (Math.floor(at / 2) % 18)}` }))
    const compared = comparePairs(asb, intake(asb, crowd))
    expect(compared.splits.some(({ rule, records, by }) => rule.startsWith('uprn') && records > 40 && by.length > 0)).toBe(true)
    expect(compared.count).toBeGreaterThan(200)
  })
})

describe('training', () => {
  const counts = countsFor(asb, asbRecords, asbLinkage.compared)

  it('keeps the same person the one who agrees on what is their own, however its guesses stand', () => {
    const { classes } = train(asb, counts)
    const [given, birth] = [0, 2]
    const disagree = (at: number): number[] => classes.map(({ levels }) => levels[at]?.at(-1) ?? 1)
    expect(classes[0]?.explanation).toBe('same person')
    for (const at of [given, birth]) expect(Math.min(...disagree(at))).toBe(disagree(at)[0])
    expect(classes.map(({ explanation }) => explanation)).toContain('same household')
  })

  it('gives every level of every explanation a chance that adds up to one', () => {
    for (const { levels } of train(asb, counts).classes) for (const row of levels) {
      expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
      expect(Math.min(...row)).toBeGreaterThan(0)
    }
  })

  it('is not misled where true pairs are few among many namesakes and shared birth years', () => {
    const model = readModel(JSON.stringify({ name: 'few', version: '1', id: 'id', columns: { given: { from: 'g', clean: 'given name' }, family: { from: 'f', clean: 'family name' }, birth: { from: 'b', clean: 'date' } } }))
    const syllables = ['ba', 'ko', 'mi', 'ru', 'ten', 'sal', 'vor', 'lin', 'dag', 'pe']
    const name = (at: number): string => `${syllables[at % 10] ?? ''}${syllables[Math.floor(at / 10) % 10] ?? ''}${syllables[Math.floor(at / 100) % 10] ?? ''}`
    let state = 7
    const draw = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const people = Array.from({ length: 2000 }, (_, at) => ({ id: `p${at}`, g: name(draw(40)), f: `${name(draw(300))}er`, b: `19${30 + draw(60)}-0${1 + draw(9)}-${10 + draw(18)}` }))
    const twice = people.filter((_, at) => at % 25 === 0).map((each, at) => ({ ...each, id: `${each.id}b`, f: at % 2 === 0 ? `${each.f.slice(0, 3)}${each.f.slice(4)}` : each.f }))
    const records = intake(model, [...people, ...twice])
    const linkage = linkRecords(model, records)
    const { pairs } = judge(linkage.groups, truthOf(records, (id) => id.replace('b', '')))
    expect(pairs.precision).toBeGreaterThan(0.75)
    expect(pairs.recall).toBeGreaterThan(0.9)
    expect(linkage.model.trained?.classes[0]?.levels[1]?.at(-1)).toBeLessThanOrEqual(0.2)
  })

  it('falls back to two explanations where nothing tells more apart, and says so', () => {
    const flat = { ...counts, patterns: counts.patterns.filter(({ levels }) => levels[0] === 7 || levels[0] === 0).slice(0, 40) }
    const { from, classes } = train(asb, flat)
    expect(classes.length === 2).toBe(from.includes('two explanations'))
    expect(classes[0]?.explanation).toBe('same person')
  })
})
