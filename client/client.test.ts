import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const found = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** What was posted, in order; and what is answered, by address. */
let posted: { path: string; body: string; headers: IncomingMessage['headers'] }[] = []
let answers = new Map<string, { status?: number; type?: string; body: string; until?: Promise<void>; breaksOff?: boolean }>()

async function serveClient(): Promise<{ server: Server; at: string }> {
  const server = createServer((request, reply) => {
    const path = request.url ?? ''
    if (request.method === 'GET') {
      if (!path.endsWith('.js')) return void reply.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><title>Trial</title>')
      readFile(join(import.meta.dirname, path)).then((bytes) => reply.setHeader('content-type', 'text/javascript').end(bytes), () => reply.writeHead(404).end())
      return
    }
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      posted.push({ path, body, headers: request.headers })
      const answer = answers.get(path) ?? { body: '' }
      void (answer.until ?? Promise.resolve()).then(() => {
        reply.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'text/html', location: '/elsewhere', ...(answer.breaksOff === true ? { 'content-length': '1000' } : {}) })
        if (answer.breaksOff === true) reply.write(answer.body, () => reply.destroy())
        else reply.end(answer.body)
      })
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  return { server, at: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '' }
}

describe.skipIf(!existsSync(found))(`what the pages do in a browser (skipped when there is no Chromium at ${found})`, () => {
  let browser: Browser
  let server: Server
  let at = ''
  let page: Page

  beforeAll(async () => {
    ({ server, at } = await serveClient())
    browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox'] })
    page = await browser.newPage()
    // time passes only when a test lets it
    await page.clock.install({ time: new Date('2026-11-23T21:13:00') })
    await page.goto(`${at}/trial`)
    await page.clock.pauseAt(new Date('2026-11-23T21:14:00'))
  }, 30_000)
  afterAll(async () => {
    await browser.close()
    await new Promise((resolve) => server.close(resolve))
  })
  beforeEach(() => {
    posted = []
    answers = new Map()
  })

  /** A page with this body, and one of the scripts started on it. */
  async function show(body: string, module: string, start: string): Promise<void> {
    await page.goto(`${at}/trial`)
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(body)}; import('/${module}.js').then((m) => m.${start}(document))`)
  }
  const text = (selector: string) => page.locator(selector).textContent()
  const focused = () => page.evaluate('document.activeElement.id')
  const arrived = async (count: number): Promise<readonly string[]> => {
    await expect.poll(() => posted.length, { timeout: 5000 }).toBe(count)
    return posted.map(({ body }) => body)
  }

  describe('a draft', () => {
    const form = '<form data-draft="/drafts/1" data-draft-said="#said"><input type="hidden" name="csrf" value="mark"><input id="name" name="name"><textarea id="story" name="story"></textarea><input type="file" name="photo"><button>Send</button></form><p id="said"></p>'

    it('is kept once, a moment after the last of many changes, whole, with the session’s mark and without files', async () => {
      await show(form, 'drafts', 'startDrafts')
      await page.locator('#name').pressSequentially('Ada')
      await page.clock.runFor(799)
      expect(posted).toEqual([])
      await page.locator('#story').fill('& shouting = all night')
      await page.clock.runFor(799)
      expect(posted).toEqual([])
      await page.clock.runFor(1)
      expect(await arrived(1)).toEqual(['csrf=mark&name=Ada&story=%26+shouting+%3D+all+night'])
      expect(posted[0]).toMatchObject({ path: '/drafts/1', headers: { 'x-requested-with': 'heed', 'content-type': expect.stringContaining('application/x-www-form-urlencoded') } })
    })

    it.each([['text/html', '', /^Saved as a draft at 21:1[45]$/], ['application/json', '{"said":"Saved by Heed"}', /^Saved by Heed$/], ['application/json', '{"said":7}', /^Saved as a draft at 21:1[45]$/], ['application/json', 'not json', /^Saved as a draft at 21:1[45]$/]])('says that it was kept, in the words of the answer where it has any (%s %s)', async (type, body, said) => {
      answers.set('/drafts/1', { type, body })
      await show(form, 'drafts', 'startDrafts')
      await page.locator('#name').fill('Ada')
      await page.clock.runFor(800)
      await expect.poll(() => text('#said')).toMatch(said)
    })

    it.each([[500, ''], [403, ''], [303, '']])('that was answered with %i is never said to be kept; it is tried again until it is', async (status, body) => {
      answers.set('/drafts/1', { status, body })
      await show(form, 'drafts', 'startDrafts')
      await page.locator('#name').fill('Ada')
      await page.clock.runFor(800)
      await expect.poll(() => text('#said')).toBe('Not saved yet: waiting for the connection. Keep this page open.')
      answers.delete('/drafts/1')
      await page.clock.runFor(5000)
      await expect.poll(() => text('#said')).toMatch(/^Saved as a draft at/)
      expect(posted.filter(({ path }) => path === '/drafts/1')).toHaveLength(2)
    })

    it('is tried at once when the connection is back, and not when nothing waits', async () => {
      await show(form, 'drafts', 'startDrafts')
      await page.evaluate("dispatchEvent(new Event('online'))")
      await page.clock.runFor(1)
      answers.set('/drafts/1', { status: 503, body: '' })
      await page.locator('#name').fill('Ada')
      await page.clock.runFor(800)
      await expect.poll(() => text('#said')).toMatch(/^Not saved yet/)
      await page.evaluate("dispatchEvent(new Event('online'))")
      await page.clock.runFor(1)
      expect(await arrived(2)).toHaveLength(2)
    })

    it('that changed while it was being sent is sent again with the change', async () => {
      let go = (): void => undefined
      answers.set('/drafts/1', { body: '', until: new Promise((resolve) => { go = resolve }) })
      await show(form, 'drafts', 'startDrafts')
      await page.locator('#name').fill('A')
      await page.clock.runFor(800)
      await arrived(1)
      await page.locator('#name').fill('Ada')
      await page.clock.runFor(800)
      go()
      await expect.poll(() => text('#said')).toMatch(/^Saved/)
      await page.clock.runFor(800)
      expect((await arrived(2))[1]).toContain('name=Ada')
    })

    it('is not sent after its form was', async () => {
      await show(form, 'drafts', 'startDrafts')
      await page.evaluate("document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())")
      await page.locator('#name').fill('Ada')
      await page.getByText('Send').click()
      await page.clock.runFor(5000)
      expect(posted).toEqual([])
    })
  })

  describe('suggestions', () => {
    const form = '<form><input type="hidden" name="csrf" value="mark"><div data-suggest="/suggest" data-suggest-into="#known"><input id="name" name="name"><label><input type="radio" name="side" value="l">l</label><label><input type="radio" name="side" value="r">r</label><input name="phone" value="07700 900142"></div><input id="other" name="other" value="kept to itself"><input type="hidden" name="personId" id="person"><div id="known"></div></form>'

    it('are asked for a moment after typing stops, with the fields inside and no others, and are told to those who listen', async () => {
      answers.set('/suggest', { body: '<p>Mrs A Pell</p>' })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').pressSequentially('Pell')
      await page.clock.runFor(249)
      expect(posted).toEqual([])
      await page.clock.runFor(1)
      expect(await arrived(1)).toEqual(['csrf=mark&name=Pell&phone=07700+900142'])
      await expect.poll(() => text('#known')).toBe('Mrs A Pell')
      expect([await page.getAttribute('#known', 'aria-live'), await page.getAttribute('#known', 'aria-busy')]).toEqual(['polite', null])
    })

    it('are asked for once about the same words, though the field is left and another is typed in, and again when they did not come', async () => {
      answers.set('/suggest', { body: 'known' })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').fill('Pell')
      await page.clock.runFor(250)
      await expect.poll(() => text('#known')).toBe('known')
      await page.locator('#other').fill('x')
      await page.clock.runFor(1000)
      await page.evaluate("fetch('/barrier', { method: 'POST' })")
      expect(posted.map(({ path }) => path)).toEqual(['/suggest', '/barrier'])
      answers.set('/suggest', { status: 503, body: '' })
      await page.locator('#name').fill('Pell-Orr')
      await page.clock.runFor(250)
      await arrived(3)
      await expect.poll(() => page.getAttribute('#known', 'aria-busy')).toBeNull()
      await page.locator('#other').fill('y')
      await page.clock.runFor(250)
      expect((await arrived(4)).slice(2)).toEqual(Array(2).fill('csrf=mark&name=Pell-Orr&phone=07700+900142'))
    })

    it('of an older question never stand over those of a newer one', async () => {
      let go = (): void => undefined
      answers.set('/suggest', { body: 'of the first', until: new Promise((resolve) => { go = resolve }) })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').fill('Pe')
      await page.clock.runFor(250)
      await arrived(1)
      answers.set('/suggest', { body: 'of the second' })
      await page.locator('#name').fill('Pell')
      await page.clock.runFor(250)
      await expect.poll(() => text('#known')).toBe('of the second')
      go()
      await page.evaluate("fetch('/suggest', { method: 'POST' })")
      expect(await text('#known')).toBe('of the second')
    })

    it('that do not come leave what stood there, and nothing waiting for ever', async () => {
      answers.set('/suggest', { body: 'known' })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').fill('Pe')
      await page.clock.runFor(250)
      await expect.poll(() => text('#known')).toBe('known')
      answers.set('/suggest', { status: 500, body: 'fault' })
      await page.locator('#name').fill('Pell')
      await page.clock.runFor(250)
      await arrived(2)
      await expect.poll(() => page.getAttribute('#known', 'aria-busy')).toBeNull()
      expect(await text('#known')).toBe('known')
    })

    it('that break off on their way did not come: nothing waits, nothing is thrown, and the same words are asked about again', async () => {
      const thrown: string[] = []
      const note = (error: Error): void => void thrown.push(error.message)
      page.on('pageerror', note)
      answers.set('/suggest', { body: 'half of', breaksOff: true })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').fill('Pell')
      await page.clock.runFor(250)
      await arrived(1)
      await expect.poll(() => page.getAttribute('#known', 'aria-busy')).toBeNull()
      answers.set('/suggest', { body: 'known' })
      await page.locator('#other').fill('y')
      await page.clock.runFor(250)
      await expect.poll(() => text('#known')).toBe('known')
      page.off('pageerror', note)
      expect(thrown).toEqual([])
    })

    it('keep what was chosen and typed among them, and the cursor where it was, when they are drawn anew', async () => {
      const drawn = (words: string): string => `<p>${words}</p><input type="radio" name="who" value="ada" id="ada"><input type="radio" name="who" value="none" id="none"><input type="checkbox" name="also" value="x" id="also"><input name="why" id="why">`
      answers.set('/suggest', { body: drawn('one') })
      await show(form, 'suggestions', 'startSuggestions')
      await page.locator('#name').fill('Pe')
      await page.clock.runFor(250)
      await page.locator('#ada').check()
      await page.locator('#also').check()
      await page.locator('#why').fill('her voice')
      answers.set('/suggest', { body: drawn('two') })
      await page.evaluate("document.querySelector('#name').value = 'Pell'; document.querySelector('#name').dispatchEvent(new Event('input', { bubbles: true }))")
      await page.clock.runFor(250)
      await expect.poll(() => text('#known p')).toBe('two')
      expect([await page.isChecked('#ada'), await page.isChecked('#none'), await page.isChecked('#also'), await page.inputValue('#why'), await focused()]).toEqual([true, false, true, 'her voice', 'why'])
    })

    it('fill in the one chosen, by name, say that it changed, and put the cursor there, unless it is not to be seen', async () => {
      const choices = `<a id="her" href="#" data-fill='{"name":"Mrs A Pell","nowhere":"x","phone":"07700 900377"}'>This is her</a><a id="known-as" href="#" data-fill='{"personId":"p1"}'>Known</a>`
      await show(form.replace('<div id="known"></div>', `<div id="known">${choices}</div>`), 'suggestions', 'startSuggestions')
      answers.set('/suggest', { body: choices })
      await page.locator('#her').click()
      expect([await page.inputValue('#name'), await page.inputValue('[name=phone]'), await focused(), page.url()]).toEqual(['Mrs A Pell', '07700 900377', 'name', `${at}/trial`])
      await page.clock.runFor(250)
      expect((await arrived(1))[0]).toContain('name=Mrs+A+Pell')
      await page.locator('#known-as').click()
      expect([await page.inputValue('#person'), await focused()]).toEqual(['p1', 'known-as'])
    })
  })

  describe('the keys that save time', () => {
    const group = (name: string, answered = ''): string => `<fieldset data-choices="${name}">${['yes', 'no'].map((value) => `<label for="${name}-${value}">${value === 'yes' ? 'Yes' : 'No'}</label><input type="radio" id="${name}-${value}" name="${name}" value="${value}" data-choice-key="${value.charAt(0)}"${answered === value ? ' checked' : ''}>`).join('')}</fieldset>`
    const body = `<input id="search" data-search-shortcut value="old words"><p id="said" data-choice-said></p><form id="form" data-submit-shortcut>${group('Repeat')}${group('Personal')}<textarea id="story"></textarea><select id="which"><option>x</option></select></form><button type="button" id="known" data-alt-key="k">Known</button><a id="link" href="#x">x</a>`
    const start = async (): Promise<void> => {
      await show(body, 'shortcuts', 'startShortcuts')
      await page.evaluate("window.sent = 0; window.pressed = 0; document.querySelector('#form').addEventListener('submit', (e) => { e.preventDefault(); window.sent += 1 }); document.querySelector('#known').addEventListener('click', () => { window.pressed += 1 })")
    }

    it('put the cursor in the search box with its words chosen, but write a stroke where somebody writes', async () => {
      await start()
      await page.locator('#link').focus()
      await page.keyboard.press('/')
      expect([await focused(), await page.evaluate('getSelection().toString()')]).toEqual(['search', 'old words'])
      await page.locator('#story').focus()
      await page.keyboard.press('/')
      expect([await focused(), await page.inputValue('#story')]).toEqual(['story', '/'])
      await page.locator('#which').focus()
      await page.keyboard.press('/')
      expect(await focused()).toBe('which')
    })

    it('send the form from anywhere on the page, once, and only with both keys', async () => {
      await start()
      await page.locator('#story').focus()
      await page.keyboard.press('Enter')
      expect(await page.evaluate('window.sent')).toBe(0)
      await page.keyboard.press('Control+Enter')
      await page.locator('#search').focus()
      await page.keyboard.press('Control+Enter')
      expect(await page.evaluate('window.sent')).toBe(2)
    })

    it('answer the first question that has no answer, then the next, saying which, with the cursor left where it is', async () => {
      await start()
      await page.locator('#story').focus()
      await page.keyboard.press('Alt+KeyY')
      expect([await page.isChecked('#Repeat-yes'), await text('#said')]).toEqual([true, 'Repeat: yes.'])
      await page.keyboard.press('Alt+KeyN')
      expect([await page.isChecked('#Repeat-yes'), await page.isChecked('#Personal-no'), await text('#said'), await focused()]).toEqual([true, true, 'Personal: no.', 'story'])
      await page.keyboard.press('Alt+KeyN')
      expect([await page.isChecked('#Repeat-no'), await text('#said')]).toEqual([true, 'Repeat: no.'])
    })

    it('press the button that has the letter, and nothing where nothing has it', async () => {
      await start()
      await page.keyboard.press('Alt+KeyK')
      await page.keyboard.press('Control+Alt+KeyK')
      await page.keyboard.press('Alt+KeyQ')
      expect([await page.evaluate('window.pressed'), await page.evaluate('window.sent')]).toEqual([1, 0])
    })
  })

  describe('boxes that cannot apply', () => {
    it('are passed by on the keyboard while the other field holds something, can be clicked, and come back', async () => {
      await show('<form><input id="name" name="name"><span data-skip-when="name phone"><input type="checkbox" id="none"></span><input id="after" name="phone"></form>', 'skips', 'startSkips')
      const tabbed = async (): Promise<unknown> => {
        await page.locator('#name').focus()
        await page.keyboard.press('Tab')
        return focused()
      }
      expect(await tabbed()).toBe('none')
      await page.locator('#name').fill('  ')
      expect(await tabbed()).toBe('none')
      await page.locator('#name').fill('Ada')
      expect(await tabbed()).toBe('after')
      await page.locator('#none').check()
      expect(await tabbed()).toBe('none')
      await page.locator('#none').uncheck()
      await page.locator('#name').fill('')
      await page.locator('#after').fill('07700 900142')
      expect(await tabbed()).toBe('after')
    })
  })

  it('nothing goes wrong on a page that has none of it', async () => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    for (const [module, start] of [['drafts', 'startDrafts'], ['suggestions', 'startSuggestions'], ['shortcuts', 'startShortcuts'], ['skips', 'startSkips']] as const) await show('<p id="only">Words</p><div data-suggest="/x" data-suggest-into="#gone"><input id="in"></div>', module, start)
    await page.locator('#only').click()
    for (const key of ['/', 'Control+Enter', 'Alt+KeyY', 'x']) await page.keyboard.press(key)
    await page.locator('#in').fill('x')
    await page.clock.runFor(6000)
    expect([complaints, posted]).toEqual([[], []])
  })
})
