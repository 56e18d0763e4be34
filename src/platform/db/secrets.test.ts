import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CannotStart } from '../config.ts'
import { passwordOf, secretsOf } from './secrets.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-secrets-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the secrets of a data folder', () => {
  it('are made once, in a folder that is made with them, and are the same ever after', () => {
    const own = join(folder, 'new', 'data')
    const made = secretsOf(own)
    expect(secretsOf(own)).toEqual(made)
    expect(made.bootstrap).not.toBe(made.logins)
    for (const secret of Object.values(made)) expect(secret).toMatch(/^[\w-]{43}$/)
  })

  it('are for the eyes of the account that runs Heed, with nothing left lying beside them', () => {
    const own = join(folder, 'eyes')
    secretsOf(own)
    expect(statSync(join(own, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(own)).toEqual(['secrets.json'])
  })

  it('are others in another folder', () => {
    const [one, other] = [secretsOf(join(folder, 'one')), secretsOf(join(folder, 'other'))]
    expect(new Set([one.bootstrap, one.logins, other.bootstrap, other.logins]).size).toBe(4)
  })

  it.each([['', 'nothing'], ['{', 'half of them'], ['[]', 'a list'], ['{"bootstrap":"short","logins":"short"}', 'too short'], [JSON.stringify({ bootstrap: 'x'.repeat(40) }), 'one of two'], [JSON.stringify({ bootstrap: 'x'.repeat(40), logins: 'y'.repeat(40), extra: 1 }), 'more than two']])('that hold %j stop the start in a sentence, and are not written over (%s)', (text) => {
    const own = join(folder, `broken-${Buffer.from(text).toString('hex').slice(0, 20)}-${text.length}`)
    secretsOf(own)
    writeFileSync(join(own, 'secrets.json'), text)
    expect(() => secretsOf(own)).toThrow(CannotStart)
    expect(() => secretsOf(own)).toThrow(/secrets\.json cannot be understood\. Put back the copy from your last backup/)
    expect(readFileSync(join(own, 'secrets.json'), 'utf8')).toBe(text)
  })

  it('never stand in what is said of them', () => {
    const own = join(folder, 'said')
    const { bootstrap } = secretsOf(own)
    writeFileSync(join(own, 'secrets.json'), `{"bootstrap":"${bootstrap}"`)
    try {
      secretsOf(own)
      expect.unreachable()
    } catch (error) {
      expect(error instanceof CannotStart ? error.message : bootstrap).not.toContain(bootstrap)
    }
  })
})

describe('the password of a login', () => {
  it('is the same for the same key and login, and for no other', () => {
    const given = [passwordOf('key', 'heed_look'), passwordOf('key', 'heed_act'), passwordOf('other', 'heed_look'), passwordOf('key', 'heed_look ')]
    expect(new Set(given).size).toBe(4)
    expect(passwordOf('key', 'heed_look')).toBe(given[0])
    for (const password of given) expect(password).toMatch(/^[\w-]{43}$/)
  })
})
