import { describe, expect, it } from 'vitest'
import type { Page } from '#ui/page.ts'
import type { DecisionPage } from '../queries/decision-page.ts'
import type { IdentityPage } from '../queries/identity-page.ts'
import type { ReviewPage, ReviewQueue, ReviewSide } from '../queries/reviews.ts'
import { PersonIdentityPage, TakeBackPage } from './identity.tsx'
import { nameOf, riskWords } from './mention.tsx'
import { ReviewDecisionPage, ReviewsPage } from './reviews.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const text = (page: Page): string => String(page.body)

function mention(over: Partial<ReviewSide['mentions'][number]> = {}): ReviewSide['mentions'][number] {
  return {
    id: 'm1', personId: 'p1', sourceKind: 'incident', sourceId: 'i1', part: 'caller', title: null, givenName: 'Ada', familyName: 'Pell <b>', dateOfBirth: '1961-04-02', birthYear: 1961, phone: '07700 900123', email: null,
    addressText: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, addressKey: 'ZA12BC 14', recordedAt: now, reference: 'ASB/2026/000001', flags: ['repeat'], ...over,
  }
}

const review: ReviewPage = {
  id: 'r1', kind: 'pair', left: { personId: 'p1', mentions: [mention()] }, right: { personId: 'p2', mentions: [mention({ id: 'm2', personId: 'p2', givenName: null, title: 'Mrs', dateOfBirth: null, birthYear: 1961, reference: null })] },
  weight: 2.3, rival: 'same household', evidence: { because: 'same phone and surname', odds: 'About 1 chance in 6 that this is someone else of the same family or household' },
  steps: [{ name: 'Before anything is compared', found: 'one person, or someone else', bits: -1 }, { name: 'Surname', found: 'the same', bits: 0.1 }, { name: 'Phone', found: 'the same', bits: 3.2 }], modelVersion: '2026-11-2',
  decided: null, isClosed: false, now,
}

describe('the questions of who is who', () => {
  const row: ReviewQueue['rows'][number] = { id: 'r1', kind: 'pair', leftName: 'Ada Pell', rightName: null, odds: 'As likely', riskOrder: 3, isVulnerable: true, openedAt: now }

  it('PE-24 are listed with what is at stake, and say plainly when there are none', () => {
    const page = ReviewsPage({ queue: { rows: [row, { ...row, id: 'r2', kind: 'cluster', riskOrder: 0, isVulnerable: false }], total: 2, page: 1, pages: 1 }, now })
    expect(page.title).toBe('Is this the same person? (2)')
    for (const words of ['Ada Pell and No name', 'Are they one person?', 'Put together: is it two people?', 'Vulnerable', 'High', 'Not assessed', '/recognition/r2']) expect(text(page)).toContain(words)
    expect(text(ReviewsPage({ queue: { rows: [], total: 0, page: 1, pages: 1 }, now }))).toContain('Nothing is waiting')
  })

  it('PE-24 show both sides, what each record says, and every step of the evidence in words beside its bar', () => {
    const body = text(ReviewDecisionPage({ review }))
    for (const words of ['Same phone and surname. About 1 chance in 6', 'Mrs Pell', 'Year of birth', 'A record you cannot open', 'The evidence, step by step', '9.2 times likelier', '2.0 times less likely', 'even', 'under model 2026-11-2', 'Yes, the same person', 'No, different people', 'Not sure']) expect(body).toContain(words)
    expect(body).not.toContain('Pell <b>')
    expect(body).toContain('Pell &lt;b&gt;')
  })

  it('PE-24 keep what was typed, and name what is missing', () => {
    const page = ReviewDecisionPage({ review, errors: [{ field: 'reason', message: 'Say why' }], answers: { verdict: 'same', reason: '' } })
    expect(page.errors).toEqual([{ field: 'reason', message: 'Say why' }])
    expect(text(page)).toMatch(/value="same"[^>]*checked/)
  })

  it.each([
    ['same', false, 'Wei Zhang decided: same person. He said so', true], ['different', false, 'Wei Zhang decided: different people. He said so', true],
    ['not sure', false, 'Wei Zhang decided: not sure. He said so', true], ['same', true, 'It has been taken back since', false],
  ])('PE-15 say who decided “%s”, taken back: %s', (verdict, isUndone, words, isOffered) => {
    const body = text(ReviewDecisionPage({ review: { ...review, kind: 'cluster', isClosed: true, decided: { verdict, reason: 'He said so', by: 'Wei Zhang', at: now, decisionId: 'd1', isUndone } } }))
    expect(body).toContain(words)
    expect(body.includes('Take this decision back')).toBe(isOffered)
    expect(body).not.toContain('Are these one person?')
  })

  it('PE-24 say so when other evidence has settled one', () => {
    expect(text(ReviewDecisionPage({ review: { ...review, isClosed: true } }))).toContain('Other evidence has settled this')
  })
})

