import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney('administrator')
}, 60_000)

afterAll(async () => journey?.close())

describe('an administrator', () => {
  it('gives a role, which counts from the next request, and closes an account, whose holder is out at once', async () => {
    const officer = await journey.signIn('sam.blank')
    expect(await officer.textContent('main')).toContain('no role yet')
    await journey.look(officer, 'no-role')
    const page = await journey.signIn('robin.castle')
    await page.goto(`${journey.origin}/admin`)
    await journey.look(page, 'people')
    await page.getByRole('link', { name: 'PC Sam Blank' }).click()
    await page.getByLabel('Give a role').selectOption('responder')
    await page.getByRole('button', { name: 'Give this role' }).click()
    await page.getByRole('button', { name: 'Take away responder' }).waitFor()
    await journey.look(page, 'person')
    await officer.goto(`${journey.origin}/incidents`)
    expect(await officer.textContent('h1')).toContain('Open incidents')
    await page.getByRole('button', { name: 'Close this account' }).click()
    await page.getByText('whoever used it is signed out').waitFor()
    await journey.look(page, 'closed')
    await officer.goto(`${journey.origin}/incidents`)
    expect(new URL(officer.url()).pathname).toBe('/sign-in')
    await journey.look(officer, 'signed-out')
  }, 90_000)

  it('looks at the teams, the lists and the question sets, and gives somebody an account', async () => {
    const page = await journey.signIn('robin.castle', { javaScript: false })
    for (const name of ['teams', 'lists', 'lists/standard', 'lists/standard/new?key=victim-contacted', 'lists/response-grade/new', 'lists/qualifier/new?key=personal', 'question-sets', 'people/new']) {
      await page.goto(`${journey.origin}/admin/${name}`)
      await journey.look(page, name.replaceAll(/[/?=]/g, '-'))
    }
    await page.getByLabel('Name', { exact: true }).fill('PC Rowan Ellery')
    await page.getByLabel('User name').fill('rowan.ellery')
    await page.getByLabel('Police').check()
    await page.getByLabel('Rank').selectOption('constable')
    await page.getByRole('button', { name: 'Give this account' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.textContent('main')).toContain('PC Rowan Ellery')
  }, 90_000)
})
