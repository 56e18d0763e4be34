import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOfErrorPage, partsOf, type Sent, unescaped, type Visitor, visitorOf } from '#test/support/pages.ts'
import { addNote } from './commands/log.ts'
import { aCase } from './examples.ts'

let heed: TestHeed
let visit: Visitor
let caseId = ''
let reference = ''
/** What stands for ITEM, ENTRY and NADIA in an address or a form. */
const known: Record<string, string> = {}

beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
  await kyselyOn(heed.database.pools.bootstrap).insertInto('heed.settings').values({ key: 'standards preset', value: JSON.stringify('demonstration') }).execute()
  const made = await opened()
  caseId = made.caseId
  reference = made.reference
  const db = kyselyOn(heed.database.pools.bootstrap)
  const item = await db.selectFrom('casePlanItems').select('id').where('caseId', '=', caseId).where('standardKey', '=', 'victim-contacted').executeTakeFirstOrThrow()
  await heed.act('priya.nair', (ctx) => addNote(ctx, { caseId, text: 'The dog is brown' }))
  const entry = await db.selectFrom('caseEntries').select('id').where('caseId', '=', caseId).where('kind', '=', 'note').executeTakeFirstOrThrow()
  Object.assign(known, { ITEM: item.id, ENTRY: entry.id, NADIA: (await heed.actor('nadia.kovacs')).id, PARTNER: (await heed.actor('dev.mistry')).id })
})
afterAll(() => heed.close())

const opened = () => heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell' })] })).incidentId }))
const filled = (text: string) => text.replace(/ITEM|ENTRY|NADIA|PARTNER/g, (name) => known[name] ?? name)
/** The boxes that a browser always sends, also when nothing is in them. */
const empty: Readonly<Record<string, Sent>> = { contact: { onDay: '', atTime: '' }, closing: { onDay: '', atTime: '', toldWhat: '', notToldBecause: '' }, 'closing/decision': { reason: '' } }
const formOf = (noun: string, form: Sent): Sent => Object.fromEntries(Object.entries<string | readonly string[]>({ ...empty[noun], ...form }).map(([name, value]) => [name, typeof value === 'string' ? filled(value) : value.map(filled)]))
const script = '<script>alert("1")</script>'

/** Each act of a case: who does it, its heading, and what is wrong with forms of it. */
const acts: readonly (readonly [noun: string, who: string, heading: RegExp, wrong: readonly (readonly [Sent, readonly string[], RegExp])[]])[] = [
  ['contact', 'priya.nair', /^Record contact with the victim$/, [
    [{}, ['how', 'isReached', 'said'], /^Choose how you reached the victim/], [{ how: 'visit', isReached: 'yes', said: script }, ['onDay'], /^Enter when it was$/],
    [{ how: 'visit', isReached: 'yes', said: script, onDay: '30/2/2026' }, ['onDay'], /^Enter a date/], [{ how: 'visit', isReached: 'yes', said: script, onDay: '23/11/2026', atTime: '25:00' }, ['onDay'], /^Enter a time/],
    [{ how: 'visit', isReached: 'yes', said: script, onDay: '24/11/2026' }, ['onDay'], /^Enter a date and time that have passed$/], [{ how: 'telepathy', isReached: 'yes', said: script, onDay: '23/11/2026' }, ['how'], /^Choose how/],
  ]],
  ['decision', 'priya.nair', /^Record a decision$/, [[{}, ['decision', 'reason'], /^Enter the decision$/], [{ decision: script, reason: ' ' }, ['reason'], /^Enter the reason$/]]],
  ['note', 'priya.nair', /^Add a note$/, [[{ text: ' ' }, ['text'], /^Enter the note$/], [{ text: `${script}${'x'.repeat(10_000)}` }, ['text'], /10,000 characters or fewer/]]],
  ['incident', 'priya.nair', /^Link another incident$/, [[{}, ['reference', 'because'], /^Enter the incident’s reference$/], [{ reference: 'ASB/2026/999999', because: script }, ['reference'], /^No incident that you can see/]]],
  ['person', 'priya.nair', /^Add a person$/, [[{}, ['part'], /^Choose their part in the case$/], [{ part: 'witness', note: script }, ['givenName'], /^Enter a name, or what they are called$/]]],
  ['entries/ENTRY/correction', 'priya.nair', /^Correct an entry$/, [[{}, ['text', 'reason'], /^Enter what it should say$/], [{ text: script }, ['reason'], /^Enter why it is corrected$/]]],
  ['plan/ITEM', 'femi.adeyemi', /.+/, [
    [{ version: '1' }, ['state', 'text'], /^Choose done, missed or not needed$/], [{ version: '1', state: 'done' }, ['text'], /^Enter what was done, or why not$/], [{ version: '1', state: 'forgotten', text: script }, ['state'], /^Choose done/],
  ]],
  ['allocation', 'femi.adeyemi', /^Allocate an owner$/, [
    [{ version: '1', ownerId: '' }, ['ownerId'], /^Choose who will own the case$/], [{ version: '1', ownerId: 'NADIA', reason: script }, ['ownerId'], /^Choose somebody who may own cases$/],
    [{ version: '1', ownerId: 'PARTNER', reason: script }, ['ownerId'], /^Choose somebody who may own cases$/],
  ]],
  ['transfer', 'femi.adeyemi', /^Transfer to another team$/, [[{ version: '1', reason: script }, ['teamId'], /^Choose the team$/], [{ version: '1', teamId: 'NADIA', reason: script }, ['teamId'], /^Choose a team that can see cases$/], [{ version: '1', teamId: 'NADIA' }, ['reason'], /^Enter why it is transferred$/]]],
  ['review', 'femi.adeyemi', /^Hold a review$/, [[{ version: '1' }, ['rank', 'outcome'], /^Choose whose turn it is$/], [{ version: '1', rank: 'constable', outcome: script }, ['rank'], /has no review by this rank$/]]],
  ['closing', 'priya.nair', /^Ask for the case to be closed$/, [
    [{ version: '1' }, ['resultKey', 'account', 'isTold'], /^Enter the result of the case$/],
    [{ version: '1', resultKey: 'unheard-of', account: script, isTold: 'no', notToldBecause: 'x' }, ['resultKey'], /result/],
    [{ version: '1', resultKey: 'stopped', account: script, isTold: 'no' }, ['notToldBecause'], /^Enter why the victim was not told$/],
    [{ version: '1', resultKey: 'stopped', account: script, isTold: 'yes' }, ['onDay', 'toldWhat'], /^Enter when the victim was told$/],
    [{ version: '1', resultKey: 'stopped', account: script, isTold: 'yes', onDay: '24/11/2026', toldWhat: 'x' }, ['onDay'], /have passed$/],
    [{ version: '1', resultKey: 'stopped', account: script, isTold: 'no victim' }, ['isTold'], /^Record what the victim was told and when, or why not$/],
  ]],
  ['seal', 'imran.rahman', /^Seal to people by name$/, [[{ version: '1' }, ['reason'], /^Enter why$/], [{ version: '1', reason: script, accountIds: 'PARTNER' }, ['accountIds'], /^Choose only people of the force$/]]],
]

