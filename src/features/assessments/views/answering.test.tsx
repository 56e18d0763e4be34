import { describe, expect, it } from 'vitest'
import { aRecord, assessmentNow as now, shortVersion as version } from '#test/support/assessment-views.ts'
import { readFacts, readLinks, readWords } from '#test/support/reading.ts'
import type { CheckPage as Check, QuestionPage as Question, StartPage as Start } from '../queries/pages.ts'
import { NO_FACTS } from '../rules/outcome.ts'
import { QuestionPage, StartPage } from './answering.tsx'
import { CheckPage } from './check.tsx'

describe('where an assessment begins', () => {
  const start: Start = { incidentId: 'i1', reference: 'ASB/2026/000254', subjects: [{ value: 'm1', text: 'Sunita Vella', hint: 'Victim' }, { value: 'household', text: 'The household', hint: undefined }], earlier: [], mayAssess: { allowed: true }, now }

  it('asks whom it is about, with the first chosen, and says that one may stop', () => {
    const page = StartPage(start)
    expect(page).toMatchObject({ title: 'Whom is the risk assessment about?', caption: 'ASB/2026/000254', back: { href: '/incidents/i1', text: 'Back to the incident' } })
    expect(String(page.body)).toMatch(/value="m1" checked/)
    expect(readWords(page.body)).toContain('Every answer is kept as you give it: you can stop and come back.')
  })

  it('says to whoever may not assess why, with what is there already', () => {
    const page = StartPage({ ...start, mayAssess: { allowed: false, reason: 'You need the role responder' }, earlier: [aRecord()] })
    expect(page.title).toBe('Risk assessments')
    expect(readWords(page.body)).toContain('You need the role responder.')
    expect(readLinks(page.body)).toEqual([['Sunita Vella', '/assessments/r1']])
  })
})

describe('one question', () => {
  const [first] = version.questions
  if (first === undefined) throw new Error('There is no question')
  const question: Question = { record: aRecord({ status: 'draft' }), isOpen: true, version, number: 1, question: first, given: { answer: 'b', words: null }, answered: 1 }
  const page = (changed: Partial<Question> = {}, from?: 'check') => QuestionPage({ ...question, ...changed, from })

  it('is the heading of its page, says how far one is, and keeps what was answered', () => {
    const body = String(page().body)
    expect(page().heading).toBe(false)
    expect(body).toMatch(/<h1 class="govuk-fieldset__heading">\s*How often\?/)
    expect(body).toMatch(/value="b" checked/)
    expect(readWords(page().body)).toContain('Question 1 of 2 · Sunita Vella')
    expect(readWords(page().body)).toContain('1 of 2 answered. Answers are kept as you give them.')
  })

  it('says what is safe before it asks anything', () => {
    const words = readWords(page({ record: aRecord({ safeToContact: 'Never by text' }) }).body)
    expect(words.indexOf('Safe contact: Never by text')).toBeLessThan(words.indexOf('How often?'))
    expect(readWords(page().body)).not.toContain('Safe contact')
  })

  it.each([[1, undefined, '/incidents/i1'], [2, undefined, '/assessments/r1/questions/1'], [2, 'check', '/assessments/r1/check']] as const)('number %i, come to from %s, leads back to %s', (number, from, href) => {
    expect(page({ number }, from).back).toEqual({ href })
  })

  it('can be skipped, and never has to be answered to go on to the answers', () => {
    expect(readWords(page().body)).toContain('Skip for now')
    expect(readLinks(page().body)).toContainEqual(['Go to check your answers', '/assessments/r1/check'])
  })
})

describe('checking the answers', () => {
  const all = new Map([['q1', { answer: 'b', words: 'Every night' }], ['q2', { answer: 'a', words: null }]])
  const check: Check = {
    record: aRecord({ status: 'draft' }), isOpen: true, version, given: all, missing: [], outcome: { score: 5, computedBand: 'medium', fired: [], judgement: null, finalBand: 'medium' }, facts: NO_FACTS,
    drivers: [{ key: 'q1', number: 1, text: 'How often?', chosen: 'Most days', score: 5, most: 5 }], above: version.bands.slice(2), supervisedBy: 'A sergeant or above of Tanner Street', returnedBecause: null,
  }
  const page = (changed: Partial<Check> = {}) => CheckPage({ ...check, ...changed, now })

  it('shows each answer with what it counts and her own words, each to be changed', () => {
    const facts = readFacts(page().body)
    expect(facts['1. How often?']).toBe('Most days counts 5 “Every night”')
    expect(facts['2. Who helps you?']).toBe('Family counts 0')
    expect(readLinks(page().body)[0]).toEqual(['Change question 1 (answers)', '/assessments/r1/questions/1?from=check'])
  })

  it('says what it comes to, what counts most and who will supervise', () => {
    const words = readWords(page().body)
    for (const said of ['Score 5 of 9', 'Computed band Medium', '5: question 1, How often? Most days', 'Escalators are switched off in this version', 'A sergeant or above of Tanner Street.', 'Send for approval']) expect(words).toContain(said)
  })

  it('lets judgement only raise, and says when there is nothing higher', () => {
    expect(readWords(page().body)).toContain('No, medium is right Yes, it is high')
    expect(readWords(page().body)).not.toContain('Yes, it is low')
    expect(readWords(page({ above: [] }).body)).toContain('The band is already the highest, so judgement cannot raise it.')
  })

  it('has no band and cannot be sent while a question is open: it is not a no', () => {
    const words = readWords(page({ missing: ['q2'], given: new Map([['q1', { answer: 'b', words: null }]]), outcome: { score: 5, computedBand: null, fired: [], judgement: null, finalBand: null } }).body)
    expect(words).toContain('1 question is not answered yet. There is a score so far, 5 of 9, but no band until all are answered: an unanswered question is not a no.')
    expect(words).toContain('Answer question 2')
    expect(words).not.toContain('Send for approval')
    expect(readWords(page({ missing: ['q1', 'q2'] }).body)).toContain('2 questions are not answered yet.')
  })

  it('says first why it was returned, and by whom', () => {
    expect(readWords(page({ returnedBecause: { reason: 'Say it in her words', byName: 'Sgt Adeyemi', at: now } }).body)).toContain('Sgt Adeyemi returned this: Say it in her words')
    expect(readWords(page({ returnedBecause: { reason: 'Say it', byName: null, at: now } }).body)).toContain('A supervisor returned this: Say it')
  })

  it('says what is on record already, so that nobody thinks it must be ticked', () => {
    expect(readWords(page({ facts: { ...NO_FACTS, vulnerable: true, earlierIncidents: 4 } }).body)).toContain('The victim is vulnerable On record already: it counts whether or not it is ticked here')
    expect(readWords(page({ facts: { ...NO_FACTS, earlierIncidents: 4 } }).body)).toContain('Earlier incidents of this person on record: 4.')
  })
})
