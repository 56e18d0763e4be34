import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNote, allocateIncident, deploy, getIncidentRecord, recordResearch, regrade } from '#features/incidents/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { keepDraft } from '#platform/drafts.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, type Visitor, visitorOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { getHistoryPage, getPersonAuditPage, getRefusalsPage, HISTORY_SHOWN } from './history.ts'
import { getHomePage } from './home.ts'
import { getIncidentPage, panelsOf } from './incident.ts'
import { getPersonPage } from './person.ts'
import { countQueues, getQueuePage } from './queues.ts'
import { MOST_FOUND, searchFor } from './search.ts'

let heed: TestHeed
let visit: Visitor
beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [], ...over }))
const home = (username: string) => heed.look(username, getHomePage)
const keysOf = async (username: string) => (await heed.look(username, countQueues)).map(({ key }) => key)
const at = (borough: number, ward: number) => ({ text: null, postcode: null, addressId: null, ...middleOf(borough, ward) })
const mine = ['overdue', 'due-today']
const works = ['allocated', 'returned', 'begun', 'my-cases']
const supervises = ['closing-requests', 'reviews-due', 'unallocated-cases', 'unresulted']
const area = ['team-overdue', 'team-due-today', 'team-new', 'team-open', 'team-cases']

describe('WK-01 whose list is whose', () => {
  it.each([
    ['amara.diallo', mine],
    ['tom.hargreaves', [...mine, 'unresulted']],
    ['ines.moreau', mine],
    ['chidi.okafor', [...mine, ...works]],
    ['priya.nair', [...mine, ...works, ...area]],
    ['wei.zhang', [...mine, ...works, 'new-repeats', ...area]],
    ['karin.lindqvist', [...mine, ...works, ...supervises, ...area]],
    ['imran.rahman', [...mine, ...works, 'new-repeats', ...supervises, ...area]],
    ['helen.whitby', [...mine, ...works, 'new-repeats', ...supervises]],
    ['robin.castle', []],
    ['margaret.osei', []],
    ['sam.blank', []],
    ['dev.mistry', []],
    ['peter.lamb', []],
  ])('WK-01 %s has the lists %j', async (username, keys) => {
    expect(await keysOf(username)).toEqual(keys)
    for (const key of ['overdue', 'allocated', 'unresulted', 'team-open', 'new-repeats', 'constructor']) {
      const page = heed.look(username, (ctx) => getQueuePage(ctx, key))
      if (keys.includes(key)) expect((await page).rows.length).toBeLessThanOrEqual((await page).count)
      else expect((await refusalOf(page)).message).toBe('There is no such list of yours')
    }
  })

  it('WK-01 each opens at the list a feature has of exactly those rows, or at its own page', async () => {
    const places = Object.fromEntries((await heed.look('imran.rahman', countQueues)).map(({ key, href }) => [key, href]))
    expect(places).toMatchObject({ overdue: '/work/overdue', allocated: '/incidents?scope=mine', 'my-cases': '/cases?scope=mine', 'new-repeats': '/repeats/tasks', unresulted: '/incidents/unresulted', 'team-open': '/work/team-open' })
  })
})

