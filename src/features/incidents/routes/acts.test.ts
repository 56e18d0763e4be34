import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOfErrorPage, partsOf, type Sent, unescaped, type Visitor, visitorOf } from '#test/support/pages.ts'
import { linkDuplicate } from '../commands/duplicate.ts'
import { deploy, resultIncident } from '../commands/respond.ts'
import { setIncidentRisk } from '../commands/risk.ts'
import { anIncident } from '../examples.ts'

let heed: TestHeed
let visit: Visitor
let incidentId = ''
let reference = ''
/** Another one, to which a unit has been sent, so that it can be resulted. */
let sentTo = ''

beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
  ;({ incidentId, reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: null, screening: [{ question: 'd5', answer: 'yes' }] })))
  sentTo = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
  await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId: sentTo, version: 1, isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: '', because: '' }))
})
afterAll(() => heed.close())

const script = '<script>alert("1")</script>'
const long = (most: number) => 'x'.repeat(most + 1)
const result = { version: '2', codes: 'result-407', account: 'Three young people were spoken to and left.', callerTold: 'no', notToldBecause: 'They asked not to be rung' }

/** Each act with what is wrong in its form: which fields the summary leads to, and the first words there. */
const wrong: readonly (readonly [noun: string, form: Sent, errors: readonly (readonly [field: string, words: RegExp])[]])[] = [
  ['grade', { version: '1' }, [['grade', /^Enter a grade$/]]],
  ['grade', { version: '1', grade: 'teleport' }, [['grade', /^Choose one of the grades$/]]],
  ['grade', { version: '1', grade: 'extended', reason: long(1_000) }, [['reason', /1,000 characters or fewer; it has 1,001$/]]],
  ['deployment', { version: '1' }, [['deployed', /^Say whether a unit was deployed$/]]],
  ['deployment', { version: '1', deployed: 'yes' }, [['unit', /^Enter the unit or choose the colleague/]]],
  ['deployment', { version: '1', deployed: 'no', because: ' ' }, [['because', /^Enter why nobody was deployed$/]]],
  ['deployment', { version: '1', deployed: 'yes', unit: 'R1', deployedDay: '31/2/2026' }, [['deployedDay', /^Enter a date/]]],
  ['deployment', { version: '1', deployed: 'yes', unit: 'R1', deployedDay: '24/11/2026', deployedTime: '09:00' }, [['deployedDay', /^This is in the future/]]],
  ['deployment', { version: '1', deployed: 'yes', unit: 'R1', officerId: 'somebody' }, [['officerId', /.+/]]],
  ['briefing', {}, [['told', /^Enter what the unit was told$/]]],
  ['briefing', { told: long(10_000) }, [['told', /10,000 characters or fewer/]]],
  ['result', { ...result, codes: [] }, [['codes', /^Choose at least one result code$/]]],
  ['result', { ...result, callerTold: '' }, [['callerTold', /^Say whether the caller was told$/]]],
  ['result', { ...result, account: 'All quiet' }, [['account', /^Say in a sentence or more/]]],
  ['result', { ...result, notToldBecause: '' }, [['notToldBecause', /^Enter why the caller was not told$/]]],
  ['result', { ...result, callerTold: 'yes', callerToldWhat: 'It is over' }, [['callerToldAtDay', /^Enter when the caller was told$/]]],
  ['result', { ...result, callerTold: 'yes', callerToldAtDay: '23/11/2026', callerToldAtTime: '11:00' }, [['callerToldWhat', /^Enter what the caller was told$/]]],
  ['result', { ...result, callerTold: 'yes', callerToldAtDay: '23/11/2026', callerToldAtTime: '12:30', callerToldWhat: 'x' }, [['callerToldAtDay', /cannot have been told in the future$/]]],
  ['result', { version: '2' }, [['codes', /^Choose at least one result code$/], ['account', /^Say in a sentence or more/], ['callerTold', /^Say whether the caller was told$/]]],
  ['result', { version: '2', callerTold: 'yes' }, [['codes', /./], ['account', /./], ['callerToldAtDay', /^Enter when the caller was told$/], ['callerToldWhat', /^Enter what the caller was told$/]]],
  ['result', { ...result, attendedAtDay: '23/11/2026', attendedAtTime: '99' }, [['attendedAtDay', /^Enter a time/]]],
  ['result', { ...result, attendedAtDay: '23/11/2027' }, [['attendedAtDay', /^This is in the future/]]],
  ['classification', { version: '1' }, [['reason', /^Enter why it is changed$/]]],
  ['classification', { version: '1', reason: 'x' }, [['type', /^Choose another type or another qualifier$/]]],
  ['classification', { version: '1', reason: 'x', type: 'hoax-call' }, [['type', /in force on the day of the report$/]]],
  ['classification', { version: '1', reason: 'x', qualifier: 'rude' }, [['qualifier', /.+/]]],
  ['crime', { version: '1', victimsCode: 'yes' }, [['crimeReference', /^Enter the crime reference$/]]],
  ['intelligence', { version: '1' }, [['intelligence', /^Say whether a report was submitted$/]]],
  ['intelligence', { version: '1', intelligence: 'submitted' }, [['reference', /^Enter the reference of the intelligence report$/]]],
  ['intelligence', { version: '1', intelligence: 'considered' }, [['because', /^Enter why no intelligence report/]]],
  ['duplicate', { version: '1' }, [['reference', /^Enter the reference of the incident it repeats$/]]],
  ['duplicate', { version: '1', reference: 'ASB/2026/999999' }, [['reference', /^No incident with this reference/]]],
  ['allocation', { version: '1' }, [['accountId', /^Choose an officer$/]]],
  ['allocation', { version: '1', accountId: '01a0a0a0-0000-7000-8000-000000000000' }, [['accountId', /^Choose a colleague from the list$/]]],
  ['follow-up', {}, [['reached', /^Say whether/], ['how', /^Choose how$/], ['said', /^Enter what was said$/]]],
  ['follow-up', { reached: 'yes', how: 'visit' }, [['said', /^Enter what was said$/]]],
  ['follow-up', { reached: 'no', how: 'visit' }, [['said', /^Enter what was tried$/]]],
  ['follow-up', { reached: 'no', how: 'visit', said: 'Rang', followedUpAtDay: '1/1/2030' }, [['followedUpAtDay', /^This is in the future/]]],
  ['assessment-request', { version: '1', accountId: '' }, [['accountId', /^Choose an officer$/]]],
  ['research', {}, [['searched', /^Enter what was searched$/], ['found', /^Enter what was found$/]]],
  ['flags', { version: '1', reason: 'x' }, [['flag', /^Choose a flag$/]]],
  ['flags', { version: '1', flag: 'hate', reason: '' }, [['reason', /^Enter why the flag is raised$/]]],
  ['note', { text: ' \n ' }, [['text', /^Enter the note$/]]],
  ['flags/vulnerable', { version: '1' }, [['decision', /^Say whether the flag is confirmed or lifted$/]]],
  ['flags/vulnerable', { version: '1', decision: 'lifted' }, [['reason', /^Enter why the flag is lifted$/]]],
  ['doubts/no-grade', {}, [['how', /^Enter how it was settled$/]]],
]