describe('the forms of a case', () => {
  it.each(acts)('%s says what it is, of which case, and leads back to it', async (noun, who, heading) => {
    const page = await visit.get(who, `/cases/${caseId}/${filled(noun)}`)
    const { title, headings, back } = partsOf(page.body)
    expect([page.statusCode, headings.length, back]).toEqual([200, 1, `/cases/${caseId}`])
    expect(headings[0]).toMatch(heading)
    expect(title).toBe(`${headings[0]} - Heed - Metroshire Police`)
    expect(page.body).toContain(reference)
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)/)
  })

  it.each(acts.flatMap(([noun, who, , wrong]) => wrong.map(([form, fields, words], at) => [noun, at + 1, who, form, fields, words] as const)))('%s, wrong in its way %d, leads to the field at fault and keeps what was typed', async (noun, _at, who, form, fields, words) => {
    const answer = await visit.post(who, `/cases/${caseId}/${filled(noun)}`, formOf(noun, form))
    const { errors, back } = partsOf(answer.body)
    expect([answer.statusCode, errors.map(({ field }) => field), faultsOfErrorPage(answer.body), back]).toEqual([422, fields, [], `/cases/${caseId}`])
    expect(errors[0]?.message).toMatch(words)
    expect(answer.body).not.toContain(script)
    if (JSON.stringify(form).includes('script')) expect(unescaped(answer.body)).toContain(script)
  })

  it.each(acts.map(([noun, who]) => [noun, who] as const))('%s takes no field it does not know', async (noun, who) => {
    const answer = await visit.post(who, `/cases/${caseId}/${filled(noun)}`, { version: '1', sealedUnder: newId() })
    expect(answer.statusCode).toBe(422)
    expect(unescaped(answer.body)).toContain('“sealedUnder” is not a field here')
  })

  it('nothing of what was refused is in the case', async () => {
    const { version, status } = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('cases').select(['version', 'status']).where('id', '=', caseId).executeTakeFirstOrThrow())
    const entries = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('caseEntries').select('kind').where('caseId', '=', caseId).where('kind', 'not in', ['opened', 'incident linked', 'note', 'person']).execute())
    expect([version, status, entries.filter(({ kind }) => kind !== 'plan')]).toEqual([1, 'open', []])
  })

  it('a closing refused asks for its reason; a reopening too', async () => {
    const made = await opened()
    const at = (noun: string) => `/cases/${made.caseId}/${noun}`
    expect((await visit.get('femi.adeyemi', at('closing/decision'))).statusCode).toBe(409)
    expect((await visit.post('priya.nair', at('closing'), formOf('closing', { version: '1', resultKey: 'stopped', account: script, isTold: 'no', notToldBecause: script }))).statusCode).toBe(303)
    const page = await visit.get('femi.adeyemi', at('closing/decision'))
    expect([page.body.includes(script), unescaped(page.body).split(script).length]).toEqual([false, 3])
    const neither = await visit.post('femi.adeyemi', at('closing/decision'), { version: '2', reason: '' })
    expect([neither.statusCode, partsOf(neither.body).errors, faultsOfErrorPage(neither.body)]).toEqual([422, [{ field: 'answer', message: 'Choose whether the case is closed' }], []])
    const refused = await visit.post('femi.adeyemi', at('closing/decision'), { version: '2', answer: 'refuse', reason: ' ' })
    expect([refused.statusCode, partsOf(refused.body).errors, faultsOfErrorPage(refused.body)]).toEqual([422, [{ field: 'reason', message: 'Enter why the case cannot be closed yet' }], []])
    expect((await visit.post('femi.adeyemi', at('closing/decision'), { version: '2', answer: 'approve', reason: '' })).statusCode).toBe(303)
    const again = await visit.post('femi.adeyemi', at('reopening'), { version: '3', reason: ' ' })
    expect([again.statusCode, partsOf(again.body).errors[0]?.message, faultsOfErrorPage(again.body)]).toEqual([422, 'Enter why the case is opened again', []])
    for (const [noun, form] of [['note', { text: 'Late' }], ['contact', { how: 'visit', isReached: 'yes', said: 'x', onDay: '23/11/2026', atTime: '10:00' }], ['decision', { decision: 'x', reason: 'y' }], ['person', { part: 'witness', givenName: 'Ida' }]] as const) {
      const late = await visit.post('priya.nair', at(noun), form)
      expect([noun, late.statusCode, unescaped(late.body).includes('This case is closed. Reopen it first')]).toEqual([noun, 409, true])
    }
  })

  it('a pause is refused in words on the plan, and leads to no field that is not there', async () => {
    const answer = await visit.post('priya.nair', `/cases/${caseId}/plan/${filled('ITEM')}/pause`, { reason: script })
    const { errors } = partsOf(answer.body)
    expect([answer.statusCode, errors.map(({ message }) => message), answer.body.includes(script)]).toEqual([422, ['Choose one of the reasons that this standard allows'], false])
    for (const { field } of errors) expect(field === '' || answer.body.includes(` id="${field}"`)).toBe(true)
  })
})

