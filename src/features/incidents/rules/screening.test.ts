import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import grades from '#db/reference/response-grades.json' with { type: 'json' }
import prompt from '#db/reference/screening-default.json' with { type: 'json' }
import {
  type Answer, type AnswerKey, ANSWERS, asksForAssessment, FLAGS, flagsFrom, malformedAnswers, suggestGrade, unexplained, wasAsked,
} from './screening.ts'

const yes = (...questions: string[]): Answer[] => questions.map((question) => ({ question, answer: 'yes' }))
const suggest = (answers: Answer[], facts = {}) => suggestGrade(prompt, grades.rows, answers, facts)
const keys = prompt.questions.map((question) => question.key)
const urgency = (grade: string) => grades.rows.find((row) => row.key === grade)?.order ?? 99
const anyAnswers = fc.subarray(keys).chain((chosen) =>
  fc.tuple(...chosen.map((question) => fc.constantFrom(...ANSWERS).map((answer): Answer => ({ question, answer })))))

describe('the flags of a prompt', () => {
  it('IN-08 are one for each yes, in the order of the prompt', () => {
    const raised = flagsFrom(prompt, [{ question: 'd5', answer: 'yes', detail: ' uses a wheelchair ' }, ...yes('d1')])
    expect(raised).toEqual([
      { flag: 'repeat', question: 'd1', cadFlag: '610', detail: null },
      { flag: 'vulnerable', question: 'd5', cadFlag: '635', detail: 'uses a wheelchair' },
    ])
  })

  it('IN-08 are all six, and every question sets one we know', () => {
    expect(flagsFrom(prompt, yes(...keys)).map((raised) => raised.flag)).toEqual([...FLAGS])
  })

  it.each<AnswerKey>(['no', 'declined', 'not-asked'])('IN-08 are not raised by %s', (answer) => {
    expect(flagsFrom(prompt, keys.map((question) => ({ question, answer })))).toEqual([])
  })

  it('IN-08 are raised once when two questions set the same', () => {
    const twice = { ...prompt, questions: [...prompt.questions, { key: 'd7', text: 'Again?', setsFlag: 'repeat', cadFlag: null }] }
    expect(flagsFrom(twice, yes('d1', 'd7'))).toHaveLength(1)
  })

  it('IN-12 ask for an assessment when they speak of repeat, vulnerability, hate or intimidation', () => {
    expect(FLAGS.filter((flag) => asksForAssessment([flag]))).toEqual(['repeat', 'hate', 'vulnerable', 'intimidation'])
    expect(asksForAssessment([])).toBe(false)
  })
})

describe('the answers to a prompt', () => {
  it('IN-09 are malformed when the prompt does not ask it, or was answered twice', () => {
    expect(malformedAnswers(prompt, yes('d1', 'd2'))).toEqual([])
    expect(malformedAnswers(prompt, yes('d1', 'x9', 'd1'))).toEqual([
      { field: 'screening.1.question', message: 'Not a question of this prompt. It asks d1, d2, d3, d4, d5, d6' },
      { field: 'screening.2.question', message: 'This question has been answered already' },
    ])
  })

  it('IN-09 are never malformed for being left out or not asked without a reason', () => {
    expect(malformedAnswers(prompt, [])).toEqual([])
    expect(malformedAnswers(prompt, [{ question: 'd1', answer: 'not-asked' }])).toEqual([])
  })

  it('IN-10 must say why a question was not asked', () => {
    const answers: Answer[] = [
      ...yes('d1', 'd2', 'd3'),
      { question: 'd4', answer: 'not-asked', reason: 'line dropped' },
      { question: 'd5', answer: 'not-asked', reason: ' ' },
    ]
    expect(unexplained(prompt, answers).map(({ question, isLeftOut }) => [question, isLeftOut])).toEqual([['d5', false], ['d6', true]])
  })

  it('IN-10 count as asked unless they say not asked', () => {
    expect(ANSWERS.filter((answer) => wasAsked({ question: 'd1', answer }))).toEqual(['yes', 'no', 'declined'])
  })
})

describe('the grade suggested', () => {
  it('IN-11 is the default until something points higher', () => {
    expect(suggest([])).toEqual({ grade: 'extended', because: ['nothing answered so far points to a quicker response'] })
    expect(suggest(yes('d1', 'd2')).grade).toBe('extended')
  })

  it.each(['d4', 'd5', 'd6'])('IN-11 is raised by hate, vulnerability or intimidation alone: %s', (question) => {
    const { grade, because } = suggest(yes(question))
    expect(grade).toBe('significant')
    expect(because).toHaveLength(1)
  })

  it('IN-11 is raised by a repeat that feels aimed at them, though neither alone', () => {
    expect(suggest(yes('d3')).grade).toBe('extended')
    expect(suggest(yes('d1', 'd3'))).toEqual({ grade: 'significant', because: ['it has happened before and they feel targeted'] })
  })

  it('IN-11 is immediate when someone is in danger, and gives only that reason', () => {
    expect(suggest(yes('d5'), { danger: true })).toEqual({ grade: 'immediate', because: ['someone is in danger or at risk of injury'] })
  })

  it('IN-11 never falls when one answer more is yes, and always gives a reason', () => {
    fc.assert(
      fc.property(anyAnswers, fc.constantFrom(...keys), (answers, question) => {
        const before = suggest(answers)
        const after = suggest([...answers.filter((answer) => answer.question !== question), ...yes(question)])
        expect(urgency(after.grade)).toBeLessThanOrEqual(urgency(before.grade))
        expect(before.because.length).toBeGreaterThan(0)
      }),
    )
  })

  it('IN-11 says of each rule whether a source gives it', () => {
    for (const rule of prompt.suggestions) {
      expect(['verified', 'verified-partial', 'invented']).toContain(rule.certainty)
      if (rule.certainty === 'invented') expect(rule.source).toBe('Local default; no source gives it')
    }
  })
})
