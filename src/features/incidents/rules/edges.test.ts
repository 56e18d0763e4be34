import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import prompt from '#db/reference/screening-default.json' with { type: 'json' }
import { londonInstant } from '#platform/time/day.ts'
import { plusMinutes, plusMs } from '#platform/time/instant.ts'
import { type AsbType, CHANNELS, codeInForce, PEOPLE_ROLES, QUALIFIERS, typeInForce } from './codes.ts'
import { DOUBT_KINDS, type DoubtFacts, doubts } from './doubts.ts'
import { partsOf } from './report.ts'
import { ACCOUNT_WORDS, assertRegrade, assertResponseMove, findingIssues, resultIssues } from './response.ts'
import { isDueNoLater } from './rise.ts'
import { EXITS } from './similar.ts'

const reportedAt = londonInstant('2026-11-23', '21:14')

/** The kind and the field of what is refused, or null when nothing is. */
function refusedBy(act: () => void): unknown {
  try {
    act()
    return null
  } catch (error) {
    return error
  }
}

describe('the lists that the database keeps too', () => {
  it('IN-02 IN-03 IN-14 IN-61 hold the words of the law and of the record, each once, in this order', () => {
    expect(QUALIFIERS).toEqual(['personal', 'nuisance', 'environmental'])
    expect(PEOPLE_ROLES).toEqual(['caller', 'victim', 'witness', 'suspect'])
    expect(EXITS).toEqual(['add', 'link', 'separate'])
    expect(CHANNELS).toEqual(['999', '101', 'front-counter', 'neighbourhood-team', 'online', 'partner', 'open-data'])
    expect(DOUBT_KINDS).toEqual([
      'no type', 'no qualifier', 'no narrative', 'no place', 'no point', 'unknown postcode', 'outside every area', 'point and postcode apart', 'no team', 'no caller', 'caller unnamed',
      'no way to reach the caller', 'personal without a victim', 'unreadable phone', 'unreadable email', 'date of birth ahead', 'date of birth long ago', 'times out of order', 'occurred after report', 'entered late', 'no grade', 'prompt not put', 'prompt incomplete', 'similar not decided',
    ])
  })
})

describe('what an incident is called on its day', () => {
  const type = (over: Partial<AsbType>): AsbType => ({ key: 'a', code: null, name: 'Rowdy', validFrom: null, validTo: null, ...over })

  it('IN-02 a number of no type is answered with those that may be used that day, and no others', () => {
    const types = [type({ key: 'a', code: '1' }), type({ key: 'b' }), type({ key: 'c', code: '3', validTo: '2026-11-23' }), type({ key: 'd', code: '4', validFrom: '2026-11-24' })]
    expect(typeInForce(types, '9', reportedAt)).toEqual({ ok: false, reason: 'Not a type of anti-social behaviour. Use one of 1, b' })
  })

  it('IN-01 a row is in force on its first day, not on its last, and says which side of it the report lies', () => {
    const rows = [type({ validFrom: '2026-11-23', validTo: '2026-12-01' })]
    const on = (day: string) => codeInForce(rows, 'a', londonInstant(day, '12:00'))
    expect(on('2026-11-22')).toEqual({ ok: false, reason: 'Rowdy came into use on 23 November 2026' })
    expect([on('2026-11-23').ok, on('2026-11-30').ok]).toEqual([true, true])
    expect(on('2026-12-01')).toEqual({ ok: false, reason: 'Rowdy went out of use on 1 December 2026' })
    expect(codeInForce(rows, 'z', reportedAt)).toEqual({ ok: false, reason: 'Not a code on the list' })
  })

  it('IN-01 of two versions of a row, the one of the day is taken, to the last minute in London', () => {
    const rows = [type({ name: 'Old', validTo: '2026-07-01' }), type({ name: 'New', validFrom: '2026-07-01' })]
    const named = (at: string) => codeInForce(rows, 'a', new Date(at))
    expect(named('2026-06-30T22:59:59Z')).toMatchObject({ row: { name: 'Old' } })
    expect(named('2026-06-30T23:00:00Z')).toMatchObject({ row: { name: 'New' } })
  })
})

