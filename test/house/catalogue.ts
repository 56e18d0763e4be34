import type pg from 'pg'

/** One column as the catalogue tells it. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly hasDefault: boolean
  /** The table a foreign key leads to, `public` left out. */
  readonly refersTo: string | null
  /** The values a plain check lists. */
  readonly listed: readonly string[]
  /** A document that must be a list. */
  readonly isList: boolean
}

/** One table, with its guard. */
export interface Table {
  readonly name: string
  readonly owner: string
  readonly isGuarded: boolean
  readonly isForced: boolean
  readonly comment: string | null
  readonly columns: readonly Column[]
}

/** Every table of Heed's schemas, `public` left out of its name. */
export async function readTables(pool: pg.Pool): Promise<readonly Table[]> {
  const { rows } = await pool.query(`
    select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name, pg_get_userbyid(c.relowner) as owner,
      c.relrowsecurity as guarded, c.relforcerowsecurity as forced, obj_description(c.oid, 'pg_class') as comment,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isRequired', a.attnotnull,
          'hasDefault', a.atthasdef or a.attidentity <> '',
          'refersTo', (select case when fn.nspname = 'public' then '' else fn.nspname || '.' end || f.relname from pg_constraint k join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum] limit 1),
          'checks', (select coalesce(json_agg(pg_get_constraintdef(k.oid)), '[]') from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]))
        order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'heed') and c.relkind in ('r', 'p') order by 1`)
  return rows.map((row) => ({
    name: row.name, owner: row.owner, isGuarded: row.guarded, isForced: row.forced, comment: row.comment,
    columns: row.columns.map((column: Column & { checks: string[] }) => ({ ...column, listed: column.checks.flatMap(listedIn), isList: column.checks.some((check) => check.includes("= 'array'")) })),
  }))
}

function listedIn(check: string): readonly string[] {
  return / = ANY | <@ /.test(check) ? [...check.matchAll(/'((?:[^']|'')*)'::/g)].map(([, value = '']) => value.replaceAll("''", "'")) : []
}
