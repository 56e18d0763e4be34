import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import ram14 from '#db/reference/question-set-ram14-2026.json' with { type: 'json' }
import { type Answers, bandOf, bandOfScore, bandRank, completenessOf, faultsOf, type QuestionSetVersion, scoreOf } from './question-set.ts'

const version: QuestionSetVersion = ram14
const answersBy = (pick: (options: QuestionSetVersion['questions'][number]['options']) => string): Answers =>
  Object.fromEntries(version.questions.map((question) => [question.key, pick(question.options)]))
const lowest = answersBy((options) => options.toSorted((a, b) => a.score - b.score)[0]?.key ?? '')
const highest = answersBy((options) => options.toSorted((a, b) => b.score - a.score)[0]?.key ?? '')
const anyAnswers = fc.record(Object.fromEntries(version.questions.map((question) =>
  [question.key, fc.constantFrom(...question.options.map((option) => option.key))])))

describe('the score', () => {
  it('RA-01 runs from 0 to 41', () => {
    expect(scoreOf(version, lowest)).toBe(0)
    expect(scoreOf(version, highest)).toBe(41)
  })

  it('RA-01 adds up what has been answered so far', () => {
    expect(scoreOf(version, {})).toBe(0)
    expect(scoreOf(version, { q1: 'most-days', q5: 'now', q6: 'yes' })).toBe(10)
  })

  it('RA-01 is the sum of the options chosen, whatever they are', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const sum = version.questions.reduce(
          (total, question) => total + (question.options.find((option) => option.key === answers[question.key])?.score ?? 0), 0)
        expect(scoreOf(version, answers)).toBe(sum)
        expect(bandOf(version, answers)).toBe(sum >= 29 ? 'high' : sum >= 16 ? 'medium' : 'low')
      }),
    )
  })

  it('RA-01 refuses a question or an answer the version does not have', () => {
    expect(() => scoreOf(version, { q15: 'yes' })).toThrow('no question q15')
    expect(() => scoreOf(version, { q2: 'perhaps' })).toThrow('Choose one of the answers')
    expect(() => scoreOf(version, { constructor: 'yes' })).toThrow('no question')
  })
})

describe('the computed band', () => {
  it.each([[0, 'low'], [15, 'low'], [16, 'medium'], [28, 'medium'], [29, 'high'], [41, 'high']])('RA-03 of %d is %s', (score, band) => {
    expect(bandOfScore(version, score)).toBe(band)
  })

  it('RA-03 is none until every question is answered', () => {
    for (const question of version.questions) {
      const { [question.key]: _left, ...rest } = highest
      expect(bandOf(version, rest)).toBeNull()
    }
    expect(bandOf(version, highest)).toBe('high')
  })

  it('RA-03 refuses a score no band holds, and a band the version does not have', () => {
    expect(() => bandOfScore(version, 42)).toThrow('holds the score 42')
    expect(() => bandRank(version, 'critical')).toThrow('Not a band of this version: low, medium, high')
  })

  it('RA-02 comes with what is left to answer', () => {
    expect(completenessOf(version, {})).toMatchObject({ answered: 0, total: 14, isComplete: false })
    const { q9: _left, ...rest } = lowest
    expect(completenessOf(version, rest)).toEqual({ answered: 13, total: 14, missing: ['q9'], isComplete: false })
    expect(completenessOf(version, lowest)).toEqual({ answered: 14, total: 14, missing: [], isComplete: true })
  })
})

describe('a version', () => {
  it('RA-04 as shipped is without fault, says it is not the form of any force, and has every escalator off', () => {
    expect(faultsOf(version)).toEqual([])
    expect(version.label).toBe("Configurable version, not the force's own form")
    expect(version.escalators.map((escalator) => escalator.isOn)).toEqual([false, false, false, false])
    expect(version.signOff.rank).toBe('sergeant')
  })

  it('RA-04 is faulted for gaps, overlaps, doubles and unknown names', () => {
    const [first] = version.questions
    if (!first) throw new Error('The version has no questions')
    const broken: QuestionSetVersion = {
      ...version,
      bands: [{ key: 'low', name: 'Low', min: 0, max: 14 }, { key: 'high', name: 'High', min: 16, max: 40 }],
      questions: [...version.questions, { ...first, options: first.options.slice(0, 1) }],
      escalators: [{ key: 'x', isOn: true, when: {}, raisesTo: 'critical', floor: { question: 'q99', score: 1 }, sentence: 'X' }],
    }
    expect(faultsOf(broken)).toEqual([
      'Two questions have one key',
      'Question q1 needs two different options or more',
      'Band high should begin at 15',
      'The bands end at 40, not 41',
      'Escalator x raises to no band',
      'Escalator x speaks of no question',
    ])
    expect(faultsOf({ ...version, maxScore: 40 })[0]).toBe('The highest answers add up to 41, not 40')
  })
})
