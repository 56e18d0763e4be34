import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { SearchPage } from '../queries/search.ts'
import { SearchAgainPage, SearchResultsPage } from './search.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const none: SearchPage = { query: 'Pell', as: [], incidents: [], people: [], cases: [], elsewhere: [], isCut: false, now }
const incident = { id: 'i1', reference: 'ASB/2026/000001', typeName: null, place: null, reportedAt: now, status: 'resulted', isOpenData: true }

describe('what a search found', () => {
  it('says how it was understood, in a sentence', () => {
    expect(readWords(SearchResultsPage({ ...none, as: ['the name Pell'] }).body)).toContain('You searched for Pell. Heed looked for the name Pell.')
    expect(readWords(SearchResultsPage({ ...none, as: ['the name Pell', 'the postcode ZA1 2BC', 'the words “Pell”'] }).body)).toContain('Heed looked for the name Pell, the postcode ZA1 2BC and the words “Pell”.')
  })

  it('says what to try when it found nothing, and nothing of the kind when it found something', () => {
    const empty = SearchResultsPage(none)
    expect(empty.title).toBe('Nothing found')
    expect(readWords(empty.body)).toContain('Nothing that you may see matches. What to try: a reference')
    const found = SearchResultsPage({ ...none, incidents: [incident] })
    expect(found.title).toBe('Search results (1)')
    expect(readWords(found.body)).not.toContain('What to try')
  })

  it('puts people first, then cases, then incidents, each with its count', () => {
    const body = SearchResultsPage({
      ...none, incidents: [incident], people: [{ id: 'p1', name: 'Edna Pell', parts: ['caller', 'victim'], mentions: 7, lastAt: now }],
      cases: [{ id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', victimName: 'Edna Pell', typeName: null, ownerName: null, openedAt: now }],
    }).body
    expect(readWords(body)).toMatch(/People \(1\).*Cases \(1\).*Incidents \(1\)/)
    expect(readTable(body, 'People (1)')[1]).toEqual(['Edna Pell', 'Caller, victim', '7', 'today at 21:14'])
    expect(readTable(body, 'Cases (1)')[1]).toEqual(['CASE/2026/000001', 'Edna Pell', 'High', 'Open', 'No owner yet', 'today at 21:14'])
    expect(readTable(body, 'Incidents (1)')[1]).toEqual(['ASB/2026/000001 Open data', 'Not recorded', '', 'Resulted', 'today at 21:14'])
    expect(readLinks(body)).toEqual([['Edna Pell', '/people/p1'], ['CASE/2026/000001', '/cases/c1'], ['ASB/2026/000001', '/incidents/i1']])
  })

  it('says that another borough knows, whom to ring, and not what it knows', () => {
    const words = readWords(SearchResultsPage({ ...none, elsewhere: [{ team: 'Northgate Intelligence Unit', telephone: '020 7946 0199' }, { team: 'Bellmaker Team', telephone: null }, { team: null, telephone: null }] }).body)
    for (const said of ['Another borough knows of this. Ring Northgate Intelligence Unit on 020 7946 0199.', 'Ring Bellmaker Team.', 'Ring the central ASB unit.']) expect(words).toContain(said)
  })

  it('says when there is more than is shown, and how to narrow it', () => {
    expect(readWords(SearchResultsPage({ ...none, isCut: true }).body)).toContain('Only the latest 50 of each kind are shown. Add a postcode')
  })

  it('escapes what was typed', () => {
    expect(String(SearchResultsPage({ ...none, query: '<img src=x>' }).body)).toContain('&lt;img src=x&gt;')
  })
})

describe('a search of nothing', () => {
  it('leads back to the box, and says what can be searched for, not that nothing matched', () => {
    const page = SearchAgainPage({ errors: [{ field: 'query', message: 'Enter what to search for' }] })
    expect(page.errors).toEqual([{ field: 'search', message: 'Enter what to search for' }])
    expect(readWords(page.body)).toContain('What you can search for:')
    expect(readWords(page.body)).not.toContain('matches')
  })
})
