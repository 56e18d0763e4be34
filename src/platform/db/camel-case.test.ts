import { CamelCasePlugin, DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql, type Dialect } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Database } from '#db/types.ts'
import { camelCaseRows, SnakeCasePostgres } from './camel-case.ts'

const offline = (compiler: Dialect['createQueryCompiler']): Dialect => ({
  createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: compiler,
})
const ours = new Kysely<Database>({ dialect: offline(() => new SnakeCasePostgres({ pool: async () => Promise.reject(new Error('nothing is asked here')) }).createQueryCompiler()), plugins: [camelCaseRows] })
const kyselys = new Kysely<Database>({ dialect: offline(() => new PostgresQueryCompiler()), plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] })

const statements = [
  (db: Kysely<Database>) => db.selectFrom('incidents as i').leftJoin('teams as t', 't.id', 'i.teamId').select(['i.id', 'i.sourceReference', 't.name as teamName']).where('i.isOpen', '=', true).orderBy('i.reportedAt', 'desc').limit(5),
  (db: Kysely<Database>) => db.selectFrom('heed.settings').selectAll().where('key', '=', 'x'),
  (db: Kysely<Database>) => db.insertInto('handledEvents').values({ eventId: 'x', handler: 'y' }),
  (db: Kysely<Database>) => db.updateTable('caseEntries').set({ correctsId: null }).where('caseId', 'in', ['a', 'b']),
  (db: Kysely<Database>) => db.deleteFrom('idempotencyKeys').where('createdAt', '<', sql<Date>`now()`),
  (db: Kysely<Database>) => db.selectFrom('cases').select(({ fn, eb }) => [fn.max('openedAt').as('lastOpened'), eb.ref('cases.ownerId').as('Odd "name"'), sql.ref('cases.team_id').as('h3Cell')]).groupBy('cases.ownerId'),
]

describe('names', () => {
  it('are written as Kysely’s own plugin writes them', () => {
    for (const make of statements) expect(make(ours).compile().sql).toBe(make(kyselys).compile().sql)
  })

  it('cannot break out of their quotes', () => {
    expect(sql`select ${sql.ref('a"; drop table x; --')}`.compile(ours).sql).toBe('select "a""; drop table x; --"')
  })
})