describe('how a person’s records came together', () => {
  const page: IdentityPage = {
    personId: 'p1', mentions: [mention(), mention({ id: 'm2', reference: null, phone: null, dateOfBirth: null, addressText: null, postcode: null })], now,
    moves: [{ id: 'l1', mentionId: 'm1', isArrival: true, reason: 'Recognised', weight: 5, modelVersion: '2026-11-2', by: 'Heed', at: now }, { id: 'l2', mentionId: 'gone', isArrival: false, reason: 'His cousin', weight: null, modelVersion: null, by: 'Wei Zhang', at: now }],
    decisions: [{ id: 'd1', verdict: 'not sure', reason: 'No telling', by: 'Wei Zhang', at: now }],
  }

  it('PE-15 is told move by move, with who and why, and what may be taken apart', () => {
    const body = text(PersonIdentityPage({ page }))
    for (const words of ['Not sure', 'No telling', 'Put with this person', 'Taken from this person', 'a record now elsewhere', '(model 2026-11-2)', 'born 2 April 1961, 07700 900123, 14 Tanner Street, ZA1 2BC', 'Take these apart', '/people/p1/separation']) expect(body).toContain(words)
  })

  it('PE-15 offers nothing to take apart of a single record', () => {
    const body = text(PersonIdentityPage({ page: { ...page, mentions: [mention()], moves: [], decisions: [] } }))
    expect(body).toContain('There is one record: nothing to take apart.')
    expect(body).toContain('Nobody has decided anything')
    expect(body).not.toContain('Take these apart')
  })

  it('PE-15 a decision is taken back with a reason, once', () => {
    const decision: DecisionPage = { id: 'd1', verdict: 'different', reason: 'Two cousins', by: 'Wei Zhang', at: now, names: ['Ada Pell', 'Mrs Pell'], undone: null, now }
    expect(text(TakeBackPage({ page: decision }))).toContain('/recognition/decisions/d1/undoing')
    const undone = text(TakeBackPage({ page: { ...decision, undone: { by: 'Imran Rahman', at: now, because: 'A mistake' } } }))
    expect(undone).toContain('A mistake')
    expect(undone).not.toContain('<form')
  })
})

describe('a name as it is shown', () => {
  it.each([[{ givenName: 'Ada', familyName: 'Pell', title: 'Mrs' }, 'Ada Pell'], [{ givenName: null, familyName: 'Pell', title: 'Mrs' }, 'Mrs Pell'], [{ givenName: null, familyName: null, title: null }, 'Name not given'], [undefined, 'Name not given']])('of %j is %s', (given, words) => {
    expect(nameOf(given)).toBe(words)
  })

  it('PE-24 a risk nobody assessed is said to be so', () => {
    expect(riskWords(0)).toBe('Not assessed')
    expect([1, 2, 3].map((order) => /Low|Medium|High/.exec(String(riskWords(order)))?.[0])).toEqual(['Low', 'Medium', 'High'])
  })
})
