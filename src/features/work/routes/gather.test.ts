import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allocateCase, addNote, getCaseHeader, openCaseByHand, sealCase } from '#features/cases/index.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { getMonthPage } from '#features/performance/queries/month.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { countQueues } from '../queries/queues.ts'
import { searchFor } from '../queries/search.ts'

let heed: TestHeed
let incidentId: string
let reference: string
let elsewhereId: string
let personId: string
let caseId: string

beforeAll(async () => {
  heed = await openTestHeed()
  const report = { place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) } }
  const recorded = await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
    ...report, people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', safeToContact: 'Only before four o’clock' })],
  }))
  ;({ incidentId, reference } = recorded)
  const mention = await heed.look('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow())
  personId = mention.personId
  const other = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: 'Far Lane', postcode: null, addressId: null, ...middleOf(2, 1) }, people: [] }))
  elsewhereId = other.incidentId
  ;({ caseId } = await heed.act('femi.adeyemi', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'A second report in a week' })))
})

afterAll(async () => heed.close())

async function open(name: string, url: string) {
  return (await heed.app()).inject({ url, headers: { cookie: `heed=${await heed.tokenOf(name)}` } })
}

async function search(name: string, query: string) {
  const token = await heed.tokenOf(name)
  return (await heed.app()).inject({
    method: 'POST', url: '/search', headers: { cookie: `heed=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ query, csrf: csrfTokenOf(token) }).toString(),
  })
}

describe('the home page', () => {
  it('opens for every kind of account', async () => {
    for (const name of ['amara.diallo', 'chidi.okafor', 'priya.nair', 'femi.adeyemi', 'imran.rahman', 'wei.zhang', 'helen.whitby', 'margaret.osei', 'robin.castle', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb']) {
      expect([name, (await open(name, '/')).statusCode]).toEqual([name, 200])
    }
  })

  it('puts taking a report first for a call handler, and says to a partner that nothing is shared', async () => {
    expect((await open('amara.diallo', '/')).body).toContain('Take a report')
    const partner = (await open('dev.mistry', '/')).body
    expect(partner).toContain('Nothing is shared with you yet')
    expect(partner).not.toContain('Waiting for you')
  })

  it('says what would appear where nothing waits', async () => {
    expect((await open('karin.lindqvist', '/')).body).toContain('Assessments that a supervisor sends back to you would be here')
  })

  it('tells a case owner of what others wrote since the case was last shown to them, and stops telling once it is', async () => {
    const priya = await heed.actor('priya.nair')
    await heed.act('femi.adeyemi', async (ctx) => {
      const { version } = await getCaseHeader(ctx, caseId)
      await allocateCase(ctx, { caseId, ownerId: priya.id, reason: 'Knows the street', version })
    })
    expect((await open('priya.nair', `/cases/${caseId}`)).statusCode).toBe(200)
    heed.clock.moveTo(new Date('2026-11-23T13:00:00Z'))
    await heed.act('femi.adeyemi', (ctx) => addNote(ctx, { caseId, text: 'The landlord rang' }))
    expect((await open('priya.nair', '/')).body).toMatch(/Changed since it was last shown to you[\s\S]*CASE\/2026\//)
    heed.clock.moveTo(new Date('2026-11-23T14:00:00Z'))
    await open('priya.nair', `/cases/${caseId}`)
    expect((await open('priya.nair', '/')).body).toContain('What others write on your incidents and cases would be here')
  })
})

describe('searching', () => {
  it('puts no words in the address, and keeps them to the one who searched', async () => {
    const sent = await search('priya.nair', 'Pell ZA1 2BC')
    expect(sent.statusCode).toBe(303)
    const address = String(sent.headers.location)
    expect(address).toMatch(/^\/search\/[0-9a-f-]{36}$/)
    expect((await open('priya.nair', address)).statusCode).toBe(200)
    expect((await open('femi.adeyemi', address)).statusCode).toBe(404)
    expect((await open('priya.nair', `/search/${newId()}`)).statusCode).toBe(404)
  })

  it('says how it understood, and groups what it found', async () => {
    const page = (await open('priya.nair', String((await search('priya.nair', '07700 900123')).headers.location))).body
    expect(page).toContain('the telephone number +447700900123')
    expect(page).toContain('People (1)')
    expect(page).toContain('Cases (1)')
    const byReference = (await open('priya.nair', String((await search('priya.nair', reference)).headers.location))).body
    expect(byReference).toContain('Incidents (1)')
  })

  it('says what to try when nothing is found, and escapes what was typed', async () => {
    const page = (await open('priya.nair', String((await search('priya.nair', '<script>alert(1)</script>')).headers.location))).body
    expect(page).toContain('Nothing found')
    expect(page).toContain('What to try')
    expect(page).not.toContain('<script>alert')
  })

  it('asks for words when none were typed, and is not for partners', async () => {
    const empty = await search('priya.nair', '   ')
    expect(empty.statusCode).toBe(422)
    expect(empty.body).toContain('Enter what to search for')
    expect((await search('dev.mistry', 'Pell')).statusCode).toBe(403)
  })

  it('leaves in the audit the search and what it showed', async () => {
    const address = String((await search('femi.adeyemi', reference)).headers.location)
    await open('femi.adeyemi', address)
    const femi = await heed.actor('femi.adeyemi')
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select(['act', 'subjectIds']).where('actorId', '=', femi.id).where('act', '=', 'work.search').execute())
    expect(rows.some(({ subjectIds }) => subjectIds.includes(incidentId) && subjectIds.includes(address.slice(8)))).toBe(true)
  })
})

describe('a person’s page', () => {
  it('shows the warning, the part played, the report and the case', async () => {
    const { body } = await open('priya.nair', `/people/${personId}`)
    for (const said of ['Safe to contact: Only before four o’clock', 'As victim (1)', reference, 'CASE/2026/']) expect(body).toContain(said)
  })

  it('does not exist for another borough, for a number nobody has, and is refused to a partner', async () => {
    expect((await open('owen.tate', `/people/${personId}`)).statusCode).toBe(404)
    expect((await open('priya.nair', `/people/${newId()}`)).statusCode).toBe(404)
    expect((await open('dev.mistry', `/people/${personId}`)).statusCode).toBe(403)
  })
})

describe('a record’s history', () => {
  it('says in plain words who looked', async () => {
    await open('priya.nair', `/people/${personId}`)
    const { body } = await open('femi.adeyemi', `/people/${personId}/history`)
    expect(body).toContain('PC Priya Nair')
    expect(body).toContain('Looked at it: to see what is known of a person')
  })

  it('opens for supervisors within their sight and for auditors; for others it is refused or not there', async () => {
    expect((await open('femi.adeyemi', `/incidents/${incidentId}/history`)).statusCode).toBe(200)
    expect((await open('femi.adeyemi', `/cases/${caseId}/history/looks`)).statusCode).toBe(200)
    expect((await open('femi.adeyemi', `/incidents/${elsewhereId}/history`)).statusCode).toBe(404)
    expect((await open('owen.tate', `/cases/${caseId}/history/looks`)).statusCode).toBe(404)
    expect((await open('priya.nair', `/incidents/${incidentId}/history`)).statusCode).toBe(403)
    for (const url of [`/incidents/${elsewhereId}/history`, `/cases/${caseId}/history/looks`, `/people/${personId}/history`]) expect((await open('margaret.osei', url)).statusCode).toBe(200)
  })

  it('reads on from where a page ended', async () => {
    expect((await open('margaret.osei', `/incidents/${incidentId}/history?before=${encodeURIComponent('2026-11-23T12:00:00.000Z')}`)).body).toContain('would be here')
    expect((await open('margaret.osei', `/incidents/${incidentId}/history?before=yesterday`)).statusCode).toBeGreaterThanOrEqual(400)
  })
})

describe('the audit', () => {
  it('shows auditors the latest refusals, and what one person did; nobody else', async () => {
    await open('priya.nair', '/audit')
    const page = await open('margaret.osei', '/audit')
    expect(page.body).toContain('PC Priya Nair')
    expect(page.body).toContain('Was refused')
    const priya = await heed.actor('priya.nair')
    expect((await open('margaret.osei', `/audit/people/${priya.id}`)).body).toContain('What PC Priya Nair looked at and changed')
    expect((await open('margaret.osei', `/audit/people/${newId()}`)).statusCode).toBe(404)
    for (const name of ['femi.adeyemi', 'robin.castle', 'dev.mistry']) expect([name, (await open(name, '/audit')).statusCode]).toEqual([name, 403])
  })
})

describe('a sealed case', () => {
  it('is found, counted and told of by nobody but those named: nor its person, its incident, nor their histories', async () => {
    const [priya, imran] = [await heed.actor('priya.nair'), await heed.actor('imran.rahman')]
    await heed.act('imran.rahman', async (ctx) => {
      const { version } = await getCaseHeader(ctx, caseId)
      await sealCase(ctx, { caseId, version, accountIds: [priya.id, imran.id], reason: 'A threat to the victim from somebody with friends on the team' })
    })
    for (const typed of ['07700 900123', 'Ada Pell', reference, '14 Tanner Street']) {
      const found = await heed.look('femi.adeyemi', (ctx) => searchFor(ctx, typed))
      expect([typed, found.incidents, found.people, found.cases, found.elsewhere]).toEqual([typed, [], [], [], []])
    }
    for (const url of [`/people/${personId}`, `/people/${personId}/history`, `/incidents/${incidentId}/history`, `/cases/${caseId}/history/looks`]) {
      expect([url, (await open('femi.adeyemi', url)).statusCode]).toEqual([url, 404])
    }
    expect((await heed.look('femi.adeyemi', countQueues)).find(({ key }) => key === 'team-cases')?.count).toBe(0)
    expect((await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, '2026-11'))).total.figures['cases-opened']).toBe(0)
    expect((await open('priya.nair', `/people/${personId}`)).statusCode).toBe(200)
    expect((await heed.look('imran.rahman', (ctx) => searchFor(ctx, '07700 900123'))).cases).toHaveLength(1)
  })
})