const titles: Readonly<Record<string, RegExp>> = {
  grade: /^Choose the grade$/, deployment: /^Record deployment$/, briefing: /^Record what the unit was told$/, result: /^Result the incident$/, 'result-correction': /^Correct the result$/,
  classification: /^Change type or qualifier$/, crime: /^Record a crime reference$/, intelligence: /^Record an intelligence report$/, duplicate: /^Link as a duplicate$/,
  'duplicate-undo': /^Undo the duplicate link$/, allocation: /^Allocate the incident$/, 'follow-up': /^Record a follow-up contact$/, 'assessment-request': /^Ask for a risk assessment$/,
  research: /^Record research$/, flags: /^Raise a flag$/, note: /^Write a note$/, 'flags/vulnerable': /^Flag: vulnerable$/, 'doubts/no-grade': /^Settle what is to be checked$/,
}

describe('the page of each act', () => {
  it.each(Object.keys(titles))('%s says what it is, of which incident, and leads back to it', async (noun) => {
    const page = await visit.get('femi.adeyemi', `/incidents/${incidentId}/${noun}`)
    const { title, headings, back, errors } = partsOf(page.body)
    expect(page.statusCode).toBe(200)
    expect(headings).toEqual([expect.stringMatching(titles[noun] ?? /never/)])
    expect(title).toBe(`${headings[0]} - Heed - Metroshire Police`)
    expect(back).toBe(`/incidents/${incidentId}`)
    expect(page.body).toContain(reference)
    expect(errors).toEqual([])
    expect(page.body).toContain('name="version" value="1"')
  })

  it.each(wrong)('%s (%#) leads to the field at fault, and changes nothing', async (noun, form, errors) => {
    const at = noun === 'result' ? sentTo : incidentId
    const answer = await visit.post('femi.adeyemi', `/incidents/${at}/${noun}`, form)
    expect(answer.statusCode).toBe(422)
    expect(partsOf(answer.body).errors.map(({ field }) => field)).toEqual(errors.map(([field]) => field))
    errors.forEach(([, words], place) => expect(partsOf(answer.body).errors[place]?.message).toMatch(words))
    expect(faultsOfErrorPage(answer.body)).toEqual([])
    expect(partsOf(answer.body).back).toBe(`/incidents/${at}`)
    expect((await visit.get('femi.adeyemi', `/incidents/${at}/note`)).body).toContain(`name="version" value="${at === sentTo ? 2 : 1}"`)
  })

  it.each([
    ['grade', { grade: 'nothing', reason: script }], ['deployment', { deployed: 'yes', told: script }], ['briefing', { told: `${script}${'x'.repeat(10_000)}` }],
    ['result', { codes: 'result-407', account: script, attendedBy: script, callerTold: 'no', notToldBecause: '' }], ['classification', { reason: script, type: 'none such' }],
    ['intelligence', { intelligence: 'submitted', because: script }], ['duplicate', { reference: script }], ['allocation', { note: script }], ['follow-up', { said: script }],
    ['assessment-request', { reason: script }], ['research', { searched: script }], ['flags', { reason: script }], ['note', { text: `${script}${'x'.repeat(10_000)}` }],
    ['flags/vulnerable', { decision: 'neither', reason: script }], ['doubts/no-grade', { how: `${script}${'x'.repeat(1_000)}` }],
  ] as const)('%s keeps what was typed, as words and never as markup', async (noun, form) => {
    const answer = await visit.post('femi.adeyemi', `/incidents/${noun === 'result' ? sentTo : incidentId}/${noun}`, { version: noun === 'result' ? '2' : '1', ...form })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).not.toContain(script)
    expect(unescaped(answer.body)).toContain(script)
  })

  it.each(Object.keys(titles))('%s takes no field it does not know', async (noun) => {
    const answer = await visit.post('femi.adeyemi', `/incidents/${incidentId}/${noun}`, { version: '1', recordedBy: 'somebody else' })
    expect(answer.statusCode).toBe(422)
    expect(partsOf(answer.body).errors.map(({ message }) => message).join(' ')).toContain('“recordedBy” is not a field here')
  })

  it.each(['', 'one', '-1', '1.5', '99999999999'])('asks for the page again when its version is “%s”', async (version) => {
    const answer = await visit.post('femi.adeyemi', `/incidents/${incidentId}/crime`, { version, crimeReference: '4600123/26' })
    expect([answer.statusCode, partsOf(answer.body).errors[0]?.message]).toEqual([422, 'Open the page again and repeat the change'])
  })
})

