import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney('take-a-report')
}, 60_000)

afterAll(async () => journey?.close())

describe('a call handler takes a report', () => {
  it('from the keyboard, sees that the caller is known, and saves with Ctrl+Enter', async () => {
    await journey.heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900123' })], screening: [{ question: 'd5', answer: 'yes' }] }))
    const page = await journey.signIn('amara.diallo')
    await page.goto(`${journey.origin}/incidents/new`)
    await journey.look(page, 'empty')
    await page.getByLabel('Last name').first().fill('Pell')
    await page.getByLabel('Telephone').first().fill('07700900123')
    await page.getByText('same phone and surname').waitFor()
    await page.getByRole('button', { name: /^This is them/ }).click()
    await page.locator('#known').getByText('This is them.').waitFor()
    await page.getByLabel('Address or place').fill('14 Tanner Street')
    await page.getByText('Central ASB unit will be told').waitFor()
    await page.getByLabel('What they say is happening').fill('Shouting and banging again')
    await page.locator('input[name="prompt.d5.answer"][value="yes"]').check()
    await page.getByText('Suggested grade: Significant').waitFor()
    await page.getByText(/Saved as a draft at/).waitFor()
    await journey.look(page, 'filled')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    expect(await page.textContent('body')).toMatch(/Recorded as ASB\/2026\/\d{6}\. Central ASB unit has been told/)
  }, 90_000)

  it('sees what is malformed first, with everything kept, and mends it', async () => {
    const page = await journey.signIn('ines.moreau')
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('Last name').first().fill('Frost')
    await page.getByLabel('Date of birth').first().fill('yesterday')
    await page.getByRole('button', { name: 'Save report', exact: false }).last().click()
    await page.getByText('There is a problem').waitFor()
    expect(await page.getByLabel('Last name').first().inputValue()).toBe('Frost')
    await journey.look(page, 'malformed')
    await page.getByLabel('Date of birth').first().fill('2/4/1961')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
  }, 90_000)

  it('passes the box for no name by while a name is typed, and names the caller the victim with one tick', async () => {
    const page = await journey.signIn('amara.diallo')
    await page.goto(`${journey.origin}/incidents/new`)
    const reached = () => page.evaluate("document.activeElement.getAttribute('name')")
    await page.getByLabel('First name').first().fill('Ada')
    const last = page.getByLabel('Last name').first()
    await last.focus()
    await page.keyboard.press('Tab')
    expect(await reached()).toBe('people.0.isVictim')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    expect(await reached()).toBe('people.0.phone')
    await page.getByLabel('First name').first().fill('')
    await last.focus()
    await page.keyboard.press('Tab')
    expect(await reached()).toBe('people.0.isAnonymous')
    await page.getByLabel('First name').first().fill('Ada')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    await page.getByText('Victim and caller').waitFor()
    await journey.look(page, 'caller-and-victim')
  }, 90_000)

  it('does the same without script', async () => {
    const page = await journey.signIn('amara.diallo', { javaScript: false })
    await page.goto(`${journey.origin}/incidents/new`)
    await page.getByLabel('First name').first().fill('Mina')
    await page.getByRole('button', { name: 'Add another person' }).click()
    expect(await page.getByLabel('First name').count()).toBe(2)
    expect(await page.getByLabel('First name').first().inputValue()).toBe('Mina')
    await page.getByRole('button', { name: /Save report/ }).last().click()
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
  }, 90_000)
})
