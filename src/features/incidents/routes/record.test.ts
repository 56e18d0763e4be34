import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident, aPerson } from '../examples.ts'

let heed: TestHeed
let draftId: string

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

beforeEach(() => {
  draftId = newId()
})

function typed(over: Record<string, string> = {}): Record<string, string> {
  return {
    draftId, channel: '999', type: 'rowdy-inconsiderate', qualifier: 'personal', narrative: 'Shouting & <b>banging</b> on the door again', grade: 'significant',
    'people.0.role': 'caller', 'people.0.givenName': 'Ada', 'people.0.familyName': 'Pell', 'people.0.phone': '07700 900123', 'people.0.dateOfBirth': '2/4/1961', 'people.0.sameAddress': 'yes',
    'place.text': '14 Tanner Street', 'place.postcode': 'ZA1 2BC', 'prompt.d1.answer': 'yes', 'prompt.d1.note': 'every weekend since May', 'prompt.d5.answer': 'not-asked', 'prompt.d5.note': 'The line was bad',
    ...over,
  }
}

async function get(url: string, as = 'amara.diallo') {
  const app = await heed.app()
  const answer = await app.inject({ method: 'GET', url, headers: { cookie: `heed=${await heed.tokenOf(as)}` } })
  return { status: answer.statusCode, text: answer.body }
}

