import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { HomePage } from '../queries/home.ts'
import type { QueueCount } from '../queries/queues.ts'
import { QueueListPage, WorkTodayPage } from './home.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const nothing: HomePage = {
  name: 'PC Priya Nair', isInsider: true, isOutsider: false, takesReports: false, first: null, toResearch: null, toRecognise: null, drafts: [], waiting: 0, awaiting: null, queues: [], teams: [], changed: [], now,
}
const queue = (key: string, count: number, more: Partial<QueueCount> = {}): QueueCount => ({ key, group: 'yours', title: `The list ${key}`, empty: `What ${key} would hold`, isUrgent: false, href: `/work/${key}`, count, ...more })
const home = (changed: Partial<HomePage>, further?: Parameters<typeof WorkTodayPage>[1]) => WorkTodayPage({ ...nothing, ...changed }, further).body

describe('your work today', () => {
  it('says first what to do first, and leads to it', () => {
    const body = home({ first: { text: 'Do what is overdue: 20 standards of yours', href: '/work/overdue' }, queues: [queue('overdue', 20, { isUrgent: true })] })
    expect(readWords(body)).toMatch(/^First: Do what is overdue: 20 standards of yours Waiting for you/)
    expect(readLinks(body)[0]).toEqual(['Do what is overdue: 20 standards of yours', '/work/overdue'])
  })

  it('keeps the start button for whoever takes reports, unless it is what to do first', () => {
    expect(readWords(home({ takesReports: true, first: { text: 'Read what you were told', href: '/notifications' } }))).toContain('Take a report')
    const first = home({ takesReports: true, first: { text: 'Take a report when somebody calls or comes in', href: '/incidents/new' } })
    expect(readLinks(first).filter(([, href]) => href === '/incidents/new')).toHaveLength(1)
    expect(String(home({}))).not.toContain('govuk-button--start')
  })

  it('counts what waits, the urgent in red, and says what is not waiting in one quiet line', () => {
    const body = String(home({ queues: [queue('overdue', 20, { isUrgent: true }), queue('cases', 3), queue('begun', 0)], waiting: 1204 }))
    expect(body).toMatch(/The list overdue[\s\S]*?govuk-tag--red">20</)
    expect(body).toMatch(/The list cases[\s\S]*?govuk-tag--blue">3</)
    expect(body).toContain('>1,204<')
    expect(body).toContain('Nothing waits in 1 other list<')
    expect(readWords(home({ queues: [queue('begun', 0)] }))).toContain('The list begun: none. What begun would hold.')
  })

  it('says plainly that nothing waits, and what would', () => {
    const words = readWords(home({}))
    expect(words).toContain('Nothing waits. See what would be here')
    expect(words).toContain('Told to you or your teams, and not yet seen: none.')
  })

  it('shows each group only to those who have it, and what has no place in the navigation', () => {
    const headings = (body: ReturnType<typeof home>) => [...String(body).matchAll(/<h2[^>]*>([^<]*)</g)].map(([, words]) => words)
    expect(headings(home({}))).toEqual(['Waiting for you'])
    const all = home({ awaiting: 2, queues: [queue('closing', 1, { group: 'supervision' }), queue('area', 4, { group: 'team' })], teams: [{ id: 't1', name: 'Tanner Street Team' }] }, [{ text: 'Who is who', href: '/recognition' }])
    expect(headings(all)).toEqual(['Waiting for you', 'Waiting for a supervisor', 'Your teams and area', 'Also yours', 'Changed since it was last shown to you'])
    expect(readLinks(all)).toEqual(expect.arrayContaining([['Tanner Street Team', '/teams/t1'], ['Who is who', '/recognition'], ['Risk assessments awaiting supervision', '/assessments/awaiting']]))
  })

  it('leads to the reports not sent, and to what others changed', () => {
    const body = home({ drafts: [{ id: 'd1', savedAt: now }], queues: [queue('cases', 1)], changed: [{ kind: 'case', id: 'c1', reference: 'CASE/2026/000003', changes: 2, lastAt: now }] })
    expect(readLinks(body)).toEqual(expect.arrayContaining([['Go on with the report saved today at 21:14', '/incidents/new?draft=d1'], ['CASE/2026/000003', '/cases/c1']]))
    expect(readTable(body, 'Changed since it was last shown to you')[1]).toEqual(['CASE/2026/000003', '2', 'today at 21:14'])
  })

  it('tells a partner that nothing is shared, and somebody without a role whom to ask', () => {
    expect(readWords(home({ isInsider: false, isOutsider: true }))).toContain('Nothing is shared with you yet')
    const blank = home({ isInsider: false })
    expect(readWords(blank)).toContain('Ask an administrator of your force for the role you need.')
    expect(readLinks(blank)).toEqual([['Your account', '/account']])
  })
})

describe('a queue opened', () => {
  const page = { title: 'Overdue', empty: 'Standards of yours would be here', atMeans: 'Was due', count: 0, now, rows: [] }

  it('says what would be there when it is empty', () => {
    expect(QueueListPage(page).title).toBe('Overdue (0)')
    expect(readWords(QueueListPage(page).body)).toContain('Standards of yours would be here.')
  })

  it('leads to each record by its kind, and says when only the oldest are shown', () => {
    const rows = (['incident', 'case', 'assessment', 'repeat'] as const).map((kind, at) => ({ id: `${at}`, kind, subjectId: `s${at}`, reference: kind === 'repeat' ? null : `R${at}`, detail: `About ${kind}`, at: now }))
    const { body } = QueueListPage({ ...page, rows, count: 1500 })
    expect(readLinks(body)).toEqual([['R0', '/incidents/s0'], ['R1', '/cases/s1'], ['R2', '/assessments/s2'], ['Open the record', '/repeats/s3']])
    expect(readWords(body)).toContain('The oldest 4 are shown.')
    expect(readTable(body, 'The oldest first')[0]).toEqual(['Record', 'What', 'Was due'])
    expect(QueueListPage({ ...page, rows, count: 1500 }).title).toBe('Overdue (1,500)')
  })
})
