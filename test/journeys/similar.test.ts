import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey
let references: readonly string[]

const place = { text: '14 Tanner Street', postcode: 'ZA1 2BC', longitude: null, latitude: null, addressId: null }

beforeAll(async () => {
  journey = await openJourney('similar')
  const made = [
    await journey.heed.act('amara.diallo', (ctx) => anIncident(ctx, { place, people: [aPerson({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900123' })] })),
    await journey.heed.act('amara.diallo', (ctx) => anIncident(ctx, { place, type: '205', narrative: 'Rubbish burnt in the yard', people: [aPerson({ givenName: 'Bo', phone: '07700 900456' })] })),
  ]
  references = made.map(({ reference }) => reference)
  journey.heed.clock.moveTo(plusMinutes(journey.heed.clock.now(), 40))
}, 60_000)

afterAll(async () => journey?.close())

describe('somebody else rings about what is on record already', () => {
  it('IN-60 and IN-62 one key adds it to the incident, and the first caller’s record says so', async () => {
    const page = await journey.signIn('amara.diallo')
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('First name').first().fill('Mina')
    await page.getByLabel('Address or place').fill('14 Tanner Street')
    await page.locator('[name="place.postcode"]').fill('ZA1 2BC')
    await page.getByLabel('Type', { exact: true }).selectOption({ index: 1 })
    await page.getByText('Reports like this one (2)').waitFor()
    expect(await page.getByText(/^Same address, 40 minutes earlier/).count()).toBe(2)
    await page.getByLabel('What they say is happening').fill('They are back, and one has a dog')
    await journey.look(page, 'asked')
    const first = (await page.locator('[data-choices]').first().getAttribute('data-choices')) ?? ''
    const second = references.find((reference) => reference !== first) ?? ''
    await page.keyboard.press('Alt+a')
    await page.getByText(`${first}: add to it.`).waitFor()
    await page.keyboard.press('Alt+k')
    await page.getByText(`${second}: keep separate.`).waitFor()
    // the cursor stayed where the words are typed, and typing on keeps both choices
    await page.keyboard.type(' now')
    expect(await page.getByLabel('What they say is happening').inputValue()).toBe('They are back, and one has a dog now')
    await page.waitForTimeout(600)
    expect(await page.evaluate('[...document.querySelectorAll("[data-choices] input:checked")].map(({ value }) => value)')).toEqual(['add', 'separate'])
    await journey.look(page, 'chosen')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    const said = (await page.textContent('main')) ?? ''
    expect(said).toContain(`Added to ${first} as a further report`)
    expect(said).toContain('They are back, and one has a dog now')
    expect(said).toContain('Mina')
    await journey.look(page, 'added')
  }, 120_000)

  it('IN-61 nothing chosen, it is saved, asks again on its page, and is linked there', async () => {
    const page = await journey.signIn('amara.diallo')
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('Telephone').first().fill('07700 900456')
    await page.getByText('Reports like this one (1)').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    await page.getByText('1 earlier report is like this one').first().waitFor()
    await page.getByRole('link', { name: /^Mend\s*: 1 earlier report/ }).click()
    await page.getByRole('heading', { name: 'Incidents like this one' }).waitFor()
    await page.getByLabel('Keep them separate').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('There is a problem').waitFor()
    await journey.look(page, 'why')
    await page.getByLabel('Link them').check()
    await page.getByLabel('Why', { exact: false }).fill('The same yard')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Belongs together with').waitFor()
    expect(await page.getByText('1 earlier report is like this one').count()).toBe(0)
    await journey.look(page, 'linked')
  }, 120_000)

  it('does the same without script', async () => {
    const page = await journey.signIn('amara.diallo', { javaScript: false })
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('Telephone').first().fill('07700 900456')
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByText('Reports like this one').waitFor()
    await page.getByLabel('Keep separate').first().check()
    await page.getByRole('button', { name: /Save report/ }).last().click()
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    expect(await page.textContent('main')).toContain('kept separate')
  }, 90_000)
})
