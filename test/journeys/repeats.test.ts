import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { loadPostcodes } from '#features/places/index.ts'
import { sourceOf } from '#platform/files/source.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

const home = middleOf(1, 1)
let journey: Journey
let finding = ''

/** Mrs Pell has called twice this month; her neighbour once. */
beforeAll(async () => {
  journey = await openJourney('repeats')
  const { heed } = journey
  await heed.act('service:cli', (ctx) => loadPostcodes(ctx, sourceOf('postcodes.csv', `postcode,longitude,latitude\nZA1 2BC,${home.longitude},${home.latitude}\n`), async () => undefined))
  const pell = { givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }
  for (const day of ['2026-11-05T20:10:00Z', '2026-11-14T21:40:00Z']) {
    heed.clock.moveTo(new Date(day))
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...home }, people: [aPerson({ ...pell, wantsContact: true })],
      screening: [{ question: 'd5', answer: 'yes', detail: 'lives alone' }],
    }))
    await heed.follow()
  }
  await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
    place: { text: 'The court', postcode: null, addressId: null, longitude: home.longitude, latitude: home.latitude + 0.0004 }, people: [aPerson({ role: 'witness', givenName: 'Joy', familyName: 'Okafor', addressText: '14 Tanner Street', postcode: 'ZA1 2BC' })],
  }))
  heed.clock.moveTo(new Date('2026-11-20T21:14:00Z'))
  await heed.follow()
}, 60_000)

afterAll(async () => journey?.close())

const open = (page: Page, path: string): Promise<unknown> => page.goto(`${journey.origin}${path}`)

describe('a third call', () => {
  it('is taken like any other', async () => {
    const page = await journey.signIn('amara.diallo', { javaScript: false })
    await open(page, '/incidents/new')
    await page.getByLabel('First name').first().fill('Ada')
    await page.getByLabel('Last name').first().fill('Pell')
    await page.getByLabel('Telephone').first().fill('07700900123')
    await page.getByLabel('Address or place').fill('14 Tanner Street')
    await page.getByLabel('Postcode').last().fill('ZA1 2BC')
    await page.getByLabel('Type').selectOption({ index: 3 })
    await page.getByLabel('What they say is happening').fill('They have pulled her window box down and put the earth on the step.')
    await page.getByRole('button', { name: /^Save report/ }).first().click()
    await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
    await journey.heed.follow()
  }, 90_000)

  it('makes a repeat, and the borough’s analyst is told: it waits on her home page, with the reason each report counts', async () => {
    const page = await journey.signIn('wei.zhang', { javaScript: false, width: 360 })
    await page.getByRole('link', { name: 'New repeats to deal with' }).click()
    await page.waitForURL(/\/repeats\/tasks/)
    await journey.look(page, '01-tasks')
    await page.getByRole('link', { name: /Ada Pell/ }).first().click()
    await page.waitForURL(/\/repeats\/[0-9a-f-]{36}$/)
    finding = new URL(page.url()).pathname
    await page.locator('summary', { hasText: 'Why each report counts' }).first().click()
    expect(await page.textContent('main')).toContain('Reported on 5 November 2026, 15 days before')
    await journey.look(page, '02-finding')
  }, 90_000)

  it('and she sees everything known of the person and of the address, households as households', async () => {
    const page = await journey.signIn('wei.zhang')
    await open(page, finding)
    await page.getByRole('link', { name: /^14 Tanner Street/ }).first().click()
    await page.waitForURL(/\/address(es\/[0-9a-f-]{36})?$/)
    for (const said of ['How often', 'Household 1 of 1', 'Joy Okafor', 'Within 100 metres in the last year (1)']) expect(await page.textContent('main')).toContain(said)
    await journey.look(page, '03-address')
    await page.getByRole('link', { name: 'Ada Pell' }).first().click()
    await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
    expect(await page.textContent('main')).toContain('They are of one household, not one person')
    await journey.look(page, '04-person')
  }, 90_000)

  it('and says what she found and did', async () => {
    const page = await journey.signIn('wei.zhang', { javaScript: false, width: 360 })
    await open(page, finding)
    await page.getByRole('button', { name: 'I am looking into this' }).click()
    await page.getByText('You are looking into this').waitFor()
    await page.getByLabel('Action under way').check()
    await page.getByLabel('What was searched, found and done').fill('Twelve months at the address and on the telephone. The ward’s team will call on her tomorrow and assess the risk.')
    await page.getByRole('button', { name: 'Record it' }).click()
    await page.getByText('Recorded').first().waitFor()
    await journey.look(page, '05-dealt-with')
    await open(page, '/repeats/tasks')
    expect(await page.textContent('main')).toContain('Nothing waits')
  }, 90_000)

  it('and the daily meeting and the weekly list have it, to print and to take away', async () => {
    const page = await journey.signIn('imran.rahman')
    await open(page, '/repeats/daily')
    expect(await page.textContent('main')).toContain('Repeat and vulnerable (1)')
    await journey.look(page, '06-daily')
    journey.heed.clock.moveTo(new Date('2026-11-23T09:00:00Z'))
    await open(page, '/repeats/weekly')
    for (const said of ['Monday 16 November 2026 to Sunday 22 November 2026', 'Marlow Quay (1)', 'New']) expect(await page.textContent('main')).toContain(said)
    await journey.look(page, '07-weekly')
    const file = await page.request.get(`${journey.origin}${(await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')) ?? ''}`)
    expect(await file.text()).toMatch(/Ada Pell; 07700 ?900123; 14 Tanner Street/)
    await open(page, '/repeats?by=phone')
    await journey.look(page, '08-list')
  }, 90_000)

  it('under rules whose sources stand beside them', async () => {
    const page = await journey.signIn('robin.castle')
    await open(page, '/repeats/rules')
    await journey.look(page, '09-rules')
    await page.getByRole('link', { name: 'Add a rule of the force’s own' }).click()
    await journey.look(page, '10-rule')
  }, 90_000)
})
