import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildClient, withoutFontAndCrest } from './build-client.ts'

let folder = ''
const sources = (): string => join(folder, 'client')
const built = (name: string): Buffer => readFileSync(join(folder, 'out', name))
const make = () => buildClient(join(folder, 'out'), sources())

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-browser-'))
  mkdirSync(sources())
  writeFileSync(join(sources(), 'heed.css'), '.heed-trial {\n  color: red;\n}\n')
  writeFileSync(join(sources(), 'words.js'), "export const words = 'said by the page'\nexport const never = 'left out'\n")
  writeFileSync(join(sources(), 'heed.js'), "import { words } from './words.js'\n// a remark\ndocument.title = words\n")
  writeFileSync(join(sources(), 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the files a browser gets', () => {
  it('are one style sheet, the official styles first, so that ours have the last word; one script with what it uses alone; and the icon as it is', async () => {
    const { files } = await make()
    const css = built('heed.css').toString()
    expect(css.indexOf('.govuk-button')).toBeGreaterThan(-1)
    expect(css.indexOf('.moj-timeline')).toBeGreaterThan(css.indexOf('.govuk-button'))
    expect(css.indexOf('.heed-trial{color:red}')).toBeGreaterThan(css.indexOf('.moj-timeline'))
    expect(built('heed.js').toString()).toContain('said by the page')
    expect(built('heed.js').toString()).not.toMatch(/left out|a remark|import/)
    expect(built('icon.svg').toString()).toBe('<svg xmlns="http://www.w3.org/2000/svg"/>')
    expect(files['icon.svg']).toBe(41)
  })

  it('stand each beside itself made smaller in both ways, the same in the end, and are counted as they are', async () => {
    const { files } = await make()
    for (const [name, size] of Object.entries(files)) {
      expect([name, built(name).length]).toEqual([name, size])
      expect(gunzipSync(built(`${name}.gz`)).equals(built(name)), name).toBe(true)
      expect(brotliDecompressSync(built(`${name}.br`)).equals(built(name)), name).toBe(true)
    }
    expect(Object.keys(files).filter((name) => /\.(br|gz)$/.test(name))).toEqual([])
  })

  it('have another address when one of them is another, and the same when they are made again of the same', async () => {
    const { hash } = await make()
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
    expect((await make()).hash).toBe(hash)
    writeFileSync(join(sources(), 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    expect((await make()).hash).not.toBe(hash)
  })

  it('are these alone: what a time before left in the folder is gone', async () => {
    writeFileSync(join(folder, 'out', 'old.js'), 'x')
    await make()
    expect(readdirSync(join(folder, 'out')).filter((name) => !/\.(br|gz)$/.test(name)).toSorted()).toEqual(['heed.css', 'heed.js', 'icon.svg', 'images'])
  })

  it('are not made of a script that is wrong, and the fault is told', async () => {
    writeFileSync(join(sources(), 'heed.js'), "import { nowhere } from './nowhere.js'\nnowhere()\n")
    await expect(make()).rejects.toThrow(/nowhere\.js/)
  })
})

describe('styles of others, as Heed may use them', () => {
  it.each([
    ['@font-face{font-family:"GDS Transport";src:url(/assets/fonts/light.woff2)}p{margin:0}@font-face{x:y}', 'p{margin:0}'], ["p{font-family:'GDS Transport',arial,sans-serif}", 'p{font-family:arial,sans-serif}'], ['p{font-family:GDS Transport}', 'p{font-family:arial}'],
    ['p{background:url("/assets/images/govuk-crest.svg")}', 'p{background:none}'], ["p{background:url('/assets/images/icon-a.1.svg')}", 'p{background:url(images/icon-a.1.svg)}'], ['p{background:url(data:image/svg+xml,x)}', 'p{background:url(data:image/svg+xml,x)}'], ['', ''],
  ])('%s is %s', (given, ours) => {
    expect(withoutFontAndCrest(given)).toBe(ours)
    expect(withoutFontAndCrest(ours)).toBe(ours)
  })
})
