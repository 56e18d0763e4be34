import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { openServices } from '#platform/auth/service-actors.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { declareJobs } from '#platform/jobs/runner.ts'
import { systemClock } from '#platform/time/clock.ts'
import { migrate } from '#platform/db/migrate.ts'
import { openBareDatabase, type TestDatabase } from '#test/harness.ts'
import { handlers } from '../src/features.ts'
import { loadDemonstration } from './load.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openBareDatabase()
  await migrate(database.server)
  const ground = { pools: database.pools, clock: systemClock }
  await declareJobs(ground, handlers)
  await loadDemonstration({ ground, services: openServices(ground.pools.worker, systemClock), handlers }, new Date('2026-11-23T12:00:00Z'))
}, 120_000)

afterAll(async () => database.close())

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
