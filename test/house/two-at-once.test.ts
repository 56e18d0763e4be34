import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { startAssessment } from '#features/assessments/index.ts'
import { requestClosing } from '#features/cases/index.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { deploy } from '#features/incidents/commands/respond.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'

let heed: TestHeed
let app: FastifyInstance
let made = 0
const of: Record<string, string> = {}
const pair = ['karin.lindqvist', 'imran.rahman'] as const

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  const all = ['call handler', 'responder', 'central asb unit', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'administrator'] as const
  for (const username of pair) {
    const { id, roles } = await heed.actor(username)
    await heed.act('service:cli', async ({ db }) => db.insertInto('roleGrants').values(all.filter((role) => !roles.includes(role)).map((role) => ({ id: newId(), accountId: id, role, grantedBy: null }))).execute())
  }
  of['team'] = (await heed.actor('priya.nair')).teamIds[0] ?? ''
  for (const username of ['priya.nair', 'femi.adeyemi', 'sam.blank']) of[username] = (await heed.actor(username)).id
}, 60_000)

afterAll(async () => heed.close())

const owner = () => kyselyOn(heed.database.pools.bootstrap)
/** A new report of somebody whom no other is about. */
const incident = async (over: Parameters<typeof anIncident>[1] = {}): Promise<string> => {
  made += 1
  const person = aPerson({ givenName: 'Ada', familyName: `Pell${[...String(made)].map((digit) => 'klmnopqrst'[Number(digit)]).join('')}`, phone: `07700 9${String(10_000 + made)}` })
  return (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [person], place: { text: `${made} A Row`, postcode: null, addressId: null, ...middleOf(1, 1) }, ...over }))).incidentId
}
const deployed = async (): Promise<string> => {
  const incidentId = await incident()
  await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: '', because: '' }))
  return incidentId
}
const aCaseOf = async (): Promise<string> => {
  const incidentId = await incident()
  return (await heed.act('service:cli', (ctx) => aCase(ctx, { incidentId }))).caseId
}
const asked = async (): Promise<string> => {
  const caseId = await aCaseOf()
  await heed.act('femi.adeyemi', async (ctx) => {
    const { version } = await ctx.db.selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirstOrThrow()
    await requestClosing(ctx, { caseId, version, resultKey: 'stopped', account: 'The neighbours have agreed and it has stopped.', told: null, notToldBecause: 'There is no victim' })
  })
  return caseId
}
const sent = async (): Promise<string> => {
  const incidentId = await incident()
  return heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'medium' }))
}
const versionOf = async (table: 'incidents' | 'cases' | 'assessments', id: string): Promise<string> => String((await owner().selectFrom(table).select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
const mentionOf = async (incidentId: string): Promise<string> => (await owner().selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).id
const itemOf = async (caseId: string): Promise<{ id: string; version: string }> => {
  const row = await owner().selectFrom('casePlanItems').select(['id', 'version']).where('caseId', '=', caseId).where('state', '=', 'to do').orderBy('sort').executeTakeFirstOrThrow()
  return { id: row.id, version: String(row.version) }
}

async function post(url: string, username: string, form: Readonly<Record<string, string>>) {
  const token = await heed.tokenOf(username)
  const answer = await app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...form }).toString() })
  return { status: answer.statusCode, body: answer.body }
}

type Case = readonly [name: string, make: () => Promise<{ url: string; form: Readonly<Record<string, string>> }>]
const onIncident = (noun: string, form: Readonly<Record<string, string>>, make = incident): Case => [noun, async () => {
  const id = await make()
  return { url: `/incidents/${id}/${noun}`, form: { version: await versionOf('incidents', id), ...form } }
}]
const onCase = (noun: string, form: Readonly<Record<string, string>>, make = aCaseOf): Case => [noun, async () => {
  const id = await make()
  return { url: `/cases/${id}/${noun}`, form: { version: await versionOf('cases', id), ...form } }
}]
const who = (name: string) => `{${name}}`
const filled = (form: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(form).map(([name, value]) => [name, value.replace(/^\{(.+)\}$/, (_, key: string) => of[key] ?? '')]))

