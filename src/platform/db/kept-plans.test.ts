import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planName } from './kept-plans.ts'

const shape = fc.stringMatching(/^[a-z]{1,12}$/).map((word) => `select "id" from "incidents" where "${word}" = $1`)

describe('the name a plan is kept under', () => {
  it('is the same for the same statement and another for another, short enough for the database to tell them apart', () => {
    fc.assert(fc.property(shape, shape, (one, other) => {
      expect(planName(one, 'look')).toBe(planName(one, 'look'))
      expect(planName(one, 'look') === planName(other, 'look')).toBe(one === other)
      expect(planName(one, 'look')).toMatch(/^[\w-]{24}$/)
      expect(planName(one, 'act')).toBe(planName(one, 'look'))
    }), { numRuns: 30 })
  })

  it.each([
    ['a row by its key', 'select "id" from "cases" where "id" = $1'], ['a row put in', 'insert into "cases" ("id") values ($1)'], ['a change', 'update "cases" set "status" = $1 where "id" = $2'],
    ['what is announced with its jobs', 'with announced as (insert into events default values) select heed.enqueue($1)'], ['inserts gone in together', 'with "made_with_0" as (insert into a values ($1)) insert into b values ($2)'], ['one that begins on a new line', '\n  select "id" from "cases" where "id" = $3'],
  ])('is there for %s, whoever asks', (_what, text) => {
    for (const kind of ['look', 'act'] as const) expect(planName(text, kind)).toEqual(expect.any(String))
  })

  it.each([
    ['every column, for a migration may add one', 'select * from "cases" where "id" = $1'], ['every column of one table of two', 'select "c".* from "cases" as "c" where "c"."id" = $1'],
    ['a removal', 'delete from "cases" where "id" = $1'], ['a setting', "set local role 'x'"], ['some other with', 'with recent as (select 1) select "id" from "cases"'], ['nothing', ''],
  ])('is not there for %s', (_what, text) => {
    for (const kind of ['look', 'act'] as const) expect(planName(text, kind)).toBeNull()
  })

  it.each([['a page of a list', 'select "id" from "cases" limit $1'], ['a later page', 'select "id" from "cases" offset $1'], ['words looked for', 'select "id" from "cases" where "words" @@ $1']])('is there for %s in an act, and not in a look, which goes by what it is narrowed by', (_what, text) => {
    expect([planName(text, 'act') === null, planName(text, 'look') === null]).toEqual([false, true])
  })

  it('is not there for a statement longer than eight thousand characters', () => {
    const padded = (length: number): string => 'select "id" from "cases" where "id" in ('.padEnd(length, '$1,')
    expect([planName(padded(8000), 'act') === null, planName(padded(8001), 'act') === null]).toEqual([false, true])
  })
})