describe('what is doubted', () => {
  const caller = { role: 'caller', isNamed: true, isReachable: true, isBornAfterReport: false, unreadable: { phone: false, email: false, birth: false }, isAnonymous: false } as const
  const place = { text: '14 Tanner Street', postcode: 'ZA1 2BC', isPostcodeKnown: true, hasPoint: true, isInsideAnArea: true, metresFromPostcode: 40 }
  const whole: DoubtFacts = {
    channel: '101', recordedAt: reportedAt, reportedAt, occurredFrom: null, occurredTo: null, type: '202', qualifier: 'nuisance', narrative: 'Music', grade: 'extended', place, hasTeam: true, people: [caller], prompt,
    answers: prompt.questions.map(({ key }) => ({ question: key, answer: 'no' as const })),
  }
  const found = (over: Partial<DoubtFacts>) => doubts({ ...whole, ...over }).map(({ kind, sentence, anchor }) => [kind, sentence, anchor])

  it.each<[Partial<DoubtFacts>, string, string, string]>([
    [{ type: null }, 'no type', 'The type of behaviour is not recorded', 'type'],
    [{ qualifier: null }, 'no qualifier', 'Personal, nuisance or environmental is not recorded', 'qualifier'],
    [{ narrative: '' }, 'no narrative', 'What happened is not recorded', 'narrative'],
    [{ grade: null }, 'no grade', 'No grade of response is recorded', 'grade'],
    [{ place: { ...place, text: ' ', postcode: null, hasPoint: false, metresFromPostcode: null } }, 'no place', 'Where it happened is not recorded', 'place'],
    [{ place: { ...place, hasPoint: false, metresFromPostcode: null } }, 'no point', 'The place could not be put on the map', 'place'],
    [{ place: { ...place, isPostcodeKnown: false, metresFromPostcode: null } }, 'unknown postcode', 'The postcode ZA1 2BC is not on the list we hold. It may be new or mistyped', 'place'],
    [{ place: { ...place, isInsideAnArea: false } }, 'outside every area', 'The place lies outside every area of the force', 'place'],
    [{ place: { ...place, metresFromPostcode: 3_260 } }, 'point and postcode apart', 'The point lies 3.3 km from its postcode', 'place'],
    [{ hasTeam: false }, 'no team', 'No Safer Neighbourhoods team could be found for the place', 'team'],
    [{ people: [] }, 'no caller', 'Who reported it is not recorded', 'people'],
    [{ people: [{ ...caller, isNamed: false }] }, 'caller unnamed', 'The caller has no name recorded', 'people'],
    [{ people: [{ ...caller, isReachable: false }] }, 'no way to reach the caller', 'There is no telephone, e-mail or address for the caller', 'people'],
    [{ qualifier: 'personal' }, 'personal without a victim', 'It is recorded as personal, but no victim is named', 'people'],
    [{ people: [{ ...caller, unreadable: { ...caller.unreadable, phone: true } }] }, 'unreadable phone', 'A telephone number cannot be rung as it is recorded', 'people'],
    [{ people: [{ ...caller, unreadable: { ...caller.unreadable, email: true } }] }, 'unreadable email', 'An e-mail address cannot be written to as it is recorded', 'people'],
    [{ people: [{ ...caller, isBornAfterReport: true }] }, 'date of birth ahead', 'A date of birth is later than the report', 'people'],
    [{ people: [{ ...caller, unreadable: { ...caller.unreadable, birth: true } }] }, 'date of birth long ago', 'A date of birth is before anybody living', 'people'],
    [{ occurredFrom: plusMinutes(reportedAt, -60), occurredTo: plusMinutes(reportedAt, -61) }, 'times out of order', 'It is recorded as ending before it began', 'times'],
    [{ occurredFrom: plusMs(reportedAt, 1) }, 'occurred after report', 'It is recorded as happening after it was reported', 'times'],
    [{ recordedAt: plusMs(plusMinutes(reportedAt, 24 * 60), 1) }, 'entered late', 'It was entered more than 24 hours after it was reported', 'times'],
    [{ answers: [] }, 'prompt not put', 'The screening prompt has not been used', 'prompt'],
    [{ similarUndecided: 1 }, 'similar not decided', '1 earlier report is like this one, and nobody has said whether they belong together', 'similar'],
    [{ similarUndecided: 3 }, 'similar not decided', '3 earlier reports are like this one, and nobody has said whether they belong together', 'similar'],
  ])('IN-14 %# is said in one sentence, and leads to its own part of the page', (over, kind, sentence, anchor) => {
    expect(found(over)).toEqual([[kind, sentence, anchor]])
  })

  it('IN-14 nothing is doubted at the very edge: reported as it happened, a thousand metres off, a day late, ended as it began', () => {
    const at = { occurredFrom: reportedAt, occurredTo: reportedAt, recordedAt: plusMinutes(reportedAt, 24 * 60), place: { ...place, metresFromPostcode: 1_000 }, similarUndecided: 0 }
    expect(found(at)).toEqual([])
  })

  it('IN-14 settling takes away that doubt and no other, and settling what is not doubted changes nothing', () => {
    fc.assert(fc.property(fc.subarray([...DOUBT_KINDS]), (settled) => {
      const bare: DoubtFacts = { ...whole, type: null, qualifier: 'personal', grade: null, people: [], answers: [], hasTeam: false, similarUndecided: 2 }
      const all = doubts(bare)
      expect(doubts(bare, settled)).toEqual(all.filter(({ kind }) => !settled.includes(kind)))
      expect(doubts(whole, settled)).toEqual([])
      expect(doubts({ ...bare, channel: 'open-data' }, settled)).toEqual([])
    }))
  })
})

