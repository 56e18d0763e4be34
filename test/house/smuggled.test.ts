import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakGlass } from '#platform/auth/access.ts'
import { allocateCase } from '#features/cases/commands/allocate.ts'
import { sealCase, unsealCase } from '#features/cases/commands/sealing.ts'
import { aCase } from '#features/cases/examples.ts'
import { getCaseHeader } from '#features/cases/queries/case-header.ts'
import { allocateIncident } from '#features/incidents/commands/allocate.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'

let heed: TestHeed
/** An incident of the first ward, a case of it, and an incident of the other borough, with the ids a spy might have learnt. */
const of: Record<string, string> = {}

beforeAll(async () => {
  heed = await openTestHeed()
  const made = await heed.act('service:cli', (ctx) => aCase(ctx))
  const far = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '1 Far Row', postcode: null, ...middleOf(2, 1), addressId: null } }))
  const { rows } = await heed.database.pools.bootstrap.query<{ id: string }>('select id from person_mentions where source_id = $1', [far.incidentId])
  Object.assign(of, { incident: made.incidentId, case: made.caseId, far: far.incidentId, farMention: rows[0]?.id ?? '', other: (await heed.actor('karin.lindqvist')).id })
  for (const name of ['priya.nair', 'robin.castle']) of[name] = (await heed.actor(name)).id
})

afterAll(async () => heed.close())

