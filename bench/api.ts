import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { issueToken } from '#features/admin/index.ts'
import { newId } from '#platform/ids.ts'
import { instantAt } from '#platform/time/instant.ts'
import { transact } from '#platform/transact.ts'
import { Running } from '../test/kill/running.ts'
import { squareTown } from '../test/support/town.ts'
import { posted } from './http.ts'
import { line, openBenchHouse, percentile, raise, type BenchHouse } from './house.ts'

const SECONDS = 12
const ROUNDS = 4
const WRITERS = 8
const TWELVE_HOURS = 12 * 60 * 60 * 1000
const FIRST_REPORT = Date.UTC(2026, 5, 1, 21, 14)
/** Everything a report's transaction writes, table by table: the rows of the incident $1 as a query of JSON objects. What the worker takes away at once, jobs and entries to seal, is written out again. */
const WRITTEN: Readonly<Record<string, string>> = {
  'public.incidents': 'select to_jsonb(t) as row from incidents t where t.id = $1',
  'public.screening_answers': 'select to_jsonb(t) as row from screening_answers t where t.incident_id = $1',
  'public.incident_flags': 'select to_jsonb(t) as row from incident_flags t where t.incident_id = $1',
  'public.incident_entries': 'select to_jsonb(t) as row from incident_entries t where t.incident_id = $1',
  'public.persons': 'select to_jsonb(t) as row from persons t where t.id in (select person_id from person_mentions where source_id = $1)',
  'public.person_mentions': 'select to_jsonb(t) as row from person_mentions t where t.source_id = $1',
  'public.notifications': 'select to_jsonb(t) as row from notifications t where t.subject_id = $1',
  'public.clocks': 'select to_jsonb(t) as row from clocks t where t.subject_id = $1',
  'public.events': 'select to_jsonb(t) as row from events t where t.subject_id = $1',
  'heed.asked_jobs': "select jsonb_build_object('event_id', e.id, 'handler', a.handler) as row from events e join bench_floor.asked a on a.event = e.name where e.subject_id = $1",
  'public.audit_entries': 'select to_jsonb(t) as row from audit_entries t where t.subject_ids @> array[$1::uuid]',
  'heed.audit_unsealed': "select jsonb_build_object('entry_id', t.id) as row from audit_entries t where t.subject_ids @> array[$1::uuid]",
  'public.idempotency_keys': 'select to_jsonb(t) as row from idempotency_keys t join incidents i on i.source_reference = t.key where i.id = $1',
}

/** Reports through the API, against the bare inserts of the same rows, one transaction each; then 50 a second. */
export async function benchApi(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  let running: Running | null = null
  try {
    await raise(house, squareTown)
    const token = await transact(house.ground, { token: await house.services.tokenOf('cli'), mode: 'act', act: 'bench.issue-token' }, (ctx) => issueToken(ctx, { name: 'bench', scopes: ['incidents:write'] }))
    running = await Running.start(house.config.dataFolder, house.environment)
    const post = poster(running.address, token)
    // a server that has been at work for a while: its plans are made, its code is warm
    const noted = await noteAskedJobs(house)
    await flat(post, 4)
    await noted.end()
    const bare = await openBare(house)
    const rates: number[] = []
    const floors: number[] = []
    // in turn, so that both meet the same machine
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.push(await flat(post, SECONDS / ROUNDS))
      floors.push(await bare.insert(SECONDS / ROUNDS))
    }
    await bare.close()
    const [rate, floor] = [percentile(rates, 0.5), percentile(floors, 0.5)]
    const waits = await steady(post, 50, SECONDS)
    const [ratio, p99] = [percentile(rates.map((each, round) => each / (floors[round] ?? Number.NaN)), 0.5), percentile(waits, 0.99)]
    const isReached = ratio >= 1 / 3 && p99 < 150
    say(line('POST /api/v1/incidents', house.on, { 'a second': rate, 'bare inserts a second': floor, ratio, reach: '>= 0.333', 'p50 ms at 50 a second': percentile(waits, 0.5), 'p99 ms': p99, below: 150 }, isReached))
    return isReached
  } finally {
    await running?.stop()
    await house.close()
  }
}

type Post = () => Promise<number>

/**
 * Reports as a force takes them: as densely in place and time as in London, from many places, every so often by somebody who has called before.
 *
 * Result of a post: milliseconds.
 */
