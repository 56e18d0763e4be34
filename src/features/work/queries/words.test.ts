import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { addNote, recordContact, recordDecision } from '#features/cases/commands/log.ts'
import { addNote as addIncidentNote } from '#features/incidents/commands/log.ts'
import { recordResearch } from '#features/incidents/commands/research.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { listIncidents, openByRisk } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { searchFor } from './search.ts'

let heed: TestHeed
let near: string
let far: string
let caseId: string

const at = (borough: number, ward: number) => ({ text: 'A street', postcode: null, addressId: null, ...middleOf(borough, ward) })
const found = (username: string, words: string) => heed.look(username, async (ctx) => {
  const { incidents, cases } = await searchFor(ctx, words)
  return { incidents: incidents.map(({ id }) => id), cases: cases.map(({ id }) => id) }
})
const listed = (username: string, words: string, over: Partial<typeof openByRisk> = {}) =>
  heed.look(username, async (ctx) => (await listIncidents(ctx, { ...openByRisk, ...over, words })).rows.map(({ id }) => id))

beforeAll(async () => {
  heed = await openTestHeed()
  near = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative: 'Shouting outside', place: at(1, 1), screening: [{ question: 'd1', answer: 'yes' }] }))).incidentId
  far = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative: 'Shouting outside', place: at(2, 1) }))).incidentId
  await heed.act('priya.nair', (ctx) => addIncidentNote(ctx, { incidentId: near, text: 'A trampoline was thrown over the fence' }))
  await heed.act('amara.diallo', (ctx) => addIncidentNote(ctx, { incidentId: far, text: 'Another trampoline, in pieces' }))
  await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId: near, searched: 'The custody records', found: 'A conviction for arson' }))
  caseId = (await heed.act('amara.diallo', (ctx) => aCase(ctx, { incidentId: near }))).caseId
  await heed.act('femi.adeyemi', async (ctx) => {
    await addNote(ctx, { caseId, text: 'The landlord will replace the letterbox' })
    await recordDecision(ctx, { caseId, decision: 'No injunction yet', reason: 'Mediation was promised' })
    await recordContact(ctx, { caseId, how: 'visit', at: ctx.now, isReached: true, said: 'She sleeps at her sister’s', told: 'That a warden will patrol' })
  })
}, 60_000)

afterAll(async () => heed.close())

describe('words', () => {
  it('WK-02 are found in an incident’s log: notes, what was searched and found, by those who see it', async () => {
    expect((await found('priya.nair', 'trampoline fence over thrown pieces')).incidents).toEqual([])
    expect((await found('priya.nair', 'was a trampoline thrown over it')).incidents).toEqual([near])
    expect((await found('priya.nair', 'custody')).incidents).toEqual([near])
    expect((await found('priya.nair', 'convictions arson somewhere else')).incidents).toEqual([])
    expect((await found('wei.zhang', 'arson')).incidents).toEqual([near])
    expect(new Set((await found('amara.diallo', 'trampolines')).incidents)).toEqual(new Set([near, far]))
    expect((await found('nadia.kovacs', 'trampoline')).incidents).toEqual([far])
    expect((await found('nadia.kovacs', 'arson')).incidents).toEqual([])
  })

  it('WK-02 are found in a case’s notes, decisions with their reasons, and contacts with what was said and told', async () => {
    for (const words of ['letterbox', 'injunction', 'mediation', 'sleeps', 'warden patrol']) {
      expect([words, (await found('femi.adeyemi', words)).cases]).toEqual([words, [caseId]])
      expect([words, (await found('nadia.kovacs', words)).cases]).toEqual([words, []])
      expect([words, (await found('dev.mistry', words)).cases]).toEqual([words, []])
    }
  })

  it('narrow a list by the same index, within its scope and its status', async () => {
    expect(await listed('priya.nair', 'trampoline')).toEqual([near])
    expect(await listed('nadia.kovacs', 'trampoline')).toEqual([far])
    expect(new Set(await listed('amara.diallo', 'shouting'))).toEqual(new Set([near, far]))
    expect(await listed('amara.diallo', 'trampoline', { scope: 'mine' })).toEqual([])
    expect(await listed('amara.diallo', 'trampoline', { status: 'resulted' })).toEqual([])
    expect(new Set(await listed('amara.diallo', 'trampoline', { status: 'all' }))).toEqual(new Set([near, far]))
    expect(await listed('amara.diallo', 'trampoline -pieces')).toEqual([near])
    expect(await listed('amara.diallo', '!!! & |')).toEqual([])
  })

  it('WK-02 of a sealed record are found by those it names alone', async () => {
    const sealed = newId()
    const bootstrap = kyselyOn(heed.database.pools.bootstrap)
    await sql`update incidents set sealed_under = ${caseId}::uuid where id = ${near}`.execute(bootstrap)
    await sql`update cases set sealed_under = ${caseId}::uuid where id = ${caseId}`.execute(bootstrap)
    const imran = await heed.actor('imran.rahman')
    await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${sealed}, 'case', ${caseId}, ${imran.id}, 'named', 'a test of sealing', ${imran.id})`.execute(bootstrap)
    for (const username of ['priya.nair', 'femi.adeyemi', 'amara.diallo', 'wei.zhang', 'helen.whitby']) {
      expect([username, await found(username, 'arson')]).toEqual([username, { incidents: [], cases: [] }])
      expect([username, (await found(username, 'letterbox')).cases]).toEqual([username, []])
      expect(await listed(username, 'arson')).toEqual([])
    }
    expect(await found('imran.rahman', 'arson')).toEqual({ incidents: [near], cases: [caseId] })
    expect((await found('imran.rahman', 'letterbox')).cases).toEqual([caseId])
  })
})
