import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { understand } from './understand-query.ts'

const now = new Date('2026-11-23T12:00:00Z')

describe('what is typed in the search box', () => {
  it.each([['ASB/2026/000123'], ['asb/2026/123'], ['ASB 2026/123'], ['asb-2026-123']])('reads %s as a reference and nothing else', (typed) => {
    expect(understand(typed, now)).toMatchObject({ references: ['ASB/2026/000123'], person: null, words: null, as: ['the reference ASB/2026/000123'] })
  })

  it('looks for a bare number in every year, of reports, cases and other systems', () => {
    const { references, sourceReference } = understand('123', now)
    expect(references).toContain('ASB/2026/000123')
    expect(references).toContain('CASE/2019/000123')
    expect(sourceReference).toBe('123')
  })

  it('takes another system’s reference as it stands', () => {
    expect(understand('CAD 2041/23NOV26', now).sourceReference).toBe('CAD 2041/23NOV26')
  })

  it.each(['07700 900123', '+44 7700 900123', '07700900123'])('reads %s as a telephone number', (typed) => {
    expect(understand(typed, now)).toMatchObject({ person: { phone: '+447700900123' }, words: null, references: [] })
  })

  it('reads an e-mail address without regard to capitals', () => {
    expect(understand('A.Pell@Example.org', now).person).toMatchObject({ email: 'a.pell@example.org' })
  })

  it.each(['za1 2bc', 'ZA12BC'])('reads %s as the postcode of a person and of a place', (typed) => {
    expect(understand(typed, now)).toMatchObject({ place: 'ZA1 2BC', person: { postcode: 'ZA12BC', family: null } })
  })

  it('reads a surname with a postcode, and a surname with a date of birth, in either order', () => {
    expect(understand('Pell ZA1 2BC', now).person).toMatchObject({ family: 'pell', postcode: 'ZA12BC' })
    expect(understand('02/04/1961 pell', now).person).toMatchObject({ family: 'pell', birth: '1961-04-02' })
  })

  it('reads two words as a name and as words, and says so', () => {
    const read = understand('Anne O’Brien', now)
    expect(read.person).toMatchObject({ given: 'anne', family: 'obrien' })
    expect(read.words).toBe('Anne O’Brien')
    expect(read.as).toHaveLength(2)
  })

  it.each([
    ['Quill, Orla', 'quill', 'orla', null, null], ['Quill , Orla', 'quill', 'orla', null, null], ['Orla Quill', 'quill', 'orla', null, null], ['Quill, Orla, 2/4/1961', 'quill', 'orla', '1961-04-02', null],
    ['Quill, Orla ZA1 2BC', 'quill', 'orla', null, 'ZA12BC'], ['2/4/1961, Quill', 'quill', null, '1961-04-02', null], ['Quill, ZA1 2BC', 'quill', null, null, 'ZA12BC'], ['ZA1 2BC, Orla Quill', 'quill', 'orla', null, 'ZA12BC'],
  ])('WK-02 reads “%s”: a comma says which name is the family’s, and elsewhere is only a comma', (typed, family, given, birth, postcode) => {
    expect(understand(typed, now).person).toEqual({ phone: null, email: null, family, given, birth, postcode })
  })

  it('WK-02 a name is read alike whichever way round it is written, with a comma or without', () => {
    const word = fc.stringMatching(/^[a-z]{3,9}$/).filter((each) => !/^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/.test(each))
    fc.assert(fc.property(word, word, (given, family) => {
      expect(understand(`${family}, ${given}`, now).person).toEqual(understand(`${given} ${family}`, now).person)
    }))
  })

  it('says of a name how it read it, and looks for the words without their comma', () => {
    expect(understand('Quill, Orla', now)).toMatchObject({ words: 'Quill Orla', as: ['the name Quill, Orla', 'the words “Quill Orla” in what was told and written down'] })
    expect(understand('Quill,', now)).toMatchObject({ person: { family: 'quill', given: null }, words: 'Quill' })
    expect(understand(', ,', now)).toMatchObject({ person: null, words: null, as: [] })
  })

  it.each(['12/2026', '1/2/3', '31 February', '2026', 'ZA1'])('“%s” is no date of birth and no postcode', (typed) => {
    const { person, place } = understand(typed, now)
    expect([person?.birth ?? null, person?.postcode ?? null, place]).toEqual([null, null, null])
  })

  it('a date of birth ahead of today is none, and five names are a sentence', () => {
    expect(understand('Quill 2/4/2031', now).person?.birth ?? null).toBeNull()
    expect(understand('one two three four five', now)).toMatchObject({ person: null, words: 'one two three four five' })
    expect(understand('one two three four', now).person).toMatchObject({ family: 'four' })
  })

  it('looks for no more than two hundred letters of what was typed, and for one letter not at all', () => {
    expect(understand(`${'word '.repeat(60)}end`, now).words).toHaveLength(200)
    expect(understand('!', now)).toMatchObject({ words: null, person: null })
    expect(understand('x', now).words).toBeNull()
  })

  it('reads a sentence as words only', () => {
    expect(understand('motorbikes on the green every night since May', now)).toMatchObject({ person: null, references: [], words: 'motorbikes on the green every night since May' })
  })

  it('makes nothing of nothing', () => {
    expect(understand('   ', now)).toMatchObject({ as: [], references: [], person: null, words: null })
  })

  it('never throws, and always says how it understood what it looks for', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80, unit: 'grapheme' }), (typed) => {
      const read = understand(typed, now)
      const isLookedFor = read.references.length > 0 || read.person !== null || read.words !== null || read.place !== null
      if (isLookedFor) expect(read.as.length).toBeGreaterThan(0)
    }), { numRuns: 300 })
  })
})