describe('what somebody finds when they come in', () => {
  it('WK-01 a report not sent is theirs alone, and comes before all else', async () => {
    const draftId = newId()
    await heed.act('tom.hargreaves', (ctx) => keepDraft(ctx, draftId, 'report', { narrative: 'Half a' }))
    expect(await home('tom.hargreaves')).toMatchObject({ takesReports: true, drafts: [{ id: draftId }], first: { text: 'Send the report you have not sent', href: `/incidents/new?draft=${draftId}` } })
    expect((await home('amara.diallo')).drafts).toEqual([])
    expect(await home('priya.nair')).toMatchObject({ takesReports: false, drafts: [] })
  })

  it('WK-11 an incident allocated to them comes before what they were told, and what waits for others is not theirs', async () => {
    const { incidentId } = await recorded()
    const { id: accountId } = await heed.actor('leah.marsh')
    await heed.act('karin.lindqvist', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' }))
    expect((await home('leah.marsh')).first).toEqual({ text: 'Open the incident allocated to you', href: '/incidents?scope=mine' })
    expect((await home('leah.marsh')).waiting).toBe(1)
    expect((await home('chidi.okafor')).first).toEqual({ text: 'Look at the open incidents of your area', href: '/incidents' })
    const { rows } = await heed.look('leah.marsh', (ctx) => getQueuePage(ctx, 'allocated'))
    expect(rows).toMatchObject([{ kind: 'incident', subjectId: incidentId, detail: 'Rowdy or inconsiderate behaviour, 14 Tanner Street' }])
  })

  it('WK-01 counts what is to be researched for the unit, what is to be approved for supervisors, and for others neither', async () => {
    await recorded({ screening: [{ question: 'd6', answer: 'yes' }] })
    expect((await home('wei.zhang')).toResearch).toBeGreaterThan(0)
    expect((await home('rosa.blake')).toResearch).toBe(0)
    expect((await home('priya.nair')).toResearch).toBeNull()
    expect((await home('karin.lindqvist')).awaiting).toBe(0)
    expect((await home('priya.nair')).awaiting).toBeNull()
    expect((await home('femi.adeyemi')).teams.map(({ name }) => name)).toEqual(['Ropewalk Safer Neighbourhoods Team', 'Tanner Street Safer Neighbourhoods Team'])
    expect((await home('karin.lindqvist')).teams).toEqual([])
  })

  it('is told what others wrote on their incident since they last saw it: not what they wrote, nor what they saw', async () => {
    const { incidentId, reference } = await recorded()
    const { id: accountId } = await heed.actor('hana.suzuki')
    await heed.act('karin.lindqvist', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' }))
    const changed = async () => (await home('hana.suzuki')).changed.map(({ kind, reference: of, changes }) => [kind, of, changes])
    expect(await changed()).toEqual([['incident', reference, 3]])
    heed.clock.moveTo(new Date('2026-11-23T12:05:00Z'))
    await visit.get('hana.suzuki', `/incidents/${incidentId}`)
    heed.clock.moveTo(new Date('2026-11-23T12:10:00Z'))
    expect(await changed()).toEqual([])
    await heed.act('hana.suzuki', (ctx) => addNote(ctx, { incidentId, text: 'Mine' }))
    expect(await changed()).toEqual([])
    heed.clock.moveTo(new Date('2026-11-23T12:11:00Z'))
    await heed.act('karin.lindqvist', (ctx) => addNote(ctx, { incidentId, text: 'Ring her' }))
    expect(await changed()).toEqual([['incident', reference, 1]])
    expect((await home('karin.lindqvist')).changed).toEqual([])
  })

  it('partners, volunteers and those without a role have nothing here, and are told apart', async () => {
    for (const [username, isOutsider] of [['dev.mistry', true], ['peter.lamb', true], ['sam.blank', false]] as const) {
      expect(await home(username)).toMatchObject({ isInsider: false, isOutsider, first: null, waiting: 0, awaiting: null, toResearch: null, queues: [], teams: [], changed: [], drafts: [] })
    }
  })
})

describe('the page of an incident', () => {
  it('WK-04 offers its history to those alone who may read it, and draws the parts of other features in their order', async () => {
    const { incidentId } = await recorded()
    for (const [username, mayReadHistory] of [['karin.lindqvist', true], ['priya.nair', false], ['helen.whitby', true]] as const) {
      expect([username, (await heed.look(username, (ctx) => getIncidentPage(ctx, incidentId))).mayReadHistory]).toEqual([username, mayReadHistory])
    }
    const drawn = await heed.look('priya.nair', (ctx) => panelsOf(ctx, incidentId, [async () => <p>one</p>, async () => null, async (_, id) => <p>{id}</p>]))
    expect(drawn.map(String)).toEqual(['<p>one</p>', `<p>${incidentId}</p>`])
    expect((await refusalOf(heed.look('nadia.kovacs', (ctx) => getIncidentPage(ctx, incidentId)))).kind).toBe('not found')
  })
})

describe('a history', () => {
  it('WK-04 tells looks from changes, the latest first, by whom, and is of that record alone', async () => {
    const { incidentId, reference } = await recorded()
    const other = await recorded({ place: at(1, 3) })
    heed.clock.moveTo(new Date('2026-11-23T13:00:00Z'))
    await heed.look('priya.nair', (ctx) => getIncidentRecord(ctx, incidentId))
    heed.clock.moveTo(new Date('2026-11-23T13:01:00Z'))
    await heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'Threats' }))
    const page = await heed.look('karin.lindqvist', (ctx) => getHistoryPage(ctx, 'incident', incidentId, null))
    expect(page).toMatchObject({ kind: 'incident', id: incidentId, reference, before: null, isAuditor: false })
    expect(page.entries.map(({ actorName, verb }) => [actorName, verb])).toEqual([['Amara Diallo', 'alteration'], ['PC Priya Nair', 'consultation'], ['Amara Diallo', expect.any(String)]])
    const early = await heed.look('karin.lindqvist', (ctx) => getHistoryPage(ctx, 'incident', incidentId, new Date('2026-11-23T13:01:00Z')))
    expect(early.entries.map(({ actorName }) => actorName)).toEqual(['PC Priya Nair', 'Amara Diallo'])
    expect((await heed.look('karin.lindqvist', (ctx) => getHistoryPage(ctx, 'incident', other.incidentId, null))).entries).toHaveLength(1)
    expect(await heed.look('margaret.osei', (ctx) => getHistoryPage(ctx, 'incident', incidentId, null))).toMatchObject({ reference: null, isAuditor: true })
  })

  it('WK-04 is there for nobody else, and not for a record that does not exist', async () => {
    const { incidentId } = await recorded()
    for (const [username, id] of [['owen.tate', incidentId], ['priya.nair', incidentId], ['dev.mistry', incidentId], ['karin.lindqvist', newId()], ['margaret.osei', newId()]] as const) {
      const refusal = await refusalOf(heed.look(username, (ctx) => getHistoryPage(ctx, 'incident', id, null)))
      expect([username, refusal.message]).toEqual([username, 'There is nothing at this address that you can see'])
    }
  })

  it('WK-05 one person’s audit is theirs alone, with what each line touched; refusals are everybody’s', async () => {
    const { incidentId } = await recorded()
    await heed.act('chidi.okafor', (ctx) => addNote(ctx, { incidentId, text: 'Nothing seen' }))
    const { id } = await heed.actor('chidi.okafor')
    const audit = await heed.look('margaret.osei', (ctx) => getPersonAuditPage(ctx, id, null))
    expect(audit.personName).toBe('PC Chidi Okafor')
    expect(new Set(audit.lines.map(({ actorId }) => actorId))).toEqual(new Set([id]))
    expect(audit.lines[0]?.subjects).toContainEqual({ kind: 'incident', ids: [incidentId] })
    expect((await refusalOf(heed.look('margaret.osei', (ctx) => getPersonAuditPage(ctx, newId(), null)))).message).toBe('There is nobody with this account')
    await visit.post('chidi.okafor', `/incidents/${incidentId}/grade`, { version: '1', grade: 'immediate', reason: 'x' })
    const refusals = await heed.look('margaret.osei', (ctx) => getRefusalsPage(ctx, null))
    expect(refusals.lines[0]).toMatchObject({ verb: 'refusal', act: 'incidents.regrade', actorName: 'PC Chidi Okafor' })
    expect(refusals.lines.every(({ verb }) => verb === 'refusal' || verb === 'failed sign-in')).toBe(true)
    expect([refusals.personId, refusals.personName]).toEqual([null, null])
  })

  it('WK-05 a page ends between two instants: what stands at one moment stands on one page, and none is lost', async () => {
    const { id } = await heed.actor('joe.sweeney')
    const { rows: [one] } = await sql<{ n: number }>`select count(*)::integer as n from audit_entries where actor_id = ${id}::uuid`.execute(kyselyOn(heed.database.pools.bootstrap))
    for (let n = 0; n < HISTORY_SHOWN + 20; n++) {
      heed.clock.moveTo(new Date(Date.UTC(2026, 10, 23, 14, 0, Math.floor(n / 7))))
      await heed.look('joe.sweeney', async (ctx) => ctx.shown('incident', newId()))
    }
    const seen: string[] = []
    for (let before: Date | null = null, pages = 0; pages < 5; pages++) {
      const page = await heed.look('margaret.osei', (ctx) => getPersonAuditPage(ctx, id, before))
      const instants = new Set(page.lines.map(({ at: when }) => when.getTime()))
      expect(page.lines.length).toBeLessThanOrEqual(HISTORY_SHOWN)
      if (page.before !== null) expect([...instants].at(-1)).toBe(page.before.getTime())
      seen.push(...page.lines.map(({ id: line }) => line))
      if (page.before === null) break
      before = page.before
    }
    expect([new Set(seen).size, seen.length]).toEqual([HISTORY_SHOWN + 20 + (one?.n ?? 0), HISTORY_SHOWN + 20 + (one?.n ?? 0)])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })
})

