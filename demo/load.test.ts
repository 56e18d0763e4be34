import { verify } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { openServices } from '#platform/auth/service-actors.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { declareJobs } from '#platform/jobs/runner.ts'
import { systemClock } from '#platform/time/clock.ts'
import { migrate } from '#platform/db/migrate.ts'
import { openBareDatabase, type TestDatabase } from '#test/harness.ts'
import { handlers } from '../src/features.ts'
import { people } from './force.ts'
import { loadDemonstration, type Demonstration } from './load.ts'

const until = new Date('2026-11-23T12:00:00Z')
const said: string[] = []
let database: TestDatabase
let loaded: Demonstration

async function load(into: TestDatabase): Promise<Demonstration> {
  await migrate(into.server)
  const ground = { pools: into.pools, clock: systemClock }
  await declareJobs(ground, handlers)
  return loadDemonstration({ ground, services: openServices(ground.pools.worker, systemClock), handlers }, until, (sentence) => said.push(sentence))
}

beforeAll(async () => {
  database = await openBareDatabase()
  loaded = await load(database)
}, 120_000)

afterAll(async () => database.close())

/** The first column of every row, as text. */
async function words(query: string, from: TestDatabase = database): Promise<readonly string[]> {
  const { rows } = await from.pools.bootstrap.query<[unknown]>({ text: query, rowMode: 'array' })
  return rows.map(([first]) => String(first))
}

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)} where ${sql.raw(where)}`.execute(kyselyOn(database.pools.bootstrap))
  return rows[0]?.n ?? 0
}

describe('the demonstration', () => {
  it('holds nearly three hundred reports, each with a team told of it', async () => {
    const incidents = await count('incidents')
    expect(incidents).toBeGreaterThan(220)
    expect(incidents).toBeLessThan(340)
    expect(await count('incidents', "not exists (select 1 from notifications n where n.subject_id = incidents.id and n.kind = 'incident recorded')")).toBe(0)
  })

  it('has work at every stage', async () => {
    for (const status of ['recorded', 'deployed', 'not deployed', 'resulted']) expect(await count('incidents', `status = '${status}'`), status).toBeGreaterThan(0)
  })

  it('follows up nearly everybody, most of them in time: few stand overdue', async () => {
    const overdue = await count('clocks', "kind = 'victim-follow-up' and met_at is null and cancelled_at is null and due_at < '2026-11-23T12:00:00Z'")
    expect(overdue).toBeGreaterThanOrEqual(3)
    expect(overdue).toBeLessThanOrEqual(20)
    expect(await count('clocks', "kind = 'victim-follow-up' and met_at <= due_at")).toBeGreaterThan(5 * (await count('clocks', "kind = 'victim-follow-up' and met_at > due_at")))
  })

  it('says nothing that has not happened yet', async () => {
    expect(await count('incidents', "recorded_at > '2026-11-23T12:00:00Z'")).toBe(0)
    expect(await count('incident_entries', "at > '2026-11-23T12:00:00Z'")).toBe(0)
  })

  it('uses only invented postcodes and telephone numbers kept for drama', async () => {
    expect(await count('person_mentions', "phone is not null and phone !~ '^(07700 900|020 7946 0)'")).toBe(0)
    expect(await count('incidents', "postcode is not null and postcode !~ '^ZA'")).toBe(0)
  })

  it('has repeats that were dealt with, and later ones that wait for the analyst', async () => {
    expect(await count('repeat_findings', "state = 'dealt with'")).toBeGreaterThanOrEqual(5)
    expect(await count('repeat_findings', "state = 'raised'")).toBeGreaterThanOrEqual(2)
    expect(await count('repeat_findings', "state = 'raised' and exists (select 1 from repeat_finding_subjects s join person_mentions m on m.person_id = s.person_id where s.finding_id = repeat_findings.id and m.family_name = 'Pell')")).toBe(1)
  })

  it('knows Nora Bright under both her names and on both her telephones, and takes neither her twin nor her mother for her', async () => {
    const persons = async (where: string) => count('persons', `exists (select 1 from person_mentions m where m.person_id = persons.id and ${where})`)
    expect(await persons("m.given_name = 'Nora'")).toBe(1)
    expect(await persons("m.given_name = 'Nora' and m.phone in ('07700 900711', '07700 900358')")).toBe(1)
    expect(await persons("m.given_name in ('Nora', 'Una', 'Ruth') and m.family_name in ('Bright', 'Castellan')")).toBe(3)
  })

  it('leaves the intelligence unit questions of who is who', async () => {
    expect(await count('identity_reviews', 'closed_at is null')).toBeGreaterThanOrEqual(1)
  })
})

describe('the parts of the demonstration', () => {
  it('are as many reports as it says, told of month by month while they load', async () => {
    expect(await count('incidents')).toBe(loaded.incidents)
    expect(said).toEqual(['Loading the demonstration: November 2025', 'Loading the demonstration: February 2026', 'Loading the demonstration: May 2026', 'Loading the demonstration: August 2026'])
  })

  it('are cases and assessments at each stage somebody may be shown', async () => {
    for (const status of ['open', 'closing requested', 'closed']) expect(await count('cases', `status = '${status}'`), status).toBeGreaterThan(0)
    for (const status of ['draft', 'awaiting approval', 'returned', 'approved']) expect(await count('assessments', `status = '${status}'`), status).toBeGreaterThan(0)
    for (const band of ['low', 'medium', 'high']) expect(await count('assessments', `final_band = '${band}'`), band).toBeGreaterThan(0)
    for (const kind of ['contact', 'decision', 'allocation', 'review', 'seal', 'closing requested', 'closed']) expect(await count('case_entries', `kind = '${kind}'`), kind).toBeGreaterThan(0)
    for (const state of ['to do', 'done']) expect(await count('case_plan_items', `state = '${state}'`), state).toBeGreaterThan(0)
    expect([await count('cases', 'owner_id is null'), await count('case_reviews'), await count('incidents', 'duplicate_of is not null'), await count('incidents', 'allocated_to is not null')]).toEqual([1, 1, 1, 2])
  })

  it('are of nearly every type of behaviour and none that had ceased to be one, reported by every way there is, with every answer that can be given', async () => {
    const never = await words("select key from reference_values r where code_set = 'asb-type' and not exists (select 1 from incidents i where i.type_id = r.id) order by 1")
    expect(never).toContain('hoax-call')
    expect(never.length).toBeLessThanOrEqual(2)
    expect(await words('select distinct channel from incidents order by 1')).toEqual(['101', '999', 'front-counter', 'neighbourhood-team', 'online'])
    expect(await words('select distinct answer from screening_answers order by 1')).toEqual(['declined', 'no', 'not-asked', 'yes'])
    expect(await words('select distinct qualifier from incidents where qualifier is not null order by 1')).toEqual(['environmental', 'nuisance', 'personal'])
    expect(await words('select distinct a.name from incidents i join areas a on a.id = i.borough_id order by 1')).toEqual(['Eelpie Reach', 'Harefield Vale', 'Marlow Quay', 'Northgate'])
  })

  it('are one sealed case that only those named on it see', async () => {
    const [sealed = ''] = await words('select sealed_under from cases where sealed_under is not null')
    expect(await count('cases', 'sealed_under is not null')).toBe(1)
    expect(await words(`select a.username from access_grants g join accounts a on a.id = g.account_id where g.subject_id = '${sealed}' and g.revoked_at is null order by 1`)).toEqual(['femi.adeyemi', 'gwen.pritchard', 'priya.nair'])
    expect(await count('incidents', 'sealed_under is not null')).toBeGreaterThan(0)
  })
})

describe('the story of the demonstration', () => {
  it('was told through the commands: each report, assessment and case stands in the audit with whoever made it', async () => {
    const unaudited = (table: string, act: string) => count(table, `not exists (select 1 from audit_entries e where e.act = '${act}' and ${table}.id = any (e.subject_ids) and e.actor_id is not null)`)
    expect(await unaudited('incidents', 'incidents.record')).toBe(0)
    expect(await unaudited('assessments', 'assessments.assess')).toBe(0)
    expect(await unaudited('cases', 'cases.open')).toBe(0)
    expect(await words("select distinct a.kind || ' ' || e.verb from audit_entries e join accounts a on a.id = e.actor_id order by 1")).toEqual(['police alteration', 'service system'])
  })

  it('has everything that must follow followed: nothing announced waits, and each high assessment has its case', async () => {
    expect(await count('assessments', "status = 'approved' and final_band = 'high' and not exists (select 1 from case_incidents c where c.incident_id = assessments.incident_id)")).toBe(0)
    expect(await count('cases')).toBe(5)
    expect(await count('cases', "not exists (select 1 from notifications n where n.subject_id = cases.id and n.kind = 'case opened')")).toBe(0)
  })

  it('has no act before what it follows: nothing of a report before it was recorded, nothing decided before it was sent, nothing in a case before it was opened or after it was closed', async () => {
    expect(await count('incident_entries', 'exists (select 1 from incidents i where i.id = incident_entries.incident_id and i.reported_at > incident_entries.at)')).toBe(0)
    expect(await count('assessments', 'completed_at < started_at or approved_at < completed_at')).toBe(0)
    expect(await count('case_entries', 'exists (select 1 from cases c where c.id = case_entries.case_id and (case_entries.at < c.opened_at or case_entries.at > c.closed_at))')).toBe(0)
    expect(await count('repeat_findings', 'dealt_at < raised_at')).toBe(0)
  })

  it('has nobody approve what they completed, nor own a case whose area they are not of', async () => {
    expect(await count('assessments', 'approved_by = completed_by')).toBe(0)
    expect(await count('cases', 'owner_id is not null and not exists (select 1 from team_members m join teams t on t.id = m.team_id where m.account_id = cases.owner_id and t.borough_id = cases.borough_id)')).toBe(0)
  })

  it('is spread over the whole year, and most of it over the first borough', async () => {
    expect(await words("select count(distinct to_char(reported_at, 'YYYY-MM')) from incidents")).toEqual(['13'])
    expect(await count('incidents', "borough_id = (select id from areas where name = 'Marlow Quay')")).toBeGreaterThan(loaded.incidents / 2)
  })
})

describe('whoever is in the demonstration', () => {
  it('signs in with the one password that is told, kept as its hash; nobody is left signed in', async () => {
    const hashes = await words('select distinct password_hash from heed.credentials')
    expect([await count('heed.credentials'), hashes.length]).toEqual([people.length, 1])
    expect(await verify(hashes[0] ?? '', loaded.password)).toBe(true)
    expect(loaded.password).toMatch(/^([a-z]+-){4}\d{4}$/)
    expect(await count('heed.sessions', "kind = 'person' and ended_at is null")).toBe(0)
  })

  it('is in every team and has every role they are said to have: none is lost by a name that no team bears', async () => {
    const held = (table: string, what: string) => words(`select a.username || ' ' || count(${what}) from accounts a left join ${table} t on t.account_id = a.id where a.kind <> 'service' group by a.username order by a.username collate "C"`)
    const byName = people.toSorted((one, other) => (one.username < other.username ? -1 : 1))
    expect(await held('team_members', 't.team_id')).toEqual(byName.map(({ username, teams }) => `${username} ${teams.length}`))
    expect(await held('role_grants', 't.role')).toEqual(byName.map(({ username, roles }) => `${username} ${roles.length}`))
  })

  it('belongs to the police or to an agency, never to both, and each ward has a team that answers for it by telephone', async () => {
    expect(await words("select username from accounts where (kind in ('partner', 'volunteer')) <> (agency_id is not null)")).toEqual([])
    expect(await count('areas', "kind = 'ward' and not exists (select 1 from team_areas t join teams s on s.id = t.team_id where t.area_id = areas.id and s.kind = 'safer neighbourhoods' and s.telephone is not null)")).toBe(0)
    expect(await words('select telephone from teams where telephone is not null group by telephone having count(*) > 1')).toEqual([])
  })

  it('is marked as invented, and no account of a person is not', async () => {
    expect(await words("select username from accounts where kind <> 'service' and not is_demonstration")).toEqual([])
    expect(await words("select key || ' ' || value from heed.settings order by 1")).toEqual(['anchor day "2026-11-23"', 'demonstration true', 'force "Metroshire Police"', 'standards preset "demonstration"'])
  })

  it('has no telephone, postcode or e-mail address that could be somebody’s, wherever in the records it stands', async () => {
    for (const table of ['person_mentions', 'incidents', 'incident_entries', 'incident_flags', 'screening_answers', 'assessments', 'assessment_answers', 'cases', 'case_entries', 'case_people', 'case_closures', 'repeat_findings', 'teams', 'agencies', 'accounts', 'addresses', 'postcodes', 'identity_decisions']) {
      const text = (await words(`select to_jsonb(t)::text from ${table} t`)).join('\n').replaceAll(/[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.+]*/g, '')
      for (const [phone] of text.matchAll(/\b0[127]\d{2,4} \d{3,4} ?\d{3,4}\b/g)) expect(phone, table).toMatch(/^(07700 900\d{3}|020 7946 0\d{3})$/)
      for (const [postcode] of text.matchAll(/\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b/g)) expect(postcode, table).toMatch(/^ZA/)
      for (const [email] of text.matchAll(/[\w.]+@[\w.]+/g)) expect(email, table).toMatch(/@example\.org$/)
    }
    expect(await count('person_mentions', 'phone is not null')).toBeGreaterThan(150)
    expect(await count('person_mentions', 'email is not null')).toBeGreaterThan(5)
  })
})

describe('the demonstration loaded again up to the same instant', () => {
  let second: TestDatabase
  let again: Demonstration
  beforeAll(async () => {
    second = await openBareDatabase()
    again = await load(second)
  }, 120_000)
  afterAll(async () => second.close())

  it('is the same town, row by row, but for ids, and has a password of its own', async () => {
    expect(again.incidents).toBe(loaded.incidents)
    expect(again.password).not.toBe(loaded.password)
    // their digests, seals and instants of making are each installation's own
    const own = ['accounts', 'audit_entries', 'audit_heads', 'audit_seals', 'handled_events', 'repeat_rules', 'team_members', 'teams']
    const tables = await words("select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1")
    expect(tables.length).toBeGreaterThan(50)
    const rowsOf = (table: string, from: TestDatabase) => words(`select regexp_replace(t::text, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id', 'g') collate "C" as told from ${table} t order by told`, from)
    for (const table of tables.filter((each) => !own.includes(each))) expect(await rowsOf(table, second), table).toEqual(await rowsOf(table, database))
    for (const table of own) expect(await words(`select count(*) from ${table}`, second), table).toEqual(await words(`select count(*) from ${table}`))
  })
})
