import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { middleOf } from '#test/support/town.ts'
import { choiceOf, openJourney, type Journey } from './browser.ts'

let journey: Journey
let incident = ''
let caseAt = ''

beforeAll(async () => {
  journey = await openJourney('two-people-at-once')
  const { heed } = journey
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) } }))
  incident = `/incidents/${incidentId}`
  caseAt = `/cases/${(await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))).caseId}`
}, 60_000)

afterAll(async () => journey?.close())

describe('two people have the same record open', () => {
  it('the second to allocate a case is told what changed and by whom, and may answer again', async () => {
    const [first, second] = [await journey.signIn('femi.adeyemi'), await journey.signIn('imran.rahman')]
    for (const page of [first, second]) await page.goto(`${journey.origin}${caseAt}/allocation`)
    await first.getByLabel('Who will own this case').selectOption(await choiceOf(first, 'PC Priya Nair'))
    await first.getByRole('button', { name: 'Allocate' }).click()
    await first.waitForURL(new RegExp(`${caseAt}$`))
    await second.getByLabel('Who will own this case').selectOption({ index: 1 })
    await second.getByLabel('Reason').fill('She was at the last visit and knows the stairs')
    const [answer] = await Promise.all([second.waitForResponse((each) => each.request().method() === 'POST'), second.getByRole('button', { name: 'Allocate' }).click()])
    expect(answer.status()).toBe(409)
    const told = await second.textContent('main') ?? ''
    expect(told).toContain('Sgt Femi Adeyemi')
    expect(told).toContain('PC Priya Nair')
    expect(told).toContain('She was at the last visit and knows the stairs')
    await journey.look(second, 'case-changed')
  }, 90_000)

  it('the second to change an incident’s type keeps their words', async () => {
    const [first, second] = [await journey.signIn('femi.adeyemi'), await journey.signIn('karin.lindqvist', { javaScript: false })]
    for (const page of [first, second]) {
      await page.goto(`${journey.origin}${incident}/classification`)
      await page.getByLabel('Why it is changed').fill(page === first ? 'It bears on everyone' : 'The landing is what suffers')
    }
    await first.getByLabel('Nuisance').check()
    await first.getByRole('button', { name: 'Save change' }).click()
    await first.waitForURL(new RegExp(`${incident}$`))
    await second.getByLabel('Environmental').check()
    await second.getByRole('button', { name: 'Save change' }).click()
    await second.getByText('The landing is what suffers').first().waitFor()
    expect(await second.textContent('main')).toContain('Sgt Femi Adeyemi')
    await journey.look(second, 'incident-changed')
  }, 90_000)
})
