import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepOnce } from './kept-once.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-once-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('what was kept first stays as it was, for its owner alone, and no draft is left beside it', () => {
  const path = join(folder, 'key')
  keepOnce(path, 'the first')
  keepOnce(path, 'a second')
  expect(readFileSync(path, 'utf8')).toBe('the first')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['key'])
})

it('a folder that is not there is not taken for one that holds it', () => {
  expect(() => keepOnce(join(folder, 'none', 'key'), 'x')).toThrow(/ENOENT/)
})