/** Words a spy managed to have run inside somebody's act: the database's answer, then nothing is kept. */
async function smuggle(username: string, sql: string): Promise<string> {
  const client: pg.PoolClient = await heed.database.pools.act.connect()
  try {
    await client.query('begin')
    await client.query('select heed.enter($1)', [await heed.tokenOf(username)])
    const { rowCount } = await client.query(sql.replace(/\{([\w.]+)\}/g, (_, name: string) => of[name] ?? name))
    return `${rowCount} done`
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'fault'
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const refused = '42501'

describe('words smuggled into somebody’s own act', () => {
  it.each([
    ['widen the sight of their team', "update teams set sight = 'force'"],
    ['give their team other wards', "update team_areas set valid_to = '2020-01-01'"],
    ['rewrite the lists', "update reference_values set valid = 'empty'"],
    ['add to the lists', "insert into reference_values (id, code_set, key, name, valid, certainty) values (gen_random_uuid(), 'asb-type', 'x', 'x', 'empty', 'x')"],
    ['move an address', 'update addresses set ward_id = null'],
    ['rename the force', "update heed.settings set value = '\"x\"'"],
    ['change what was read from a file', 'update imports set reversed_at = now()'],
    ['name another as whoever recorded a report', "update incidents set recorded_by = '{other}' where id = '{incident}'"],
    ['seal an incident away', "update incidents set sealed_under = '{far}' where id = '{incident}'"],
    ['seal a case without its door', "update cases set sealed_under = id where id = '{case}'"],
    ['move a file out of sight', 'update files set team_id = null'],
    ['write in the log of another borough', "insert into incident_entries (id, incident_id, kind, at, by_id) values (gen_random_uuid(), '{far}', 'note', now(), '{priya.nair}')"],
    ['raise a flag in another borough', "insert into incident_flags (id, incident_id, flag, origin, raised_at, raised_by) values (gen_random_uuid(), '{far}', 'hate', 'officer', now(), '{priya.nair}')"],
    ['name somebody in a report of another borough', "insert into person_mentions (id, person_id, source_kind, source_id, part, recorded_at, recorded_by) select gen_random_uuid(), person_id, 'incident', '{far}', 'suspect', now(), '{priya.nair}' from person_mentions limit 1"],
    ['bring somebody of another borough into sight by putting them in a case', "insert into case_people (id, case_id, mention_id, person_id, part, added_at, added_by) select gen_random_uuid(), '{case}', '{farMention}', person_id, 'suspect', now(), '{priya.nair}' from person_mentions limit 1"],
    ['take an incident of another borough into a case', "insert into case_incidents (case_id, incident_id, linked_at, linked_by, because) values ('{case}', '{far}', now(), '{priya.nair}', 'x')"],
    ['change a case in another’s name', "update cases set changed_by = '{other}' where id = '{case}'"],
    ['keep a clock in another’s name', "update clocks set met_at = now(), met_by = '{other}'"],
    ['take a role', "insert into role_grants (id, account_id, role, granted_by) values (gen_random_uuid(), '{priya.nair}', 'administrator', '{priya.nair}')"],
    ['write an audit row as another', "insert into audit_entries (id, at, actor_id, verb, act, salt, digest) values (gen_random_uuid(), now(), '{other}', 'consultation', 'x', 'x', 'x')"],
    ['delete', 'delete from incidents'],
  ])('cannot %s', async (_, sql) => {
    expect(await smuggle('priya.nair', sql)).toBe(refused)
  })

  it('change nothing of what is another borough’s', async () => {
    expect(await smuggle('priya.nair', "update incidents set narrative = '' where id = '{far}'")).toBe('0 done')
    expect(await smuggle('priya.nair', "select heed.hand_over_case('{case}', (select id from teams limit 1), (select id from accounts where kind = 'partner' limit 1), now())")).toBe(refused)
    expect(await heed.look('priya.nair', (ctx) => getCaseHeader(ctx, of['case'] ?? ''))).toMatchObject({ ownerId: null })
  })

  it('hand on no case without the role and the rank for it', async () => {
    const give = (to: string) => `select heed.hand_over_case('{case}', (select team_id from cases where id = '{case}'), ${to}, now())`
    for (const username of ['priya.nair', 'wei.zhang', 'amara.diallo', 'margaret.osei', 'dev.mistry', 'sam.blank']) expect([username, await smuggle(username, give("'{priya.nair}'"))]).toEqual([username, refused])
    expect(await smuggle('karin.lindqvist', give("(select id from accounts where kind = 'partner' limit 1)"))).toBe('1 done')
    expect(await heed.look('priya.nair', (ctx) => getCaseHeader(ctx, of['case'] ?? ''))).toMatchObject({ ownerId: null })
  })

  it('read no password of the demonstration', async () => {
    for (const username of ['priya.nair', 'robin.castle']) {
      expect(await smuggle(username, 'select * from heed.demonstration')).toBe(refused)
      expect(await smuggle(username, 'select 1 where heed.demonstration_password() is not null')).toBe('0 done')
      expect(await smuggle(username, "select 1 from heed.settings where key = 'demonstration password'")).toBe('0 done')
    }
  })

  it('approve no assessment for somebody without the role of a supervisor', async () => {
    expect(await smuggle('priya.nair', "insert into assessments (id, incident_id, about, question_set_id, started_at, started_by, status, score, computed_band, final_band, band_rank, completed_at, completed_by, approved_at, approved_by) select gen_random_uuid(), '{incident}', 'household', q.id, now(), '{priya.nair}', 'approved', 1, 'low', 'low', 0, now(), '{priya.nair}', now(), '{other}' from question_sets q where purpose = 'risk' limit 1")).toBe(refused)
  })

  it('raise no administrator above what others gave them, and make no service actor', async () => {
    expect(await smuggle('robin.castle', "insert into role_grants (id, account_id, role, granted_by) values (gen_random_uuid(), '{robin.castle}', 'auditor', '{robin.castle}')")).toBe(refused)
    expect(await smuggle('robin.castle', "insert into team_members (team_id, account_id) select id, '{robin.castle}' from teams where sight = 'force' limit 1")).toBe(refused)
    expect(await smuggle('robin.castle', "insert into accounts (id, username, name, kind) values (gen_random_uuid(), 'service:mine', 'x', 'service')")).toBe(refused)
    expect(await smuggle('robin.castle', "update accounts set kind = 'service' where id = '{priya.nair}'")).toBe(refused)
    expect(await smuggle('robin.castle', "insert into role_grants (id, account_id, role, granted_by) values (gen_random_uuid(), '{priya.nair}', 'auditor', '{robin.castle}')")).toBe('1 done')
  })
})

describe('a seal', () => {
  const header = (who: string, caseId: string) => heed.look(who, (ctx) => getCaseHeader(ctx, caseId))
  const seesIncident = (who: string, id: string) => heed.look(who, async ({ db }) => (await db.selectFrom('incidents').select('id').where('id', '=', id).execute()).length === 1)
  it('CA-28 ends the sight of its incidents that somebody was given by name before it', async () => {
    const made = await heed.act('service:cli', (ctx) => aCase(ctx))
    const nadia = (await heed.actor('nadia.kovacs')).id
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId: made.incidentId, version: 1, accountId: nadia, note: '' }))
    expect(await seesIncident('nadia.kovacs', made.incidentId)).toBe(true)
    await heed.act('imran.rahman', async (ctx) => sealCase(ctx, { caseId: made.caseId, version: (await getCaseHeader(ctx, made.caseId)).version, accountIds: [], reason: 'Invented' }))
    expect(await seesIncident('nadia.kovacs', made.incidentId)).toBe(false)
    expect(await seesIncident('imran.rahman', made.incidentId)).toBe(true)
  })

  it('CA-28 AC-05 is neither changed nor made lasting by somebody who broke the glass', async () => {
    const { caseId } = await heed.act('service:cli', (ctx) => aCase(ctx))
    const { reference } = await header('imran.rahman', caseId)
    await heed.act('imran.rahman', async (ctx) => sealCase(ctx, { caseId, version: (await getCaseHeader(ctx, caseId)).version, accountIds: [], reason: 'Invented' }))
    const { id: gwen } = await heed.actor('gwen.pritchard')
    await heed.act('gwen.pritchard', (ctx) => breakGlass(ctx, { reference, reason: 'Invented: a threat to life tonight' }))
    const { version } = await header('gwen.pritchard', caseId)
    await expect(heed.act('gwen.pritchard', (ctx) => sealCase(ctx, { caseId, version, accountIds: [], reason: 'To keep it' }))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('gwen.pritchard', (ctx) => unsealCase(ctx, { caseId, version, reason: 'To keep it' }))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('gwen.pritchard', (ctx) => allocateCase(ctx, { caseId, version, ownerId: gwen, reason: null }))).rejects.toMatchObject({ kind: 'not permitted' })
    of['sealed'] = caseId
    of['gwen'] = gwen
    expect(await smuggle('gwen.pritchard', "insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (gen_random_uuid(), 'case', '{sealed}', '{gwen}', 'named', 'x', '{gwen}')")).toBe(refused)
    expect(await smuggle('gwen.pritchard', "insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) select gen_random_uuid(), 'incident', incident_id, '{gwen}', 'named', 'x', '{gwen}' from case_incidents where case_id = '{sealed}'")).toBe(refused)
  })
})
