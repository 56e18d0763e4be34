import { describe, expect, it } from 'vitest'
import { aRecord, assessmentNow as now, shortVersion as version } from '#test/support/assessment-views.ts'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import { wholeQueue, type AwaitingList, type SupervisionPage as Supervision } from '../queries/supervision.ts'
import { AwaitingPage } from './awaiting.tsx'
import { AssessmentPanel } from './panel.tsx'
import { SupervisionPage } from './supervision.tsx'

const yes = { allowed: true } as const
const no = { allowed: false, reason: 'You cannot approve an assessment you completed' } as const
const drivers = [{ key: 'q1', number: 1, text: 'How often?', chosen: 'Most days', score: 5, most: 5 }, { key: 'q2', number: 2, text: 'Who helps you?', chosen: 'Family', score: 0, most: 4 }]
const seen: Supervision = { record: aRecord(), version, given: new Map([['q1', { answer: 'b', words: 'Every night' }]]), drivers, why: ['The score is 9 of 9, which is high (6 to 9)'], above: [], sendings: [], others: [], mayApprove: yes, mayReturn: yes, mayAnswer: no, now }
const page = (changed: Partial<Supervision & { errors: readonly { field: string; message: string }[] }> = {}) => SupervisionPage({ ...seen, ...changed })

describe('one assessment, as its supervisor reads it', () => {
  it('says what it came to and why before the answers, and the answers before the decision', () => {
    const words = readWords(page().body)
    const order = ['Final band High', 'The score is 9 of 9', 'What drove the score', 'Approve', 'What needs to change before it can be approved'].map((said) => words.indexOf(said))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order[0]).toBeGreaterThanOrEqual(0)
  })

  it('shows the answers that count with the victim’s own words, and folds away those that do not', () => {
    expect(readTable(page().body, 'What drove the score').slice(1)).toEqual([['1. How often?', 'Most days “Every night”', '5 of 5']])
    expect(readTable(page().body, 'Answers that do not count').slice(1)).toEqual([['2. Who helps you?', 'Family', '0 of 4']])
    expect(readWords(page().body)).toContain('1 answer that does not count')
  })

  it('tells whoever may not approve why, and offers them no button', () => {
    const body = page({ mayApprove: no }).body
    expect(readWords(body)).toContain('This assessment is waiting for a supervisor. You cannot approve an assessment you completed.')
    expect(String(body)).not.toContain('<form')
  })

  it('lets the band be raised with a reason, and never lowered', () => {
    const body = readWords(page({ above: version.bands.slice(2), record: aRecord({ standing: { score: 4, computedBand: 'medium', fired: [], judgement: null, raised: null, finalBand: 'medium' } }) }).body)
    expect(body).toContain('Is the risk higher than this? No, medium is right Yes, it is high')
    expect(body).not.toContain('Yes, it is low')
    expect(readWords(page().body)).not.toContain('Is the risk higher')
  })

  it.each(['draft', 'returned', 'approved', 'superseded'] as const)('has nothing to decide when it is %s', (status) => {
    expect(String(page({ record: aRecord({ status }) }).body)).not.toContain('<form')
  })

  it('leads its own officer back to what is not finished', () => {
    const on = (status: 'draft' | 'returned' | 'awaiting approval', mayAnswer: typeof yes | typeof no) => readLinks(page({ record: aRecord({ status }), mayAnswer }).body).some(([, href]) => href === '/assessments/r1/check')
    expect([on('draft', yes), on('returned', yes), on('returned', no), on('awaiting approval', yes)]).toEqual([true, true, false, false])
  })

  it('tells each time it was sent and what was decided', () => {
    const sent = { id: '1', at: now, byName: 'PC Priya Nair', score: 9, finalBand: 'high' }
    const words = readWords(page({ sendings: [{ ...sent, decision: { decision: 'returned', reason: 'Say it in her words', raisedBand: null, at: now, byName: 'Sgt Adeyemi' } }, { ...sent, id: '2', decision: null }, { ...sent, id: '3', decision: { decision: 'approved', reason: null, raisedBand: 'high', at: now, byName: 'Sgt Adeyemi' } }] }).body)
    for (const said of ['Returned by Sgt Adeyemi, today at 21:14: Say it in her words', 'high, 9. Waiting.', 'Approved by Sgt Adeyemi, today at 21:14, raised to high.']) expect(words).toContain(said)
    expect(readWords(page().body)).toContain('It has not been sent for approval yet.')
  })

  it('says who approved it, what superseded it, and what an escalator or a judgement did', () => {
    const standing = { score: 3, computedBand: 'medium', fired: [{ key: 'e', sentence: 'Threats were reported', raisesTo: 'high' }], judgement: { band: 'high', reason: 'He followed her' }, raised: null, finalBand: 'high' } as const
    const facts = readFacts(page({ record: aRecord({ status: 'superseded', approvedAt: now, approvedByName: 'Sgt Adeyemi', supersededById: 'r2', standing: { ...standing, fired: [...standing.fired] } }) }).body)
    expect(facts).toMatchObject({ 'Approved by': 'Sgt Adeyemi, today at 21:14', Escalators: 'Threats were reported', Judgement: 'high: He followed her', 'Superseded by': 'A later assessment' })
  })

  it('is titled by whom it is about, in a sentence', () => {
    expect(page().title).toBe('Risk to Sunita Vella')
    expect(page({ record: aRecord({ about: 'household', who: 'The household', reference: null }) })).toMatchObject({ title: 'Risk to the household', caption: 'Risk assessment' })
  })
})

