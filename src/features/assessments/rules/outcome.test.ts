import fc from 'fast-check'
import { Refusal } from '#platform/errors.ts'
import { describe, expect, it } from 'vitest'
import ram14 from '#db/reference/question-set-ram14-2026.json' with { type: 'json' }
import { escalatedBand, escalatorsFired, type Facts, finalBand, isAtLeastBand, NO_FACTS, outcomeOf } from './outcome.ts'
import { type Answers, bandOf, bandRank, type QuestionSetVersion } from './question-set.ts'

const version: QuestionSetVersion = ram14
const switchedOn: QuestionSetVersion = { ...version, escalators: version.escalators.map((escalator) => ({ ...escalator, isOn: true })) }
const everything: Facts = { threatsViolenceOrHate: true, vulnerable: true, perpetratorHasCriminalHistory: true, earlierIncidents: 9 }
const low: Answers = {
  q1: 'this-only', q2: 'no', q3: 'no', q4: 'no', q5: 'none', q6: 'no', q7: 'nobody', q8: 'no', q9: 'no', q10: 'not-at-all', q11: 'no',
  q12: 'no', q13: 'close', q14: 'no-one',
}
const neighbour: Answers = {
  ...low, q1: 'most-weeks', q2: 'yes', q3: 'yes', q4: 'well', q5: 'reputation', q7: 'you', q10: 'a-lot',
}
const worst: Answers = {
  ...neighbour, q1: 'most-days', q5: 'now', q6: 'yes', q9: 'yes', q10: 'extremely', q11: 'yes', q13: 'isolated', q14: 'family',
}
const anyFacts = fc.record({
  threatsViolenceOrHate: fc.boolean(), vulnerable: fc.boolean(), perpetratorHasCriminalHistory: fc.boolean(), earlierIncidents: fc.nat(12),
})
const anyAnswers = fc.record(Object.fromEntries(version.questions.map((question) =>
  [question.key, fc.constantFrom(...question.options.map((option) => option.key))])))

describe('escalators', () => {
  it('RA-05 do nothing while they are off, as they are shipped', () => {
    expect(escalatorsFired(version, everything)).toEqual([])
    expect(escalatedBand(version, low, everything)).toBe('low')
  })

  it.each<[Partial<Facts>, string[]]>([
    [{}, []],
    [{ threatsViolenceOrHate: true }, ['threats-violence-hate']],
    [{ vulnerable: true, earlierIncidents: 2 }, []],
    [{ vulnerable: true, earlierIncidents: 3 }, ['vulnerable-repeat']],
    [{ earlierIncidents: 5 }, []],
    [{ earlierIncidents: 6 }, ['six-earlier']],
    [{ perpetratorHasCriminalHistory: true }, ['perpetrator-history']],
  ])('RA-05 fire, once on, on %j: %j', (facts, keys) => {
    const fired = escalatorsFired(switchedOn, { ...NO_FACTS, ...facts })
    expect(fired.map((escalator) => escalator.key)).toEqual(keys)
    for (const escalator of fired) expect(escalator.sentence).not.toBe('')
  })

  it('RA-05 that name no condition never fire', () => {
    const empty = { ...version, escalators: [{ key: 'x', isOn: true, when: {}, raisesTo: 'high', floor: null, sentence: 'X' }] }
    expect(escalatorsFired(empty, everything)).toEqual([])
  })

  it('RA-05 raise by band, or by making a question count more', () => {
    expect(escalatedBand(switchedOn, low, { ...NO_FACTS, earlierIncidents: 6 })).toBe('high')
    expect(escalatedBand(switchedOn, low, { ...NO_FACTS, perpetratorHasCriminalHistory: true })).toBe('medium')
    // scores 28, one under high; question 5 counting 4 instead of 2 makes 30
    const nearly: Answers = { ...worst, q5: 'reputation', q13: 'a-few', q14: 'no-one', q6: 'no', q10: 'extremely', q9: 'yes' }
    expect(bandOf(switchedOn, nearly)).toBe('medium')
    expect(escalatedBand(switchedOn, nearly, { ...NO_FACTS, perpetratorHasCriminalHistory: true })).toBe('high')
  })

  it('RA-05 never lower a band, whatever is known', () => {
    fc.assert(
      fc.property(anyAnswers, anyFacts, (answers, facts) => {
        const computed = bandOf(switchedOn, answers)
        const escalated = escalatedBand(switchedOn, answers, facts)
        expect(computed).not.toBeNull()
        expect(bandRank(version, escalated ?? '')).toBeGreaterThanOrEqual(bandRank(version, computed ?? ''))
      }),
    )
  })
})

