import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import ram14 from '#db/reference/question-set-ram14-2026.json' with { type: 'json' }
import { bandOf, bandRank, type QuestionSetVersion, scoreOf } from './question-set.ts'
import { bandsAbove, driversOf, factsFrom, isHateAnswer, reasonsOf } from './reasons.ts'

const version: QuestionSetVersion = ram14
const anyAnswers = fc.record(Object.fromEntries(version.questions.map((question) => [question.key, fc.constantFrom(...question.options.map((option) => option.key))])))
const nothingKnown = { flags: [], earlierIncidents: 0, said: {} }

describe('what drove a score', () => {
  it('RA-13 has the answers that count most first, with what each could count', () => {
    const drivers = driversOf(version, { q1: 'most-days', q2: 'no', q5: 'now' })
    expect(drivers.map(({ number, score, most }) => [number, score, most])).toEqual([[5, 6, 6], [1, 3, 3], [2, 0, 2]])
    expect(drivers[0]?.chosen).toBe('Are harassing this complainant now, or threats/violence')
  })

  it('RA-13 adds up to the score, whatever was answered', () => {
    fc.assert(fc.property(anyAnswers, (answers) => {
      const drivers = driversOf(version, answers)
      expect(drivers.reduce((sum, { score }) => sum + score, 0)).toBe(scoreOf(version, answers))
      expect(drivers.map(({ score }) => score)).toEqual(drivers.map(({ score }) => score).toSorted((a, b) => b - a))
    }))
  })

  it('RA-13 leaves out what was not answered, or is not of the version', () => {
    expect(driversOf(version, { q1: 'hourly', q99: 'yes' })).toEqual([])
  })
})

describe('why a band is what it is', () => {
  it('RA-13 says the score, each escalator and each judgement, a sentence each', () => {
    const fired = [{ key: 'six-earlier', raisesTo: 'high', sentence: 'Six or more earlier incidents: high' }]
    const standing = { score: 17, computedBand: 'medium', fired, judgement: { band: 'high', reason: 'Her carer left' }, raised: null, finalBand: 'high' }
    expect(reasonsOf(version, standing)).toEqual(['The score is 17 of 41, which is medium (16 to 28)', 'Six or more earlier incidents: high', 'The assessor judged it high: Her carer left'])
    expect(reasonsOf(version, { ...standing, fired: [], judgement: null, raised: { band: 'high', reason: 'Two moved out' } })).toEqual([
      'The score is 17 of 41, which is medium (16 to 28)', 'The supervisor judged it high: Two moved out',
    ])
  })

  it('RA-06 offers only higher bands to judgement', () => {
    expect(bandsAbove(version, 'low').map(({ key }) => key)).toEqual(['medium', 'high'])
    expect(bandsAbove(version, 'high')).toEqual([])
  })

  it('RA-03 is monotone: an answer that counts more never lowers the band', () => {
    fc.assert(fc.property(anyAnswers, fc.constantFrom(...version.questions), (answers, question) => {
      const options = question.options.toSorted((a, b) => a.score - b.score)
      const ranks = options.map(({ key }) => bandRank(version, bandOf(version, { ...answers, [question.key]: key }) ?? ''))
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    }))
  })
})

describe('what is known besides', () => {
  it('RA-14 takes flags, a hate answer and what the officer says, and none takes away another', () => {
    expect(factsFrom(version, {}, nothingKnown)).toEqual({ threatsViolenceOrHate: false, vulnerable: false, perpetratorHasCriminalHistory: false, earlierIncidents: 0 })
    expect(factsFrom(version, { q8: 'yes' }, nothingKnown).threatsViolenceOrHate).toBe(true)
    expect(factsFrom(version, {}, { flags: ['vulnerable', 'intimidation'], earlierIncidents: 4, said: { vulnerable: false, perpetratorHasCriminalHistory: true } })).toEqual({
      threatsViolenceOrHate: true, vulnerable: true, perpetratorHasCriminalHistory: true, earlierIncidents: 4,
    })
  })

  it('RA-14 knows a hate answer by the question’s theme, not by its key', () => {
    expect(isHateAnswer(version, 'q8', 'yes')).toBe(true)
    for (const [key, answer] of [['q8', 'no'], ['q8', null], ['q9', 'yes'], ['q99', 'yes']] as const) expect(isHateAnswer(version, key, answer)).toBe(false)
  })
})
