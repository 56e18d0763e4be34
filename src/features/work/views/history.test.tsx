import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { AuditLine, AuditPage, HistoryEntry, HistoryPage } from '../queries/history.ts'
import { AuditLinesPage, RecordHistoryPage, whatWords } from './history.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const does = (act: string) => ({ 'cases.look': 'look at cases', 'assessments.approve': 'approve a risk assessment' })[act]
const entry = (changed: Partial<HistoryEntry> = {}): HistoryEntry => ({ id: '1', at: now, actorId: 'a1', actorName: 'PC Priya Nair', verb: 'consultation', act: 'cases.look', ...changed })
const history: HistoryPage = { kind: 'case', id: 'c1', reference: 'CASE/2026/000001', entries: [entry()], before: null, isAuditor: false, now }

describe('what was done, in words', () => {
  it.each([
    ['consultation', 'cases.look', 'Looked at it: to look at cases'], ['alteration', 'assessments.approve', 'Changed it: to approve a risk assessment'], ['refusal', 'cases.look', 'Was refused: to look at cases'],
    ['consultation', 'signed-in', 'Looked at it, on a page of their own work'], ['failed sign-in', 'sign-in', 'Failed to sign in'], ['system', 'cases.open', 'Done by Heed itself (cases.open)'], ['moving', 'cases.look', 'moving: to look at cases'],
  ])('%s of %s is “%s”', (verb, act, words) => {
    expect(whatWords(verb, act, does)).toBe(words)
  })
})

describe('who looked at or changed a record', () => {
  it('says when, who and what, leads back to the record, and that reading it is recorded', () => {
    const page = RecordHistoryPage({ page: history, does })
    expect(page).toMatchObject({ title: 'Who looked at or changed this record', caption: 'CASE/2026/000001', back: { href: '/cases/c1' } })
    expect(readTable(page.body, 'Looks and changes, the latest first')[1]).toEqual(['today at 21:14', 'PC Priya Nair', 'Looked at it: to look at cases'])
    expect(readWords(page.body)).toContain('Reading this page is itself recorded.')
    expect(readLinks(page.body)).toEqual([])
  })

  it('leads an auditor to what each of them did, and back to no record that they cannot see', () => {
    const page = RecordHistoryPage({ page: { ...history, isAuditor: true, reference: null }, does })
    expect(readLinks(page.body)).toEqual([['PC Priya Nair', '/audit/people/a1']])
    expect(page.back).toBeUndefined()
    expect(page.caption).toBe('A case')
    expect(RecordHistoryPage({ page: { ...history, kind: 'person', id: 'p1', reference: null }, does }).back).toEqual({ href: '/people/p1' })
  })

  it('reads on from an instant', () => {
    const page = RecordHistoryPage({ page: { ...history, before: now }, does })
    expect(readLinks(page.body)).toEqual([['Next page', '/cases/c1/history/looks?before=2026-11-23T21%3A14%3A00.000Z']])
    expect(readLinks(RecordHistoryPage({ page: { ...history, kind: 'incident', id: 'i1', before: now }, does }).body)[0]?.[1]).toMatch(/^\/incidents\/i1\/history\?before=/)
  })
})

describe('the audit', () => {
  const line = (subjects: AuditLine['subjects']): AuditLine => ({ ...entry(), subjects })
  const audit = (lines: readonly AuditLine[], changed: Partial<AuditPage> = {}) => AuditLinesPage({ page: { personId: null, personName: null, lines, before: null, now, ...changed }, does })
  const records = (subjects: AuditLine['subjects']) => readTable(audit([line(subjects)]).body, 'The latest first')[1]?.[3]

  it.each([
    [[{ kind: 'incident', ids: ['i1'] }], '1 incident: its history of incident'], [[{ kind: 'person', ids: ['p1', 'p2'] }], '2 people: history 1 of person, history 2 of person'],
    [[{ kind: 'incident', ids: ['1', '2', '3', '4', '5', '6'] }], '6 incidents'], [[{ kind: 'clock', ids: ['1', '2'] }], '2 clocks'], [[{ kind: 'asked for', ids: ['1'] }], '1 record asked for'], [[{ kind: 'audit entry', ids: ['1', '2'] }], '2 audit entries'],
    [[{ kind: 'clock', ids: ['1', '2'] }, { kind: 'clock', ids: ['2', '3'] }], '3 clocks'], [[], ''],
  ])('counts each record once, by kind: %j', (subjects, words) => {
    expect(records(subjects)).toBe(words)
  })

  it('leads to the history of each record', () => {
    expect(readLinks(audit([line([{ kind: 'case', ids: ['c1'] }, { kind: 'incident', ids: ['i1'] }])]).body).map(([, href]) => href)).toEqual(['/audit/people/a1', '/cases/c1/history/looks', '/incidents/i1/history'])
  })

  it('of one person leaves out who, and leads back to the whole', () => {
    const page = audit([line([])], { personId: 'a1', personName: 'PC Priya Nair', before: now })
    expect(page.title).toBe('What PC Priya Nair looked at and changed')
    expect(readTable(page.body, 'The latest first')[0]).toEqual(['When', 'What', 'Records'])
    expect(page.breadcrumbs).toContainEqual({ text: 'Audit', href: '/audit' })
    expect(readLinks(page.body)).toEqual([['Next page', '/audit/people/a1?before=2026-11-23T21%3A14%3A00.000Z']])
  })

  it('names nobody it does not know, and says what would be there', () => {
    expect(readTable(audit([{ ...line([]), actorId: null, actorName: null }, { ...line([]), actorName: null }]).body, 'The latest first').slice(1).map((cells) => cells[1])).toEqual(['Not known', 'An account you cannot see'])
    expect(readWords(audit([]).body)).toContain('What was refused, and sign-ins that failed, would be here.')
  })
})
