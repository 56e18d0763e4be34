import { describe, expect, it } from 'vitest'
import { readLinks, readWords } from '#test/support/reading.ts'
import type { Answers, Page } from '#ui/page.ts'
import type { IncidentRecord, LogEntry } from '../queries/incident-record.ts'
import type { IncidentSummary } from '../queries/incident-summary.ts'
import type { PersonPage } from '../queries/mend-page.ts'
import type { PersonInIncident } from '../queries/people-in.ts'
import { DOUBT_KINDS } from '../rules/doubts.ts'
import { PersonAdditionPage, PersonCorrectionPage, PlaceCorrectionPage, PromptLaterPage, TimesCorrectionPage } from './mending.tsx'
import { DoubtsPanel, TimelinePanel } from './record.tsx'
import { typedDay } from './words.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const incident: IncidentSummary = {
  id: 'i1', reference: 'ASB/2026/000001', version: 4, channel: '101', reportedAt: now, typeKey: '202', typeName: 'Rowdy', qualifier: 'personal', place: '14 Tanner Street', wardName: null, boroughName: null, boroughId: null,
  teamId: null, teamName: null, status: 'recorded', grade: 'extended', gradeName: 'Extended', riskOrder: 0, flags: [], allocatedTo: null, allocatedToName: null, assessmentAsked: false, isOpenData: false, isDuplicate: false, sealedUnder: null,
}
const person: PersonPage['person'] = {
  mentionId: 'm1', role: 'victim', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1961-04-02', phone: '07700 900123', email: 'ada@example.org', addressText: '14 Tanner Street', postcode: 'ZA1 2BC', wantsContact: true, safeToContact: 'After six, by text', isAnonymous: false,
}
const personPage = (over: Partial<PersonPage['person']> = {}, answers?: Answers): Page => PersonCorrectionPage({ page: { incident, person: { ...person, ...over } }, ...(answers === undefined ? {} : { answers }) })
const placePage = (hasPoint: boolean): Page => PlaceCorrectionPage({ page: { incident, text: '14 Tanner Street', postcode: 'ZA1 2BC', hasPoint } })

/** What stands in a box, as it will be sent back. */
function boxes(page: Page): Readonly<Record<string, string>> {
  return Object.fromEntries([...String(page.body).matchAll(/<input\b[^>]*>/g)].flatMap(([input]) => {
    const read = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1]
    const [name, type] = [read('name'), read('type')]
    if (name === undefined || type === 'hidden' || ((type === 'radio' || type === 'checkbox') && !/ checked/.test(input))) return []
    return [[name, read('value') ?? '']]
  }))
}
/** The words of the label tied to the field of this name. */
function labelOf(page: Page, name: string): string | undefined {
  const markup = String(page.body)
  const id = new RegExp(`<input\\b(?=[^>]* name="${name}")[^>]* id="([^"]+)"|<input\\b[^>]* id="([^"]+)"[^>]* name="${name}"|<select\\b[^>]* id="([^"]+)"[^>]* name="${name}"`).exec(markup)?.slice(1).find((found) => found !== undefined)
  return id === undefined ? undefined : readWords(new RegExp(`<label\\b[^>]* for="${id}"[^>]*>([\\s\\S]*?)</label>`).exec(markup)?.[1] ?? '')
}

