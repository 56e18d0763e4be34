import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

async function rowsOf(sql: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await heed.database.pools.bootstrap.query(sql)
  return rows
}

describe('reference data', () => {
  it('is there, and every row says how certain it is and, unless it is invented, from where', async () => {
    const sets = await rowsOf('select code_set, count(*)::int as n from reference_values group by 1 order by 1')
    expect(sets.map((row) => row['code_set'])).toEqual(expect.arrayContaining(['asb-type', 'bank-holiday', 'case-result', 'channel', 'qualifier', 'response-grade', 'result-code', 'standard']))
    for (const table of ['reference_values', 'question_sets']) {
      expect(await rowsOf(`select key, certainty from ${table} where certainty is null or btrim(certainty) = ''`), table).toEqual([])
      expect(await rowsOf(`select key from ${table} where (source is null or btrim(source) = '') and certainty !~* 'invented|design|house|heed|config|unknown|none|not'`), table).toEqual([])
    }
  })

  it('has England’s bank holidays for every year it covers, at least eight a year', async () => {
    const years = await rowsOf("select substring(key || extra::text from '(?:19|20)[0-9]{2}') as year, count(*)::int as n from reference_values where code_set = 'bank-holiday' group by 1 order by 1")
    expect(years.length).toBeGreaterThan(5)
    const whole = years.slice(1, -1)
    for (const { year, n } of whole) expect(Number(n), String(year)).toBeGreaterThanOrEqual(8)
    expect(whole.map(({ year }) => Number(year))).toEqual(whole.map((_, index) => Number(whole[0]?.['year']) + index))
  })
})
