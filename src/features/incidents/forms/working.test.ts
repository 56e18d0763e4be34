import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { FLAGS } from '../rules/screening.ts'
import {
  AllocationForm, AssessmentRequestForm, BriefingForm, ClassificationForm, CrimeForm, DeploymentForm, DoubtForm, DuplicateForm, EntryCorrectionForm, FlagDecisionForm, FlagForm, FollowUpForm, GradeForm,
  IntelligenceForm, NoteForm, NothingForm, ResearchForm, ResultCorrectionForm, ResultForm, UnlinkForm,
} from './working.ts'

const faults = (form: z.ZodType, sent: unknown): readonly (readonly [string, string])[] => form.safeParse(sent).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const id = '01a0a0a0-0000-7000-8000-000000000000'
const long = (most: number) => 'x'.repeat(most + 1)

/** Every form of an act on an incident, filled in so that it is taken. */
const forms: Readonly<Record<string, readonly [z.ZodType, Readonly<Record<string, unknown>>]>> = {
  grade: [GradeForm, { version: '1', grade: 'immediate', reason: 'Threats' }],
  deployment: [DeploymentForm, { version: '1', deployed: 'yes', unit: 'Romeo 1', officerId: id, told: '', because: '', deployedDay: '23/11/2026', deployedTime: '11:00' }],
  briefing: [BriefingForm, { told: 'A dog' }],
  result: [ResultForm, { version: '1', codes: ['result-407'], account: 'Three were spoken to and left.', callerTold: 'no', notToldBecause: 'No telephone' }],
  correction: [ResultCorrectionForm, { version: '1', codes: ['result-407'], account: 'Three were spoken to and left.', callerTold: 'no', notToldBecause: 'No telephone', reason: 'Wrong code' }],
  classification: [ClassificationForm, { version: '1', type: 'noise', qualifier: 'nuisance', reason: 'Only music' }],
  crime: [CrimeForm, { version: '1', crimeReference: '12/26', victimsCode: 'yes' }],
  intelligence: [IntelligenceForm, { version: '1', intelligence: 'submitted', reference: 'INT/1', because: '' }],
  duplicate: [DuplicateForm, { version: '1', reference: 'ASB/2026/000001', reason: '' }],
  unlink: [UnlinkForm, { version: '1', reason: 'Another flat', takeBack: 'yes' }],
  allocation: [AllocationForm, { version: '1', accountId: id, note: '' }],
  followUp: [FollowUpForm, { reached: 'yes', how: 'visit', said: 'All well' }],
  research: [ResearchForm, { searched: 'Names', found: 'Nothing' }],
  decision: [FlagDecisionForm, { version: '1', decision: 'lifted', reason: 'Another person' }],
  flag: [FlagForm, { version: '1', flag: 'hate', reason: 'Graffiti' }],
  request: [AssessmentRequestForm, { version: '1', accountId: id, reason: '' }],
  note: [NoteForm, { text: 'Heard it' }],
  entry: [EntryCorrectionForm, { text: 'Number 21', reason: 'Misread' }],
  doubt: [DoubtForm, { how: 'Seen from the car' }],
  nothing: [NothingForm, {}],
}
const of = (name: string, over: object = {}) => {
  const [form, sent] = forms[name] ?? [NothingForm, {}]
  return faults(form, { ...sent, ...over })
}

describe('the form of each act', () => {
  it.each(Object.keys(forms))('%s, filled in, is taken; a field it does not know is not', (name) => {
    expect(of(name)).toEqual([])
    expect(of(name, { status: 'resulted' })).toHaveLength(1)
    expect(of(name, { incidentId: id })).toHaveLength(1)
  })

  const versioned = Object.entries(forms).filter(([, [, sent]]) => 'version' in sent).map(([name]) => name)
  it.each(versioned)('PL-01 %s says to open the page again without the version it was read in', (name) => {
    for (const version of ['', 'x', undefined, '1.5', '-1']) expect([version, of(name, { version })]).toEqual([version, [['version', 'Open the page again and repeat the change']]])
  })
})