describe('a search', () => {
  const find = (username: string, query: string) => heed.look(username, (ctx) => searchFor(ctx, query))

  it('WK-02 finds an incident by its number written in any way, the other system’s number, and its postcode', async () => {
    const { incidentId, reference } = await recorded({ place: { ...at(1, 1), text: '3 Quay Row', postcode: 'ZA1 7QQ' } })
    const short = reference.replace(/^ASB\/(\d{4})\/0*/, 'asb $1/')
    for (const query of [reference, reference.toLowerCase(), short, reference.split('/')[2] ?? '', 'za17qq', 'ZA1 7QQ']) {
      expect([query, (await find('priya.nair', query)).incidents.map(({ id }) => id)]).toEqual([query, expect.arrayContaining([incidentId])])
    }
    expect((await find('priya.nair', 'ASB/2025/999999')).incidents).toEqual([])
  })

  it('WK-02 finds a person by each thing that is whole, and each thing more that is typed must agree', async () => {
    await recorded({ people: [aPerson({ role: 'victim', givenName: 'Orla', familyName: 'Quill', phone: '07700 900555', email: 'orla@example.org', postcode: 'ZA1 3QQ', dateOfBirth: '1961-04-02' })] })
    const names = async (query: string) => (await find('priya.nair', query)).people.map(({ name }) => name)
    for (const query of ['07700 900555', '+447700900555', 'ORLA@example.org', 'Quill', 'Orla Quill', 'Quill, Orla', 'Quill ZA1 3QQ', 'Quill 2/4/1961', '2 April 1961 Quill']) expect([query, await names(query)]).toEqual([query, ['Orla Quill']])
    for (const query of ['Quill ZA1 3QZ', 'Quill 3/4/1961', 'Una Quill', '07700 900556']) expect([query, await names(query)]).toEqual([query, []])
    const { people: [found] } = await find('priya.nair', 'Quill')
    expect(found).toMatchObject({ parts: ['victim'], mentions: 1 })
    expect((await heed.look('priya.nair', (ctx) => getPersonPage(ctx, found?.id ?? ''))).reports).toHaveLength(1)
    expect((await find('hana.suzuki', 'Quill')).people).toEqual([])
  })

  it('WK-02 shows fifty of a kind at most, and says that there is more', async () => {
    for (let n = 0; n <= MOST_FOUND; n++) await recorded({ narrative: 'A zanzibar drum', screening: [], place: at(2, 1) })
    const found = await find('nadia.kovacs', 'zanzibar')
    expect([found.incidents.length, found.isCut]).toEqual([MOST_FOUND, true])
    expect((await find('priya.nair', 'zanzibar'))).toMatchObject({ incidents: [], isCut: false })
    expect((await find('nadia.kovacs', ' '))).toMatchObject({ as: [], incidents: [], people: [], cases: [], elsewhere: [], isCut: false })
  })

  it('WK-02 of a number that many systems gave, the latest further reports are found, and that there is more is said', async () => {
    const { incidentId } = await recorded({ narrative: 'A drum, live', place: at(2, 1) })
    const bootstrap = kyselyOn(heed.database.pools.bootstrap)
    await sql`insert into incident_entries (id, incident_id, kind, at, by_id, source, source_reference)
      select gen_random_uuid(), id, 'further report', reported_at - case id when ${incidentId}::uuid then interval '0' else interval '1 day' end, recorded_by, 'system ' || id, 'CAD 7788/23NOV26' from incidents where narrative = 'A zanzibar drum' or id = ${incidentId}::uuid order by reported_at, id`.execute(bootstrap)
    await sql`update incidents set withdrawn_at = now() where narrative = 'A zanzibar drum'`.execute(bootstrap)
    const found = await find('nadia.kovacs', 'CAD 7788/23NOV26')
    expect([found.incidents.map(({ id }) => id), found.isCut]).toEqual([[incidentId], true])
  })

  it('WK-02 is noted as shown with all that it named', async () => {
    const { incidentId } = await recorded({ narrative: 'A xylophone at night' })
    const shown = await heed.look('priya.nair', async (ctx) => {
      await searchFor(ctx, 'xylophone')
      return ctx.touched.shown.map(({ kind, ids }) => [kind, ...ids])
    })
    expect(shown).toEqual([['incident', incidentId]])
    await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId, searched: 'Names', found: 'A glockenspiel' }))
    expect((await find('priya.nair', 'glockenspiel')).incidents.map(({ id }) => id)).toEqual([incidentId])
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: 'Bring earplugs', because: '' }))
    expect((await find('priya.nair', 'earplugs')).incidents.map(({ id, status }) => [id, status])).toEqual([[incidentId, 'deployed']])
  })
})
