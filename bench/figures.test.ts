import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { line, percentile } from './house.ts'
import { writeSyntheticPeople } from './synthetic-people.ts'

describe('the benches', () => {
  it('are loaded by plain Node, all of them: one that does not exist is answered with those that do', () => {
    const { status, stderr } = spawnSync(process.execPath, ['bench/run.ts', 'nothing'], { encoding: 'utf8' })
    expect(stderr).toContain('There is no bench “nothing”. There are import, api, list')
    expect(status).toBe(2)
  })
})

describe('a percentile', () => {
  it('of a hundred values is never better than the share that was asked: so many of them are no greater', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99), percentile(values, 1)]).toEqual([51, 96, 100, 100])
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }), fc.constantFrom(0.5, 0.95, 0.99), (given, share) => {
      const found = percentile(given, share)
      expect(given).toContain(found)
      expect(given.filter((value) => value <= found).length).toBeGreaterThanOrEqual(given.length * share)
    }), { numRuns: 100 })
  })

  it('leaves its values in their order, and of none is no number, so that nothing measured is never a figure reached', () => {
    const values = [3, 1, 2]
    percentile(values, 0.5)
    expect(values).toEqual([3, 1, 2])
    expect(percentile([], 0.95)).toBeNaN()
    expect(percentile([], 0.95) < 50).toBe(false)
  })
})

describe('a line of figures', () => {
  it('says whether it was reached, where it was measured, and its figures to three places', () => {
    expect(line('case page', 'embedded', { p95: 17.0449, floor: 0.33333, reports: 12345.6, of: '3 rounds' }, true)).toBe('reached  case page (embedded): p95 17 · floor 0.333 · reports 12346 · of 3 rounds')
    expect(line('case page', 'embedded', { p95: 61 }, false)).toBe('MISSED   case page (embedded): p95 61')
  })
})

describe('the invented people of the benches', () => {
  let folder = ''
  const read = (name: string): string[][] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').map((row) => row.split(','))
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heed-bench-'))
    await writeSyntheticPeople(join(folder, 'a.csv'), 3000)
    await writeSyntheticPeople(join(folder, 'b.csv'), 1500)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('are as many as were asked for, whole rows, each under a number of its own', () => {
    const [header, ...rows] = read('a.csv')
    expect(rows).toHaveLength(3000)
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header?.length]))
    expect(new Set(rows.map(([id]) => id)).size).toBe(3000)
  })

  it('are the same each time, so that two measurements measure the same: fewer of them are the first of them', () => {
    expect(read('b.csv')).toEqual(read('a.csv').slice(0, 1501))
  })

  it('have the gaps that records have, and invented addresses only', () => {
    const [header = [], ...rows] = read('a.csv')
    const filled = (name: string): number => rows.filter((row) => row[header.indexOf(name)] !== '').length / rows.length
    for (const [name, least, most] of [['dob', 0.4, 0.6], ['address', 0.75, 0.95], ['postcode', 0.7, 0.9], ['phone', 0.65, 0.85], ['first_name', 1, 1]] as const) {
      expect([name, filled(name) >= least && filled(name) <= most]).toEqual([name, true])
    }
    for (const row of rows) {
      expect(row[header.indexOf('postcode')]).toMatch(/^(ZA\d{1,2} \d[A-Z]{2})?$/)
      expect(row[header.indexOf('email')]).toMatch(/^([^@]+@mail\.example)?$/)
    }
  })
})