describe('the response', () => {
  it('IN-05 a move that cannot be is a conflict, saying what to do instead', () => {
    expect(refusedBy(() => assertResponseMove('resulted', 'deployed'))).toMatchObject({ kind: 'conflict', message: expect.stringContaining('Add a correction') })
    expect(refusedBy(() => assertResponseMove('recorded', 'resulted'))).toMatchObject({ kind: 'conflict', message: 'Say first whether a unit was deployed' })
    expect(refusedBy(() => assertResponseMove('deployed', 'deployed'))).toMatchObject({ kind: 'conflict', message: 'This incident is already deployed' })
  })

  it('IN-06 what a new grade lacks stands by its own field', () => {
    expect(refusedBy(() => assertRegrade('recorded', 'extended', 'extended', 'why'))).toMatchObject({ kind: 'invalid', detail: { field: 'grade' } })
    expect(refusedBy(() => assertRegrade('deployed', 'extended', 'immediate', ' '))).toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    expect(refusedBy(() => assertRegrade('resulted', 'extended', 'extended', ''))).toMatchObject({ kind: 'conflict' })
    expect(refusedBy(() => assertRegrade('not deployed', null, 'immediate', 'why'))).toBeNull()
  })

  it('IN-07 five words are an account and four are not; a dash or a dot is no word', () => {
    const isEnough = (account: string) => findingIssues({ codes: ['r'], account }).length === 0
    expect([ACCOUNT_WORDS, isEnough('They were spoken to twice'), isEnough('They were spoken to'), isEnough('They were – spoken . to'), isEnough(`They\nwere  spoken\tto twice`)]).toEqual([5, true, false, false, true])
  })

  it('IN-07 each thing lacking has its own sentence, and of what the caller was told one alone is asked', () => {
    const bare = { codes: [], account: '', callerToldAt: null, callerToldWhat: '', notToldBecause: ' ' }
    expect(resultIssues(bare, reportedAt)).toEqual([
      { field: 'codes', message: 'Choose at least one result code' }, { field: 'account', message: 'Say in a sentence or more what was found and what was done' },
      { field: 'notToldBecause', message: 'Enter when the caller was told, or why they were not' },
    ])
    expect(resultIssues({ ...bare, codes: ['r'], account: 'They were spoken to twice', callerToldAt: plusMs(reportedAt, 1) }, reportedAt)).toEqual([
      { field: 'callerToldWhat', message: 'Enter what the caller was told' }, { field: 'callerToldAt', message: 'The caller cannot have been told in the future' },
    ])
    expect(resultIssues({ ...bare, codes: ['r'], account: 'They were spoken to twice', callerToldAt: reportedAt, callerToldWhat: 'That we came' }, reportedAt)).toEqual([])
  })
})

describe('whom and when', () => {
  it('IN-51 whoever plays several parts plays each once, the first named first', () => {
    const part = fc.constantFrom(...PEOPLE_ROLES)
    fc.assert(fc.property(part, fc.option(fc.array(part), { nil: undefined }), (role, otherParts) => {
      const parts = partsOf({ role, ...(otherParts === undefined ? {} : { otherParts }) })
      expect(parts[0]).toBe(role)
      expect(new Set(parts)).toEqual(new Set([role, ...(otherParts ?? [])]))
      expect(parts.length).toBe(new Set(parts).size)
    }))
  })

  it('IN-65 of any two follow-ups one is in time for the other, and each for itself', () => {
    const when = fc.integer({ min: 0, max: 3 }).map((minutes) => plusMinutes(reportedAt, minutes))
    const due = fc.record({ startedAt: when, dueAt: fc.option(when, { nil: null }) })
    fc.assert(fc.property(due, due, due, (one, other, third) => {
      expect(isDueNoLater(one, one)).toBe(true)
      expect(isDueNoLater(one, other) || isDueNoLater(other, one)).toBe(true)
      if (isDueNoLater(one, other) && isDueNoLater(other, third)) expect(isDueNoLater(one, third)).toBe(true)
      if (one.dueAt !== null && other.dueAt === null) expect([isDueNoLater(one, other), isDueNoLater(other, one)]).toEqual([true, false])
    }))
  })
})
