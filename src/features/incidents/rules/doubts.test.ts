import { describe, expect, it } from 'vitest'
import prompt from '#db/reference/screening-default.json' with { type: 'json' }
import { londonInstant } from '#platform/time/day.ts'
import { plusMinutes, plusMs } from '#platform/time/instant.ts'
import { CHANNELS } from './codes.ts'
import { DOUBT_KINDS, type DoubtFacts, doubts, malformedMoment } from './doubts.ts'

const reportedAt = londonInstant('2026-11-23', '21:14')
const caller = { role: 'caller', isNamed: true, isReachable: true, isBornAfterReport: false, unreadable: { phone: false, email: false, birth: false }, isAnonymous: false } as const
const settledPlace = {
  text: '14 Tanner Street', postcode: 'ZA1 2BC', isPostcodeKnown: true, hasPoint: true, isInsideAnArea: true, metresFromPostcode: 40,
}
const whole: DoubtFacts = {
  channel: '101',
  recordedAt: plusMinutes(reportedAt, 3),
  reportedAt,
  occurredFrom: plusMinutes(reportedAt, -44),
  occurredTo: null,
  type: 'noise',
  qualifier: 'nuisance',
  narrative: 'Loud music from the flat above',
  grade: 'extended',
  place: settledPlace,
  hasTeam: true,
  people: [caller],
  prompt,
  answers: prompt.questions.map((question) => ({ question: question.key, answer: 'no' as const })),
}
const kinds = (changed: Partial<DoubtFacts>) => doubts({ ...whole, ...changed }).map((doubt) => doubt.kind)

describe('a moment', () => {
  it('IN-13 may be five minutes ahead of our clock and no more', () => {
    expect(malformedMoment(plusMinutes(reportedAt, 5), reportedAt)).toBeNull()
    expect(malformedMoment(plusMs(plusMinutes(reportedAt, 5), 1), reportedAt)).toContain('no later than now, 23 November 2026 at 21:14')
  })

  it('IN-13 may be as long ago as anyone remembers, and no longer: a page could not tell the day of the week of the year 0', () => {
    for (const day of ['1999-01-01', '1801-01-01']) expect(malformedMoment(londonInstant(day, '00:00'), reportedAt)).toBeNull()
    for (const at of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '1582-10-10T00:00:00Z', '1799-12-31T23:59:59Z', '-000001-01-01T00:00:00Z']) expect(malformedMoment(new Date(at), reportedAt)).toContain('Check the year')
  })
})

describe('doubts', () => {
  it('IN-14 are none when everything is there', () => {
    expect(doubts(whole)).toEqual([])
  })

  it.each<[string, Partial<DoubtFacts>]>([
    ['no type', { type: null }],
    ['no qualifier', { qualifier: null }],
    ['no narrative', { narrative: ' \n' }],
    ['no grade', { grade: null }],
    ['no place', { place: { ...settledPlace, text: '', postcode: null, hasPoint: false, metresFromPostcode: null } }],
    ['no point', { place: { ...settledPlace, hasPoint: false, isInsideAnArea: false, metresFromPostcode: null } }],
    ['unknown postcode', { place: { ...settledPlace, isPostcodeKnown: false } }],
    ['outside every area', { place: { ...settledPlace, isInsideAnArea: false } }],
    ['point and postcode apart', { place: { ...settledPlace, metresFromPostcode: 1001 } }],
    ['no team', { hasTeam: false }],
    ['no caller', { people: [] }],
    ['caller unnamed', { people: [{ ...caller, isNamed: false }] }],
    ['no way to reach the caller', { people: [{ ...caller, isReachable: false }] }],
    ['personal without a victim', { qualifier: 'personal' }],
    ['unreadable phone', { people: [{ ...caller, unreadable: { ...caller.unreadable, phone: true } }] }],
    ['unreadable email', { people: [{ ...caller, unreadable: { ...caller.unreadable, email: true } }] }],
    ['date of birth long ago', { people: [{ ...caller, unreadable: { ...caller.unreadable, birth: true } }] }],
    ['date of birth ahead', { people: [{ ...caller, isBornAfterReport: true }] }],
    ['times out of order', { occurredTo: plusMinutes(reportedAt, -60) }],
    ['occurred after report', { occurredFrom: plusMinutes(reportedAt, 1) }],
    ['entered late', { recordedAt: plusMinutes(reportedAt, 24 * 60 + 1) }],
    ['prompt not put', { answers: [] }],
    ['prompt incomplete', { answers: [{ question: 'd1', answer: 'yes' }] }],
  ])('IN-14 find: %s', (kind, changed) => {
    expect(kinds(changed)).toEqual([kind])
  })

  it('IN-14 have each a sentence, an anchor and a kind that is listed', () => {
    const bare = doubts({ ...whole, type: null, qualifier: 'personal', people: [], answers: [], hasTeam: false })
    expect(bare.map((doubt) => doubt.kind)).toEqual(['no type', 'no team', 'no caller', 'personal without a victim', 'prompt not put'])
    for (const doubt of bare) {
      expect(DOUBT_KINDS).toContain(doubt.kind)
      expect(doubt.sentence).toMatch(/^[A-Z].+[^.]$/)
      expect(doubt.anchor).toMatch(/^[a-z]+$/)
    }
  })

  it('IN-14 say how many questions are unanswered, and how far apart two points are', () => {
    expect(doubts({ ...whole, answers: whole.answers.slice(1) })[0]?.sentence).toContain('1 question of the prompt has no answer')
    expect(doubts({ ...whole, answers: whole.answers.slice(2) })[0]?.sentence).toContain('2 questions')
    expect(doubts({ ...whole, place: { ...settledPlace, metresFromPostcode: 2340 } })[0]?.sentence).toContain('2.3 km')
  })

  it('IN-14 do not press a caller who would not be named', () => {
    expect(kinds({ people: [{ ...caller, isNamed: false, isReachable: false, isAnonymous: true }] })).toEqual([])
  })

  it('IN-14 go when someone settles them', () => {
    expect(doubts({ ...whole, type: null, hasTeam: false }, ['no team']).map((doubt) => doubt.kind)).toEqual(['no type'])
  })

  it('IN-14 are never cast on open data, and on every report they may be', () => {
    for (const channel of CHANNELS) expect(kinds({ channel, type: null })).toEqual(channel === 'open-data' ? [] : ['no type'])
  })
})
