import { describe, expect, it } from 'vitest'
import { aRecord, assessmentNow as now, shortVersion as version } from '#test/support/assessment-views.ts'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { CheckPage as Check, QuestionPage as Question } from '../queries/pages.ts'
import { wholeQueue, type AwaitingList, type SupervisionPage as Supervision } from '../queries/supervision.ts'
import { NO_FACTS } from '../rules/outcome.ts'
import { bySupervisionOrder } from '../rules/supervision.ts'
import { QuestionPage, RecordTable } from './answering.tsx'
import { AwaitingPage } from './awaiting.tsx'
import { CheckPage } from './check.tsx'
import { SupervisionPage } from './supervision.tsx'

const outcome = { score: 5, computedBand: 'medium', fired: [], judgement: null, finalBand: 'medium' } as const
const check: Check = {
  record: aRecord({ status: 'draft' }), isOpen: true, version, given: new Map([['q1', { answer: 'b', words: null }], ['q2', { answer: 'a', words: null }]]), missing: [], outcome: { ...outcome, fired: [] }, facts: NO_FACTS, drivers: [], above: version.bands.slice(2),
  supervisedBy: 'A sergeant', returnedBecause: null,
}
const checked = (changed: Partial<Check> = {}) => CheckPage({ ...check, ...changed, now })

describe('the answers, before they are sent', () => {
  it('are captioned with whom they are about, and the incident where it may be named', () => {
    expect(checked().caption).toBe('Sunita Vella, ASB/2026/000254')
    expect(checked({ record: aRecord({ reference: null }) }).caption).toBe('Sunita Vella')
  })

  it('take a reason only where judgement can still raise the band, and are sent either way', () => {
    expect(String(checked().body)).toContain('name="judgementReason"')
    expect(String(checked({ above: [] }).body)).not.toMatch(/judgementReason|judgementBand/)
    for (const above of [check.above, []]) expect(readWords(checked({ above }).body)).toContain('Send for approval')
  })

  it('say what counts most, three at the most, and that none does where none does', () => {
    const drivers = [4, 3, 2, 1, 0].map((score, at) => ({ key: `q${at}`, number: at + 1, text: `Question ${at + 1}?`, chosen: 'Yes', score, most: 5 }))
    expect(readWords(checked({ drivers }).body)).toContain('4: question 1, Question 1? Yes 3: question 2, Question 2? Yes 2: question 3, Question 3? Yes Raised because')
    expect(readWords(checked({ drivers: drivers.slice(4) }).body)).toContain('What counts most No answer counts')
  })

  it('say whether an escalator raised the band, could have, or cannot', () => {
    const escalator: Check['version']['escalators'][number] = { key: 'e', isOn: true, when: { threatsViolenceOrHate: true }, raisesTo: 'high', floor: null, sentence: 'Threats were reported' }
    expect(readWords(checked().body)).toContain('Escalators are switched off in this version')
    expect(readWords(checked({ version: { ...version, escalators: [escalator] } }).body)).toContain('No escalator fired')
    expect(readWords(checked({ outcome: { ...outcome, fired: [{ key: 'e', raisesTo: 'high', sentence: 'Threats were reported' }] } }).body)).toContain('Raised because Threats were reported')
  })

  it('have what is known ticked already, and what is not known not', () => {
    const ticked = (facts: Partial<Check['facts']>): readonly string[] => [...String(checked({ facts: { ...NO_FACTS, ...facts } }).body).matchAll(/value="(\w+)" checked/g)].map(([, value = '']) => value)
    expect([ticked({}), ticked({ vulnerable: true }), ticked({ threatsViolenceOrHate: true, vulnerable: true, perpetratorHasCriminalHistory: true })]).toEqual([[], ['vulnerable'], ['threats', 'vulnerable', 'history']])
  })
})

