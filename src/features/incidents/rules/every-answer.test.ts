import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import types from '#db/reference/asb-types.json' with { type: 'json' }
import grades from '#db/reference/response-grades.json' with { type: 'json' }
import prompt from '#db/reference/screening-default.json' with { type: 'json' }
import { londonDay } from '#platform/time/day.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { type AsbType, type Coded, codeInForce, isInForce, QUALIFIERS, rowsInForce, typeInForce } from './codes.ts'
import { APART_METRES, type DoubtFacts, type DoubtKind, DOUBT_KINDS, doubtOfSimilar, doubts, LATE_HOURS, malformedMoment } from './doubts.ts'
import { ACCOUNT_WORDS, assertRegrade, findingIssues, NEXT, RESPONSE_STATUSES, type ResponseStatus, resultIssues } from './response.ts'
import { type Answer, ANSWERS, asksForAssessment, FLAGS, flagsFrom, malformedAnswers, suggestGrade, unexplained } from './screening.ts'

const now = new Date('2026-11-23T12:00:00Z')
const listed: readonly AsbType[] = types.rows
const dayOf = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2030, 0, 1) }).map((at) => new Date(at))
const keys = prompt.questions.map(({ key }) => key)
const answer = fc.record({ question: fc.constantFrom(...keys), answer: fc.constantFrom(...ANSWERS), detail: fc.option(fc.string()), reason: fc.option(fc.string()) })
const answers = fc.uniqueArray(answer, { selector: ({ question }) => question })

describe('a code on a day', () => {
  const row = fc.record({ from: fc.option(fc.integer({ min: 0, max: 20 })), to: fc.option(fc.integer({ min: 0, max: 20 })) }).map(({ from, to }): Coded => {
    const day = (n: number | null) => (n === null ? null : `2026-01-${String(n + 1).padStart(2, '0')}`)
    return { key: 'k', code: '1', name: 'K', validFrom: day(from), validTo: day(to) }
  })

  it('IN-01 is in force from its first day, up to but not on its last', () => {
    fc.assert(fc.property(row, fc.integer({ min: 0, max: 25 }), (one, n) => {
      const day = `2026-01-${String(n + 1).padStart(2, '0')}`
      expect(isInForce(one, day)).toBe((one.validFrom === null || day >= one.validFrom) && (one.validTo === null || day < one.validTo))
    }))
  })

  it('IN-01 is found exactly when the list of the day holds it, by its number and by its key', () => {
    fc.assert(fc.property(dayOf, fc.constantFrom(...listed), (reportedAt, type) => {
      const isThere = rowsInForce(listed, reportedAt).some(({ key }) => key === type.key)
      expect(typeInForce(listed, type.key, reportedAt).ok).toBe(isThere)
      expect(codeInForce(listed, type.key, reportedAt).ok).toBe(isThere)
      if (type.code !== null) expect(typeInForce(listed, type.code, reportedAt).ok).toBe(isThere)
    }))
  })

  it('IN-02 whatever is given on whatever day, is a type of that day or a reason in a sentence', () => {
    fc.assert(fc.property(dayOf, fc.oneof(fc.string(), fc.constantFrom('325', 'hoax-call', '211', '__proto__', 'toString')), (reportedAt, given) => {
      const found = typeInForce(listed, given, reportedAt)
      if (found.ok) expect(isInForce(found.row, londonDay(reportedAt))).toBe(true)
      else expect(found.reason).toMatch(/^[A-Z].{15,}/)
    }))
  })
})

