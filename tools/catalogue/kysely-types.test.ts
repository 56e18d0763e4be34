import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, openTestDatabase } from '#test/harness.ts'
import { describeDatabase } from '../database-types.ts'
import { kyselyTypes, valuesOf } from './kysely-types.ts'
import type { Table } from './read.ts'

const table: Table = {
  schema: 'public', name: 'action_notes', kind: 'table', owner: 'heed_owner', security: '', comment: 'What was noted. Owner: cases.',
  columns: [], constraints: [], indexes: [], policies: [], triggers: [], grants: [],
}
const column = { name: 'id', type: 'uuid', required: true, byDefault: null, generated: 'no', comment: null } as const

describe('the values a check allows', () => {
  it('are read from a list, in its order', () => {
    expect(valuesOf('kind', "CHECK ((kind = ANY (ARRAY['a'::text, 'it''s'::text, 'b c'::text])))")).toEqual(['a', "it's", 'b c'])
    expect(valuesOf('kind', "CHECK ((kind = 'only'::text))")).toEqual(['only'])
    expect(valuesOf('flags', "CHECK ((flags <@ ARRAY['x'::text, 'y'::text]))")).toEqual(['x', 'y'])
  })

  it('are not guessed from a check that says something else as well', () => {
    expect(valuesOf('kind', "CHECK (((kind = 'a'::text) AND (other = 'b'::text)))")).toBeNull()
    expect(valuesOf('kind', "CHECK ((other = ANY (ARRAY['a'::text])))")).toBeNull()
    expect(valuesOf('kind', "CHECK ((kind = ANY (ARRAY['a'::text, other])))")).toBeNull()
    expect(valuesOf('kind', "CHECK ((kind <> 'a'::text))")).toBeNull()
    expect(valuesOf('risk', 'CHECK (((risk >= 0) AND (risk <= 3)))')).toBeNull()
  })
})

describe('a table as Kysely sees it', () => {
  it('tells what is required, what may be null, what the database fills and what it works out', () => {
    const types = kyselyTypes([{
      ...table,
      columns: [
        column,
        { ...column, name: 'told_at', type: 'timestamp with time zone', required: false },
        { ...column, name: 'made_on', type: 'date', byDefault: 'CURRENT_DATE' },
        { ...column, name: 'search', type: 'tsvector', generated: 'stored', byDefault: 'x' },
        { ...column, name: 'flags', type: 'text[]', byDefault: "'{}'" },
        { ...column, name: 'body', type: 'jsonb', required: false },
      ],
      constraints: [{ name: 'flags_known', definition: "CHECK ((flags <@ ARRAY['x'::text, 'y'::text]))" }],
    }])
    expect(types).toContain('/** What was noted. Owner: cases. */\nexport interface ActionNotes {\n  id: string\n  toldAt: Date | null\n  madeOn: Generated<string>\n  search: GeneratedAlways<string>\n')
    expect(types).toContain("  flags: Generated<('x' | 'y')[]>\n  body: Json | null\n")
    expect(types).toContain('export interface Database {\n  actionNotes: ActionNotes\n}')
  })

  it('keeps the schema of what is not public', () => {
    expect(kyselyTypes([{ ...table, schema: 'heed', columns: [column] }])).toContain("'heed.actionNotes': HeedActionNotes")
  })

  it('refuses a type it does not know, and a name that would not come back from camelCase', () => {
    expect(() => kyselyTypes([{ ...table, columns: [{ ...column, type: 'money' }] }])).toThrow('action_notes.id is of type money')
    expect(() => kyselyTypes([{ ...table, columns: [{ ...column, name: 'line_1' }] }])).toThrow('does not survive camelCase')
  })

  it('gives every name of words a name it can be turned back from', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const types = kyselyTypes([{ ...table, name: 'things', columns: [{ ...column, name: words.join('_') }] }])
      const camel = /\n {2}(\w+): string\n/.exec(types)?.[1] ?? ''
      expect(camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).toBe(words.join('_'))
    }))
  })
})

describe('the files in db', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())

  it('say what the migrations make (otherwise: npm run db:types)', async () => {
    const { readFileSync } = await import('node:fs')
    const { schema, types } = await describeDatabase(database.server)
    expect(types).toBe(readFileSync(new URL('../../db/types.ts', import.meta.url), 'utf8'))
    const { rows } = await database.pools.bootstrap.query<{ major: number }>("select current_setting('server_version_num')::int / 10000 as major")
    // other versions of PostgreSQL print some expressions another way
    if (rows[0]?.major === 18) expect(schema).toBe(readFileSync(new URL('../../db/schema.sql', import.meta.url), 'utf8'))
  })
})
