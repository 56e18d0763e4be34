import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOf, ensureBuilt } from './build.ts'

let folder = ''
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const bundle = (): string => readFileSync(join(folder, '.build/heed.mjs'), 'utf8')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-build-'))
  write('package.json', '{"type":"module"}')
  write('src/words.ts', "export const words: string = 'first'\n")
  write('src/cli.ts', "import { words } from './words.ts'\nconsole.log(words)\n")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the digest of what the bundle is made of', () => {
  it.each([
    ['the words of a source', 'src/words.ts', "export const words: string = 'second'\n", true], ['a new source', 'src/more.tsx', 'export const more = 1\n', true], ['a style of the browser’s', 'client/heed.css', 'a{}', true],
    ['the packages', 'package-lock.json', '{}', true], ['a test', 'src/words.test.ts', 'x', false], ['a page of documents', 'docs/README.md', 'x', false], ['a migration, which is read as it stands', 'db/migrations/1.sql', 'select 1', false],
  ])('is another when %s changed, or not', (_what, path, text, isOther) => {
    const before = digestOf(folder)
    const was = existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : null
    write(path, text)
    expect(digestOf(folder) !== before).toBe(isOther)
    if (was === null) rmSync(join(folder, path))
    else write(path, was)
    expect(digestOf(folder)).toBe(before)
  })

  it('knows a source by its name too, so that two that changed places are another', () => {
    write('src/a.ts', 'export const x = 1')
    const before = digestOf(folder)
    rmSync(join(folder, 'src/a.ts'))
    write('src/b.ts', 'export const x = 1')
    expect(digestOf(folder)).not.toBe(before)
    rmSync(join(folder, 'src/b.ts'))
  })
})

describe('the bundle', () => {
  it('is made once, kept while nothing changed, and made again when something did or when its key is lost', async () => {
    rmSync(join(folder, 'client'), { recursive: true, force: true })
    expect(await ensureBuilt(folder)).toEqual({ entry: join(folder, '.build/heed.mjs'), wasMade: true })
    expect(bundle()).toContain('first')
    expect((await ensureBuilt(folder)).wasMade).toBe(false)
    write('src/words.ts', "export const words: string = 'second'\n")
    expect((await ensureBuilt(folder)).wasMade).toBe(true)
    expect(bundle()).toContain('second')
    rmSync(join(folder, '.build/key'))
    expect((await ensureBuilt(folder)).wasMade).toBe(true)
  })

  it('of a source that is wrong is refused, and the one that was there stays, with no draft beside it', async () => {
    write('src/words.ts', 'export const words: string = (\n')
    await expect(ensureBuilt(folder)).rejects.toThrow(/words\.ts/)
    expect(bundle()).toContain('second')
    expect(readdirSync(join(folder, '.build')).toSorted()).toEqual(['heed.mjs', 'heed.mjs.map', 'key'])
    write('src/words.ts', "export const words: string = 'second'\n")
    expect((await ensureBuilt(folder)).wasMade).toBe(false)
  })
})
