import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { Page } from '#ui/page.ts'
import type { ActPage } from '../queries/act-page.ts'
import type { IncidentSummary } from '../queries/incident-summary.ts'
import type { SimilarIncident } from '../queries/similar.ts'
import { FLAGS } from '../rules/screening.ts'
import {
  type Acting, AllocationPage, AssessmentRequestPage, BriefingPage, ClassificationPage, CrimePage, DeploymentPage, DoubtPage, DuplicatePage, EntryCorrectionPage, FlagDecisionPage, FlagPage, FollowUpPage, GradePage,
  IntelligencePage, NotePage, ResearchPage, ResultPage, UnlinkPage,
} from './acts.tsx'
import { PeopleCorrectionPage, PersonAdditionPage, PersonCorrectionPage, PlaceCorrectionPage, PromptLaterPage, TimesCorrectionPage } from './mending.tsx'
import { SimilarFragment, SimilarPage } from './similar.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const incident: IncidentSummary = {
  id: 'i1', reference: 'ASB/2026/000001', version: 4, channel: '101', reportedAt: now, typeKey: '202', typeName: 'Rowdy', qualifier: 'personal', place: '14 Tanner Street', wardName: null, boroughName: null, boroughId: null,
  teamId: null, teamName: null, status: 'recorded', grade: 'extended', gradeName: 'Extended', riskOrder: 0, flags: ['hate'], allocatedTo: null, allocatedToName: 'PC Priya Nair', assessmentAsked: false, isOpenData: false, isDuplicate: false, sealedUnder: null,
}
const acting = (over: Partial<ActPage> = {}, more: Partial<Acting> = {}): Acting => ({
  page: {
    incident, grades: [{ value: 'extended', text: 'Extended' }, { value: 'immediate', text: 'Immediate' }], types: [{ value: '202', text: '202 Rowdy' }],
    resultCodes: [{ group: 'result', codes: [{ value: 'r1', text: '407 Suspect spoken to' }] }, { group: 'flag', codes: [{ value: 'f1', text: '901 Alcohol' }] }], colleagues: [{ value: 'a1', text: 'PC Priya Nair, Team' }],
    raisedThere: null, result: null, allocation: { allowed: true }, ...over,
  }, ...more,
})
const pages: readonly (readonly [string, (given: Acting) => Page])[] = [
  ['grade', GradePage], ['deployment', DeploymentPage], ['briefing', BriefingPage], ['result', ResultPage], ['correction of a result', (given) => ResultPage({ ...given, isCorrection: true })], ['classification', ClassificationPage],
  ['crime', CrimePage], ['intelligence', IntelligencePage], ['duplicate', DuplicatePage], ['undoing', UnlinkPage], ['allocation', AllocationPage], ['follow-up', FollowUpPage], ['research', ResearchPage],
  ['flag decision', (given) => FlagDecisionPage({ ...given, flag: 'hate' })], ['flag', FlagPage], ['assessment request', AssessmentRequestPage], ['note', NotePage], ['doubt', (given) => DoubtPage({ ...given, doubt: 'no-grade', said: 'It is not graded' })],
  ['entry', ({ page, ...typed }) => EntryCorrectionPage({ page: { incident: page.incident, entry: { id: 'e1', text: 'It was said', at: now } }, ...typed })],
]
const fieldsOf = (page: Page) => [...String(page.body).matchAll(/<(?:input|textarea|select)\b[^>]*? name="([^"]+)"/g)].map(([, name]) => name ?? '')

describe('the page of any act on an incident', () => {
  it.each(pages)('%s: says which incident, carries its version, and leads back', (_, draw) => {
    const page = draw(acting())
    expect([page.caption, page.back]).toEqual(['ASB/2026/000001', { href: '/incidents/i1', text: 'Back to the incident' }])
    expect(String(page.body)).toContain('name="version" value="4"')
    expect(readWords(page.body)).toMatch(/^Rowdy, personal, 14 Tanner Street /)
    expect(String(page.body)).toMatch(/<form method="post"/)
  })

  it.each(pages)('%s: keeps what was typed and stands each fault beside its field', (_, draw) => {
    const names = [...new Set(fieldsOf(draw(acting())))].filter((name) => name !== 'version' && name !== 'csrf')
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const page = draw(acting({}, { errors: [{ field: name, message: `Put ${name} right` }], answers: { [name]: '"typed" <b>' } }))
      expect(page.errors).toEqual([{ field: name, message: `Put ${name} right` }])
      expect([name, readWords(page.body).includes(`Put ${name} right`)]).toEqual([name, true])
      expect(String(page.body)).not.toContain('<b>')
    }
  })

  it('keeps the version the person had read, when the page is shown again', () => {
    expect(String(NotePage(acting({}, { answers: { version: '2' } })).body)).toContain('name="version" value="2"')
  })
})

