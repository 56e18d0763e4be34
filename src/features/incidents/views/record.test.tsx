import { describe, expect, it } from 'vitest'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { IncidentRecord, LogEntry } from '../queries/incident-record.ts'
import type { PersonInIncident } from '../queries/people-in.ts'
import { DOUBT_KINDS } from '../rules/doubts.ts'
import { ActsPanel, DoubtsPanel, FlagsPanel, PeoplePanel, PromptPanel, SummaryPanel, TimelinePanel, ToldPanel } from './record.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const script = '<script>alert(1)</script>'

function aRecord(over: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id: 'i1', reference: 'ASB/2026/000001', version: 1, channel: '101', reportedAt: new Date('2026-11-22T21:14:00Z'), typeKey: '202', typeName: 'Rowdy', qualifier: 'personal', place: '14 Tanner Street, ZA1 2BC',
    wardName: 'Tanner Street', boroughName: 'Marlow Quay', boroughId: null, teamId: 't1', teamName: 'Tanner Street team', status: 'recorded', grade: 'extended', gradeName: 'Extended', riskOrder: 0, flags: [],
    allocatedTo: null, allocatedToName: null, assessmentAsked: false, isOpenData: false, isDuplicate: false, sealedUnder: null, narrative: 'They are at the door', occurredFrom: null, occurredTo: null,
    suggestedGradeName: null, suggestedBecause: [], crimeReference: null, victimsCode: null, intelligence: null, intelligenceReference: null, openingQualifier: 'personal', recordedAt: new Date('2026-11-22T21:20:00Z'),
    recordedBy: 'Amara Diallo', people: [], answers: [], flagsOnRecord: [], doubts: [], told: [], clocks: [], log: [], original: null, duplicates: [], related: [], ...over,
  }
}

const aPersonIn = (over: Partial<PersonInIncident> = {}): PersonInIncident => ({
  mentionId: 'm1', personId: 'p1', incidentId: 'i1', part: 'caller', name: 'Ada Pell', dateOfBirth: '1961-04-02', phone: '07700 900123', email: null, address: '14 Tanner Street', wantsContact: true, safeToContact: null, isAnonymous: false, ...over,
})
const anEntry = (over: Partial<LogEntry> = {}): LogEntry => ({ id: 'e1', kind: 'note', at: now, by: 'PC Priya Nair', text: 'Number 12 heard it', reason: null, codeNames: [], notes: [], correctsId: null, isCorrected: false, ...over })