describe('who is let in', () => {
  const asked = ['amara.diallo', 'chidi.okafor', 'priya.nair', 'joe.sweeney', 'femi.adeyemi', 'imran.rahman', 'wei.zhang', 'helen.whitby', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'peter.lamb']
  const working = ['chidi.okafor', 'priya.nair', 'joe.sweeney', 'femi.adeyemi', 'imran.rahman', 'helen.whitby']
  const leading = ['femi.adeyemi', 'imran.rahman', 'helen.whitby']

  it.each([
    ['', [...working, 'amara.diallo', 'wei.zhang']], ['/contact', working], ['/note', working], ['/plan/ITEM', working], ['/closing', working], ['/allocation', leading], ['/transfer', leading], ['/review', leading], ['/reopening', leading], ['/seal', ['imran.rahman']],
  ])('“%s” opens for %o and nobody else, and its form is refused before it is read', async (noun, may) => {
    const open: string[] = []
    for (const username of asked) {
      const { statusCode } = await visit.get(username, `/cases/${caseId}${filled(noun)}`)
      if (statusCode === 200) open.push(username)
      else expect([username, statusCode]).toEqual([username, 403])
      if (noun !== '' && statusCode !== 200) expect([username, (await visit.post(username, `/cases/${caseId}${filled(noun)}`, { nonsense: 'x' })).statusCode]).toEqual([username, 403])
    }
    expect([...open].sort()).toEqual([...may].sort())
  })

  it('another borough, another ward and an id nobody has look the same', async () => {
    const nothing = await visit.get('nadia.kovacs', `/cases/${newId()}`)
    for (const [username, url] of [['nadia.kovacs', `/cases/${caseId}`], ['hana.suzuki', `/cases/${caseId}/plan`], ['owen.tate', `/cases/${caseId}/allocation`], ['priya.nair', `/cases/${caseId}/plan/${newId()}`], ['priya.nair', `/cases/${caseId}/entries/${newId()}/correction`]] as const) {
      const hidden = await visit.get(username, url)
      expect([url, hidden.statusCode, partsOf(hidden.body).headings]).toEqual([url, 404, partsOf(nothing.body).headings])
    }
  })
})