describe('what each page asks', () => {
  it('a first grade needs no reason and is not called a change', () => {
    const first = GradePage(acting({ incident: { ...incident, grade: null, gradeName: null } }))
    expect(first.title).toBe('Choose the grade')
    expect(readWords(first.body)).toContain('Why it is changed (optional)')
    const again = GradePage(acting())
    expect([again.title, readWords(again.body).includes('It is now graded Extended.')]).toEqual(['Change the grade', true])
    expect(String(again.body)).toMatch(/value="extended" checked|checked[^>]*value="extended"/)
  })

  it('a result has every kind of code, each kind named; its correction asks why and says that the first stays', () => {
    expect(readWords(ResultPage(acting()).body)).toContain('407 Suspect spoken to Flag codes 901 Alcohol')
    expect(fieldsOf(ResultPage(acting()))).not.toContain('reason')
    const correction = ResultPage({ ...acting(), isCorrection: true })
    expect(readWords(correction.body)).toContain('That stays in the log.')
    const standing = ResultPage({ ...acting({ result: { codeNames: ['407 Suspect spoken to', '610 Repeat caller'], account: 'They were told to keep it down.' } }), isCorrection: true })
    expect(readWords(standing.body)).toContain('It says now: 407 Suspect spoken to, 610 Repeat caller They were told to keep it down. That stays in the log.')
    expect(readWords(ResultPage(acting({ result: null })).body)).not.toContain('It says now')
    expect(fieldsOf(correction)).toContain('reason')
  })

  it('a flag that is raised already is not offered', () => {
    const offered = [...String(FlagPage(acting()).body).matchAll(/type="radio" value="([^"]+)"/g)].map(([, value]) => value)
    expect(offered).toEqual(FLAGS.filter((flag) => flag !== 'hate'))
  })

  it('linking a duplicate says what becomes of both', () => {
    expect(readWords(DuplicatePage(acting()).body)).toContain('the other shows its people and what they said, takes its flags, and its grade where that is quicker')
  })

  it('IN-64 what is known of one sealed incident is not known of another: the tick is for the reference that was typed, and asked for once it is known to be sealed', () => {
    const asked = (answers: Record<string, string>, errors: Acting['errors'] = []) => String(DuplicatePage(acting({}, { answers, errors })).body)
    const fault = [{ field: 'knowing', message: 'Tick that you know this' }]
    const tick = (markup: string) => /name="knowing" type="checkbox" value="([^"]*)"( checked)?/.exec(markup)?.slice(1)
    expect(tick(asked({ reference: 'ASB/2026/000001' }))).toBeUndefined()
    expect(tick(asked({ reference: ' asb/2026/000001 ' }, fault))).toEqual(['ASB/2026/000001', undefined])
    expect(tick(asked({ reference: 'ASB/2026/000001', knowing: 'ASB/2026/000001' }, [{ field: 'reason', message: 'Too long' }]))).toEqual(['ASB/2026/000001', ' checked'])
    expect(tick(asked({ reference: 'ASB/2026/000002', knowing: 'ASB/2026/000001' }))).toBeUndefined()
    expect(tick(asked({ reference: 'ASB/2026/000002', knowing: 'ASB/2026/000001' }, fault))).toEqual(['ASB/2026/000002', undefined])
    expect(asked({ reference: 'ASB/2026/000001' }, fault)).toContain('It goes out of the sight of those who work it too, unless the seal names them: PC Priya Nair')
  })

  it('undoing asks what to do with what the link raised, only where it raised something: taken back unless somebody says otherwise', () => {
    expect(fieldsOf(UnlinkPage(acting()))).not.toContain('takeBack')
    const page = UnlinkPage(acting({ raisedThere: { reference: 'ASB/2026/000002', words: ['the flag “hate”', 'its grade'] } }))
    expect(readWords(page.body)).toContain('What the link raised in ASB/2026/000002: the flag “hate”, its grade')
    expect(String(page.body)).toMatch(/name="takeBack"[^>]*value="yes"[^>]*checked/)
  })

  it('where it cannot be allocated, says why and asks for nothing', () => {
    const page = AllocationPage(acting({ allocation: { allowed: false, reason: 'It is worked as a case' } }))
    expect([readWords(page.body).includes('It is worked as a case'), String(page.body).includes('<form')]).toEqual([true, false])
    expect(readWords(AllocationPage(acting()).body)).toContain('It is now allocated to PC Priya Nair.')
  })
})

