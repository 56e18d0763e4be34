import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney('find-and-account')
  for (const ward of [1, 2]) {
    await journey.heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, ward) },
      people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', safeToContact: 'Only before four o’clock' })],
    }))
  }
}, 60_000)

afterAll(async () => journey?.close())

describe('an inspector looks for somebody and answers for the month', () => {
  it('from the home page: a search, the person, who looked at them, and the figures with their rows', async () => {
    const page = await journey.signIn('imran.rahman')
    await journey.look(page, 'home')
    await page.keyboard.press('/')
    await page.keyboard.type('07700 900123')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\/[0-9a-f-]{36}$/)
    await journey.look(page, 'found')
    await page.locator('a[href^="/people/"]').first().click()
    await page.getByText('Safe to contact: Only before four o’clock').waitFor()
    await journey.look(page, 'person')
    await page.getByRole('link', { name: 'Who looked at this person’s record' }).click()
    await page.getByText('to see what is known of a person').first().waitFor()
    await journey.look(page, 'history')
    await page.goto(`${journey.origin}/performance`)
    await journey.look(page, 'month')
    await page.locator('table a[href*="/asb-incidents"]').first().click()
    expect(await page.textContent('h1')).toContain('ASB incidents (2)')
    await journey.look(page, 'rows')
  }, 90_000)

  it('a partner’s home says that nothing is shared yet, and a search that finds nothing says what to try', async () => {
    await journey.look(await journey.signIn('dev.mistry'), 'partner')
    const page = await journey.signIn('priya.nair', { javaScript: false })
    await page.locator('#search').fill('somebody who is not there')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('What to try').waitFor()
  }, 90_000)
})
