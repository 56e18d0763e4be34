import { describe, expect, it } from 'vitest'
import { aHeader, caseNow as now } from '#test/support/case-views.ts'
import { readFacts, readLinks, readWords } from '#test/support/reading.ts'
import type { PersonView } from '../queries/case-parts.ts'
import { CasePanel } from './panel.tsx'
import { CasePeoplePage } from './people.tsx'

const person = (changed: Partial<PersonView> = {}): PersonView => ({
  id: 'x1', part: 'victim', note: null, addedAt: now, addedByName: 'PC Priya Nair', personId: 'p1', phone: null, email: null, addressText: '14 Tanner Street', postcode: 'ZA1 1BE', safeToContact: null, wantsContact: null, dateOfBirth: null, name: 'Edna Pell', ...changed,
})
const people = (given: readonly PersonView[], header = aHeader()) => CasePeoplePage({ header, now, people: given }).body

describe('the people of a case', () => {
  it('each say their part, how they are reached safely, and who added them', () => {
    const body = people([person({ safeToContact: 'Mornings', wantsContact: false, phone: '07700 900142', dateOfBirth: '1944-04-02', note: 'Lives alone' })])
    expect(readWords(body)).toContain('Victim: Edna Pell')
    expect(readFacts(body)).toMatchObject({ 'Safe contact': 'Mornings', 'Wants to be contacted': 'No', Telephone: '07700 900142', Address: '14 Tanner Street, ZA1 1BE', 'Date of birth': '2 April 1944', Note: 'Lives alone', Added: 'today at 21:14, by PC Priya Nair' })
  })

  it('say what is not known, and leave out what nobody asked', () => {
    const facts = readFacts(people([person({ name: null, part: 'suspect', addressText: null, postcode: null })]))
    expect(readWords(people([person({ name: null, part: 'suspect' })]))).toContain('Suspect: not named')
    expect(facts['Telephone']).toBe('Not recorded')
    for (const left of ['Safe contact', 'Wants to be contacted', 'E-mail', 'Date of birth', 'Note']) expect(facts).not.toHaveProperty(left)
  })

  it('are added to only by those who work the case', () => {
    expect(readLinks(people([])).map(([words]) => words)).not.toContain('Add a person')
    expect(readLinks(people([], aHeader({}, ['work'])))).toContainEqual(['Add a person', '/cases/c1/person'])
    expect(readWords(people([]))).toContain('Victims, witnesses and suspects of the case appear here.')
  })
})

describe('the case, on an incident’s page', () => {
  const found = { id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', nextDueAt: new Date('2026-11-27T23:59:59.999Z'), ownerName: null, teamName: 'Tanner Street Team' }
  const panel = (changed: Partial<Parameters<typeof CasePanel>[0]> = {}) => CasePanel({ found, incidentId: 'i1', mayOpen: true, now, ...changed })

  it('says how it stands and what is due, and opens no second one beside it', () => {
    expect(readFacts(panel())).toMatchObject({ Case: 'CASE/2026/000001', Status: 'Open High', Owner: 'Nobody: Tanner Street Team’s unallocated list', 'Next due': '27 November' })
    expect(readLinks(panel())).toEqual([['CASE/2026/000001', '/cases/c1']])
  })

  it('offers to open one where there is none or it is closed, to those who may', () => {
    expect(readLinks(panel({ found: null }))).toEqual([['Open a case', '/incidents/i1/cases']])
    expect(readLinks(panel({ found: { ...found, status: 'closed' } }))).toContainEqual(['Open a case', '/incidents/i1/cases'])
    expect(panel({ found: null, mayOpen: false })).toBeNull()
  })
})