describe('the prompt', () => {
  it('IN-08 raises one flag for each yes and nothing else, whatever order the answers came in', () => {
    fc.assert(fc.property(answers, (given) => {
      const raised = flagsFrom(prompt, given)
      expect(raised.map(({ question }) => question)).toEqual(keys.filter((key) => given.some((one) => one.question === key && one.answer === 'yes')))
      expect(flagsFrom(prompt, given.toReversed())).toEqual(raised)
      expect(new Set(raised.map(({ flag }) => flag)).size).toBe(raised.length)
      for (const { detail } of raised) expect(detail === null || detail.trim() === detail && detail !== '').toBe(true)
    }))
  })

  it('IN-09 answers that a prompt asks, each once, are never malformed; one more of any is', () => {
    fc.assert(fc.property(answers.filter(({ length }) => length > 0), (given) => {
      expect(malformedAnswers(prompt, given)).toEqual([])
      const twice = [...given, ...given.slice(0, 1)]
      expect(malformedAnswers(prompt, twice).map(({ field }) => field)).toEqual([`screening.${given.length}.question`])
    }))
  })

  it('IN-10 every question is answered for, or is named as open: none is lost between the two', () => {
    fc.assert(fc.property(answers, (given) => {
      const open = unexplained(prompt, given).map(({ question }) => question)
      const closed = given.filter(({ answer: said, reason }) => said !== 'not-asked' || (reason ?? '').trim() !== '').map(({ question }) => question)
      expect([...open, ...closed].sort()).toEqual([...keys].sort())
      for (const { question, isLeftOut } of unexplained(prompt, given)) expect(isLeftOut).toBe(!given.some((one) => one.question === question))
    }))
  })

  it('IN-11 suggests a grade of the list with why, no slower than its own default, and quicker or as quick in danger', () => {
    const order = (key: string) => grades.rows.find((row) => row.key === key)?.order ?? 99
    fc.assert(fc.property(answers, (given) => {
      const [calm, danger] = [suggestGrade(prompt, grades.rows, given), suggestGrade(prompt, grades.rows, given, { danger: true })]
      expect(order(calm.grade)).toBeLessThanOrEqual(order(prompt.defaultGrade))
      expect(order(danger.grade)).toBeLessThanOrEqual(order(calm.grade))
      expect(new Set(calm.because).size).toBe(calm.because.length)
    }))
  })

  it('IN-12 asks for an assessment by one flag that does, whatever else is raised', () => {
    fc.assert(fc.property(fc.subarray([...FLAGS]), (flags) => {
      expect(asksForAssessment(flags)).toBe(flags.some((flag) => asksForAssessment([flag])))
    }))
  })
})

describe('doubts', () => {
  const place = fc.record({ text: fc.constantFrom('', ' ', '14 Tanner Street'), postcode: fc.constantFrom(null, 'ZA1 2BC'), isPostcodeKnown: fc.boolean(), hasPoint: fc.boolean(), isInsideAnArea: fc.boolean(), metresFromPostcode: fc.constantFrom(null, 0, APART_METRES, APART_METRES + 1) })
  const person = fc.record({ role: fc.constantFrom('caller' as const, 'victim' as const, 'witness' as const), isNamed: fc.boolean(), isReachable: fc.boolean(), isBornAfterReport: fc.boolean(), unreadable: fc.record({ phone: fc.boolean(), email: fc.boolean(), birth: fc.boolean() }), isAnonymous: fc.boolean() })
  const facts: fc.Arbitrary<DoubtFacts> = fc.record({
    channel: fc.constantFrom('101' as const, 'online' as const, 'not-known' as const), recordedAt: fc.constantFrom(now, plusMinutes(now, LATE_HOURS * 60), plusMinutes(now, LATE_HOURS * 60 + 1)), reportedAt: fc.constant(now),
    occurredFrom: fc.constantFrom(null, plusMinutes(now, -60), plusMinutes(now, 1)), occurredTo: fc.constantFrom(null, plusMinutes(now, -90), now), type: fc.constantFrom(null, 'noise'), qualifier: fc.constantFrom(null, ...QUALIFIERS),
    narrative: fc.constantFrom('', '\n', 'Music'), grade: fc.constantFrom(null, 'extended'), place, hasTeam: fc.boolean(), people: fc.array(person, { maxLength: 3 }), prompt: fc.constant(prompt), answers, similarUndecided: fc.nat(3),
  })

  it('IN-14 are each said once, in one order, in a sentence with somewhere to mend it', () => {
    fc.assert(fc.property(facts, (given) => {
      const found = doubts(given)
      expect(new Set(found.map(({ kind }) => kind)).size).toBe(found.length)
      for (const { sentence, anchor, kind } of found) expect([kind, /^(?:[A-Z]|\d)/.test(sentence), anchor !== '']).toEqual([kind, true, true])
      expect(doubts(given)).toEqual(found)
    }))
  })

  it('IN-14 settled, go, and take no other with them', () => {
    fc.assert(fc.property(facts, fc.subarray([...DOUBT_KINDS]), (given, settled: DoubtKind[]) => {
      expect(doubts(given, settled)).toEqual(doubts(given).filter(({ kind }) => !settled.includes(kind)))
    }))
  })

  it('IN-14 more is never doubted of a report in which something missing was said', () => {
    fc.assert(fc.property(facts, (given) => {
      const before = doubts(given).map(({ kind }) => kind)
      for (const mended of [{ ...given, type: 'noise' }, { ...given, narrative: 'Music' }, { ...given, grade: 'extended' }, { ...given, hasTeam: true }]) {
        for (const { kind } of doubts(mended)) expect(before).toContain(kind)
      }
    }))
  })

  it('IN-61 one report alike, and several, are said as people say it; none is no doubt', () => {
    expect(doubtOfSimilar(0)).toEqual([])
    expect([1, 2].map((count) => doubtOfSimilar(count)[0]?.sentence)).toEqual(['1 earlier report is like this one, and nobody has said whether they belong together', '2 earlier reports are like this one, and nobody has said whether they belong together'])
  })

  it('IN-13 a moment is refused exactly when it is more than five minutes ahead or of before 1800', () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2100, 0, 1) }), (at) => {
      expect(malformedMoment(new Date(at), now) === null).toBe(at >= Date.UTC(1800, 0, 1) && at <= plusMinutes(now, 5).getTime())
    }))
  })
})

