import { describe, expect, it } from 'vitest'
import { aClock, aHeader, anEntry, aPlan, aPlanItem, caseNow as now } from '#test/support/case-views.ts'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { CaseHeader } from '../queries/case-header.ts'
import { safeWarning } from './frame.tsx'
import { CaseOverviewPage, storyOf, type Overview } from './overview.tsx'

const incident = { id: 'i1', reference: 'ASB/2026/000374', reportedAt: new Date('2026-09-22T20:14:00Z'), locationText: '14 Tanner Street', postcode: 'ZA1 1BE', status: 'resulted', because: 'A risk assessment was approved at high risk', typeName: 'Noise' } as const
const point = { id: 'r1', score: 35, finalBand: 'high', approvedAt: new Date('2026-09-23T00:14:00Z'), approvedByName: 'Sgt Femi Adeyemi', band: 'high' } as const
const overview = (changed: Partial<Overview> = {}): Overview => ({ header: aHeader(), now, incidents: [incident], risk: [point], plan: aPlan([aPlanItem()]), contacts: [], closure: null, readsAssessments: true, ...changed })
const page = (changed: Partial<Overview> = {}) => CaseOverviewPage(overview(changed)).body

describe('the story of a case', () => {
  it('is five lines: who, how great the risk, who owns it, the last contact, what comes next', () => {
    expect(storyOf(overview())).toEqual([
      'Edna Pell: Noise, personal. 1 incident since 22 September 2026.', 'High risk: scored 35, approved by Sgt Femi Adeyemi on 23 September 2026.', 'PC Priya Nair owns it, for Tanner Street Team.',
      'The victim has not been spoken to since it was opened.', 'Next: background researched, 4 working days left.',
    ])
  })

  it('says what is not so: opened by hand, nobody named, nobody owning, nothing dated, closed', () => {
    const bare = storyOf(overview({ header: aHeader({ victimName: null, typeName: null, qualifier: null, ownerName: null, band: 'medium' }), incidents: [], risk: [], plan: aPlan([aPlanItem({ clock: aClock({ dueAt: null }) })]) }))
    expect(bare).toEqual([
      'Victim not named: Anti-social behaviour. 0 incidents.', 'Medium risk until an assessment is approved: the case was opened by hand.', 'Nobody owns it yet: it stands on the unallocated list of Tanner Street Team.',
      'The victim has not been spoken to since it was opened.', 'Nothing has a date: the force has set no times.',
    ])
    expect(storyOf(overview({ header: aHeader({ status: 'closed' }) })).at(-1)).toBe('The case is closed.')
  })

  it('counts as spoken to only who was reached, on the day it happened', () => {
    const tried = anEntry({ kind: 'contact', isReached: false })
    const reached = anEntry({ kind: 'contact', isReached: true, happenedAt: new Date('2026-11-20T10:00:00Z') })
    expect(storyOf(overview({ contacts: [tried] }))[3]).toBe('The victim has not been spoken to since it was opened.')
    expect(storyOf(overview({ contacts: [tried, reached] }))[3]).toBe('The victim was last spoken to on 20 November 2026.')
  })
})

describe('the first page of a case', () => {
  it('stands under whom it is about, with what is safe before anything that could be done', () => {
    const { title, caption, body } = CaseOverviewPage(overview({ header: aHeader({ safeToContact: 'Ring before noon' }, ['work']) }))
    expect({ title, caption }).toEqual({ title: 'Edna Pell: noise, personal', caption: 'CASE/2026/000001' })
    const words = readWords(body)
    expect(words.indexOf('Safe contact: Ring before noon')).toBeLessThan(words.indexOf('Record contact with the victim'))
  })

  it.each([
    [['work'], ['contact', 'decision', 'note', 'incident', 'person']], [['allocate'], ['allocation', 'transfer']], [['review'], ['review']], [['requestClosing'], ['closing']], [['decideClosing'], ['closing/decision']], [['seal'], ['seal']], [[], []],
  ] as const)('offers to whoever may %j exactly what that allows', (may, nouns) => {
    const links = readLinks(page({ header: aHeader({}, may) })).map(([, href]) => href).filter((href) => /^\/cases\/c1\/(?!plan$|timeline$|people$|files$|history$)/.test(href))
    expect(links).toEqual(nouns.map((noun) => `/cases/c1/${noun}`))
  })

  it('offers to open again only what is closed', () => {
    const offered = (status: CaseHeader['status']) => readWords(page({ header: aHeader({ status }, ['reopen']) })).includes('Open it again')
    expect([offered('open'), offered('closed')]).toEqual([false, true])
  })

  it('leads to the assessments only those who may read them', () => {
    expect(readLinks(page())).toContainEqual(['23 September 2026', '/assessments/r1'])
    const shut = page({ readsAssessments: false })
    expect(readLinks(shut).map(([, href]) => href).filter((href) => href.startsWith('/assessments'))).toEqual([])
    expect(readTable(shut, 'Assessed once: high')[1]).toEqual(['23 September 2026', 'High 35', 'Sgt Femi Adeyemi'])
  })

  it('says what came of asking to close, and no more of a closing that was undone by opening again', () => {
    const closure = { requestedAt: now, requestedBy: 'a1', requestedByName: 'PC Priya Nair', resultName: 'The behaviour stopped', account: 'She agrees', victimToldAt: now, victimToldWhat: 'To ring', victimNotToldBecause: null, decision: null, decidedAt: null, decidedByName: null, reason: null }
    expect(readWords(page({ closure }))).toContain('Closing is asked for: The behaviour stopped Asked by PC Priya Nair today at 21:14. She agrees')
    expect(readWords(page({ closure: { ...closure, decision: 'refused', decidedByName: 'Sgt Femi Adeyemi', decidedAt: now, reason: 'Speak to the landlord' } }))).toContain('Closing was refused')
    const approved = { ...closure, decision: 'approved', decidedByName: 'Sgt Femi Adeyemi', decidedAt: now } as const
    expect(readWords(page({ closure: approved }))).not.toContain('The behaviour stopped')
    expect(readWords(page({ closure: approved, header: aHeader({ status: 'closed' }) }))).toContain('Closed: The behaviour stopped')
  })

  it('says what the victim was told, and what would be there', () => {
    expect(readWords(page())).toContain('What the victim was told appears here, with when and by whom.')
    expect(readTable(page({ contacts: [anEntry({ told: 'I own it', happenedAt: now }), anEntry({ told: null })] }), 'What the victim has been told')).toEqual([['When', 'What', 'By'], ['today at 21:14', 'I own it', 'PC Priya Nair']])
  })
})

describe('what to know before contact', () => {
  it.each([['Ring before noon', true, 'Safe contact: Ring before noon'], ['', false, 'The victim does not want to be contacted'], [null, false, 'The victim does not want to be contacted'], [null, true, null], [null, null, null]] as const)('of %j and %j is %j', (safeToContact, wantsContact, said) => {
    expect(safeWarning({ safeToContact, wantsContact })).toBe(said)
  })
})