describe('correcting somebody', () => {
  it('shows all that is recorded of them, so that saving what stands there changes nothing', () => {
    expect(boxes(personPage())).toEqual({
      role: 'victim', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '2/4/1961', phone: '07700 900123', email: 'ada@example.org', addressText: '14 Tanner Street', postcode: 'ZA1 2BC', wantsContact: 'yes', safeToContact: 'After six, by text',
    })
  })

  it.each([[true, 'yes'], [false, 'no'], [null, undefined]])('that they want contact is %s stands as %s: what nobody asked is not answered for them', (wantsContact, stands) => {
    expect(boxes(personPage({ wantsContact }))['wantsContact']).toBe(stands)
  })

  it.each([['1961-04-02', '2/4/1961'], ['1961', '1961'], ['1961-04', '1961-04'], [null, '']])('born %s is shown as “%s”, no surer than it is known', (dateOfBirth, stands) => {
    expect(boxes(personPage({ dateOfBirth }))['dateOfBirth']).toBe(stands)
    expect(typedDay(dateOfBirth)).toBe(stands === '' ? null : stands)
  })

  it('ticks that they would not give a name only where they would not', () => {
    expect(boxes(personPage({ isAnonymous: true, givenName: null, familyName: null }))).toMatchObject({ isAnonymous: 'yes', givenName: '', familyName: '' })
    expect(boxes(personPage())).not.toHaveProperty('isAnonymous')
  })

  it('asked again, keeps what was typed and not what is recorded', () => {
    expect(boxes(personPage({}, { givenName: 'Ida', phone: '', wantsContact: 'no', role: 'witness' }))).toMatchObject({ givenName: 'Ida', phone: '', wantsContact: 'no', role: 'witness' })
  })

  it.each([
    ['givenName', 'First name'], ['familyName', 'Last name'], ['dateOfBirth', 'Date of birth'], ['phone', 'Telephone'], ['email', 'E-mail'], ['addressText', 'Address'], ['postcode', 'Postcode'], ['safeToContact', 'How and when is it safe to reach them?'],
  ])('%s is labelled “%s” for whoever hears the page read', (name, label) => {
    expect([labelOf(personPage(), name), labelOf(PersonAdditionPage({ page: { incident, people: [] } }), name)]).toEqual([label, label])
  })

  it('says that what was recorded is kept, what a tick means, and asks why', () => {
    const words = readWords(personPage().body)
    for (const said of ['What was recorded before is kept behind the correction.', 'They were asked and would not say who they are', 'Do they want to be contacted?', 'Why it is corrected']) expect(words).toContain(said)
  })
})