describe('an act done', () => {
  const done: readonly (readonly [noun: string, user: string, form: Sent, said: string])[] = [
    ['grade', 'tom.hargreaves', { grade: 'extended' }, 'Grade saved'],
    ['deployment', 'chidi.okafor', { deployed: 'yes', unit: 'Romeo 2', told: 'A dog in the yard' }, 'Deployment recorded'],
    ['briefing', 'ines.moreau', { told: 'The back gate is open' }, 'What the unit was told is recorded'],
    ['classification', 'wei.zhang', { type: 'begging-vagrancy', reason: 'They were begging' }, 'Change saved'],
    ['crime', 'priya.nair', { crimeReference: '4600123/26', victimsCode: 'yes' }, 'Crime reference recorded'],
    ['intelligence', 'wei.zhang', { intelligence: 'considered', because: 'Nothing new' }, 'Intelligence recorded'],
    ['follow-up', 'priya.nair', { reached: 'no', how: 'letter', said: 'A card was left' }, 'Follow-up recorded'],
    ['research', 'wei.zhang', { searched: 'The address', found: 'Nothing' }, 'Research recorded'],
    ['flags', 'chidi.okafor', { flag: 'intimidation', reason: 'Threatened at the gate' }, 'Flag raised'],
    ['note', 'joe.sweeney', { text: 'Seen at number 12' }, 'Note saved'],
    ['flags/vulnerable', 'wei.zhang', { decision: 'lifted', reason: 'Another household' }, 'Flag lifted'],
    ['doubts/personal-without-a-victim', 'priya.nair', { how: 'The caller is the victim' }, 'Settled'],
    ['result', 'chidi.okafor', { ...result }, 'Incident resulted'],
    ['result-correction', 'chidi.okafor', { ...result, reason: 'Another code', codes: ['result-704', 'result-407'] }, 'Correction of the result recorded'],
  ]

  it('leads to the incident, says so once, and stands in its log with who did it', async () => {
    for (const [noun, username, form, said] of done) {
      const { version } = await heed.look('tom.hargreaves', (ctx) => ctx.db.selectFrom('incidents').select('version').where('id', '=', incidentId).executeTakeFirstOrThrow())
      const carried = noun.startsWith('doubts') ? {} : { version: String(version) }
      const answer = await visit.post(username, `/incidents/${incidentId}/${noun}`, { ...form, ...carried })
      expect([noun, answer.statusCode, answer.headers.location]).toEqual([noun, 303, `/incidents/${incidentId}`])
      const app = await heed.app()
      const cookies = Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
      const next = await app.inject({ url: `/incidents/${incidentId}`, cookies: { ...cookies, heed: await heed.tokenOf(username) } })
      expect([noun, partsOf(next.body).flash]).toEqual([noun, said])
      const last = await heed.look('tom.hargreaves', (ctx) => ctx.db.selectFrom('incidentEntries as e').innerJoin('accounts as a', 'a.id', 'e.byId').select('a.username').where('e.incidentId', '=', incidentId).orderBy('e.id', 'desc').executeTakeFirst())
      expect([noun, last?.username]).toEqual([noun, username])
    }
  })

  it('once it is resulted, its grade, deployment and result stand', async () => {
    for (const [noun, form] of [['grade', { grade: 'immediate', reason: 'Late' }], ['deployment', { deployed: 'no', because: 'Late' }], ['result', result], ['briefing', { told: 'Late' }]] as const) {
      const { version } = await heed.look('tom.hargreaves', (ctx) => ctx.db.selectFrom('incidents').select('version').where('id', '=', incidentId).executeTakeFirstOrThrow())
      const answer = await visit.post('tom.hargreaves', `/incidents/${incidentId}/${noun}`, { ...form, version: String(version) })
      expect([noun, answer.statusCode]).toEqual([noun, 409])
      expect(unescaped(answer.body)).toMatch(/has been resulted/)
    }
  })
})

