import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { kyselyOn } from './connect.ts'
import { actWithCopy, copyLine, type CopyValue } from './copying.ts'

describe('a row as a line to be copied', () => {
  it.each([
    [['a', 'b'], 'a\tb\n'], [[null, ''], '\\N\t\n'], [['\\N'], '\\\\N\n'], [['a\tb', 'c\nd', 'e\rf', 'g\\h'], 'a\\tb\tc\\nd\te\\rf\tg\\\\h\n'], [[true, false], 't\tf\n'], [[0, -1.5, 1e21], '0\t-1.5\t1e+21\n'],
    [[new Date('2026-11-23T12:00:00.123Z')], '2026-11-23T12:00:00.123Z\n'], [[], '\n'], [['\\.'], '\\\\.\n'], [['é😀\u2028'], 'é😀\u2028\n'],
  ] satisfies [CopyValue[], string][])('%j is %j', (row, line) => {
    expect(copyLine(row)).toBe(line)
  })

  it('is one line of as many cells as the row, whatever is in it', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', 'N', '.', 'a') }), fc.constant(null)), { minLength: 1, maxLength: 6 }), (row) => {
      const line = copyLine(row)
      expect(line.slice(0, -1)).not.toMatch(/[\n\r]/)
      expect(line.split('\t')).toHaveLength(row.length)
    }))
  })
})

describe('copying within an act', () => {
  let heed: TestHeed
  beforeAll(async () => {
    heed = await openTestHeed()
    await sql`create table public.trial_copies (n int, words text, at timestamptz, fine boolean, size double precision)`.execute(kyselyOn(heed.database.pools.bootstrap))
    await sql`grant select, insert on public.trial_copies to heed_act`.execute(kyselyOn(heed.database.pools.bootstrap))
  })
  afterAll(() => heed.close())

  const columns = ['n', 'words', 'at', 'fine', 'size']
  const copied = async (): Promise<readonly unknown[]> => (await heed.database.pools.bootstrap.query('select n, words, at, fine, size from public.trial_copies order by n')).rows
  const copy = async (rows: readonly (readonly CopyValue[])[], then: () => void = () => undefined): Promise<void> => {
    await actWithCopy(heed.ground, { token: await heed.tokenOf('service:cli'), act: 'test.copy' }, async (ctx, copyInto) => {
      await copyInto('trial_copies', columns, rows.map(copyLine))
      expect((await sql<{ count: string }>`select count(*) from public.trial_copies`.execute(ctx.db)).rows[0]?.count).toBe(rows.length)
      then()
    })
  }

  it('keeps every value exactly as it was, however awkward, over many pieces', async () => {
    const words = ['plain', '', null, '\\N', '\\', '\\\\', 'tab\there', 'two\nlines', 'cr\r\n', '\\.', 'é😀', '"quoted", and', "o'clock"]
    const rows = Array.from({ length: 1000 }, (_, at): readonly CopyValue[] => [at, words[at % words.length] ?? null, new Date('2026-11-23T12:00:00.123Z'), at % 2 === 0, at / 3])
    await copy(rows)
    expect(await copied()).toEqual(rows.map(([n, text, at, fine, size]) => ({ n, words: text, at, fine, size })))
    await sql`delete from public.trial_copies`.execute(kyselyOn(heed.database.pools.bootstrap))
  })

  it('leaves nothing behind when the act fails after it', async () => {
    await expect(copy([[1, 'x', null, null, null]], () => {
      throw new Refusal('conflict', 'not after all')
    })).rejects.toThrow('not after all')
    expect(await copied()).toEqual([])
  })

  it('fails whole when one row cannot be taken', async () => {
    await expect(copy([[1, 'x', null, null, null], ['not a number', 'x', null, null, null]])).rejects.toThrow(/invalid input syntax/)
    expect(await copied()).toEqual([])
  })

  it('has as long as it needs, and only it: no limit of a page holds for it', async () => {
    const limits = await actWithCopy(heed.ground, { token: await heed.tokenOf('service:cli'), act: 'test.copy' }, async (ctx) =>
      (await sql<{ setting: string }>`select setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`.execute(ctx.db)).rows.map(({ setting }) => setting))
    expect(limits).toEqual(['0', '0', '0'])
    const usual = await heed.act('service:cli', async (ctx) => (await sql<{ setting: string }>`select setting from pg_settings where name = 'statement_timeout'`.execute(ctx.db)).rows[0]?.setting)
    expect(usual).not.toBe('0')
  })
})
