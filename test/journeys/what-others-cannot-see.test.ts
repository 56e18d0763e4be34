import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey
let incident = ''
let caseAt = ''
let reference = ''

beforeAll(async () => {
  journey = await openJourney('what-others-cannot-see')
  const { heed } = journey
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) } }))
  const opened = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))
  incident = `/incidents/${incidentId}`
  caseAt = `/cases/${opened.caseId}`
  reference = opened.reference
}, 60_000)

afterAll(async () => journey?.close())

const statusOf = async (page: Page, path: string): Promise<number | undefined> => (await page.goto(`${journey.origin}${path}`))?.status()

async function searched(page: Page, words: string): Promise<string> {
  await page.goto(`${journey.origin}/`)
  await page.locator('#search').fill(words)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.waitForURL(/\/search\//)
  return await page.textContent('main') ?? ''
}

describe('a sergeant of another borough', () => {
  it('finds nothing at the addresses, nothing in lists, and in a search only that another borough knows', async () => {
    const page = await journey.signIn('owen.tate')
    for (const path of [incident, `${incident}/history`, `${incident}/note`, caseAt, `${caseAt}/plan`, `${caseAt}/files`]) expect(await statusOf(page, path), path).toBe(404)
    await journey.look(page, 'not-found')
    for (const path of ['/incidents?status=all', '/cases?scope=borough', '/assessments/awaiting']) {
      expect(await statusOf(page, path), path).toBe(200)
      expect(await page.textContent('main'), path).toContain('(0)')
    }
    await journey.look(page, 'empty-list')
    const found = await searched(page, '07700 900123')
    expect(found).toContain('Another borough knows of this')
    expect(found).not.toContain('Ada')
    expect(found).not.toContain('Tanner Street')
    await journey.look(page, 'another-borough-knows')
    expect(await searched(page, reference)).not.toContain('Another borough knows')
  }, 90_000)
})

describe('partners and volunteers', () => {
  it.each(['dev.mistry', 'peter.lamb'])('%s has an account and nothing else', async (who) => {
    const page = await journey.signIn(who)
    expect(await page.textContent('main')).toContain('Nothing is shared with you yet')
    expect(await statusOf(page, '/account')).toBe(200)
    for (const path of [incident, caseAt, '/incidents', '/cases', '/performance', '/admin', '/audit']) expect([403, 404], path).toContain(await statusOf(page, path))
    await statusOf(page, '/incidents')
    await journey.look(page, `${who}-refused`)
  }, 60_000)
})

describe('a sealed case', () => {
  it('is not there for the borough’s chief inspector, until the glass is broken, of which the auditors are told', async () => {
    const lead = await journey.signIn('imran.rahman')
    await lead.goto(`${journey.origin}${caseAt}/seal`)
    await lead.getByLabel('PC Priya Nair').check()
    await lead.getByLabel('Why', { exact: true }).fill('The suspect’s sister works in the building')
    await journey.look(lead, 'seal')
    await lead.getByRole('button', { name: 'Seal the case' }).click()
    await lead.waitForURL(new RegExp(`${caseAt}$`))
    await journey.look(lead, 'sealed')
    const other = await journey.signIn('gwen.pritchard')
    expect(await statusOf(other, caseAt)).toBe(404)
    expect(await statusOf(other, incident)).toBe(404)
    expect(await statusOf(other, '/cases?scope=borough')).toBe(200)
    expect(await other.textContent('main')).toContain('(0)')
    await other.goto(`${journey.origin}/break-glass`)
    await journey.look(other, 'glass')
    await other.getByLabel('Reference of the record').fill(reference)
    await other.getByLabel('Why you need it').fill('She has rung from the stairs and the night team must know the risk')
    await other.getByRole('button', { name: 'Open the record' }).click()
    await other.waitForURL(new RegExp(`${caseAt}$`))
    await journey.look(other, 'glass-broken')
    await journey.heed.follow()
    const auditor = await journey.signIn('margaret.osei')
    await auditor.goto(`${journey.origin}/notifications`)
    await journey.look(auditor, 'auditor-told')
    await auditor.locator('a[href^="/access-grants/"]').first().click()
    expect(await auditor.textContent('main')).toContain('the night team must know the risk')
    await journey.look(auditor, 'who-broke-it')
  }, 120_000)
})
