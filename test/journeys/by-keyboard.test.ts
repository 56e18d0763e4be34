import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

/** What one of the two goes through: with script and without it, each on records of their own. */
interface Ground { incident: string; assessment: string; closing: string; handed: string; family: string; told: string }

let journey: Journey
const grounds = new Map<boolean, Ground>()

beforeAll(async () => {
  journey = await openJourney('by-keyboard')
  for (const [javaScript, family, number] of [[true, 'Arkwright', 31], [false, 'Bramhall', 57]] as const) grounds.set(javaScript, await laidOut(family, number))
}, 120_000)

afterAll(async () => journey?.close())

async function laidOut(family: string, number: number): Promise<Ground> {
  const { heed } = journey
  const place = { text: `${number} Tanner Street`, postcode: null, addressId: null, ...middleOf(1, 1) }
  const called = async (person: Parameters<typeof aPerson>[0]) => {
    heed.clock.moveTo(plusMinutes(heed.clock.now(), 60))
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place, people: [aPerson(person)] }))
    return incidentId
  }
  const victim = { role: 'victim', givenName: 'Ada', familyName: family, dateOfBirth: `19${number}-04-02` } as const
  const incidentId = await called({ ...victim, phone: `07700 9001${number}` })
  const assessmentId = await heed.act('priya.nair', (ctx) => anAssessment(ctx, incidentId))
  const closed = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))
  const handed = await heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { place, people: [aPerson({ role: 'victim', givenName: 'Bea', familyName: `${family}son` })] })).incidentId }))
  await called({ givenName: 'Dilwyn', familyName: family, phone: `07700 9004${number}`, postcode: 'ZA1 5BB', addressText: `${number} Mill Yard` })
  await heed.follow()
  await called({ givenName: 'Dillon', familyName: family, phone: null, postcode: 'ZA1 5BB', addressText: `${number + 1} Mill Yard` })
  for (let report = 0; report < 3; report++) await called({ givenName: 'Joy', familyName: `${family}ton`, phone: `07700 9007${number}` })
  await heed.follow()
  return { incident: `/incidents/${incidentId}`, assessment: `/assessments/${assessmentId}`, closing: `/cases/${closed.caseId}`, handed: `/cases/${handed.caseId}`, family, told: `07700 9007${number}` }
}

/** What has the keyboard: its own words, or those of its label. */
const heldWords = `(() => { const held = document.activeElement; return ((held?.getAttribute('aria-label') ?? '') || (held?.labels?.[0]?.textContent ?? '') || held?.textContent || '').replace(/\\s+/g, ' ').trim() })()`
/** Whether one sees that it has it. */
const heldIsSeen = `(() => { const held = document.activeElement; const { outlineStyle, boxShadow } = getComputedStyle(held); return outlineStyle !== 'none' || boxShadow !== 'none' || (held.type === 'radio' || held.type === 'checkbox') })()`

/** Press Tab until something with these words has the keyboard. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  const passed: string[] = []
  for (let pressed = 0; pressed < 150; pressed++) {
    await page.keyboard.press('Tab')
    const held = String(await page.evaluate(heldWords))
    if (words.test(held)) {
      expect(await page.evaluate(heldIsSeen), `one sees that ${held} has the keyboard`).toBe(true)
      return
    }
    passed.push(held.slice(0, 40))
  }
  throw new Error(`Tab never comes to ${words.source} on ${page.url()}: ${passed.join(' | ')}`)
}

async function follow(page: Page, link: RegExp, then: RegExp): Promise<void> {
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  await page.waitForURL(then)
}

const send = (page: Page, button: RegExp, then: RegExp): Promise<void> => follow(page, button, then)

async function write(page: Page, field: RegExp, words: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.type(words)
}

/** Tab to the first answer of a question, then move down to the one that is meant. */
async function choose(page: Page, first: RegExp, answer: RegExp): Promise<void> {
  await tabTo(page, first)
  await page.keyboard.press('Space')
  for (let moved = 0; moved < 12 && !answer.test(String(await page.evaluate(heldWords))); moved++) await page.keyboard.press('ArrowDown')
  expect(String(await page.evaluate(heldWords))).toMatch(answer)
}