describe('an act by somebody who may not', () => {
  /** Who stands for each reason: no role, other roles, another borough, outside the force. */
  const acts: readonly (readonly [noun: string, may: readonly string[]])[] = [
    ['grade', ['amara.diallo', 'ines.moreau', 'karin.lindqvist']], ['deployment', ['amara.diallo', 'ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair']],
    ['result', ['amara.diallo', 'ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair']],
    ['classification', ['amara.diallo', 'ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair', 'wei.zhang']],
    ['crime', ['ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair']], ['intelligence', ['ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair', 'wei.zhang']],
    ['allocation', ['karin.lindqvist', 'priya.nair']], ['research', ['karin.lindqvist', 'wei.zhang']], ['flags/vulnerable', ['karin.lindqvist', 'wei.zhang']],
    ['assessment-request', ['karin.lindqvist', 'wei.zhang']], ['follow-up', ['amara.diallo', 'ines.moreau', 'karin.lindqvist', 'chidi.okafor', 'priya.nair']],
  ]
  const asked = ['amara.diallo', 'ines.moreau', 'chidi.okafor', 'priya.nair', 'karin.lindqvist', 'wei.zhang', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'peter.lamb']

  it.each(acts)('%s: the page opens for %o and for nobody else, and the refusal says which role it needs', async (noun, may) => {
    const open: string[] = []
    for (const username of asked) {
      const { statusCode, body } = await visit.get(username, `/incidents/${incidentId}/${noun}`)
      if (statusCode === 200) open.push(username)
      else expect([username, statusCode, /you need the role|Your account cannot/.test(body)]).toEqual([username, 403, true])
      const sent = await visit.post(username, `/incidents/${incidentId}/${noun}`)
      expect([username, sent.statusCode]).toEqual([username, statusCode === 200 ? 422 : 403])
    }
    expect([...open].sort()).toEqual([...may].sort())
  })

  it('another borough is told that there is no such incident, and is not told that there is', async () => {
    const nothing = await visit.get('nadia.kovacs', '/incidents/01a0a0a0-0000-7000-8000-000000000000/deployment')
    const hidden = await visit.get('nadia.kovacs', `/incidents/${incidentId}/deployment`)
    expect([nothing.statusCode, hidden.statusCode]).toEqual([404, 404])
    expect(partsOf(hidden.body)).toEqual(partsOf(nothing.body))
    expect((await visit.post('nadia.kovacs', `/incidents/${incidentId}/deployment`, { version: '1', deployed: 'no', because: 'x' })).statusCode).toBe(404)
  })
})