describe('the summary', () => {
  const facts = (over: Partial<IncidentRecord>) => readFacts(<SummaryPanel record={aRecord(over)} now={now} />)

  it.each([
    ['Type', {}, 'Rowdy, personal'],
    ['Type', { typeName: null, qualifier: null, openingQualifier: null }, 'Not recorded'],
    ['Type', { qualifier: 'nuisance', openingQualifier: 'personal' }, 'Rowdy, nuisance (first recorded as personal)'],
    ['Type', { qualifier: 'nuisance', openingQualifier: null }, 'Rowdy, nuisance'],
    ['Place', {}, '14 Tanner Street, ZA1 2BC, Tanner Street, Marlow Quay'],
    ['Place', { place: null, wardName: null }, 'Marlow Quay'],
    ['Reported', {}, 'yesterday at 21:14, 101'],
    ['Reported', { channel: 'front-counter' }, 'yesterday at 21:14, Front counter'],
    ['Happened', { occurredFrom: new Date('2026-11-22T20:00:00Z') }, 'yesterday at 20:00'],
    ['Happened', { occurredFrom: new Date('2026-11-22T20:00:00Z'), occurredTo: new Date('2026-11-22T21:00:00Z') }, 'from yesterday at 20:00 to yesterday at 21:00'],
    ['Recorded', {}, 'yesterday at 21:20 by Amara Diallo'],
    ['Grade', { gradeName: null, grade: null }, 'Not graded'],
    ['Grade', { suggestedGradeName: 'Immediate', suggestedBecause: ['somebody is in danger', 'they are alone'] }, 'Extended Suggested immediate, because somebody is in danger; and they are alone'],
    ['Flags', {}, 'None'],
    ['Flags', { flags: ['repeat', 'hate'] }, 'Repeat, hate'],
    ['Team told', {}, 'Nobody has been told'],
    ['Allocated to', {}, 'Nobody yet'],
    ['Allocated to', { allocatedToName: 'PC Priya Nair' }, 'PC Priya Nair'],
    ['Crime', { crimeReference: 'CR1', victimsCode: true }, 'CR1. The Victims’ Code applies'],
    ['Crime', { crimeReference: 'CR1', victimsCode: false }, 'CR1. The Victims’ Code does not apply'],
    ['Intelligence', { intelligence: 'submitted' as const, intelligenceReference: 'INT/1' }, 'Report INT/1 submitted'],
    ['Intelligence', { intelligence: 'considered' as const }, 'Considered, not submitted'],
  ] satisfies readonly (readonly [string, Partial<IncidentRecord>, string])[])('says %s of %j as “%s”', (key, over, words) => {
    expect(facts(over)[key]).toBe(words)
  })

  it('leaves out what there is none of, and of open data all that is worked', () => {
    expect(Object.keys(facts({}))).toEqual(['Type', 'Place', 'Reported', 'Recorded', 'Grade', 'Flags', 'Team told', 'Allocated to'])
    const open = facts({ isOpenData: true, channel: 'open-data', occurredFrom: now })
    expect(Object.keys(open)).toEqual(['Type', 'Place', 'Reported', 'Recorded'])
    expect(open['Reported']).toBe('November 2026')
  })

  it('shows each of a pair of duplicates the other, with what it says cut to its beginning, and what belongs together with why', () => {
    const duplicate = { id: 'i2', reference: 'ASB/2026/000002', reportedAt: now, narrative: 'x'.repeat(201), people: [] }
    const panel = <SummaryPanel record={aRecord({ duplicates: [duplicate, { ...duplicate, id: 'i3', reference: 'ASB/2026/000003', narrative: '' }], related: [{ id: 'i4', reference: 'ASB/2026/000004', because: 'Same boys' }, { id: 'i5', reference: 'ASB/2026/000005', because: '' }] })} now={now} />
    expect(readWords(panel)).toContain(`Reported again (2) ASB/2026/000002, today at 12:00: “${'x'.repeat(200)}…” ASB/2026/000003, today at 12:00`)
    expect(readWords(panel)).toContain('Belongs together with ASB/2026/000004 (Same boys); ASB/2026/000005.')
    expect(readLinks(panel)).toEqual([['ASB/2026/000002', '/incidents/i2'], ['ASB/2026/000003', '/incidents/i3'], ['ASB/2026/000004', '/incidents/i4'], ['ASB/2026/000005', '/incidents/i5']])
    const other = <SummaryPanel record={aRecord({ isDuplicate: true, original: { id: 'i1', reference: 'ASB/2026/000001' } })} now={now} />
    expect(readWords(other)).toContain('This is a duplicate of ASB/2026/000001. It is not counted, and is worked there.')
    expect(readWords(other)).toMatch(/^Duplicate/)
  })

  it('writes words as words, whatever they are', () => {
    const panel = <SummaryPanel record={aRecord({ narrative: script, typeName: script, place: script, duplicates: [{ id: 'i2', reference: 'R', reportedAt: now, narrative: script, people: [] }] })} now={now} />
    expect(String(panel)).not.toContain(script)
    expect(String(panel).match(/&lt;script>|&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(4)
  })

  it('says plainly when nothing was said', () => {
    expect(readWords(<SummaryPanel record={aRecord({ narrative: '' })} now={now} />)).toContain('What happened is not recorded.')
  })
})

describe('what is to be checked', () => {
  const doubts = (kinds: readonly (typeof DOUBT_KINDS)[number][], maySettle = true) => <DoubtsPanel record={aRecord({ doubts: kinds.map((kind) => ({ kind, sentence: `It lacks: ${kind}`, anchor: 'x' })) })} maySettle={maySettle} />

  it('is nothing when nothing is', () => {
    expect(String(doubts([]))).toBe('')
  })

  it.each(DOUBT_KINDS)('leads from “%s” to where it is settled, and says of what', (kind) => {
    const links = readLinks(doubts([kind]))
    const [last] = links.slice(-1)
    expect(last?.[1]).toBe(`/incidents/i1/doubts/${kind.replaceAll(' ', '-')}`)
    for (const [words, href] of links) {
      expect(words).toContain(`It lacks: ${kind}`)
      expect(href).toMatch(/^\/incidents\/i1\/(doubts\/[a-z-]+|classification|grade|place|people|times|prompt|similar)$/)
    }
  })

  it('is mended first where a page mends it: a missing grade by grading', () => {
    expect(readLinks(doubts(['no grade'])).map(([, href]) => href)).toEqual(['/incidents/i1/grade', '/incidents/i1/doubts/no-grade'])
    expect(readLinks(doubts(['similar not decided']))[0]?.[1]).toBe('/incidents/i1/similar')
  })

  it('says the same to those who may not settle it, without a link', () => {
    expect(readLinks(doubts(['no grade', 'no caller'], false))).toEqual([])
    expect(readWords(doubts(['no grade', 'no caller'], false))).toBe('To be checked (2) It lacks: no grade. It lacks: no caller.')
  })
})

describe('the people', () => {
  const rows = (people: readonly PersonInIncident[], over: Partial<IncidentRecord> = {}) => readTable(<PeoplePanel record={aRecord({ people, ...over })} />, 'People').slice(1)

  it('are nobody in words', () => {
    expect(readWords(<PeoplePanel record={aRecord()} />)).toContain('Nobody is named in this report.')
  })

  it('one in two parts, said alike, is one line; said otherwise, two', () => {
    expect(rows([aPersonIn(), aPersonIn({ mentionId: 'm2', part: 'victim' })]).map(([name, parts]) => [name, parts])).toEqual([['Ada Pell', 'Caller and victim']])
    expect(rows([aPersonIn(), aPersonIn({ mentionId: 'm2', part: 'victim', phone: null })])).toHaveLength(2)
    expect(rows([aPersonIn(), aPersonIn({ mentionId: 'm2', personId: 'p2' })])).toHaveLength(2)
  })

  it.each([
    ['no name recorded', { name: null }, 'No name recorded'],
    ['somebody who would not say', { name: null, isAnonymous: true }, 'Would not give a name'],
  ] as const)('%s is called so', (_, over, words) => {
    expect(rows([aPersonIn(over)])[0]?.[0]).toBe(words)
  })

  it('says first how it is safe to reach them, and that they do not want to be', () => {
    expect(rows([aPersonIn({ safeToContact: 'Never at home', wantsContact: false, email: 'a@example.org' })])[0]?.slice(2)).toEqual(['2 April 1961', 'Safe to contact: Never at home Does not want to be contacted 07700 900123 a@example.org 14 Tanner Street'])
    expect(rows([aPersonIn({ dateOfBirth: null, phone: null, address: null, wantsContact: null })])[0]?.slice(2)).toEqual(['', ''])
  })

  it('of a duplicate stand with them, with where they are recorded; the same person said alike is one line', () => {
    const elsewhere = aPersonIn({ mentionId: 'm3', personId: 'p3', incidentId: 'i2', part: 'victim', name: 'Noor Vale' })
    const duplicates = [{ id: 'i2', reference: 'ASB/2026/000002', reportedAt: now, narrative: '', people: [elsewhere, aPersonIn({ mentionId: 'm4', incidentId: 'i2' })] }]
    expect(rows([aPersonIn()], { duplicates }).map(([name, parts]) => [name, parts])).toEqual([['Ada Pell', 'Caller'], ['Noor Vale', 'Victim in ASB/2026/000002']])
    expect(readLinks(<PeoplePanel record={aRecord({ duplicates })} />)).toContainEqual(['ASB/2026/000002', '/incidents/i2'])
  })
})

describe('what the caller was asked', () => {
  const answer = (over: object) => ({ key: 'd1', question: 'Has it happened before?', answer: null, detail: null, notAskedBecause: null, ...over })

  it.each([
    [answer({ answer: 'yes', detail: 'every night' }), ['Has it happened before?', 'Yes', 'every night']],
    [answer({ answer: 'no' }), ['Has it happened before?', 'No', '']],
    [answer({ answer: 'declined' }), ['Has it happened before?', 'Would not say', '']],
    [answer({ answer: 'not-asked', notAskedBecause: 'The line was lost' }), ['Has it happened before?', 'Not asked', 'Not asked because: The line was lost']],
    [answer({}), ['Has it happened before?', 'No answer recorded', '']],
  ])('reads %j', (given, cells) => {
    const panel = <PromptPanel record={aRecord({ answers: [given] })} />
    expect(readTable(panel, 'What the caller was asked')[1]).toEqual(cells)
    expect(readWords(panel)).toContain('The prompt is not a risk assessment.')
  })
})

describe('the flags', () => {
  const flag = { flag: 'other agency', origin: 'screening', state: 'raised' as const, raisedAt: now, raisedBy: 'Amara Diallo', decidedAt: null, decidedBy: null, reason: null }
  const row = (over: object, mayDecide = true) => readTable(<FlagsPanel record={aRecord({ flagsOnRecord: [{ ...flag, ...over }] })} now={now} mayDecide={mayDecide} />, 'Flags')[1]

  it.each([['screening', 'from the prompt'], ['seen before', 'seen in earlier reports'], ['assessment', 'from a risk assessment'], ['officer', 'by an officer']])('raised by %s: %s', (origin, words) => {
    expect(row({ origin })?.[1]).toBe(`today at 12:00 by Amara Diallo, ${words}`)
  })

  it('say how each stands, by whom and why, and offer to decide to those alone who may', () => {
    expect(row({})?.slice(2)).toEqual(['Raised', 'Confirm or lift the flag other agency'])
    expect(row({ state: 'lifted', decidedAt: now, decidedBy: 'Wei Zhang', reason: 'Another person' }, false)?.slice(2)).toEqual(['Lifted by Wei Zhang, today at 12:00: Another person', ''])
    expect(readLinks(<FlagsPanel record={aRecord({ flagsOnRecord: [flag] })} now={now} mayDecide />)[0]?.[1]).toBe('/incidents/i1/flags/other-agency')
  })

  it('are no table when there is none', () => {
    expect(String(<FlagsPanel record={aRecord()} now={now} mayDecide />)).toBe('')
  })
})

describe('who was told', () => {
  const told = { id: 'n1', kind: 'incident recorded', subjectKind: 'incident', subjectId: 'i1', toldName: 'Tanner Street team', toldTeam: true, createdAt: now, acknowledgedAt: null, acknowledgedByName: null, mayAcknowledge: false }
  const panel = (over: object) => <ToldPanel record={aRecord({ told: [{ ...told, ...over }] })} now={now} />

  it('waits for those who were told, who have a button', () => {
    expect(readTable(panel({}), 'Who was told')[1]).toEqual(['Tanner Street team', 'Incident recorded', 'today at 12:00', 'Not yet'])
    expect(String(panel({ mayAcknowledge: true }))).toContain('action="/incidents/i1/acknowledgements/n1"')
    expect(readTable(panel({ acknowledgedAt: now, acknowledgedByName: 'PC Priya Nair', mayAcknowledge: true }), 'Who was told')[1]?.[3]).toBe('PC Priya Nair, today at 12:00')
    expect(readWords(<ToldPanel record={aRecord()} now={now} />)).toContain('Nobody has been told of this incident.')
  })
})

describe('the log', () => {
  const entry = (over: Partial<LogEntry>, mayCorrect = true) => <TimelinePanel record={aRecord({ log: [anEntry(over)] })} now={now} mayCorrect={mayCorrect} />

  it('says what, when, by whom and why, with what was noted beside it', () => {
    expect(readWords(entry({ kind: 'result', text: 'Spoken to', codeNames: ['407 Suspect spoken to', '701 Advice'], reason: 'Wrong code', notes: [['Attended by', 'Romeo 1'], ['When', '11:50']] }))).toMatch(/Result .*PC Priya Nair.*407 Suspect spoken to; 701 Advice Spoken to Why: Wrong code Attended by: Romeo 1\. When: 11:50/)
  })

  it('can be corrected by those who may write, but for what was recorded, a result, and what is corrected already', () => {
    expect(readLinks(entry({}))).toEqual([['Correct this entry: Note', '/incidents/i1/entries/e1/correction']])
    for (const never of [entry({ kind: 'recorded' }), entry({ kind: 'result' }), entry({ isCorrected: true }), entry({}, false)]) expect(readLinks(never)).toEqual([])
    expect(readWords(entry({ isCorrected: true }))).toContain('Corrected by a later entry.')
    expect(readLinks(entry({ kind: 'correction', correctsId: 'e0' }, false))).toEqual([['an earlier entry', '#entry-e0']])
  })

  it('calls what it has no words for by its own name', () => {
    expect(readWords(entry({ kind: 'moved house' }))).toContain('Moved house')
  })
})

describe('what can be done', () => {
  it('stands under its purpose, with why what one would expect is not there; nothing is no box', () => {
    const act = (purpose: 'deal' | 'look into' | 'put right', text: string) => ({ purpose, text, href: `/incidents/i1/${text}` })
    const panel = <ActsPanel acts={[act('put right', 'place'), act('deal', 'result')]} reasons={['It is worked as a case']} />
    expect(readWords(panel)).toBe('What you can do Deal with it result Put right what was recorded place It is worked as a case.')
    expect(readLinks(panel).map(([, href]) => href)).toEqual(['/incidents/i1/result', '/incidents/i1/place'])
    expect(String(<ActsPanel acts={[]} reasons={[]} />)).toBe('')
  })
})