describe('a response', () => {
  it('IN-05 reaches its result from every status before it, in at most two moves, and never returns', () => {
    for (const status of RESPONSE_STATUSES.filter((each) => each !== 'resulted')) {
      const two = NEXT[status].flatMap((next) => [next, ...NEXT[next]])
      expect([status, two.includes('resulted')]).toEqual([status, true])
      expect([status, two.includes('recorded')]).toEqual([status, false])
      expect([status, NEXT[status].includes(status)]).toEqual([status, false])
    }
  })

  it('IN-06 a regrade is allowed exactly when it is not resulted, another grade, and has a reason', () => {
    const key = fc.constantFrom('immediate', 'significant', 'extended')
    fc.assert(fc.property(fc.constantFrom<ResponseStatus>(...RESPONSE_STATUSES), fc.option(key), key, fc.constantFrom('', ' ', 'Threats'), (status, from, to, reason) => {
      const isAllowed = status !== 'resulted' && from !== to && reason.trim() !== ''
      if (isAllowed) expect(() => assertRegrade(status, from, to, reason)).not.toThrow()
      else expect(() => assertRegrade(status, from, to, reason)).toThrow()
    }))
  })

  it('IN-07 an account is one with five words or more: marks and blanks are no words', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}$/)
    const filler = fc.constantFrom(' ', '  ', '\n', ' - ', ' . ', ' … ')
    fc.assert(fc.property(fc.array(word, { maxLength: 9 }), filler, (words, between) => {
      const fields = findingIssues({ codes: ['result-407'], account: words.join(between) }).map(({ field }) => field)
      expect(fields).toEqual(words.length < ACCOUNT_WORDS ? ['account'] : [])
    }))
  })

  it('IN-07 a result is whole exactly when what is told has its words and its time, or why it was not told is said', () => {
    fc.assert(fc.property(fc.option(fc.constantFrom(now, plusMinutes(now, 1))), fc.constantFrom('', ' ', 'All'), fc.constantFrom('', ' ', 'No telephone'), (callerToldAt, callerToldWhat, notToldBecause) => {
      const fields = resultIssues({ codes: ['result-407'], account: 'Three were spoken to and left.', callerToldAt, callerToldWhat, notToldBecause }, now).map(({ field }) => field)
      const isWhole = callerToldAt === null ? notToldBecause.trim() !== '' : callerToldWhat.trim() !== '' && callerToldAt <= now
      expect(fields.length === 0).toBe(isWhole)
    }))
  })

  it('IN-11 a prompt without suggestions gives its default, and an unknown grade is never quicker', () => {
    const given: Answer[] = [{ question: 'd6', answer: 'yes' }]
    expect(suggestGrade({ ...prompt, suggestions: [] }, grades.rows, given).grade).toBe(prompt.defaultGrade)
    expect(suggestGrade({ ...prompt, suggestions: prompt.suggestions.map((rule) => ({ ...rule, grade: 'teleport' })) }, grades.rows, given).grade).toBe(prompt.defaultGrade)
  })
})
