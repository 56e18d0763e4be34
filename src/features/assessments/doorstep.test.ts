import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOf } from '#test/support/axe.ts'
import { buildClient } from '../../../tools/build-client.ts'
import { anAssessment } from './examples.ts'
import { getRecord, standingAnswers } from './queries/records.ts'

const found = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const shots = join(import.meta.dirname, '../../../test/output/assessments')

describe.skipIf(!existsSync(found))(`an assessment in a browser (skipped when there is no Chromium at ${found})`, () => {
  let heed: TestHeed
  let browser: Browser
  let folder: string
  let at: string

  beforeAll(async () => {
    heed = await openTestHeed()
    folder = await mkdtemp(join(tmpdir(), 'heed-client-'))
    await buildClient(folder)
    await mkdir(shots, { recursive: true })
    at = await (await heed.app()).listen({ host: '127.0.0.1', port: 0 })
    browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox'] })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await heed.close()
    await rm(folder, { recursive: true, force: true })
  })

  const signedIn = async (who: string): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    await context.addCookies([{ name: 'heed', value: await heed.tokenOf(who), url: at }])
    await context.route('**/assets/test/**', (route) => route.fulfill({ path: join(folder, new URL(route.request().url()).pathname.replace('/assets/test/', '')) }))
    return context
  }
  const inspect = async (page: Page, name: string): Promise<void> => {
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 740 })
      await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true })
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), `${name} ${width}`).toBeLessThanOrEqual(0)
      expect(await faultsOf(page), `${name} ${width}`).toEqual([])
    }
    await page.setViewportSize({ width: 360, height: 740 })
  }

  it('is taken on a phone through a lost connection and the browser’s Back, sent, and approved by the sergeant', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const phone = await signedIn('chidi.okafor')
    const page = await phone.newPage()
    await page.goto(`${at}/incidents/${incidentId}/assessments`)
    await inspect(page, 'start')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.waitForURL(/questions\/1$/)
    await inspect(page, 'question')
    const id = /assessments\/([^/]+)/.exec(page.url())?.[1] ?? ''
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await inspect(page, 'question-unanswered')
    await phone.setOffline(true)
    await page.getByLabel('Most days').check()
    await page.getByLabel('In the victim’s own words').fill('Every night since May')
    await page.getByText('Not saved yet: waiting for the connection').waitFor()
    await phone.setOffline(false)
    await page.getByText(/Saved as a draft at/).waitFor({ timeout: 10_000 })
    expect((await heed.look('chidi.okafor', (ctx) => standingAnswers(ctx, id))).get('q1')).toEqual({ answer: 'most-days', words: 'Every night since May' })
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.waitForURL(/questions\/2/)
    await page.goBack()
    expect(await page.getByLabel('Most days').isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Save and continue' }).click()
    for (let number = 2; number <= 14; number++) {
      await page.waitForURL(new RegExp(`questions/${number}`))
      await page.getByRole('radio').last().check()
      await page.getByRole('button', { name: 'Save and continue' }).click()
    }
    await page.waitForURL(/check$/)
    await inspect(page, 'check')
    await page.getByRole('button', { name: 'Send for approval' }).click()
    await page.waitForURL(new RegExp(`assessments/${id}$`))
    await inspect(page, 'sent')
    const desk = await signedIn('karin.lindqvist')
    const sergeant = await desk.newPage()
    await sergeant.goto(`${at}/assessments/awaiting`)
    await inspect(sergeant, 'awaiting')
    await sergeant.locator(`a[href="/assessments/${id}"]`).click()
    await inspect(sergeant, 'supervision')
    await sergeant.getByRole('button', { name: 'Approve', exact: true }).click()
    await sergeant.getByText('Risk assessment approved').waitFor()
    await inspect(sergeant, 'awaiting-empty')
    expect((await heed.look('karin.lindqvist', (ctx) => getRecord(ctx, id))).status).toBe('approved')
    await Promise.all([phone.close(), desk.close()])
  }, 180_000)

  it('shows what is left, a judgement to make, and why it was returned', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'medium', words: { q5: 'He is known for it' } }))
    const desk = await signedIn('imran.rahman')
    const inspector = await desk.newPage()
    await inspector.goto(`${at}/assessments/${id}`)
    await inspector.getByLabel('What needs to change before it can be approved').fill('Question 5 does not fit the account')
    await inspector.getByRole('button', { name: 'Return to the officer' }).click()
    await inspector.getByText('The officer has been told').waitFor()
    const phone = await signedIn('chidi.okafor')
    const page = await phone.newPage()
    await page.goto(`${at}/assessments/${id}/check`)
    await page.getByText('Question 5 does not fit the account').waitFor()
    await page.getByLabel('Yes, it is high').check()
    await page.getByRole('button', { name: 'Send for approval' }).click()
    await page.getByRole('link', { name: 'Enter why the risk is higher' }).click()
    await inspect(page, 'check-judgement')
    expect(await page.evaluate('document.activeElement.id')).toBe('judgementReason')
    const another = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const unfinished = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, another.incidentId, { isSent: false }))
    await page.goto(`${at}/assessments/${unfinished}`)
    await inspect(page, 'draft')
    await Promise.all([phone.close(), desk.close()])
  }, 60_000)
})
