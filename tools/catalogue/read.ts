import type pg from 'pg'

/** The schemas Heed's own migrations fill. */
export const SCHEMAS = ['public', 'heed']

/** One column, as the catalogue tells it. */
export interface Column {
  readonly name: string
  /** Its type as SQL writes it, e.g. `text[]`. */
  readonly type: string
  readonly required: boolean
  readonly byDefault: string | null
  /** `stored` when worked out from others, `identity` when the database counts it. */
  readonly generated: 'no' | 'stored' | 'identity'
  readonly comment: string | null
}

/** A constraint, index, policy, trigger or grant: its name, and how SQL writes it. */
export interface Part {
  readonly name: string
  readonly definition: string
}

/** One table or view with everything that hangs on it, each list in a stable order. */
export interface Table {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly owner: string
  readonly security: string
  readonly comment: string | null
  readonly columns: readonly Column[]
  readonly constraints: readonly Part[]
  readonly indexes: readonly Part[]
  readonly policies: readonly Part[]
  readonly triggers: readonly Part[]
  readonly grants: readonly Part[]
}

/** Every table and view of Heed's schemas, by schema and name. */
export async function readTables(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(TABLES, [SCHEMAS])
  return rows
}

/** Every function and procedure of Heed's schemas, with its owner and who may call it. */
export async function readFunctions(client: pg.Client): Promise<readonly Part[]> {
  const { rows } = await client.query<Part>(FUNCTIONS, [SCHEMAS])
  return rows
}

/** Every sequence of Heed's schemas, with its grants. */
export async function readSequences(client: pg.Client): Promise<readonly Part[]> {
  const { rows } = await client.query<Part>(SEQUENCES, [SCHEMAS])
  return rows
}

function partsOf(from: string): string {
  return `coalesce((select json_agg(json_build_object('name', p.name, 'definition', p.definition) order by p.name, p.definition) from (${from}) p), '[]')`
}

/** An access list, one row a grantee, the owner's own rights left out. */
function grantsOf(list: string, owner: string): string {
  return `select coalesce(g.rolname, 'public') as name, string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) as definition
    from aclexplode(${list}) x left join pg_roles g on g.oid = x.grantee where x.grantee <> ${owner} group by 1`
}

const COLUMNS = `coalesce((select json_agg(json_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
    'byDefault', pg_get_expr(d.adbin, d.adrelid),
    'generated', case when a.attgenerated <> '' then 'stored' when a.attidentity <> '' then 'identity' else 'no' end,
    'comment', col_description(c.oid, a.attnum)) order by a.attnum)
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]')`

const COLUMN_GRANTS = `select 'column ' || a.attname || ' to ' || g.rolname as name, string_agg(lower(x.privilege_type), ', ' order by x.privilege_type) as definition
  from pg_attribute a, aclexplode(a.attacl) x join pg_roles g on g.oid = x.grantee where a.attrelid = c.oid and x.grantee <> c.relowner group by 1`

const TABLES = `
  select n.nspname as schema, c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind, o.rolname as owner,
    concat_ws(', ', case when c.relrowsecurity then 'row security enabled' end, case when c.relforcerowsecurity then 'forced' end) as security,
    obj_description(c.oid, 'pg_class') as comment,
    ${COLUMNS} as columns,
    ${partsOf("select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = c.oid and contype <> 'n'")} as constraints,
    ${partsOf(`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = c.oid and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`)} as indexes,
    ${partsOf(`select p.polname as name, concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end, 'for',
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        'to', coalesce((select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)), 'public'),
        'using (' || pg_get_expr(p.polqual, p.polrelid) || ')', 'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition
      from pg_policy p where p.polrelid = c.oid`)} as policies,
    ${partsOf('select tgname as name, pg_get_triggerdef(oid) as definition from pg_trigger where tgrelid = c.oid and not tgisinternal')} as triggers,
    ${partsOf(`${grantsOf('c.relacl', 'c.relowner')} union all ${COLUMN_GRANTS}`)} as grants
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
  where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm')
  order by n.nspname collate "C" desc, c.relname collate "C"`

const FUNCTIONS = `
  select n.nspname || '.' || f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')' as name,
    rtrim(pg_get_functiondef(f.oid), E' \\n') || E';\\n-- owner ' || o.rolname || coalesce(
      '; execute: ' || (select string_agg(p.name, ', ' order by p.name) from (${grantsOf("coalesce(f.proacl, acldefault('f', f.proowner))", 'f.proowner')}) p), '; execute: nobody else') as definition
  from pg_proc f join pg_namespace n on n.oid = f.pronamespace join pg_roles o on o.oid = f.proowner
  where n.nspname = any ($1) and f.prokind in ('f', 'p')
  order by 1`

const SEQUENCES = `
  select n.nspname || '.' || c.relname as name, coalesce((select string_agg(p.definition || ' to ' || p.name, '; ' order by p.name) from (${grantsOf('c.relacl', 'c.relowner')}) p), 'no grants') as definition
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1) and c.relkind = 'S' order by 1`
