import { describe, expect, it } from 'vitest'
import type { Content } from '#ui/html.ts'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { DecisionPage } from '../queries/decision-page.ts'
import type { IdentityPage } from '../queries/identity-page.ts'
import type { ReviewPage, ReviewQueue, ReviewSide } from '../queries/reviews.ts'
import { PersonIdentityPage, TakeBackPage } from './identity.tsx'
import { MentionDetails } from './mention.tsx'
import { ReviewDecisionPage, ReviewsPage } from './reviews.tsx'

const now = new Date('2026-11-23T12:00:00Z')

function mention(over: Partial<ReviewSide['mentions'][number]> = {}): ReviewSide['mentions'][number] {
  return {
    id: 'm1', personId: 'p1', sourceKind: 'incident', sourceId: 'i1', part: 'caller', title: null, givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1961-04-02', birthYear: 1961, phone: '07700 900123', email: 'ada@example.org',
    addressText: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, addressKey: 'ZA12BC 14', recordedAt: now, reference: 'ASB/2026/000001', flags: ['hate', 'repeat'], ...over,
  }
}
const nothing = { dateOfBirth: null, birthYear: null, phone: null, email: null, addressText: null, postcode: null, flags: [] } as const

describe('what one record says of somebody, fact by fact', () => {
  const facts = (over: Partial<ReviewSide['mentions'][number]>): Readonly<Record<string, string>> => readFacts(MentionDetails({ mention: mention(over), now }))

  it('PE-24 is told whole, and nothing that was not said', () => {
    expect(facts({})).toEqual({
      Name: 'Ada Pell', 'Date of birth': '2 April 1961', Telephone: '07700 900123', 'E-mail': 'ada@example.org', Address: '14 Tanner Street, ZA1 2BC', Flags: 'Hate Repeat', Recorded: 'today at 12:00',
    })
    expect(facts(nothing)).toEqual({ Name: 'Ada Pell', Recorded: 'today at 12:00' })
  })

  it('PE-24 gives the year where the day is not known, and the half of an address there is', () => {
    expect(facts({ ...nothing, birthYear: 1961 })).toMatchObject({ 'Year of birth': '1961' })
    expect(Object.keys(facts({}))).not.toContain('Year of birth')
    expect([facts({ postcode: null })['Address'], facts({ addressText: null })['Address']]).toEqual(['14 Tanner Street', 'ZA1 2BC'])
  })
})

const row: ReviewQueue['rows'][number] = { id: 'r1', kind: 'pair', leftName: 'Ada Pell', rightName: 'Ada Pel', odds: 'As likely to be a neighbour', riskOrder: 2, isVulnerable: false, openedAt: now }
const queue = (over: Partial<ReviewQueue> = {}): Content => ReviewsPage({ queue: { rows: [row], total: 1, page: 1, pages: 1, ...over }, now }).body
const CAPTION = 'The gravest consequence first, then what has waited longest'

describe('the queue, cell by cell', () => {
  it('PE-24 says whose records, which question, what speaks for it, what is at stake and since when', () => {
    const [headings, one, other] = readTable(queue({ rows: [row, { ...row, id: 'r2', kind: 'cluster', leftName: null, rightName: null, riskOrder: 0, isVulnerable: true }] }), CAPTION)
    expect(headings).toEqual(['Records of', 'Question', 'What the evidence says', 'At stake', 'Waiting since'])
    expect(one).toEqual(['Ada Pell and Ada Pel', 'Are they one person?', 'As likely to be a neighbour', 'Medium', 'today at 12:00'])
    expect(other?.slice(0, 4)).toEqual(['No name and No name', 'Put together: is it two people?', 'As likely to be a neighbour', 'Vulnerable Not assessed'])
  })

  it('PE-24 leads to each question, and from page to page', () => {
    const hrefs = readLinks(queue({ page: 2, pages: 3, total: 120 })).map(([, href]) => href)
    expect(hrefs).toEqual(expect.arrayContaining(['/recognition/r1', '/recognition?page=1', '/recognition?page=3']))
  })
})

const review: ReviewPage = {
  id: 'r1', kind: 'pair', left: { personId: 'p1', mentions: [mention({ id: 'old', givenName: 'Adah', reference: 'ASB/2026/000007', sourceId: 'i7' }), mention()] },
  right: { personId: 'p2', mentions: [mention({ id: 'm2', personId: 'p2', part: 'victim', sourceKind: 'case', sourceId: 'c2', reference: 'CASE/2026/000002' }), mention({ id: 'm3', personId: 'p2', reference: null })] },
  weight: 4, rival: 'neighbour', evidence: { because: 'same phone', odds: 'About 1 chance in 17 that this is a neighbour' }, modelVersion: '2026-11-2', decided: null, isClosed: false, now,
  steps: [{ name: 'Before anything is compared', found: 'one person, or a neighbour', bits: -2 }, { name: 'Phone', found: 'the same', bits: 8 }, { name: 'Surname', found: 'alike', bits: 0.2 }, { name: 'Birth', found: 'not alike', bits: -25 }, { name: 'E-mail', found: 'the same', bits: 21 }],
}
const question = (over: Partial<ReviewPage> = {}): Content => ReviewDecisionPage({ review: { ...review, ...over } }).body