const person = { role: 'caller', givenName: 'Ida', familyName: 'Quill', dateOfBirth: '', phone: '07700 900001', email: '', addressText: '', postcode: '', wantsContact: '', safeToContact: '' }

/** Forms that change what somebody read: each carries the version they read. */
const versioned: readonly Case[] = [
  onIncident('grade', { grade: 'significant', reason: 'Worse than it sounded' }),
  onIncident('deployment', { deployed: 'yes', unit: 'Romeo 2' }),
  onIncident('result', { codes: 'result-407', account: 'Three young people were spoken to and left.', callerTold: 'no', notToldBecause: 'They asked not to be rung' }, deployed),
  onIncident('classification', { qualifier: 'nuisance', reason: 'It is aimed at nobody' }),
  onIncident('crime', { crimeReference: 'CR/1', victimsCode: 'yes' }),
  onIncident('intelligence', { intelligence: 'considered', because: 'Nothing new' }),
  onIncident('allocation', { accountId: who('priya.nair'), note: '' }),
  onIncident('assessment-request', { accountId: who('priya.nair'), reason: 'Please' }),
  onIncident('flags', { flag: 'hate', reason: 'What was shouted' }),
  onIncident('place', { placeText: '1 Other Row', placePostcode: '', point: 'keep', longitude: '', latitude: '', reason: 'Misheard' }),
  onIncident('times', { fromDay: '22/11/2026', fromTime: '10:00', toDay: '', toTime: '', reason: 'It began before' }),
  onIncident('people/new', { ...person, role: 'witness', sameAs: '' }),
  onIncident('prompt', { 'prompt.d1.answer': 'yes', 'prompt.d1.note': '' }, () => incident({ screening: [] })),
  ['people/:mention', async () => {
    const id = await incident()
    return { url: `/incidents/${id}/people/${await mentionOf(id)}`, form: { ...person, version: '1', reason: 'Misheard' } }
  }],
  onCase('allocation', { ownerId: who('priya.nair'), reason: '' }),
  onCase('closing', { resultKey: 'stopped', account: 'The neighbours have agreed and it has stopped.', isTold: 'yes', onDay: '23/11/2026', atTime: '11:00', toldWhat: 'That it is closed', notToldBecause: '' }),
  onCase('closing/decision', { answer: 'approve', reason: '' }, asked),
  onCase('seal', { reason: 'A suspect works here', accountIds: who('priya.nair') }),
  ['plan/:item', async () => {
    const caseId = await aCaseOf()
    const { id, version } = await itemOf(caseId)
    return { url: `/cases/${caseId}/plan/${id}`, form: { version, state: 'done', text: 'Rang her' } }
  }],
  ['approval', async () => {
    const id = await sent()
    return { url: `/assessments/${id}/approval`, form: { version: await versionOf('assessments', id), raisedBand: '', raisedReason: '' } }
  }],
  ['return', async () => {
    const id = await sent()
    return { url: `/assessments/${id}/return`, form: { version: await versionOf('assessments', id), reason: 'Question 5 does not fit' } }
  }],
]