describe('acts that the record itself rules out', () => {
  it('an incident at high risk shows why it cannot be allocated, and offers no form', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    await heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, made.incidentId, 'high'))
    const page = await visit.get('femi.adeyemi', `/incidents/${made.incidentId}/allocation`)
    expect(page.body).toContain('worked as a case')
    expect(page.body).not.toContain('name="accountId"')
  })

  it('shows each of two duplicates the other, and offers to undo the link', async () => {
    const [first, second] = [await heed.act('amara.diallo', (ctx) => anIncident(ctx)), await heed.act('amara.diallo', (ctx) => anIncident(ctx))]
    await heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: script }))
    const [of, to] = [await visit.get('priya.nair', `/incidents/${second.incidentId}`), await visit.get('priya.nair', `/incidents/${first.incidentId}`)]
    expect(of.body).toContain(`href="/incidents/${first.incidentId}"`)
    expect(to.body).toContain(`href="/incidents/${second.incidentId}"`)
    expect(of.body).toContain(`/incidents/${second.incidentId}/duplicate-undo`)
    for (const { body } of [of, to]) expect(body).not.toContain(script)
  })

  it('offers a resulted incident the correction of its result and nothing that comes before', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const links = async () => [...(await visit.get('karin.lindqvist', `/incidents/${made.incidentId}`)).body.matchAll(new RegExp(`href="/incidents/${made.incidentId}/([\\w-]+)"`, 'g'))].map(([, noun]) => noun)
    expect(await links()).toEqual(expect.arrayContaining(['grade', 'deployment']))
    expect(await links()).not.toContain('result-correction')
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId: made.incidentId, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' }))
    expect(await links()).toContain('result')
    await heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId: made.incidentId, version: 2, codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }))
    const after = await links()
    expect(after).toContain('result-correction')
    for (const noun of ['grade', 'deployment', 'result', 'briefing']) expect(after).not.toContain(noun)
  })
})