describe('one question', () => {
  const [first] = version.questions
  const page = (from?: 'check') => QuestionPage({ record: aRecord({ status: 'draft' }), isOpen: true, version, number: 2, question: first ?? expect.fail('no question'), given: { answer: null, words: null }, answered: 0, from } satisfies Question & { from: 'check' | undefined })

  it('come to from the answers is sent back to them, and otherwise goes on; what is typed is kept at the question either way', () => {
    expect(String(page('check').body)).toContain('action="/assessments/r1/questions/2?from=check"')
    expect(String(page().body)).toContain('action="/assessments/r1/questions/2"')
    for (const drawn of [page(), page('check')]) expect(String(drawn.body)).toContain('data-draft="/assessments/r1/questions/2/draft"')
  })
})

describe('assessments in a table', () => {
  it('say how each stands and how high, and nothing of a risk that is not worked out yet', () => {
    const records = [aRecord(), aRecord({ id: 'r2', who: 'The household', status: 'draft', standing: null, completedAt: null })]
    const table = readTable(<RecordTable caption="Assessments" records={records} now={now} empty="None" />, 'Assessments')
    expect(table.slice(1).map((row) => row.slice(0, 4))).toEqual([['Sunita Vella', 'ASB/2026/000254', 'High 9 of 9', 'Awaiting approval'], ['The household', 'ASB/2026/000254', '', 'Draft']])
    expect(String(<RecordTable caption="Assessments" records={records} now={now} empty="None" />)).not.toContain('Not assessed')
  })
})

describe('the queue for supervision', () => {
  const list: AwaitingList = { rows: [], total: 2, page: 1, pages: 1, filter: wholeQueue, bands: ['high', 'low'], teams: [{ value: 't1', text: 'Tanner Street Team' }, { value: 't2', text: 'Ropewalk Team' }], now }
  const drawn = (changed: Partial<AwaitingList>): string => String(AwaitingPage({ ...list, ...changed }).body)

  it('asks which team only where there are several, or where one was asked for', () => {
    expect(drawn({})).toContain('name="team"')
    expect(drawn({ teams: list.teams.slice(0, 1) })).not.toContain('name="team"')
    expect(drawn({ teams: list.teams.slice(0, 1), filter: { ...wholeQueue, team: 't1' } })).toContain('name="team"')
  })

  it('names a team that was asked for and for which nothing waits, and no team where none was asked for', () => {
    expect(readLinks(drawn({ filter: { ...wholeQueue, team: 'gone' } }))).toContainEqual(['Remove this filter A team for which nothing waits', '/assessments/awaiting'])
    expect(drawn({ filter: { ...wholeQueue, band: 'high' } })).not.toContain('A team for which nothing waits')
  })

  it('RA-12 is in one order for everybody: the highest first, then the longest waiting, then always the same', () => {
    const one = (id: string, bandRank: number, minute: number) => ({ id, bandRank, completedAt: new Date(Date.UTC(2026, 10, 23, 12, minute)) })
    const inOrder = [one('e', 3, 5), one('a', 2, 1), one('b', 2, 3), one('c', 2, 3), one('d', 1, 0)]
    expect(inOrder.toReversed().toSorted(bySupervisionOrder).map(({ id }) => id)).toEqual(['e', 'a', 'b', 'c', 'd'])
    expect([bySupervisionOrder(one('a', 1, 1), one('b', 1, 1)), bySupervisionOrder(one('b', 1, 1), one('a', 1, 1)), bySupervisionOrder(one('a', 1, 1), one('a', 1, 1))]).toEqual([-1, 1, 0])
  })
})

describe('the decision of a supervisor', () => {
  const seen: Supervision = {
    record: aRecord(), version, given: new Map(), drivers: [], why: [], above: version.bands.slice(1), sendings: [], others: [], mayApprove: { allowed: true }, mayReturn: { allowed: true }, mayAnswer: { allowed: false, reason: 'It was sent' }, now,
  }
  const page = (changed: Partial<Supervision>) => String(SupervisionPage({ ...seen, ...changed }).body)

  it('can raise the band, with why, only where there is a higher one', () => {
    expect(page({})).toMatch(/name="raisedBand"[\s\S]*name="raisedReason"/)
    expect(page({ above: [] })).not.toMatch(/raisedBand|raisedReason/)
    expect(page({ above: [] })).toContain('>Approve</h2>')
  })
})