function poster(address: string, token: string): Post {
  let sent = 0
  return async () => {
    const id = newId()
    sent += 1
    const phone = `07700 900${String((sent * 389) % 1000).padStart(3, '0')}`
    const body = JSON.stringify({
      reference: id, channel: '101', reportedAt: instantAt(FIRST_REPORT - sent * TWELVE_HOURS).toISOString(), type: '211', qualifier: 'personal', narrative: `Shouting in the street every evening ${id}`,
      location: { text: `${1 + (sent % 400)} Tanner Street`, longitude: -0.1 + ((sent * 7919) % 1000) / 50_000, latitude: 51.4 + ((sent * 104_729) % 1000) / 50_000 },
      people: [{ role: 'caller', givenName: 'Ada', familyName: `Example${id.slice(-4)}`, phone, email: `${id}@example.com` }, { role: 'victim', givenName: 'Sam', familyName: `Sample${id.slice(-5)}` }],
      screening: [{ question: 'd1', answer: 'yes', detail: 'every weekend since May' }],
    })
    const started = performance.now()
    const { status, text } = await posted(`${address}/api/v1/incidents`, body, { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id })
    if (status !== 201) throw new Error(`answered ${status}: ${text}`)
    return performance.now() - started
  }
}

/** As fast as eight writers can. Result: posts a second. */
async function flat(post: Post, seconds: number): Promise<number> {
  const started = performance.now()
  let count = 0
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    while (performance.now() - started < seconds * 1000) {
      await post()
      count += 1
    }
  }))
  return count / ((performance.now() - started) / 1000)
}

/** So many a second, however long each takes. Result: milliseconds each. */
async function steady(post: Post, perSecond: number, seconds: number): Promise<readonly number[]> {
  const waits: number[] = []
  const all: Promise<void>[] = []
  const started = performance.now()
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const due = started + (sent * 1000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    all.push(post().then((wait) => void waits.push(wait)))
  }
  await Promise.all(all)
  return waits
}

/** Which job each event of a report asks for: noted while the server warms up, since the worker leaves none behind to read. */
async function noteAskedJobs({ database }: BenchHouse): Promise<{ end(): Promise<void> }> {
  const { bootstrap } = database.pools
  await bootstrap.query(`
    create schema bench_floor;
    create table bench_floor.asked (event text, handler text, primary key (event, handler));
    create function bench_floor.note() returns trigger language plpgsql security definer as $$ begin
      insert into bench_floor.asked select e.name, new.handler from public.events e where e.id = new.event_id on conflict do nothing;
      return null;
    end $$;
    create trigger bench_note after insert on heed.asked_jobs for each row execute function bench_floor.note()`)
  return {
    end: async () => {
      await bootstrap.query('drop trigger bench_note on heed.asked_jobs')
    },
  }
}

/** The same rows into tables with the same indexes and nothing else, one transaction a report, as many at once. Result: reports a second. */
async function openBare({ database }: BenchHouse): Promise<{ insert(seconds: number): Promise<number>; close(): Promise<void> }> {
  const { bootstrap } = database.pools
  const columns = new Map<string, string>()
  for (const table of Object.keys(WRITTEN)) {
    const [schema, name] = table.split('.')
    await bootstrap.query(`create table bench_floor.${name} (like ${table} including all)`)
    const { rows } = await bootstrap.query<{ columns: string }>("select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'", [schema, name])
    columns.set(name ?? '', rows[0]?.columns ?? '')
  }
  const pool = new pg.Pool({ ...database.server.bootstrap, max: WRITERS })
  const seen = new Set<string>()
  const insert = async (seconds: number): Promise<number> => {
    const reports = (await recordedRows(bootstrap)).filter(({ id }) => !seen.has(id))
    const started = performance.now()
    let count = 0
    await Promise.all(Array.from({ length: WRITERS }, async () => {
      const client = await pool.connect()
      for (let report = reports.pop(); report !== undefined && performance.now() - started < seconds * 1000; report = reports.pop()) {
        seen.add(report.id)
        await client.query('begin')
        for (const { table, rows } of report.tables) {
          const list = columns.get(table) ?? ''
          await client.query({ name: table, text: `insert into bench_floor.${table} (${list}) select ${list} from jsonb_populate_recordset(null::bench_floor.${table}, $1::jsonb)`, values: [rows] })
        }
        await client.query('commit')
        count += 1
      }
      client.release()
    }))
    return count / ((performance.now() - started) / 1000)
  }
  return { insert, close: () => pool.end() }
}

interface TableRows {
  readonly table: string
  /** The rows as a JSON array. */
  readonly rows: string
}

/** What each report of this run became, table by table. */
async function recordedRows(bootstrap: BenchHouse['database']['pools']['bootstrap']): Promise<{ id: string; tables: TableRows[] }[]> {
  const { rows: incidents } = await bootstrap.query<{ id: string }>('select id from incidents order by id desc limit 3000')
  const found: { id: string; tables: TableRows[] }[] = []
  for (const { id } of incidents) {
    const parts: TableRows[] = []
    for (const [table, written] of Object.entries(WRITTEN)) {
      const { rows } = await bootstrap.query<{ rows: string | null }>(`select jsonb_agg(t.row)::text as rows from (${written}) t`, [id])
      const [only] = rows
      if (only?.rows !== null && only?.rows !== undefined) parts.push({ table: table.split('.')[1] ?? '', rows: only.rows })
    }
    found.push({ id, tables: parts })
  }
  return found
}