describe('judgement', () => {
  it('RA-06 raises the band, with a reason', () => {
    expect(finalBand(version, 'low', null)).toBe('low')
    expect(finalBand(version, 'low', { band: 'high', reason: 'She will not leave her room' })).toBe('high')
  })

  it.each(['low', 'medium'])('RA-06 never lowers it or leaves it where it is: medium to %s', (band) => {
    expect(() => finalBand(version, 'medium', { band, reason: 'It seemed so' })).toThrow('can only raise')
  })

  it('RA-06 needs its reason, and a band of the version', () => {
    expect(() => finalBand(version, 'low', { band: 'high', reason: ' ' })).toThrow('why the risk is higher')
    expect(() => finalBand(version, 'low', { band: 'severe', reason: 'x' })).toThrow('Choose one of the bands')
  })

  it.each(['judgement', 'raised'] as const)('RA-06 refuses at the field it was given in: the %s’s', (whose) => {
    const fieldOf = (band: string, reason: string): unknown => {
      try {
        return finalBand(version, 'medium', { band, reason }, whose)
      } catch (error) {
        return error instanceof Refusal ? error.detail.field : error
      }
    }
    expect([fieldOf('severe', 'x'), fieldOf('medium', 'x'), fieldOf('low', 'x'), fieldOf('high', ' '), fieldOf('high', 'x')]).toEqual([`${whose}Band`, `${whose}Band`, `${whose}Band`, `${whose}Reason`, 'high'])
  })

  it('RA-06 decides with the rest whether a case opens', () => {
    expect(isAtLeastBand(version, 'high', 'high')).toBe(true)
    expect(isAtLeastBand(version, 'medium', 'high')).toBe(false)
  })
})

describe('an outcome', () => {
  // Golden: these must replay to the same for as long as the version exists.
  it.each([
    ['nothing', low, 0, 'low', 'low'],
    ['a neighbour', neighbour, 17, 'medium', 'medium'],
    ['the worst', worst, 35, 'high', 'high'],
  ])('RA-07 replays under its own version: %s', (_name, answers, score, computedBand, band) => {
    expect(outcomeOf(version, answers, everything, null)).toEqual({
      score, computedBand, fired: [], judgement: null, finalBand: band,
    })
  })

  it('RA-07 keeps five things apart', () => {
    const judgement = { band: 'high', reason: 'Her carer has left' }
    const facts = { ...NO_FACTS, threatsViolenceOrHate: true }
    expect(outcomeOf(switchedOn, low, facts, judgement)).toEqual({
      score: 0,
      computedBand: 'low',
      fired: [{ key: 'threats-violence-hate', raisesTo: 'medium', sentence: 'Threats, violence or hate language were reported: at least medium' }],
      judgement,
      finalBand: 'high',
    })
  })

  it('RA-07 has a score but no band while questions are left', () => {
    expect(outcomeOf(version, { q1: 'most-days' }, NO_FACTS, { band: 'high', reason: 'x' })).toEqual({
      score: 3, computedBand: null, fired: [], judgement: null, finalBand: null,
    })
  })

  it('RA-07 is the same every time, in whatever order the answers were given', () => {
    fc.assert(
      fc.property(anyAnswers, anyFacts, (answers, facts) => {
        const reversed = Object.fromEntries(Object.entries(answers).toReversed())
        expect(outcomeOf(switchedOn, reversed, facts, null)).toEqual(outcomeOf(switchedOn, answers, facts, null))
      }),
    )
  })

  it('RA-07 under an old version is not touched by a new one', () => {
    const newer: QuestionSetVersion = { ...version, version: 'ram14-2027', bands: [{ key: 'low', name: 'Low', min: 0, max: 41 }] }
    expect(outcomeOf(newer, worst, NO_FACTS, null).finalBand).toBe('low')
    expect(outcomeOf(version, worst, NO_FACTS, null).finalBand).toBe('high')
  })
})