describe('one question, cell by cell', () => {
  it('PE-24 shows each side by its latest name, the latest record first, and leads to what one may open', () => {
    const words = readWords(question())
    expect(words).toMatch(/^Same phone\. About 1 chance in 17 that this is a neighbour\./)
    expect(words.indexOf('ASB/2026/000001, as caller')).toBeLessThan(words.indexOf('ASB/2026/000007, as caller'))
    expect(String(question())).toContain('<h2 class="govuk-heading-m">Ada Pell</h2>')
    expect(String(question())).not.toContain('<h2 class="govuk-heading-m">Adah Pell</h2>')
    const links = readLinks(question())
    expect(links.filter(([text]) => text.startsWith('Open')).map(([, href]) => href)).toEqual(['/incidents/i1', '/incidents/i7', '/cases/c2'])
    expect(links.filter(([text]) => text === 'Everything known of this person').map(([, href]) => href)).toEqual(['/people/p1', '/people/p2'])
    expect(words).toContain('A record you cannot open, as caller')
  })

  it('PE-22 tells the evidence step by step in figures, and all of it beside the rival', () => {
    const table = readTable(question(), 'What speaks for one person, and what for a neighbour')
    expect(table[0]).toEqual(['Compared', 'Found', 'Odds', 'A neighbour | the same person'])
    expect(table.slice(1).map((cells) => cells.slice(0, 3))).toEqual([
      ['Before anything is compared', 'one person, or a neighbour', '4.0 times less likely'], ['Phone', 'the same', '260 times likelier'], ['Surname', 'alike', 'even'], ['Birth', 'not alike', 'over a million times less likely'],
      ['E-mail', 'the same', 'over a million times likelier'], ['All of it', 'the same person, against a neighbour', '16 times likelier'],
    ])
  })

  it.each([[0.2, 'even'], [-0.2, 'even'], [0.25, '1.2 times likelier'], [3.3, '9.8 times likelier'], [3.33, '10 times likelier'], [10, '1,000 times likelier'], [19.9, '980,000 times likelier'], [20, 'over a million times likelier'], [-1, '2.0 times less likely']])('PE-22 says of %d bits: %s', (bits, words) => {
    expect(readTable(question({ steps: [{ name: 'One', found: 'x', bits }] }), 'What speaks for one person, and what for a neighbour')[1]?.[2]).toBe(words)
  })

  it('PE-22 draws what speaks for it to the right of the middle, against it to the left, the longest the whole half', () => {
    const bars = [...String(question({ steps: [{ name: 'A', found: '', bits: 8 }, { name: 'B', found: '', bits: -4 }, { name: 'C', found: '', bits: 0 }] })).matchAll(/<rect class="([^"]*)" x="(\d+)" y="1" width="(\d+)"/g)].map(([, kind, x, width]) => [kind, Number(x), Number(width)])
    expect(bars).toEqual([['heed-evidence__for', 100, 100], ['heed-evidence__against', 50, 50], ['heed-evidence__for', 100, 0]])
    expect(String(question({ steps: [{ name: 'A', found: '', bits: 0.5 }] }))).toContain('x="100" y="1" width="50"')
    expect(String(question())).toMatch(/<svg class="heed-evidence__bar"/)
  })

  it('PE-24 is asked in the words of its kind, with what each answer does', () => {
    expect(ReviewDecisionPage({ review }).title).toBe('Is this the same person?')
    expect(ReviewDecisionPage({ review: { ...review, kind: 'cluster' } }).title).toBe('Is this one person or two?')
    const markup = String(question())
    expect([...markup.matchAll(/type="radio" value="([^"]*)"/g)].map(([, value]) => value)).toEqual(['same', 'different', 'not sure'])
    expect(markup).toContain('action="/recognition/r1/decision"')
    for (const words of ['Yes, the same person', 'Their records are put together. You can take it back.', 'No, different people', 'They are never put together, whatever other records say.', 'Nothing changes, and it is not asked again unless you take this back.', 'What you know that the records do not say. Others will read it.']) expect(readWords(question())).toContain(words)
  })

  it('PE-15 of a question that was decided leads to the decision, and asks nothing', () => {
    const decided = question({ isClosed: true, decided: { verdict: 'same', reason: 'He said so', by: 'Wei Zhang', at: now, decisionId: 'd1', isUndone: false } })
    expect(readLinks(decided).find(([text]) => text === 'Take this decision back')?.[1]).toBe('/recognition/decisions/d1')
    expect(String(decided)).not.toContain('<form')
  })
})

const page: IdentityPage = {
  personId: 'p1', now, mentions: [mention({ id: 'first', givenName: 'Adah' }), mention({ id: 'm2', reference: null, ...nothing, part: 'victim' })],
  moves: [{ id: 'l1', mentionId: 'first', isArrival: true, reason: 'Recognised', weight: 5, modelVersion: '2026-11-2', by: 'Heed', at: now }, { id: 'l2', mentionId: 'gone', isArrival: false, reason: 'His cousin', weight: null, modelVersion: null, by: 'Wei Zhang', at: now }],
  decisions: [{ id: 'd1', verdict: 'same', reason: 'One man', by: 'Wei Zhang', at: now }, { id: 'd2', verdict: 'different', reason: 'Two men', by: 'Rosa Blake', at: now }, { id: 'd3', verdict: 'not sure', reason: 'No telling', by: 'Rosa Blake', at: now }],
}
const identity = (over: Partial<IdentityPage> = {}): Content => PersonIdentityPage({ page: { ...page, ...over } }).body

describe('how a person’s records came together, cell by cell', () => {
  it('PE-15 says of every decision what, why and who, and leads to taking it back', () => {
    expect(readTable(identity(), 'Decisions that hold (3)').slice(1)).toEqual([
      ['The same person', 'One man', 'Wei Zhang, today at 12:00', 'Take back this decision'], ['Different people', 'Two men', 'Rosa Blake, today at 12:00', 'Take back this decision'], ['Not sure', 'No telling', 'Rosa Blake, today at 12:00', 'Take back this decision'],
    ])
    expect(readLinks(identity()).map(([, href]) => href)).toEqual(['/recognition/decisions/d1', '/recognition/decisions/d2', '/recognition/decisions/d3'])
  })

  it('PE-15 says of every move of which record, whither, why and by whom', () => {
    expect(readTable(identity(), 'How the records came here (2)').slice(1)).toEqual([
      ['ASB/2026/000001', 'Put with this person', 'Recognised (model 2026-11-2)', 'Heed, today at 12:00'], ['a record now elsewhere', 'Taken from this person', 'His cousin', 'Wei Zhang, today at 12:00'],
    ])
    expect(readWords(identity({ moves: [] }))).toContain('Every record was this person’s from the first.')
  })

  it('PE-15 offers each record to be taken out, by what it is and what it says', () => {
    const markup = String(identity())
    expect([...markup.matchAll(/name="mentionIds" type="checkbox" value="([^"]*)"/g)].map(([, value]) => value)).toEqual(['first', 'm2'])
    const words = readWords(identity())
    for (const said of ['Which records are of somebody else?', 'ASB/2026/000001: Adah Pell, as caller', 'born 2 April 1961, 07700 900123, ada@example.org, 14 Tanner Street, ZA1 2BC', 'A record you cannot open: Ada Pell, as victim', 'Others will read it. Whoever saw them as one person is told.']) expect(words).toContain(said)
    expect(PersonIdentityPage({ page })).toMatchObject({ caption: 'Ada Pell', back: { href: '/people/p1', text: 'Back to the person' } })
  })

  it('PE-15 keeps what was chosen and typed, and says what is wrong', () => {
    const again = PersonIdentityPage({ page, errors: [{ field: 'reason', message: 'Enter why' }], answers: { mentionIds: ['m2'], reason: 'A sister' } })
    expect(again.errors).toHaveLength(1)
    expect(readWords(again.body)).toContain('Enter why')
    expect([...String(again.body).matchAll(/value="([^"]*)" checked/g)].map(([, value]) => value)).toEqual(['m2'])
    expect(String(again.body)).toContain('A sister</textarea>')
  })
})

describe('a decision being taken back', () => {
  const decision: DecisionPage = { id: 'd1', verdict: 'same', reason: 'One man', by: 'Wei Zhang', at: now, names: ['Ada Pell', 'Mrs Pell'], undone: null, now }

  it.each([['same', 'The same person'], ['different', 'Different people'], ['not sure', 'Not sure']] as const)('PE-15 says of “%s” what was decided, by whom and of whom', (verdict, words) => {
    expect(readWords(TakeBackPage({ page: { ...decision, verdict } }).body)).toMatch(new RegExp(`^${words}: One man Wei Zhang decided this today at 12:00, of Ada Pell and Mrs Pell\\. Their records go back to where they were, and the evidence speaks again\\.`))
  })

  it('PE-15 keeps what was typed, and once taken back says by whom and why', () => {
    const again = TakeBackPage({ page: decision, errors: [{ field: 'reason', message: 'Enter why it is taken back' }], answers: { reason: ' ' } })
    expect([again.title, again.errors, readWords(again.body).includes('Enter why it is taken back')]).toEqual(['Take back a decision', [{ field: 'reason', message: 'Enter why it is taken back' }], true])
    expect(TakeBackPage({ page: decision })).not.toHaveProperty('errors')
    expect(TakeBackPage({ page: { ...decision, undone: { by: 'Rosa Blake', at: now, because: 'His cousin' } } }).title).toBe('A decision that was taken back')
    expect(readWords(TakeBackPage({ page: { ...decision, undone: { by: 'Rosa Blake', at: now, because: 'His cousin' } } }).body)).toContain('Rosa Blake took it back today at 12:00: His cousin')
  })
})
