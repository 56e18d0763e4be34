import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { middleOf } from '#test/support/town.ts'
import { openJourney, type Journey } from './browser.ts'

let journey: Journey

beforeAll(async () => {
  journey = await openJourney('the-month')
  const { heed } = journey
  for (const ward of [1, 1, 2]) {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, ward) } }))
    if (ward === 2) await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))
    else await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
  }
}, 60_000)

afterAll(async () => journey?.close())

describe('the figures of a month', () => {
  it('each open exactly the rows they count', async () => {
    const page = await journey.signIn('imran.rahman')
    await page.goto(`${journey.origin}/performance/month/2026-11`)
    await journey.look(page, 'month')
    const figures = await page.locator('table a[href*="/performance/month/2026-11/"]').evaluateAll((links) => links.map((link) => ({ href: link.getAttribute('href') ?? '', text: link.textContent ?? '' })))
    expect(figures.length).toBeGreaterThan(6)
    for (const { href, text } of figures) {
      await page.goto(`${journey.origin}${href}`)
      expect(await page.locator('main tbody tr').count(), href).toBe(Number(text))
      expect(await page.textContent('h1'), href).toContain(`(${text})`)
    }
    await journey.look(page, 'rows')
  }, 120_000)

  it('download as CSV with the same numbers', async () => {
    const page = await journey.signIn('imran.rahman', { javaScript: false })
    const answer = await page.request.get(`${journey.origin}/performance/month/2026-11/csv`)
    expect(answer.headers()['content-type']).toContain('text/csv')
    const lines = (await answer.text()).trim().split(/\r?\n/)
    expect(lines.some((line) => line.includes('Tanner Street') && line.includes('2'))).toBe(true)
  }, 60_000)
})
