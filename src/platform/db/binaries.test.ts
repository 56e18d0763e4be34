import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBinaries, packagedBinaries } from './binaries.ts'

let from = ''
let said: string[] = []
const find = (): Promise<string> => findBinaries(null, (sentence) => said.push(sentence), from)
const program = (script: string): void => {
  writeFileSync(join(from, 'bin/postgres'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(from, 'bin/postgres'), 0o755)
}

// programs of the same shape as the packaged ones, whose postgres only says its version
beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), 'heed-programs-'))
  said = []
  for (const folder of ['bin', 'lib', 'share']) mkdirSync(join(from, folder))
  writeFileSync(join(from, 'lib/libpq.so.5.18'), 'a library')
  writeFileSync(join(from, 'pg-symlinks.json'), JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }, { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }]))
  program('echo "postgres (PostgreSQL) 18.4"')
})
afterEach(() => rmSync(from, { recursive: true, force: true }))

describe('the programs of the database', () => {
  it('are run from where they are, with the library links made that an install without scripts left out', async () => {
    expect(await find()).toBe(from)
    expect(['libpq.so', 'libpq.so.5'].map((name) => readlinkSync(join(from, 'lib', name)))).toEqual(['libpq.so.5.18', 'libpq.so.5.18'])
    expect(readFileSync(join(from, 'lib/libpq.so'), 'utf8')).toBe('a library')
    expect(said).toEqual([])
  })

  it('are left as they are where the links are there, also one that leads elsewhere, and found again as before', async () => {
    symlinkSync('elsewhere', join(from, 'lib/libpq.so.5'))
    await find()
    const before = lstatSync(join(from, 'lib/libpq.so')).ino
    expect(await find()).toBe(from)
    expect([readlinkSync(join(from, 'lib/libpq.so.5')), lstatSync(join(from, 'lib/libpq.so')).ino]).toEqual(['elsewhere', before])
    expect(readdirSync(join(from, 'lib')).toSorted()).toEqual(['libpq.so', 'libpq.so.5', 'libpq.so.5.18'])
  })

  it.each([['echo "libicu.so.70: cannot open shared object file" >&2; exit 127', /libicu\.so\.70: cannot open shared object file/], ['exit 1', /does not run on this machine/]])('that do not run here are said so, with what they said and what to do instead: %s', async (script, words) => {
    program(script)
    const failed = await find().then(() => '', (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : ''))
    expect(failed).toMatch(/^CannotStart: The embedded PostgreSQL does not run on this machine: .*Name a PostgreSQL server in DATABASE_URL instead\.$/)
    expect(failed).toMatch(words)
  })

  it('that are not there at all are said so too', async () => {
    rmSync(join(from, 'bin/postgres'))
    await expect(find()).rejects.toThrow(/does not run on this machine: spawn .*ENOENT/)
  })

  it('whose list of links is none are not guessed at', async () => {
    writeFileSync(join(from, 'pg-symlinks.json'), '{"links":[]}')
    await expect(find()).rejects.toThrow()
    expect(existsSync(join(from, 'lib/libpq.so'))).toBe(false)
  })

  it('came with the packages of this machine', () => {
    expect(existsSync(join(packagedBinaries(), 'bin/postgres'))).toBe(true)
  })
})
