import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey
let incident = ''
let caseAt = ''
let assessment = ''

beforeAll(async () => {
  journey = await openJourney('without-script')
  const { heed } = journey
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) } }))
  assessment = `/assessments/${await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))}`
  caseAt = `/cases/${(await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))).caseId}`
  incident = `/incidents/${incidentId}`
}, 60_000)

afterAll(async () => journey?.close())

/** What each of them opens in a day; `INCIDENT`, `CASE` and `ASSESSMENT` stand for the ones that were made. */
const opened: Readonly<Record<string, readonly string[]>> = {
  'femi.adeyemi': [
    '/', '/notifications', '/incidents', '/incidents?status=all', '/incidents/unresulted', '/incidents/open-data', '/assessments/awaiting', 'ASSESSMENT', '/cases', '/performance', '/break-glass', '/account',
    ...['', '/grade', '/deployment', '/briefing', '/result', '/classification', '/crime', '/intelligence', '/duplicate', '/allocation', '/follow-up', '/assessment-request', '/research', '/flags', '/note', '/assessments', '/history'].map((act) => `INCIDENT${act}`),
    ...['', '/plan', '/timeline', '/people', '/files', '/history', '/contact', '/decision', '/note', '/incident', '/person', '/allocation', '/transfer', '/review', '/closing'].map((act) => `CASE${act}`),
  ],
  'amara.diallo': ['/', '/incidents/new'],
  'wei.zhang': ['/', '/incidents/research'],
  'robin.castle': ['/', '/admin', '/admin/teams', '/admin/lists', '/admin/question-sets', '/admin/people/new'],
  'margaret.osei': ['/', '/audit'],
  'dev.mistry': ['/', '/account'],
}

describe('without script', () => {
  it.each(Object.keys(opened))('every page of %s is whole on a phone', async (who) => {
    const page = await journey.signIn(who, { javaScript: false, width: 360 })
    for (const path of opened[who] ?? []) {
      const address = path.replace('INCIDENT', incident).replace('CASE', caseAt).replace('ASSESSMENT', assessment)
      const answer = await page.goto(`${journey.origin}${address}`)
      expect(answer?.status(), path).toBe(200)
      expect(await page.locator('h1').count(), path).toBe(1)
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), path).toBeLessThanOrEqual(0)
    }
  }, 90_000)

  it('a note is written, and an empty one is refused with the reason first', async () => {
    const page = await journey.signIn('femi.adeyemi', { javaScript: false, width: 360 })
    await page.goto(`${journey.origin}${caseAt}/note`)
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.getByText('There is a problem').waitFor()
    await journey.look(page, 'refused')
    await page.getByRole('textbox', { name: 'Note' }).fill('Spoke to the caretaker')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.waitForURL(new RegExp(`${caseAt}/timeline$`))
    expect(await page.textContent('main')).toContain('Spoke to the caretaker')
  }, 90_000)
})