describe('adding somebody', () => {
  const inIncident: PersonInIncident = { mentionId: 'm1', personId: 'p1', incidentId: 'i1', part: 'caller', name: 'Ada Pell', dateOfBirth: null, phone: null, email: null, address: null, wantsContact: null, safeToContact: null, isAnonymous: false }

  it('offers those who are in it by name and part, and says what then to leave empty', () => {
    const page = PersonAdditionPage({ page: { incident, people: [inIncident, { ...inIncident, mentionId: 'm2', name: null, part: 'witness' }] } })
    expect([...String(page.body).matchAll(/<option value="([^"]*)"[^>]*>([^<]*)</g)].map(([, value, text]) => [value, text?.trim()])).toEqual([['', 'No, they are somebody else'], ['m1', 'Ada Pell, caller'], ['m2', 'No name recorded, witness']])
    expect(labelOf(page, 'sameAs')).toBe('Are they in this incident already, in another part?')
    expect(readWords(page.body)).toContain('Then choose the new part below, and leave the rest empty')
    expect(page.title).toBe('Add somebody')
  })

  it('takes nothing of anybody else for theirs', () => {
    expect(Object.values(boxes(PersonAdditionPage({ page: { incident, people: [inIncident] } }))).every((value) => value === '')).toBe(true)
  })
})

describe('correcting where and when', () => {
  it('shows the place as recorded, and looks its point up again unless told otherwise', () => {
    expect(boxes(placePage(true))).toEqual({ placeText: '14 Tanner Street', placePostcode: 'ZA1 2BC', point: 'look up', longitude: '', latitude: '' })
  })

  it.each([['placeText', 'Address or place'], ['placePostcode', 'Postcode'], ['longitude', 'Longitude'], ['latitude', 'Latitude']])('%s is labelled “%s”', (name, label) => {
    expect(labelOf(placePage(true), name)).toBe(label)
  })

  it('offers to leave the point only where there is one, and shows how degrees are written', () => {
    expect(readWords(placePage(true).body)).toContain('Leave it where it is')
    expect(readWords(placePage(false).body)).not.toContain('Leave it where it is')
    for (const said of ['If another team is responsible there, it is told at once', 'Degrees, for example -0.0812', 'Degrees, for example 51.5012']) expect(readWords(placePage(false).body)).toContain(said)
  })

  it('shows times as London has them, in summer too, and says that the report’s own time stays', () => {
    const page = TimesCorrectionPage({ page: { incident, occurredFrom: new Date('2026-07-01T22:30:00Z'), occurredTo: new Date('2026-11-23T09:05:00Z') } })
    expect(boxes(page)).toEqual({ fromDay: '1/7/2026', fromTime: '23:30', toDay: '23/11/2026', toTime: '09:05' })
    for (const said of ['When it began', 'When it ended', 'When it was reported is never changed', 'Leave it empty if it is not known']) expect(readWords(page.body)).toContain(said)
  })
})

describe('asking later', () => {
  it('chooses no answer for anybody, offers all four, and says why a question was left open', () => {
    const page = PromptLaterPage({ page: { incident, open: [{ key: 'd5', text: 'Is anybody vulnerable?', notAskedBecause: null }, { key: 'd6', text: 'Are they afraid?', notAskedBecause: 'The line was lost' }] } })
    expect(boxes(page)).toEqual({ 'prompt.d5.note': '', 'prompt.d6.note': '' })
    expect([...String(page.body).matchAll(/name="prompt\.d5\.answer"[^>]* value="([^"]+)"/g)].map(([, value]) => value)).toEqual(['yes', 'no', 'declined', 'not-asked'])
    expect(labelOf(page, 'prompt\\.d6\\.note')).toBe('What they said, or why it was not asked (optional)')
    const words = readWords(page.body)
    expect(words).toContain('Leave alone what you did not ask either. An answer raises the same flags as at the first call.')
    expect(words.match(/Not asked before because/g)?.length).toBe(1)
  })
})

describe('what the record says is to be mended', () => {
  const record: IncidentRecord = {
    ...incident, narrative: '', occurredFrom: null, occurredTo: null, suggestedGradeName: null, suggestedBecause: [], crimeReference: null, victimsCode: null, intelligence: null, intelligenceReference: null, openingQualifier: null, recordedAt: now,
    recordedBy: 'Amara Diallo', people: [], answers: [], flagsOnRecord: [], doubts: DOUBT_KINDS.map((kind) => ({ kind, sentence: `It is so: ${kind}`, anchor: 'x' })), told: [], clocks: [], log: [], original: null, duplicates: [], related: [],
  }

  it('IN-14 every doubt leads to the page that mends it, or to settling alone where nothing can', () => {
    const mends = Object.fromEntries(readLinks(<DoubtsPanel record={record} maySettle />).filter(([words]) => words.startsWith('Mend')).map(([words, href]) => [words.replace('Mend: It is so: ', ''), href.replace('/incidents/i1/', '')]))
    expect(mends).toEqual({
      'no type': 'classification', 'no qualifier': 'classification', 'no grade': 'grade', 'no place': 'place', 'no point': 'place', 'unknown postcode': 'place', 'outside every area': 'place', 'point and postcode apart': 'place', 'no team': 'place',
      'no caller': 'people', 'caller unnamed': 'people', 'no way to reach the caller': 'people', 'personal without a victim': 'people', 'unreadable phone': 'people', 'unreadable email': 'people', 'date of birth ahead': 'people', 'date of birth long ago': 'people', 'times out of order': 'times', 'occurred after report': 'times',
      'prompt not put': 'prompt', 'prompt incomplete': 'prompt', 'similar not decided': 'similar',
    })
    const settles = readLinks(<DoubtsPanel record={record} maySettle />).filter(([words]) => /^settle/i.test(words)).map(([words]) => words)
    expect(settles.length).toBe(DOUBT_KINDS.length)
    expect(settles.filter((words) => words.startsWith('Settle'))).toEqual(['Settle: It is so: no narrative', 'Settle: It is so: entered late'])
    expect(readLinks(<DoubtsPanel record={record} maySettle={false} />)).toEqual([])
  })

  it('IN-29 every kind of entry has its own heading in what has been done', () => {
    const kinds: readonly (readonly [LogEntry['kind'], string])[] = [
      ['recorded', 'Recorded'], ['told unit', 'The unit was told'], ['caller told', 'What the caller was told'], ['allocation', 'Allocation'], ['follow-up', 'Follow-up contact'], ['assessment', 'Risk assessment'],
      ['doubt settled', 'Checked and settled'], ['similar', 'Similar incident'], ['further report', 'Further report'], ['correction', 'Correction'], ['case', 'Case'],
    ]
    for (const [kind, heading] of kinds) {
      const entry: LogEntry = { id: 'e1', kind, at: now, by: 'PC Priya Nair', text: 'It was done', reason: '', codeNames: [], notes: [], correctsId: null, isCorrected: false }
      const words = readWords(<TimelinePanel record={{ ...record, log: [entry] }} now={now} mayCorrect={false} />)
      expect(words).toMatch(new RegExp(`^What has been done ${heading}`))
      expect(words).not.toContain('Why:')
    }
  })
})