describe('two people at once on one form', () => {
  it.each(versioned)('%s: one is saved, the other is told what changed and keeps what they typed', async (_, make) => {
    const { url, form } = await make()
    const answers = await Promise.all(pair.map((username) => post(url, username, filled(form))))
    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other)
    expect(statuses[0]).toBe(303)
    // whoever was second may no longer see what was moved or sealed
    expect([404, 409, 422]).toContain(statuses[1])
    const second = answers.find(({ status }) => status === 409)
    if (second !== undefined && form['reason'] !== undefined && form['reason'] !== '') expect(second.body).toContain(form['reason'])
  })

  it('adds both of what adds to a record and replaces nothing', async () => {
    const incidentId = await incident()
    const caseId = await aCaseOf()
    for (const [url, form] of [
      [`/incidents/${incidentId}/note`, { text: 'Seen' }], [`/incidents/${incidentId}/research`, { searched: 'Custody', found: 'Nothing' }], [`/incidents/${incidentId}/follow-up`, { reached: 'no', how: 'visit', said: 'Nobody in' }],
      [`/incidents/${incidentId}/briefing`, { told: 'Mind the dog' }], [`/cases/${caseId}/note`, { text: 'Seen' }], [`/cases/${caseId}/decision`, { decision: 'Wait', reason: 'She asks' }],
      [`/cases/${caseId}/person`, { part: 'witness', givenName: 'Mina', familyName: 'Frost' }],
    ] as const) {
      const answers = await Promise.all(pair.map((username) => post(url, username, form)))
      expect([url, answers.map(({ status }) => status)]).toEqual([url, [303, 303]])
    }
    const rows = await owner().selectFrom('incidentEntries').select('kind').where('incidentId', '=', incidentId).execute()
    for (const kind of ['note', 'research', 'follow-up', 'told unit']) expect([kind, rows.filter((row) => row.kind === kind).length]).toEqual([kind, 2])
  })

  it('does once what can be done once: a case of an incident, an assessment begun, a role, a row of a list, a notification seen, an account closed', async () => {
    const incidentId = await incident()
    const opening = await Promise.all(pair.map((username) => post(`/incidents/${incidentId}/cases`, username, { reason: 'She asks for help' })))
    expect(opening.every(({ status }) => status < 500)).toBe(true)
    expect(await owner().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).execute()).toHaveLength(1)
    const other = await incident()
    const begun = await Promise.all([1, 2].map(() => heed.act('chidi.okafor', (ctx) => startAssessment(ctx, { incidentId: other, subject: 'household' })).catch(() => null)))
    expect(new Set(begun.flatMap((one) => (one === null ? [] : [one.assessmentId]))).size).toBe(1)
    for (const [url, form, count] of [
      [`/admin/people/${of['sam.blank']}/roles`, { role: 'responder' }, () => owner().selectFrom('roleGrants').select('id').where('accountId', '=', of['sam.blank'] ?? '').where('role', '=', 'responder').where('revokedAt', 'is', null).execute()],
      ['/admin/lists/asb-type/new', { key: 'noise-boats', name: 'Noise from boats', from: '1/1/2027' }, () => owner().selectFrom('referenceValues').select('id').where('key', '=', 'noise-boats').execute()],
      ['/admin/people', { username: 'rowan.ellery', name: 'PC Rowan Ellery', kind: 'police', rank: 'constable' }, () => owner().selectFrom('accounts').select('id').where('username', '=', 'rowan.ellery').execute()],
      ['/admin/settings/force', { value: 'Marlowshire', reason: 'Agreed' }, () => owner().selectFrom('settingChanges').select('id').where('key', '=', 'force').execute()],
      [`/admin/people/${of['sam.blank']}/teams`, { teamId: of['team'] ?? '' }, () => owner().selectFrom('teamMembers').select('teamId').where('accountId', '=', of['sam.blank'] ?? '').where('teamId', '=', of['team'] ?? '').where('until', 'is', null).execute()],
      [`/admin/people/${of['sam.blank']}/closing`, {}, () => owner().selectFrom('accounts').select('id').where('id', '=', of['sam.blank'] ?? '').where('isActive', '=', false).execute()],
    ] as const) {
      const answers = await Promise.all(pair.map((username) => post(url, username, form)))
      expect([url, answers.filter(({ status }) => status >= 500)]).toEqual([url, []])
      expect([url, (await count()).length]).toEqual([url, 1])
    }
    const { id } = await owner().selectFrom('notifications').select('id').where('subjectId', '=', incidentId).where('teamId', 'is not', null).executeTakeFirstOrThrow()
    const seen = await Promise.all(['priya.nair', 'joe.sweeney'].map((username) => post(`/notifications/${id}/acknowledgement`, username, {})))
    expect(seen.map(({ status }) => status)).toEqual([303, 303])
  })

  it('records a report once, however often its draft is sent at once', async () => {
    const draftId = newId()
    const form = { draftId, channel: '101', narrative: 'Sent many times', 'people.0.role': 'caller', 'people.0.familyName': 'Varga' }
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('/incidents/new', 'karin.lindqvist', form)))
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    expect(await owner().selectFrom('incidents').select('id').where('narrative', '=', 'Sent many times').execute()).toHaveLength(1)
  })
})
