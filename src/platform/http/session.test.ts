import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { sealedWords, unsealedWords } from './session.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

describe('a sentence for the next page', () => {
  it('is read by the session it was said to, whatever its words, and by no other', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ minLength: 8, maxLength: 40 }), fc.string({ minLength: 8, maxLength: 40 }), (words, token, other) => {
      const sealed = sealedWords(token, words)
      expect(sealed).toMatch(/^[\w.-]+$/)
      expect(unsealedWords(token, sealed)).toBe(Buffer.from(words).toString('utf8').slice(0, 300))
      if (other !== token) expect(unsealedWords(other, sealed)).toBeNull()
      expect(unsealedWords(null, sealed)).toBeNull()
    }))
  })

  it('is shown once, and words that somebody else put in the cookie never are', async () => {
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const said = await app.inject({ url: '/', cookies: { heed: token, 'heed-said': sealedWords(token, 'Graded significant') } })
    expect(said.body).toContain('Graded significant')
    expect(said.cookies.find(({ name }) => name === 'heed-said')).toMatchObject({ value: '' })
    for (const forged of ['Ring%20this%20number', sealedWords('another session entirely', 'Ring this number'), `${'a'.repeat(43)}.UmluZyB0aGlz`, '....', '%']) {
      const page = await app.inject({ url: '/', cookies: { heed: token, 'heed-said': forged } })
      expect([page.statusCode, page.body.includes('Ring')]).toEqual([200, false])
    }
  })
})
