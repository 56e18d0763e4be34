import { describe, expect, it } from 'vitest'
import type { Column, Table } from './read.ts'
import { schemaSql } from './schema-sql.ts'

const table: Table = { schema: 'public', name: 'things', kind: 'table', owner: 'heed_owner', security: '', comment: null, columns: [], constraints: [], indexes: [], policies: [], triggers: [], grants: [] }
const column: Column = { name: 'id', type: 'uuid', required: true, byDefault: null, generated: 'no', comment: null }
const linesOf = (more: Partial<Table>): readonly string[] => schemaSql([{ ...table, ...more }], [], []).split('\n').slice(2)

describe('a table in the file of the schema', () => {
  it('has its columns with what they must hold and what fills them, then its constraints, and who owns it', () => {
    expect(linesOf({
      security: 'row security enabled, forced',
      columns: [column, { ...column, name: 'told_at', type: 'timestamp with time zone', required: false }, { ...column, name: 'made_on', type: 'date', byDefault: 'CURRENT_DATE' }, { ...column, name: 'n', type: 'integer', generated: 'identity' }, { ...column, name: 'key', type: 'text', required: false, generated: 'stored', byDefault: 'lower(name)' }],
      constraints: [{ name: 'things_pkey', definition: 'PRIMARY KEY (id)' }],
    })).toEqual([
      'create table things (', '  id uuid not null,', '  told_at timestamp with time zone,', '  made_on date not null default CURRENT_DATE,', '  n integer not null generated as identity,',
      '  key text generated always as (lower(name)) stored,', '  constraint things_pkey PRIMARY KEY (id)', ');  -- owner heed_owner; row security enabled, forced', '',
    ])
  })

  it('is told with its meaning and its columns’, in quotes that a word cannot break', () => {
    expect(linesOf({ comment: "A force's things", columns: [{ ...column, comment: "in metres, the force's own" }] })).toEqual(expect.arrayContaining([
      "comment on table things is 'A force''s things';", "comment on column things.id is 'in metres, the force''s own';",
    ]))
  })

  it('is told with its indexes, policies, triggers and grants, those of one column as such', () => {
    expect(linesOf({
      schema: 'heed', kind: 'view', indexes: [{ name: 'i', definition: 'CREATE INDEX i ON things (id)' }], policies: [{ name: 'theirs', definition: 'permissive for select to public using (true)' }], triggers: [{ name: 't', definition: 'CREATE TRIGGER t' }],
      grants: [{ name: 'heed_look', definition: 'select' }, { name: 'column told_at to heed_act', definition: 'update' }],
    })).toEqual(['create view heed.things (', '', ');  -- owner heed_owner', 'CREATE INDEX i ON things (id);', 'create policy theirs on heed.things as permissive for select to public using (true);', 'CREATE TRIGGER t;', 'grant select on heed.things to heed_look;', 'grant update (told_at) on heed.things to heed_act;', ''])
  })
})

describe('the file of the schema', () => {
  it('has tables, then sequences, then functions, each apart from the next, and ends in one line', () => {
    const text = schemaSql([table], [{ name: 'heed.numbers', definition: 'no grants' }], [{ name: 'heed.f()', definition: 'CREATE FUNCTION heed.f();\n-- owner heed_definer' }])
    expect(text.endsWith('\n\ncreate table things (\n\n);  -- owner heed_owner\n\ncreate sequence heed.numbers;  -- no grants\n\nCREATE FUNCTION heed.f();\n-- owner heed_definer\n')).toBe(true)
    expect(text).toMatch(/^-- The schema as the migrations leave it\./)
    expect(schemaSql([], [], []).split('\n')).toHaveLength(2)
  })
})
