import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsOf } from '#test/support/axe.ts'
import { buildClient } from '../../../tools/build-client.ts'
import { exampleFrame, galleryForm, galleryList, galleryRecord } from './gallery.examples.tsx'
import { Frame } from './layout.tsx'
import type { Page } from './page.ts'
import { ConflictPage, FaultPage, InvalidPage, NotFoundPage, NotPermittedPage, UnavailablePage } from './problem-pages.tsx'

const now = new Date('2026-11-23T21:30:00Z')
const pages: Record<string, Page> = {
  list: galleryList(),
  record: galleryRecord(),
  form: galleryForm(),
  'not-found': NotFoundPage({ isSignedIn: true, searches: true }),
  'not-permitted': NotPermittedPage({ reason: 'Only a sergeant or above can approve a risk assessment' }),
  invalid: InvalidPage({ reason: 'A case is closed only when the victim was told' }),
  conflict: ConflictPage({
    reason: 'PC Okafor changed this record while you had it open', now, answers: { grade: 'high', csrf: 'x', note: 'Called back' },
    detail: { by: 'PC Okafor', at: new Date('2026-11-23T21:14:00Z'), changed: [{ field: 'grade', was: 'medium', now: 'standard' }], see: '/cases/1' },
  }),
  fault: FaultPage({ reference: '0199-7c1f' }),
  unavailable: UnavailablePage({ retryAfterSeconds: 10, answers: { note: 'Called back' } }),
}

const found = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const shots = join(import.meta.dirname, '../../../test/output/gallery')
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

describe.skipIf(!existsSync(found))(`every page state in a browser (skipped when there is no Chromium at ${found})`, () => {
  let browser: Browser
  let server: Server
  let folder: string
  let at: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heed-client-'))
    await buildClient(folder)
    await mkdir(shots, { recursive: true })
    server = createServer((request, reply) => {
      const [, kind = '', , ...rest] = (request.url ?? '').split('/')
      reply.setHeader('content-security-policy', policy)
      if (kind === 'assets') {
        const name = rest.join('/')
        reply.setHeader('content-type', name.endsWith('.css') ? 'text/css' : name.endsWith('.js') ? 'text/javascript' : 'image/svg+xml')
        readFile(join(folder, name)).then((bytes) => reply.end(bytes), () => reply.writeHead(404).end())
        return
      }
      if (request.method === 'POST') {
        if (kind === 'drafts') reply.setHeader('content-type', 'application/json').end('{"said":"Saved as a draft at 21:14"}')
        else reply.setHeader('content-type', 'text/html').end('<p class="govuk-body">Suggested <a href="#" data-fill=\'{"name":"Mrs A Pell"}\'>This is her</a></p>')
        return
      }
      const page = pages[kind]
      reply.setHeader('content-type', 'text/html; charset=utf-8')
      reply.end(page === undefined ? '' : Frame({ page, frame: { ...exampleFrame, flash: kind === 'record' ? 'Risk assessment approved' : null } }))
    })
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
    const address = server.address()
    at = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
    browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox'] })
  }, 30_000)

  afterAll(async () => {
    await browser.close()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  for (const name of Object.keys(pages)) {
    it(`${name} has no axe violation, no horizontal scroll and no broken policy at 360, 768 and 1280 pixels`, async () => {
      const context = await browser.newContext()
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
      page.on('pageerror', (error) => complaints.push(error.message))
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        await page.goto(`${at}/${name}`)
        await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true })
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), `${width} px`).toBeLessThanOrEqual(0)
        expect(await faultsOf(page), `${width} px`).toEqual([])
      }
      expect(complaints).toEqual([])
      await context.close()
    }, 60_000)
  }

  it('looks for what it says it looks for: planted faults are found by name, narrowed by tag, and a page with a frame is not passed over', async () => {
    const page = await browser.newPage()
    await page.setContent('<html lang="en"><title>Planted</title><main><h1>One</h1><img src="/x"><input><p style="color:#ccc;background:#fff">Pale words</p><a href="#x"></a></main></html>')
    const rules = async (tags?: readonly string[]) => [...new Set((await faultsOf(page, tags)).map(({ rule }) => rule))].toSorted()
    expect(await rules()).toEqual(['color-contrast', 'image-alt', 'label', 'link-name'])
    expect(await rules(['wcag2aa'])).toEqual(['color-contrast'])
    await page.setContent('<html lang="en"><title>Framed</title><main><h1>One</h1><iframe title="Inside" srcdoc="<img src=x>"></iframe></main></html>')
    await expect(faultsOf(page)).rejects.toThrow('a page with frames')
    await page.close()
  }, 30_000)

  it('answers the keys that save time, shows suggestions a moment after typing, fills in the one chosen and keeps a draft', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${at}/form`)
    await page.locator('h1').click()
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.id')).toBe('search')
    await page.locator('#postcode').pressSequentially('ZA1 2BC')
    await page.getByText('Saved as a draft at 21:14').waitFor()
    await page.getByText('This is her').click()
    expect(await page.locator('#name').inputValue()).toBe('Mrs A Pell')
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/form'))
    await page.keyboard.press('Control+Enter')
    expect((await sent).postData()).toContain('postcode=ZA1+2BC')
    await context.close()
  }, 30_000)
})
