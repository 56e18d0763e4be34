import { describe, expect, it } from 'vitest'
import { aClock, aHeader, anEntry, aPlan, aPlanItem, caseNow as now } from '#test/support/case-views.ts'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import { CasePlanPage, runningClocks } from './plan.tsx'
import { CaseHistoryPage, CaseTimelinePage } from './timeline.tsx'

const due = (id: string, day: string | null, name = id) => aPlanItem({ id, name, clock: aClock({ id, name, dueAt: day === null ? null : new Date(`${day}T23:59:59.999Z`) }) })
const plan = (given: ReturnType<typeof aPlan>, header = aHeader({}, ['work', 'review'])) => CasePlanPage({ header, now, plan: given }).body

describe('the plan of a case', () => {
  it('puts what is due soonest first, and what has no date last', () => {
    const given = aPlan([due('Visit', '2026-12-01'), due('Told', null), due('Research', '2026-11-24')])
    expect([...String(plan(given)).matchAll(/summary-card__title">([^<]*)</g)].map(([, title]) => title)).toEqual(['Research', 'Visit', 'Told'])
    expect(runningClocks(given).map(({ name }) => name)).toEqual(['Research', 'Visit', 'Told'])
  })

  it('says of each when it is due, how it stands, what is expected and where that comes from', () => {
    const facts = readFacts(plan(aPlan([aPlanItem({ targetSource: 'Invented for the demonstration', clock: aClock({ state: 'overdue', remainingWords: '80 working days overdue' }) })])))
    expect(facts['Due']).toBe('27 November 80 working days overdue')
    expect(facts['What is expected']).toBe('Further research of people, place and history.Where this comes from Report of 2011, ¶59 Its time: Invented for the demonstration')
    expect(readFacts(plan(aPlan([aPlanItem({ clock: null })])))['Due']).toBe('No time set: the source gives none, and the force has set none')
  })

  it('offers to pause only for the reasons the standard allows, and to let run again what is paused', () => {
    const pausable = aPlanItem({ pauseReasons: ['The victim is away'] })
    expect(readWords(plan(aPlan([pausable])))).toContain('Pause Background researched Why it cannot be done now The victim is away')
    expect(readWords(plan(aPlan([aPlanItem()])))).not.toContain('Why it cannot be done now')
    expect(readWords(plan(aPlan([{ ...pausable, clock: aClock({ state: 'paused', pausedBecause: 'The victim is away' }) }])))).toContain('Let it run again')
    expect(readWords(plan(aPlan([pausable]), aHeader()))).not.toContain('Pause')
  })

  it('numbers a standard kept again, and tells how each ended', () => {
    const ended = aPlanItem({ id: 'x', name: 'Victim updated', occurrence: 2, state: 'done', because: 'Spoke to the victim', endedAt: now, endedByName: 'PC Priya Nair', clock: aClock({ state: 'missed' }) })
    expect(readTable(plan(aPlan([ended])), 'Ended (1)')[1]).toEqual(['Victim updated (2)', 'Done Late', 'Spoke to the victim', 'today at 21:14', 'PC Priya Nair'])
    expect(readWords(plan(aPlan([ended])))).toContain('Every standard of this case has been kept or set aside.')
  })

  it('shows the reviews due and held, and lets only those hold one who may', () => {
    const review = aClock({ id: 'r', kind: 'case review: sergeant', name: 'Review by a sergeant', targetWords: 'within 14 days', dueAt: new Date('2026-11-24T23:59:59.999Z') })
    const held = { id: 'h', rank: 'sergeant', dueOn: '2026-10-07', heldAt: now, outcome: 'Risk stays high', byName: 'Sgt Femi Adeyemi' } as const
    const later = aClock({ ...review, id: 'c', name: 'Review by a chief inspector', targetWords: 'within 56 days', dueAt: new Date('2026-12-20T23:59:59.999Z') })
    const given = aPlan([], { reviewClocks: [later, review, aClock({ id: 'm', kind: 'case review: inspector', metAt: now })], reviews: [held] })
    expect(readTable(plan(given), 'Reviews due').slice(1)).toEqual([['Review by a sergeant', 'tomorrow', 'Running 4 working days left', 'within 14 days'], ['Review by a chief inspector', '20 December', 'Running 4 working days left', 'within 56 days']])
    expect(readTable(plan(given), 'Reviews held')[1]).toEqual(['today at 21:14', 'sergeant, due 7 October', 'Sgt Femi Adeyemi', 'Risk stays high'])
    expect(readLinks(plan(given))).toContainEqual(['Hold a review', '/cases/c1/review'])
    expect(readLinks(plan(given, aHeader())).map(([words]) => words)).not.toContain('Hold a review')
    expect(readWords(plan(aPlan([]), aHeader({ band: 'low' })))).toContain('A case at low risk has no reviews due.')
  })
})

describe('the timeline of a case', () => {
  const timeline = (entries: Parameters<typeof CaseTimelinePage>[0]['entries'], kind?: 'decision', header = aHeader({}, ['work'])) => CaseTimelinePage({ header, now, entries, kind }).body

  it('tells each thing with who and when, and when it happened where that was another time', () => {
    const words = readWords(timeline([anEntry({ kind: 'decision', text: 'Ask the landlord', reason: 'She cannot wait', happenedAt: now, told: 'That we will ask' }), anEntry({ id: 'e2', happenedAt: new Date('2026-11-20T09:00:00Z') })]))
    expect(words).toContain('Decision: Ask the landlord by PC Priya Nair today at 21:14 She cannot wait The victim was told: That we will ask')
    expect(words.match(/It happened/g)).toHaveLength(1)
    expect(words).toContain('It happened 20 November at 09:00.')
  })

  it('lets what was written be corrected once, by those who work the case, and leads from the one to the other', () => {
    expect(readLinks(timeline([anEntry()])).map(([, href]) => href)).toContain('/cases/c1/entries/e1/correction')
    expect(readLinks(timeline([anEntry()], undefined, aHeader())).map(([, href]) => href)).not.toContain('/cases/c1/entries/e1/correction')
    const links = readLinks(timeline([anEntry({ id: 'e2', kind: 'correction', correctsId: 'e1' }), anEntry({ correctedById: 'e2' }), anEntry({ id: 'e3', kind: 'opened' })]))
    expect(links).toEqual(expect.arrayContaining([['Corrects an earlier entry', '#entry-e1'], ['see what it should say', '#entry-e2']]))
    expect(links.filter(([, href]) => /entries\/(e1|e3)/.test(href))).toEqual([])
  })

  it('keeps a long entry whole under a short title', () => {
    const long = 'word '.repeat(60).trim()
    expect(readWords(timeline([anEntry({ text: long })]))).toContain(long)
    expect(String(timeline([anEntry({ text: long })]))).toMatch(/<h2[^>]*>Note: (word )+[a-z ]*…<\/h2>/)
  })

  it('says what would be there, also when it is narrowed', () => {
    expect(readWords(timeline([]))).toContain('What happens in the case appears here.')
    expect(readWords(timeline([], 'decision'))).toContain('No decisions yet.')
  })
})

describe('the history of a case', () => {
  const history = (changed: Partial<Parameters<typeof CaseHistoryPage>[0]> = {}) => CaseHistoryPage({ header: aHeader(), now, entries: [], named: [], readsLooks: false, ...changed }).body

  it('tells each change: what it was, what it is, by whom and why', () => {
    const entry = anEntry({ kind: 'allocation', reason: 'She knows the street', changed: [{ field: 'Owner', was: 'nobody', now: 'PC Priya Nair' }] })
    expect(readTable(history({ entries: [entry] }), 'What was changed')[1]).toEqual(['today at 21:14', 'Owner', 'nobody', 'PC Priya Nair', 'PC Priya Nair', 'She knows the street'])
  })

  it('leads to who looked only those who may read it', () => {
    expect(readLinks(history()).map(([, href]) => href)).not.toContain('/cases/c1/history/looks')
    expect(readLinks(history({ readsLooks: true }))).toContainEqual(['Who looked at this case', '/cases/c1/history/looks'])
  })

  it('says who sees a sealed case, and that an open one is seen by its area', () => {
    expect(readWords(history())).toContain('Nobody: it is seen by those who see its area.')
    const named = [{ id: 'a2', name: 'Insp Imran Rahman', relation: 'named', grantedAt: now, grantedByName: null }]
    expect(readTable(history({ header: aHeader({ isSealed: true }), named }), 'Who sees it by name')[1]).toEqual(['Insp Imran Rahman', 'named', 'today at 21:14', ''])
  })
})