describe('the queue for supervision', () => {
  const list: AwaitingList = { rows: [], total: 0, page: 1, pages: 1, filter: wholeQueue, bands: ['high', 'low'], teams: [{ value: 't1', text: 'Tanner Street Team' }, { value: 't2', text: 'Ropewalk Team' }], now }
  const row = { record: aRecord(), why: ['The score is 9 of 9', 'Threats were reported'], drivers: drivers.slice(0, 1) }

  it('says who, how high, why and since when, without being opened', () => {
    const { title, body } = AwaitingPage({ ...list, rows: [row], total: 1 })
    expect(title).toBe('Assessments awaiting supervision (1)')
    expect(readTable(body, 'Awaiting supervision, highest risk and longest waiting first')[1]).toEqual(['Sunita Vella ASB/2026/000254', 'High 9 of 9', 'Threats were reported How often? Most days (5)', 'PC Priya Nair', 'today at 21:14'])
  })

  it('says what would be there, or to clear a filter', () => {
    expect(readWords(AwaitingPage(list).body)).toContain('You never supervise your own.')
    expect(readWords(AwaitingPage({ ...list, filter: { ...wholeQueue, band: 'low' } }).body)).toContain('None that waits fits. Clear a filter.')
  })

  it('has no filter for a single row, and keeps each filter when another is taken off', () => {
    expect(readWords(AwaitingPage({ ...list, rows: [row], total: 1 }).body)).not.toContain('Filter this list')
    const links = readLinks(AwaitingPage({ ...list, rows: [row], total: 120, page: 2, pages: 3, filter: { band: 'high', team: 't1', waiting: 'day', page: 2 } }).body)
    expect(links).toEqual(expect.arrayContaining([
      ['Remove this filter High risk', '/assessments/awaiting?team=t1&waiting=day'], ['Remove this filter Tanner Street Team', '/assessments/awaiting?band=high&waiting=day'],
      ['Remove this filter More than a day', '/assessments/awaiting?band=high&team=t1'], ['Next page', '/assessments/awaiting?band=high&team=t1&waiting=day&page=3'], ['Clear filters', '/assessments/awaiting'],
    ]))
  })
})

describe('the risk on an incident’s page', () => {
  const panel = (changed: Partial<Parameters<typeof AssessmentPanel>[0]['panel']>) => AssessmentPanel({ panel: { incidentId: 'i1', records: [], mayAssess: true, mine: null, now, ...changed } })

  it('says that nobody has assessed it, and where to begin', () => {
    expect(readWords(panel({}))).toBe('Risk assessment Not assessed Start a risk assessment')
    expect(readLinks(panel({ mayAssess: false }))).toEqual([])
  })

  it('leads to each assessment, and back to one’s own that is not finished', () => {
    expect(readLinks(panel({ records: [aRecord(), aRecord({ id: 'r2', who: 'The household', status: 'draft', standing: null })], mine: 'r2' }))).toEqual([['Sunita Vella', '/assessments/r1'], ['The household', '/assessments/r2'], ['Go on with your assessment', '/assessments/r2/check']])
    expect(readWords(panel({ records: [aRecord({ status: 'approved' })] }))).toContain('Sunita Vella High 9 of 9 Approved')
  })
})