describe('mending a record', () => {
  const person = { mentionId: 'm1', role: 'victim' as const, givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1961-04-02', phone: null, email: null, addressText: null, postcode: null, wantsContact: false, safeToContact: 'Not at home', isAnonymous: false }
  const inIncident = { mentionId: 'm1', personId: 'p1', incidentId: 'i1', part: 'victim' as const, name: 'Ada Pell', dateOfBirth: null, phone: null, email: null, address: null, wantsContact: null, safeToContact: null, isAnonymous: false }

  it('starts from what is recorded: days as they are written here, times of London', () => {
    const page = TimesCorrectionPage({ page: { incident, occurredFrom: new Date('2026-07-01T22:30:00Z'), occurredTo: null } })
    for (const [name, value] of [['fromDay', '1/7/2026'], ['fromTime', '23:30']]) expect(String(page.body)).toMatch(new RegExp(`name="${name}"[^>]*value="${value}"`))
    expect(String(page.body)).not.toMatch(/name="toDay"[^>]*value="\d/)
    expect(String(PersonCorrectionPage({ page: { incident, person } }).body)).toMatch(/name="dateOfBirth"[^>]*value="2\/4\/1961"/)
  })

  it('offers to leave the point where it is only when there is one', () => {
    const points = (hasPoint: boolean) => [...String(PlaceCorrectionPage({ page: { incident, text: null, postcode: null, hasPoint } }).body).matchAll(/name="point" type="radio" value="([^"]+)"/g)].map(([, value]) => value)
    expect([points(true), points(false)]).toEqual([['look up', 'keep', 'given'], ['look up', 'given']])
  })

  it('lists the people with a way to correct each, and asks of somebody new whether they are there already', () => {
    const list = PeopleCorrectionPage({ page: { incident, people: [inIncident, { ...inIncident, mentionId: 'm2', name: null, isAnonymous: true, part: 'caller' }] } })
    expect(readTable(list.body, 'People').slice(1)).toEqual([['Ada Pell', 'Victim', 'Correct the details of Ada Pell'], ['Would not give a name', 'Caller', 'Correct the details of the caller']])
    expect(readLinks(list.body).map(([, href]) => href)).toEqual(['/incidents/i1/people/m1', '/incidents/i1/people/m2', '/incidents/i1/people/new'])
    expect(fieldsOf(PersonAdditionPage({ page: { incident, people: [] } }))).not.toContain('sameAs')
    expect(readWords(PersonAdditionPage({ page: { incident, people: [inIncident] } }).body)).toContain('No, they are somebody else')
  })

  it('asks only what was not asked, with why it was not; when all was, nothing', () => {
    const page = PromptLaterPage({ page: { incident, open: [{ key: 'd5', text: 'Is anybody vulnerable?', notAskedBecause: 'The line was lost' }] } })
    expect(readWords(page.body)).toContain('Is anybody vulnerable? Not asked before because: The line was lost')
    expect(fieldsOf(page)).toEqual(expect.arrayContaining(['prompt.d5.answer', 'prompt.d5.note']))
    const none = PromptLaterPage({ page: { incident, open: [] } })
    expect([readWords(none.body), String(none.body).includes('<form')]).toEqual(['Every question of the prompt has an answer. An answer is never changed: write a note instead.', false])
  })
})

describe('reports alike', () => {
  const one = (id: string, over: Partial<SimilarIncident> = {}): SimilarIncident => ({
    id, reference: `ASB/2026/${id}`, reportedAt: now, recordedAt: now, typeName: 'Rowdy', place: '14 Tanner Street', teamName: 'Team', status: 'recorded', narrative: 'Shouting', because: ['same address', '2 hours earlier'], weight: 4, minutesApart: 120, closed: null, ...over,
  })

  it('shows three with why, the rest behind a line, and nothing when there is none', () => {
    const { fragment } = SimilarFragment({ now, found: ['a', 'b', 'c', 'd', 'e'].map((id) => one(id)) }, {})
    expect(readWords(fragment)).toContain('Reports like this one (5)')
    expect(readWords(fragment)).toContain('2 more, less like it')
    expect(readWords(fragment)).toContain('Same address, 2 hours earlier')
    expect(String(SimilarFragment({ now, found: [] }, {}).fragment)).toBe('<div></div>')
  })

  it('does not offer to add to what is closed, and says why not', () => {
    const { fragment } = SimilarFragment({ now, found: [one('a', { closed: 'it has been resulted' })] }, {})
    expect(readWords(fragment)).toContain('Nothing can be added to it, because it has been resulted.')
    expect([...String(fragment).matchAll(/name="similar\.a" value="(\w*)"/g)].map(([, value]) => value)).toEqual(['link', 'separate', ''])
  })

  it('keeps what was chosen; undecided is the choice of whoever chose nothing', () => {
    const chosen = (answers: Record<string, string>) => /name="similar\.a" value="(\w*)"[^>]*checked/.exec(String(SimilarFragment({ now, found: [one('a')] }, answers).fragment))?.[1]
    expect([chosen({ 'similar.a': 'link' }), chosen({})]).toEqual(['link', ''])
  })

  it('later, on its own page, needs no keys and says what each choice does; with none to decide, says so', () => {
    const page = SimilarPage({ page: { now, incident, found: [one('a', { narrative: 'y'.repeat(200), typeName: null, teamName: null })] }, errors: [{ field: 'similar.a', message: 'Choose what to do with this incident' }] })
    expect(String(page.body)).not.toContain('data-choice-key="')
    const words = readWords(page.body)
    for (const said of ['Add this one to it: they are the same', 'Error: Choose what to do with this incident', 'type not recorded, 14 Tanner Street', `“${'y'.repeat(200)}…”`]) expect(words).toContain(said)
    expect(readWords(SimilarPage({ page: { now, incident, found: [] } }).body)).toContain('There is none that you may see and nobody has decided about.')
  })
})