async function post(url: string, fields: Record<string, string>, as = 'amara.diallo') {
  const app = await heed.app()
  const token = await heed.tokenOf(as)
  const answer = await app.inject({
    method: 'POST', url, headers: { cookie: `heed=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...fields }).toString(),
  })
  return { status: answer.statusCode, text: answer.body, to: String(answer.headers.location ?? '') }
}

async function countAll(): Promise<number> {
  return heed.look('amara.diallo', async (ctx) => Number((await ctx.db.selectFrom('incidents').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n))
}

describe('words longer than Heed takes', () => {
  it('are refused in a sentence that names the field, and stay on the page', async () => {
    for (const length of [100_001, 10_000_000]) {
      const { status, text } = await post('/incidents/new', typed({ narrative: 'y'.repeat(length) }))
      expect(status).toBe(422)
      expect(text).toContain('What is happening must be 100,000 characters or fewer')
      expect(text).toContain('y'.repeat(length))
    }
  })
})

describe('the page a report is taken on', () => {
  it('IN-40 a ticked box makes the caller the victim: one person in two parts, without being asked twice', async () => {
    const { to } = await post('/incidents/new', typed({ 'people.0.isVictim': 'yes' }))
    const rows = await heed.look('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['personId', 'part', 'familyName']).where('sourceId', '=', to.split('/').at(-1) ?? '').orderBy('part').execute())
    expect(rows.map(({ part, familyName }) => [part, familyName])).toEqual([['caller', 'Pell'], ['victim', 'Pell']])
    expect(new Set(rows.map(({ personId }) => personId)).size).toBe(1)
    const again = await post('/incidents/new', typed({ 'people.0.isVictim': 'yes', channel: '' }))
    expect(again.text).toMatch(/name="people\.0\.isVictim"[^>]* checked/)
  })

  it.each([['2 April 1961', '1961-04-02', 1961, '2 April 1961'], ['02.04.61', '1961-04-02', 1961, '2 April 1961'], ['2nd of April, 1961', '1961-04-02', 1961, '2 April 1961'], ['April 1961', null, 1961, '1961'], ['1961', null, 1961, '1961']])('reads “%s” as a date of birth, keeps as much as was said, and shows it', async (said, dateOfBirth, birthYear, shown) => {
    const { status, to } = await post('/incidents/new', typed({ 'people.0.dateOfBirth': said }))
    expect(status).toBe(303)
    const id = to.split('/').at(-1) ?? ''
    const row = await heed.look('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'dateOfBirth', 'birthYear']).where('sourceId', '=', id).executeTakeFirstOrThrow())
    expect(row).toMatchObject({ dateOfBirth, birthYear })
    expect((await get(`/incidents/${id}`)).text).toContain(shown)
    // to be corrected with as much as is known: nothing is lost by sending it again
    expect((await get(`/incidents/${id}/people/${row.id}`)).text).toContain(`value="${dateOfBirth === null ? '1961' : '2/4/1961'}"`)
  })

  it('shows the types in force, three qualifiers with their test, six questions and nothing typed', async () => {
    const { status, text } = await get('/incidents/new')
    expect(status).toBe(200)
    expect(text).toContain('<h1')
    expect(text).toContain('202 ')
    expect(text).not.toContain('Hoax call')
    expect(text.match(/name="prompt\.d\d\.answer" type="radio" value="yes"/g)).toHaveLength(6)
    expect(text).toContain('Does the caller, the call handler or anyone else feel')
    expect(text).toContain('value="12:00"')
    expect(text).toContain('data-submit-shortcut')
  })

  it('IN-40 records what was typed, says which team was told, and goes to the incident', async () => {
    const { status, to } = await post('/incidents/new', typed())
    expect(status).toBe(303)
    const id = to.split('/').at(-1) ?? ''
    await heed.look('amara.diallo', async (ctx) => {
      const incident = await ctx.db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(incident).toMatchObject({ channel: '999', grade: 'significant', qualifier: 'personal', narrative: 'Shouting & <b>banging</b> on the door again', locationText: '14 Tanner Street', reportedAt: ctx.now })
      const answers = await ctx.db.selectFrom('screeningAnswers').select(['question', 'answer', 'detail', 'notAskedBecause']).where('incidentId', '=', id).orderBy('question').execute()
      expect(answers).toEqual([
        { question: 'd1', answer: 'yes', detail: 'every weekend since May', notAskedBecause: null }, { question: 'd5', answer: 'not-asked', detail: null, notAskedBecause: 'The line was bad' },
      ])
      const [caller] = await ctx.db.selectFrom('personMentions').selectAll().where('sourceId', '=', id).execute()
      expect(caller).toMatchObject({ part: 'caller', dateOfBirth: '1961-04-02', addressText: '14 Tanner Street', postcode: 'ZA1 2BC' })
    })
  })

  it('makes one incident of the same draft sent twice, also at once', async () => {
    const before = await countAll()
    const answers = await Promise.all([1, 2, 3].map(() => post('/incidents/new', typed())))
    const later = await post('/incidents/new', typed())
    expect(new Set([...answers, later].map(({ to }) => to)).size).toBe(1)
    expect(await countAll()).toBe(before + 1)
  })

  it('is never blocked by what is missing', async () => {
    const { status } = await post('/incidents/new', { draftId, channel: '101' })
    expect(status).toBe(303)
  })

  it('shows the same page with an error summary and all that was typed when something is malformed', async () => {
    const before = await countAll()
    const { status, text } = await post('/incidents/new', typed({ reportedDay: '24/11/2026', reportedTime: '09:00', 'people.0.dateOfBirth': 'yesterday' }))
    expect(status).toBe(422)
    expect(text).toContain('There is a problem')
    expect(text).toContain('Enter the date of birth as a date')
    expect(text).toContain('href="#people-0-dateOfBirth"')
    expect(text).toContain('value="yesterday"')
    expect(text).toContain('Shouting &amp; &lt;b&gt;banging&lt;/b&gt; on the door again')
    expect(text).toContain('every weekend since May')
    const future = await post('/incidents/new', typed({ reportedDay: '24/11/2026', reportedTime: '09:00' }))
    expect(future.status).toBe(422)
    expect(future.text).toContain('This is in the future')
    expect(future.text).toContain('href="#reportedDay"')
    expect(await countAll()).toBe(before)
  })

  it.each([['type', 'no-such-type'], ['qualifier', 'public'], ['grade', 'urgent-ish'], ['channel', 'pigeon'], ['prompt.d1.answer', 'maybe'], ['colour', 'red'], ['fromDay', '31/2/2026'], ['narrative', 'x'.repeat(100_001)]])('IN-40 refuses a malformed %s and keeps nothing', async (field, value) => {
    const before = await countAll()
    const { status, text } = await post('/incidents/new', typed({ [field]: value }))
    expect(status).toBe(422)
    expect(text).toContain('There is a problem')
    expect(await countAll()).toBe(before)
  })

  it('turns away those with no part in it before it reads what they sent', async () => {
    for (const person of ['sam.blank', 'robin.castle', 'dev.mistry', 'joan.firth', 'peter.lamb']) {
      expect((await get('/incidents/new', person)).status).toBe(403)
      expect((await post('/incidents/new', { nonsense: 'x' }, person)).status).toBe(403)
      expect((await post('/incidents/new/known', {}, person)).status).toBe(403)
      expect((await post('/incidents/new/place', {}, person)).status).toBe(403)
      expect((await post('/incidents/drafts', { draftId }, person)).status).toBe(403)
    }
  })
})

describe('without script', () => {
  it('adds another person, keeping all that was typed', async () => {
    const { status, text } = await post('/incidents/new/form', typed({ with: 'add' }))
    expect(status).toBe(200)
    expect(text).toContain('name="people.1.givenName"')
    expect(text).toContain('value="Ada"')
    expect(text).toContain(`name="draftId" value="${draftId}"`)
  })

  it('takes “this is them” and “not them” as plain buttons, and links the person when the report is saved', async () => {
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ givenName: 'Mina', familyName: 'Frost', phone: '07700 900456' })] }))
    const fields = { ...typed(), 'people.0.givenName': 'Mina', 'people.0.familyName': 'Frost', 'people.0.phone': '07700900456', 'people.0.sameAddress': '' }
    const asked = await post('/incidents/new/form', { ...fields, with: 'look' })
    expect(asked.text).toContain('same phone, surname and first name')
    const personId = /value="same\.0\.([0-9a-f-]{36})"/.exec(asked.text)?.[1] ?? ''
    expect(personId).not.toBe('')
    const refused = await post('/incidents/new/form', { ...fields, with: `not.0.${personId}` })
    expect(refused.text).not.toContain('same phone, surname and first name')
    const chosen = await post('/incidents/new/form', { ...fields, with: `same.0.${personId}` })
    expect(chosen.text).toContain(`name="people.0.personId" value="${personId}"`)
    const { to } = await post('/incidents/new', { ...fields, 'people.0.personId': personId })
    await heed.look('amara.diallo', async (ctx) => {
      const [mention] = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', to.split('/').at(-1) ?? '').execute()
      expect(mention?.personId).toBe(personId)
      expect(await ctx.db.selectFrom('personLinks').select('reason').where('mentionId', '=', mention?.id ?? '').execute()).toHaveLength(1)
    })
  })
})

describe('while somebody types', () => {
  it('says where the place lies and who will be told there', async () => {
    const { status, text } = await post('/incidents/new/place', { 'place.text': '1 Nowhere Road', 'place.postcode': 'ZA9 9ZZ' })
    expect(status).toBe(200)
    expect(text).not.toContain('<html')
    expect(text).toContain('Central ASB unit will be told')
    expect(text).toContain('not on the list we hold')
  })

  it('suggests a grade with its reason as the prompt is answered', async () => {
    expect((await post('/incidents/new/known', { 'prompt.d5.answer': 'yes' })).text).toMatch(/Suggested grade: Significant<\/strong>, because someone in the household may be vulnerable/)
    expect((await post('/incidents/new/known', { danger: 'yes' })).text).toContain('Suggested grade: Immediate')
  })

  it('never says of a draft that it is kept when it is not: without its number, or too long', async () => {
    for (const sent of [{ narrative: 'Half a sentence' }, { draftId: 'x', narrative: 'x' }, { draftId: '__proto__' }, typed({ narrative: 'x'.repeat(200_001) })]) {
      const { status, text } = await post('/incidents/drafts', sent)
      expect([status, text.startsWith('<p>Not saved as a draft')]).toEqual([422, true])
    }
  })

  it('keeps a draft that only its writer can resume, and that is gone once sent', async () => {
    expect((await post('/incidents/drafts', typed({ narrative: 'Half a sentence' }))).status).toBe(200)
    expect((await get(`/incidents/new?draft=${draftId}`)).text).toContain('Half a sentence')
    expect((await get('/incidents/new')).text).toContain(`/incidents/new?draft=${draftId}`)
    expect((await get(`/incidents/new?draft=${draftId}`, 'ines.moreau')).text).not.toContain('Half a sentence')
    await post('/incidents/new', typed())
    expect((await get('/incidents/new')).text).not.toContain(draftId)
    expect((await post('/incidents/drafts', typed({ narrative: 'Too late' }))).status).toBe(200)
    expect((await get(`/incidents/new?draft=${draftId}`)).text).not.toContain('Too late')
  })
})
