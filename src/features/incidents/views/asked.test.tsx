import { describe, expect, it } from 'vitest'
import { readWords } from '#test/support/reading.ts'
import type { Page } from '#ui/page.ts'
import type { ActPage } from '../queries/act-page.ts'
import type { IncidentSummary } from '../queries/incident-summary.ts'
import type { PersonPage } from '../queries/mend-page.ts'
import {
  AllocationPage, AssessmentRequestPage, BriefingPage, ClassificationPage, CrimePage, DeploymentPage, DoubtPage, DuplicatePage, FlagDecisionPage, FlagPage, FollowUpPage, GradePage, IntelligencePage, NotePage,
  ResearchPage, ResultPage, UnlinkPage,
} from './acts.tsx'
import { PersonAdditionPage, PersonCorrectionPage, PlaceCorrectionPage, PromptLaterPage, TimesCorrectionPage } from './mending.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const script = '<script>alert(1)</script>'
const incident: IncidentSummary = {
  id: 'i1', reference: 'ASB/2026/000001', version: 4, channel: '101', reportedAt: now, typeKey: 'noise', typeName: 'Noise', qualifier: 'nuisance', place: '14 Tanner Street', wardName: null, boroughName: null, boroughId: null, teamId: null, teamName: null,
  status: 'recorded', grade: 'extended', gradeName: 'Extended', riskOrder: 0, flags: [], allocatedTo: null, allocatedToName: null, assessmentAsked: false, isOpenData: false, isDuplicate: false, sealedUnder: null,
}
const page = (over: Partial<ActPage> = {}, of: Partial<IncidentSummary> = {}): ActPage => ({
  incident: { ...incident, ...of }, grades: [{ value: 'extended', text: 'Extended' }, { value: 'immediate', text: 'Immediate' }], types: [{ value: 'noise', text: '211 Noise' }, { value: 'rowdy', text: '202 Rowdy' }],
  resultCodes: [{ group: 'result', codes: [{ value: 'r1', text: '407 Suspect spoken to' }] }], colleagues: [{ value: 'a1', text: 'PC Priya Nair, Team' }], raisedThere: null, result: null, allocation: { allowed: true }, ...over,
})
const fields = ({ body }: Page) => [...new Set([...String(body).matchAll(/<(?:input|textarea|select)\b[^>]*? name="([^"]+)"/g)].map(([, name]) => name))].filter((name) => name !== 'csrf' && name !== 'version')
const button = ({ body }: Page) => readWords(/<button[\s\S]*?<\/button>/.exec(String(body))?.[0] ?? '')
const isChosen = ({ body }: Page, name: string, value: string) => new RegExp(`<input[^>]* name="${name}"[^>]* value="${value}" checked`).test(String(body)) || new RegExp(`<select[^>]* name="${name}"[\\s\\S]*?<option value="${value}" selected`).test(String(body))
const value = ({ body }: Page, name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*? value="([^"]*)"`).exec(String(body))?.[1] ?? null

describe('what each act asks for, and what its button says', () => {
  it.each<[string, Page, string[], string]>([
    ['grade', GradePage({ page: page() }), ['grade', 'reason'], 'Change grade'],
    ['first grade', GradePage({ page: page({}, { grade: null }) }), ['grade', 'reason'], 'Save grade'],
    ['deployment', DeploymentPage({ page: page() }), ['deployed', 'unit', 'officerId', 'deployedDay', 'deployedTime', 'told', 'because'], 'Save'],
    ['briefing', BriefingPage({ page: page() }), ['told'], 'Save'],
    ['result', ResultPage({ page: page() }), ['codes', 'account', 'attendedBy', 'attendedAtDay', 'attendedAtTime', 'callerTold', 'callerToldAtDay', 'callerToldAtTime', 'callerToldWhat', 'notToldBecause'], 'Save result'],
    ['correction', ResultPage({ page: page(), isCorrection: true }), ['codes', 'account', 'attendedBy', 'attendedAtDay', 'attendedAtTime', 'callerTold', 'callerToldAtDay', 'callerToldAtTime', 'callerToldWhat', 'notToldBecause', 'reason'], 'Save correction'],
    ['classification', ClassificationPage({ page: page() }), ['type', 'qualifier', 'reason'], 'Save change'],
    ['crime', CrimePage({ page: page() }), ['crimeReference', 'victimsCode'], 'Save'],
    ['intelligence', IntelligencePage({ page: page() }), ['intelligence', 'reference', 'because'], 'Save'],
    ['duplicate', DuplicatePage({ page: page() }), ['reference', 'reason'], 'Link'],
    ['undoing', UnlinkPage({ page: page() }), ['reason'], 'Undo the link'],
    ['undoing what raised something', UnlinkPage({ page: page({ raisedThere: { reference: 'ASB/2026/000002', words: ['its grade'] } }) }), ['reason', 'takeBack'], 'Undo the link'],
    ['allocation', AllocationPage({ page: page() }), ['accountId', 'note'], 'Allocate'],
    ['follow-up', FollowUpPage({ page: page() }), ['reached', 'how', 'followedUpAtDay', 'followedUpAtTime', 'said'], 'Save'],
    ['research', ResearchPage({ page: page() }), ['searched', 'found'], 'Save'],
    ['flag decision', FlagDecisionPage({ page: page(), flag: 'hate' }), ['decision', 'reason'], 'Save'],
    ['flag', FlagPage({ page: page() }), ['flag', 'reason'], 'Raise flag'],
    ['request', AssessmentRequestPage({ page: page() }), ['accountId', 'reason'], 'Ask'],
    ['note', NotePage({ page: page() }), ['text'], 'Save note'],
    ['doubt', DoubtPage({ page: page(), doubt: 'no grade', said: 'It is not graded' }), ['how'], 'Settle it'],
    ['place', PlaceCorrectionPage({ page: { incident, text: null, postcode: null, hasPoint: true } }), ['placeText', 'placePostcode', 'point', 'longitude', 'latitude', 'reason'], 'Save the place'],
    ['times', TimesCorrectionPage({ page: { incident, occurredFrom: null, occurredTo: null } }), ['fromDay', 'fromTime', 'toDay', 'toTime', 'reason'], 'Save the times'],
    ['addition', PersonAdditionPage({ page: { incident, people: [] } }), ['role', 'givenName', 'familyName', 'isAnonymous', 'dateOfBirth', 'phone', 'email', 'addressText', 'postcode', 'wantsContact', 'safeToContact'], 'Add them'],
    ['prompt', PromptLaterPage({ page: { incident, open: [{ key: 'd2', text: 'Told anybody else?', notAskedBecause: null }] } }), ['prompt.d2.answer', 'prompt.d2.note'], 'Save the answers'],
  ])('%s', (_, drawn, names, words) => {
    expect([fields(drawn), button(drawn)]).toEqual([names, words])
  })
})

describe('what stands chosen when a page opens', () => {
  it('the grade, type and qualifier it has; nothing where nothing was', () => {
    expect([isChosen(GradePage({ page: page() }), 'grade', 'extended'), isChosen(GradePage({ page: page() }), 'grade', 'immediate')]).toEqual([true, false])
    expect(readWords(GradePage({ page: page() }).body)).toContain('It is now graded Extended.')
    const first = GradePage({ page: page({}, { grade: null, gradeName: null }) })
    expect([isChosen(first, 'grade', 'extended'), readWords(first.body).includes('It is now graded'), first.title]).toEqual([false, false, 'Choose the grade'])
    expect([isChosen(ClassificationPage({ page: page() }), 'type', 'noise'), isChosen(ClassificationPage({ page: page() }), 'qualifier', 'nuisance')]).toEqual([true, true])
    expect(isChosen(ClassificationPage({ page: page({}, { typeKey: null, qualifier: null }) }), 'qualifier', 'nuisance')).toBe(false)
  })

  it('nothing that decides: no deployment, no answer, no reach, no part', () => {
    for (const [drawn, name] of [[DeploymentPage({ page: page() }), 'deployed'], [ResultPage({ page: page() }), 'callerTold'], [FollowUpPage({ page: page() }), 'reached'], [FollowUpPage({ page: page() }), 'how'], [FlagDecisionPage({ page: page(), flag: 'hate' }), 'decision'], [PersonAdditionPage({ page: { incident, people: [] } }), 'role']] as const) {
      expect([name, new RegExp(`name="${name}"[^>]* checked`).test(String(drawn.body))]).toEqual([name, false])
    }
    expect(isChosen(UnlinkPage({ page: page({ raisedThere: { reference: 'R', words: ['its grade'] } }) }), 'takeBack', 'yes')).toBe(true)
    expect(isChosen(PlaceCorrectionPage({ page: { incident, text: null, postcode: null, hasPoint: false } }), 'point', 'look up')).toBe(true)
  })

  it('what is recorded of somebody, field by field', () => {
    const person: PersonPage['person'] = { mentionId: 'm1', role: 'victim', givenName: 'Noor', familyName: 'Vale', dateOfBirth: '1961-04-02', phone: '07700 900111', email: 'n@example.org', addressText: '9 Cold Harbour', postcode: 'ZA1 2BD', wantsContact: false, safeToContact: 'By text', isAnonymous: true }
    const drawn = PersonCorrectionPage({ page: { incident, person } })
    expect(['givenName', 'familyName', 'dateOfBirth', 'phone', 'email', 'addressText', 'postcode', 'safeToContact'].map((name) => value(drawn, name))).toEqual(['Noor', 'Vale', '2/4/1961', '07700 900111', 'n@example.org', '9 Cold Harbour', 'ZA1 2BD', 'By text'])
    expect([isChosen(drawn, 'role', 'victim'), isChosen(drawn, 'wantsContact', 'no'), isChosen(drawn, 'isAnonymous', 'yes')]).toEqual([true, true, true])
    const unsaid = PersonCorrectionPage({ page: { incident, person: { ...person, wantsContact: null, isAnonymous: false, dateOfBirth: '1961' } } })
    expect([value(unsaid, 'dateOfBirth'), isChosen(unsaid, 'wantsContact', 'no'), isChosen(unsaid, 'wantsContact', 'yes'), isChosen(unsaid, 'isAnonymous', 'yes')]).toEqual(['1961', false, false, false])
  })

  it('the place and the times as they are written here', () => {
    const place = PlaceCorrectionPage({ page: { incident, text: '14 Tanner Street', postcode: 'ZA1 2BC', hasPoint: true } })
    expect([value(place, 'placeText'), value(place, 'placePostcode'), readWords(place.body).includes('Leave it where it is')]).toEqual(['14 Tanner Street', 'ZA1 2BC', true])
    const times = TimesCorrectionPage({ page: { incident, occurredFrom: new Date('2026-07-01T20:14:00Z'), occurredTo: null } })
    expect(['fromDay', 'fromTime', 'toDay', 'toTime'].map((name) => value(times, name) ?? '')).toEqual(['1/7/2026', '21:14', '', ''])
  })
})

describe('what a page says besides', () => {
  it('says in a line which incident it is, as far as that is known', () => {
    expect(readWords(NotePage({ page: page() }).body)).toMatch(/^Noise, nuisance, 14 Tanner Street /)
    expect(readWords(NotePage({ page: page({}, { typeName: null, qualifier: null, place: null }) }).body)).toMatch(/^Type not recorded /)
  })

  it('says who has it now, what stands as the result, and why it cannot be allocated', () => {
    expect(readWords(AllocationPage({ page: page({}, { allocatedToName: 'PC Leah Marsh' }) }).body)).toContain('It is now allocated to PC Leah Marsh.')
    expect(readWords(AllocationPage({ page: page() }).body)).not.toContain('It is now allocated')
    const refused = AllocationPage({ page: page({ allocation: { allowed: false, reason: 'It is worked as a case' } }) })
    expect([fields(refused), readWords(refused.body).includes('It is worked as a case')]).toEqual([[], true])
    const correction = ResultPage({ page: page({ result: { codeNames: ['407 Suspect spoken to'], account: 'They left' } }), isCorrection: true })
    expect(readWords(correction.body)).toContain('It says now: 407 Suspect spoken to They left That stays in the log.')
  })

  it('writes words as words, whoever wrote them', () => {
    const drawn = [
      NotePage({ page: page({}, { typeName: script, place: script }) }), AllocationPage({ page: page({ colleagues: [{ value: 'a1', text: script }] }, { allocatedToName: script }) }), DoubtPage({ page: page(), doubt: 'no grade', said: script }),
      ResultPage({ page: page({ result: { codeNames: [script], account: script } }), isCorrection: true }), UnlinkPage({ page: page({ raisedThere: { reference: script, words: [script] } }) }),
      PlaceCorrectionPage({ page: { incident, text: script, postcode: script, hasPoint: false } }), PromptLaterPage({ page: { incident, open: [{ key: 'd1', text: script, notAskedBecause: script }] } }),
    ]
    for (const { body } of drawn) expect(String(body)).not.toContain(script)
  })
})
