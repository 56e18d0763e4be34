import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { setPassword } from '#features/admin/index.ts'
import { hashPassword } from '#platform/auth/passwords.ts'
import { projectFolder, readConfig } from '#platform/config.ts'
import { buildServer } from '#platform/http/server.ts'
import { lineLog } from '#platform/log.ts'
import { navigation, policies, routes, searches } from '../../src/features.ts'
import { buildClient } from '../../tools/build-client.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOf } from '#test/support/axe.ts'

/** Widths at which every page is looked at, in CSS pixels: an old phone, a tablet, a desk. */
const widths = [360, 768, 1280] as const
const password = 'journeys go through the front door'

/** Heed listening on loopback, with a browser to go through it. */
export interface Journey {
  readonly heed: TestHeed
  readonly origin: string
  /** Sign somebody in as they do it themselves: through the page. */
  signIn(username: string, how?: { javaScript?: boolean; width?: number }): Promise<Page>
  /** Look at a page as it stands: no fault that axe can find, nothing wider than the window, at three widths; photographed. */
  look(page: Page, name: string): Promise<void>
  close(): Promise<void>
}

/** Open the house for a journey. Its test file ends it with `close`. */
export async function openJourney(name: string): Promise<Journey> {
  const heed = await openTestHeed()
  const hash = await hashPassword(password)
  const app = await listen(heed)
  const address = app.server.address()
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  const browser = await launch()
  const contexts: BrowserContext[] = []
  const withoutScript = new Set<BrowserContext>()
  const pictures = join(projectFolder(), 'test', 'output', 'journeys', name)
  mkdirSync(pictures, { recursive: true })
  return {
    heed, origin,
    signIn: async (username, how = {}) => {
      const { id } = await heed.actor(username)
      await heed.act('service:cli', (ctx) => setPassword(ctx, id, hash))
      const context = await browser.newContext({ javaScriptEnabled: how.javaScript ?? true, viewport: { width: how.width ?? 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/London' })
      contexts.push(context)
      if (how.javaScript === false) withoutScript.add(context)
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on('pageerror', (error) => { throw error })
      await page.goto(`${origin}/sign-in`)
      await page.getByLabel('User name').fill(username)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL((url) => url.pathname !== '/sign-in')
      return page
    },
    look: (page, picture) => lookAt(page, join(pictures, picture), withoutScript.has(page.context()) ? browser : null),
    close: async () => {
      for (const context of contexts) await context.close()
      await browser.close()
      await app.close()
      await heed.close()
    },
  }
}

/** Input: `browser` for a page without script, whose faults are looked for in a copy that has it: axe is script itself. */
async function lookAt(page: Page, picture: string, browser: Browser | null): Promise<void> {
  const before = page.viewportSize()
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    await page.evaluate('scrollTo(0, 0)')
    await page.screenshot({ path: `${picture}-${width}.png`, fullPage: true })
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow, `${picture} at ${width} is wider than its window`).toBeLessThanOrEqual(0)
  }
  if (before !== null) await page.setViewportSize(before)
  if (browser === null) return findFaults(page, picture)
  const context = await browser.newContext({ viewport: before, storageState: await page.context().storageState(), locale: 'en-GB' })
  const copy = await context.newPage()
  const body = await page.content()
  await copy.route(page.url(), (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }))
  await copy.goto(page.url())
  await findFaults(copy, picture)
  await context.close()
}

async function findFaults(page: Page, picture: string): Promise<void> {
  const found = await faultsOf(page, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  // the official radios say aria-expanded where an answer reveals more: known to GOV.UK, kept because screen readers say it
  const faults = found.filter(({ rule, html }) => rule !== 'aria-allowed-attr' || !/govuk-radios__input.*aria-expanded/.test(html)).map(({ rule, html }) => `${rule}: ${html.slice(0, 200)}`)
  expect(faults, picture).toEqual([])
}

/** The whole words of the choice, on this page, in which a name stands. */
export async function choiceOf(page: Page, name: string): Promise<{ label: string }> {
  return { label: (await page.locator('option').filter({ hasText: name }).first().textContent())?.trim() ?? name }
}

async function launch(): Promise<Browser> {
  const executablePath = readConfig().chromium
  if (executablePath === null) throw new Error('No Chromium was named: set CHROMIUM, or run the tests with npm test, which looks for one')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

async function listen(heed: TestHeed): Promise<FastifyInstance> {
  const folder = mkdtempSync(join(tmpdir(), 'heed-client-'))
  const { hash } = await buildClient(folder)
  const { app } = await buildServer({
    ground: heed.ground, policies, routes, navigation, searches, installation: () => ({ force: 'Metroshire Police', demonstration: true }),
    assets: { folder, prefix: `/assets/${hash}` }, cookies: { secure: false }, log: lineLog((line) => { process.stderr.write(line) }, heed.clock.now), signInsAMinute: 10_000,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return app
}