describe('what each field asks for when it is empty or wrong', () => {
  it.each([
    ['grade', { grade: '' }, 'grade', 'Enter a grade'],
    ['deployment', { deployed: '' }, 'deployed', 'Say whether a unit was deployed'],
    ['deployment', { deployed: 'perhaps' }, 'deployed', 'Say whether a unit was deployed'],
    ['deployment', { deployedDay: '31/2/2026' }, 'deployedDay', 'Enter a date, for example 23/11/2026'],
    ['briefing', { told: ' ' }, 'told', 'Enter what the unit was told'],
    ['result', { codes: [] }, 'codes', 'Choose at least one result code'],
    ['result', { account: 'All quiet' }, 'account', 'Say in a sentence or more what was found and what was done'],
    ['result', { callerTold: '' }, 'callerTold', 'Say whether the caller was told'],
    ['result', { notToldBecause: ' ' }, 'notToldBecause', 'Enter why the caller was not told'],
    ['correction', { reason: ' ' }, 'reason', 'Enter why the result is corrected'],
    ['classification', { reason: '' }, 'reason', 'Enter why it is changed'],
    ['crime', { crimeReference: ' ' }, 'crimeReference', 'Enter the crime reference'],
    ['intelligence', { intelligence: '' }, 'intelligence', 'Say whether a report was submitted'],
    ['duplicate', { reference: '' }, 'reference', 'Enter the reference of the incident it repeats'],
    ['unlink', { reason: '' }, 'reason', 'Enter why the link is undone'],
    ['unlink', { takeBack: 'maybe' }, 'takeBack', 'Say whether to take it back'],
    ['allocation', { accountId: '' }, 'accountId', 'Choose an officer'],
    ['allocation', { accountId: 'PC Nair' }, 'accountId', 'Choose an officer'],
    ['request', { accountId: undefined }, 'accountId', 'Choose an officer'],
    ['followUp', { reached: '' }, 'reached', 'Say whether they were reached'],
    ['followUp', { how: 'pigeon' }, 'how', 'Choose how'],
    ['followUp', { said: '' }, 'said', 'Enter what was said'],
    ['followUp', { reached: 'no', said: '' }, 'said', 'Enter what was tried'],
    ['followUp', { followedUpAtDay: 'x' }, 'followedUpAtDay', 'Enter a date, for example 23/11/2026'],
    ['research', { searched: '' }, 'searched', 'Enter what was searched'],
    ['research', { found: ' ' }, 'found', 'Enter what was found'],
    ['decision', { decision: '' }, 'decision', 'Say whether the flag is confirmed or lifted'],
    ['flag', { flag: 'red' }, 'flag', 'Choose a flag'],
    ['flag', { flag: undefined }, 'flag', 'Choose a flag'],
    ['flag', { reason: ' ' }, 'reason', 'Enter why the flag is raised'],
    ['note', { text: '' }, 'text', 'Enter the note'],
    ['entry', { text: '' }, 'text', 'Enter what it should say'],
    ['entry', { reason: '' }, 'reason', 'Enter why it is corrected'],
    ['doubt', { how: '' }, 'how', 'Enter how it was settled'],
  ])('%s with %j: %s', (name, over, field, message) => {
    expect(of(name, over)).toEqual([[field, message]])
  })

  it.each([
    ['grade', 'reason', 1_000], ['deployment', 'told', 10_000], ['deployment', 'because', 1_000], ['deployment', 'unit', 200], ['briefing', 'told', 10_000], ['result', 'account', 10_000], ['result', 'attendedBy', 200],
    ['result', 'notToldBecause', 1_000], ['classification', 'reason', 1_000], ['crime', 'crimeReference', 60], ['intelligence', 'reference', 60], ['intelligence', 'because', 1_000], ['duplicate', 'reference', 40],
    ['unlink', 'reason', 1_000], ['allocation', 'note', 1_000], ['followUp', 'said', 10_000], ['research', 'searched', 1_000], ['research', 'found', 10_000], ['decision', 'reason', 1_000], ['flag', 'reason', 1_000],
    ['request', 'reason', 1_000], ['note', 'text', 10_000], ['entry', 'text', 10_000], ['entry', 'reason', 1_000], ['doubt', 'how', 1_000],
  ])('%s: %s has at most %d characters, and says how many it has', (name, field, most) => {
    const [fault] = of(name, { [field]: long(most) })
    expect(fault?.[0]).toBe(field)
    expect(fault?.[1]).toContain(`${most.toLocaleString('en-GB')} characters or fewer; it has ${(most + 1).toLocaleString('en-GB')}`)
    const words = `${'word '.repeat(5)}${'x'.repeat(most - 25)}`
    expect(of(name, { [field]: words })).toEqual([])
  })
})

describe('what may be left out', () => {
  it('a reason for a first grade, a unit where a colleague is named, a note to whoever it is given to', () => {
    expect(GradeForm.parse({ version: '1', grade: 'immediate' })).toEqual({ version: 1, grade: 'immediate', reason: '' })
    expect(DeploymentForm.parse({ version: '1', deployed: 'no', because: 'No unit' })).toMatchObject({ deployed: 'no', unit: '', officerId: null, told: '', because: 'No unit', at: null })
    expect(AllocationForm.parse({ version: '1', accountId: id })).toMatchObject({ note: '' })
    expect(ClassificationForm.parse({ version: '1', reason: 'x', type: '', qualifier: '' })).toMatchObject({ type: null, qualifier: null })
    expect(CrimeForm.parse({ version: '1', crimeReference: '1' }).victimsCode).toBe(false)
    expect(UnlinkForm.parse({ version: '1', reason: 'x' }).takeBack).toBe(true)
    expect(FollowUpForm.parse({ reached: 'yes', how: 'letter', said: 'Sent' })).toEqual({ isReached: true, how: 'letter', said: 'Sent', at: null })
  })

  it.each(FLAGS)('the flag %s may be raised', (flag) => {
    expect(FlagForm.parse({ version: '2', flag, reason: 'x' })).toEqual({ version: 2, flag, reason: 'x' })
  })

  it('a time is read on the clock of London, in winter and in summer', () => {
    const at = (deployedDay: string, deployedTime: string) => DeploymentForm.parse({ version: '1', deployed: 'yes', unit: 'R1', deployedDay, deployedTime }).at
    expect(at('23/11/2026', '21:14')).toEqual(new Date('2026-11-23T21:14:00Z'))
    expect(at('1/7/2026', '21:14')).toEqual(new Date('2026-07-01T20:14:00Z'))
    expect(at('', '')).toBeNull()
  })
})