describe.each([[true, 'with script'], [false, 'without script']])('by keyboard alone, %s (%s)', (javaScript) => {
  const at = (): Ground => {
    const ground = grounds.get(javaScript)
    if (ground === undefined) throw new Error('Nothing was laid out')
    return ground
  }
  const enter = async (who: string, path: string): Promise<Page> => {
    const page = await journey.signIn(who, { javaScript })
    await page.goto(`${journey.origin}${path}`)
    return page
  }

  it('an incident is allocated, and the officer records a follow-up', async () => {
    const sergeant = await enter('femi.adeyemi', at().incident)
    await follow(sergeant, /^Allocate it/, /allocation$/)
    await write(sergeant, /^Officer/, 'PC Priya')
    await write(sergeant, /^What they need to know/, 'She is home after six')
    await send(sergeant, /^Allocate$/, new RegExp(`${at().incident}$`))
    expect(await sergeant.textContent('main')).toContain('PC Priya Nair')
    const officer = await enter('priya.nair', at().incident)
    await follow(officer, /^Record a follow-up contact/, /follow-up$/)
    await choose(officer, /^Yes$/, /^Yes$/)
    await choose(officer, /^Telephone$/, /^Visit$/)
    await write(officer, /^What was said/, 'She has not been troubled since Tuesday')
    await send(officer, /^Save$/, new RegExp(`${at().incident}$`))
    expect(await officer.textContent('main')).toContain('She has not been troubled since Tuesday')
  }, 120_000)

  it('a risk assessment is returned with what needs to change', async () => {
    const page = await enter('femi.adeyemi', '/assessments/awaiting')
    await follow(page, new RegExp(`Ada ${at().family}`), new RegExp(`${at().assessment}$`))
    await write(page, /^What needs to change/, 'Say in her words what happened on the stairs')
    await send(page, /^Return to the officer/, /assessments/)
    await page.getByText('The officer has been told').waitFor()
  }, 120_000)

  it('a case is given an owner, its closing asked for and decided', async () => {
    const page = await enter('femi.adeyemi', at().closing)
    await follow(page, /^Allocate an owner/, /allocation$/)
    await write(page, /^Who will own this case/, 'PC Priya')
    await send(page, /^Allocate$/, new RegExp(`${at().closing}$`))
    const owner = await enter('priya.nair', at().closing)
    await follow(owner, /^Ask for it to be closed/, /closing$/)
    await tabTo(owner, /^Result of the case/)
    await owner.keyboard.press('ArrowDown')
    await write(owner, /^What was done/, 'The noise has stopped and she agrees')
    await choose(owner, /^Yes$/, /^Yes$/)
    await write(owner, /^What they were told/, 'To ring if it begins again')
    await send(owner, /^Ask for it to be closed/, new RegExp(`${at().closing}$`))
    await page.goto(`${journey.origin}${at().closing}`)
    await follow(page, /^Decide whether it is closed/, /decision$/)
    await choose(page, /^Yes, close it/, /^Yes, close it/)
    await send(page, /^Record the decision/, new RegExp(`${at().closing}$`))
    expect(await page.textContent('main')).toContain('The case is closed.')
  }, 120_000)

  it('a case is handed to another team', async () => {
    const page = await enter('femi.adeyemi', at().handed)
    await follow(page, /^Transfer to another team/, /transfer$/)
    await write(page, /^Team/, 'Ropewalk')
    await write(page, /^Why it is transferred/, 'She has moved there')
    await send(page, /^Transfer$/, /\/cases$/)
    expect(await page.textContent('main')).toContain('It is transferred, and the team has been told')
  }, 120_000)

  it('a question of who is who is decided, and the decision taken back', async () => {
    const page = await enter('wei.zhang', '/recognition')
    await follow(page, new RegExp(`${at().family}.*${at().family}`), /recognition\/[0-9a-f-]{36}$/)
    await choose(page, /^Yes, the same person/, /^No, different people/)
    await write(page, /^Why/, 'They are cousins: the ward officer knows both')
    await send(page, /^Decide$/, /recognition/)
    await page.getByText('Decided: ').first().waitFor()
    const { id } = await journey.heed.act('wei.zhang', (ctx) => ctx.db.selectFrom('identityDecisions').select('id').where('verdict', '=', 'different').where('undoneAt', 'is', null).orderBy('decidedAt', 'desc').executeTakeFirstOrThrow())
    await page.goto(`${journey.origin}/recognition/decisions/${id}`)
    await write(page, /^Why it is taken back/, 'She has asked them: they are one')
    await send(page, /^Take it back/, /./)
    await page.getByText('The decision is taken back').waitFor()
  }, 120_000)

  it('a new repeat is looked into and dealt with', async () => {
    const page = await enter('wei.zhang', '/repeats/tasks')
    await follow(page, new RegExp(`${at().family}ton|${at().told}`), /repeats\/[0-9a-f-]{36}$/)
    await send(page, /^I am looking into this/, /repeats/)
    await page.getByText('You are looking into this').waitFor()
    await choose(page, /^Action under way/, /^Already in hand/)
    await write(page, /^What was searched/, 'Twelve months on the telephone: the ward’s team calls on her weekly')
    await send(page, /^Record it/, /repeats/)
    await page.getByText('Recorded').first().waitFor()
  }, 120_000)
})
