import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import types from '#db/reference/asb-types.json' with { type: 'json' }
import grades from '#db/reference/response-grades.json' with { type: 'json' }
import results from '#db/reference/result-codes.json' with { type: 'json' }
import prompt from '#db/reference/screening-default.json' with { type: 'json' }
import { Refusal } from '#platform/errors.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { aReport } from '../examples.ts'
import type { ReportedRecord } from '../imports/records.ts'
import { checkRow, type CheckedRow, LIVE_HOURS } from '../imports/reported-rows.ts'
import type { RecordLists } from '../queries/record-lists.ts'
import { bandOf, RISK_ORDER } from '../rules/bands.ts'
import { PEOPLE_ROLES } from '../rules/codes.ts'
import { partsOf, type Report } from '../rules/report.ts'
import { codedReport } from './record-report.ts'

const now = new Date('2026-11-23T12:00:00Z')
const dated = { validFrom: null, validTo: null }
/** The lists that ship, each row under its key for an id. */
const lists: RecordLists = {
  types: types.rows.map((row) => ({ ...row, id: `type ${row.key}` })), qualifiers: [], channels: [], followUps: [],
  grades: grades.rows.map(({ key, name, order, targetMinutes }) => ({ id: `grade ${key}`, key, code: null, name, order, targetMinutes, ...dated })),
  prompts: [{ ...prompt, id: 'prompt', ...dated }],
}
const coded = (over: Partial<Report> = {}) => codedReport(aReport({ now }, over), lists, now)

/** The field a report is refused for, and what is said of it. */
function fault(over: Partial<Report>, given = lists): readonly [field: string | undefined, message: string] {
  try {
    codedReport(aReport({ now }, over), given, now)
  } catch (error) {
    if (error instanceof Refusal) return [error.detail.field, error.message]
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a report read by the lists in force', () => {
  it('IN-01 IN-02 gives the version of the type, the grade and the prompt, and nothing for what was not said', () => {
    expect(coded()).toMatchObject({ type: { id: 'type rowdy-inconsiderate' }, grade: { id: 'grade extended' }, prompt: { id: 'prompt' } })
    expect(coded({ type: 'rowdy-inconsiderate' }).type?.id).toBe(coded({ type: '202' }).type?.id)
    expect(coded({ type: null, grade: null })).toMatchObject({ type: null, grade: null })
  })

  it.each([
    ['reportedAt', { reportedAt: plusMinutes(now, 6) }, 'This is in the future. Enter a time no later than now, 23 November 2026 at 12:00'],
    ['reportedAt', { reportedAt: new Date('1989-12-31T23:59:59Z') }, 'This is before 1990. Check the year'],
    ['reportedAt', { reportedAt: new Date('0001-01-01T00:00:00Z') }, 'This is before 1800. Check the year'],
    ['occurredFrom', { occurredFrom: plusMinutes(now, 6) }, 'This is in the future. Enter a time no later than now, 23 November 2026 at 12:00'],
    ['occurredTo', { occurredTo: new Date('1799-12-31T00:00:00Z') }, 'This is before 1800. Check the year'],
    ['grade', { grade: 'soon' }, 'Not a code on the list. Use one of immediate, significant, extended, referred'],
    ['screening.0.question', { screening: [{ question: 'd9', answer: 'yes' as const }] }, 'Not a question of this prompt. It asks d1, d2, d3, d4, d5, d6'],
    ['screening.1.question', { screening: [{ question: 'd1', answer: 'yes' as const }, { question: 'd1', answer: 'no' as const }] }, 'This question has been answered already'],
  ])('IN-13 IN-09 %s is refused by its name: %j', (field, over, message) => {
    expect(fault(over)).toEqual([field, message])
  })

  it('IN-02 a type that is none is refused with those that are, and a hoax call with what to use instead', () => {
    expect(fault({ type: '999' })).toEqual(['type', expect.stringMatching(/^Not a type of anti-social behaviour\. Use one of 200, 201/)])
    expect(fault({ type: 'hoax-call' })[1]).toContain('Use code 325')
    expect(coded({ type: 'hoax-call', reportedAt: new Date('2011-08-06T12:00:00Z'), occurredFrom: null }).type?.id).toBe('type hoax-call')
  })

  it('IN-13 what happened may lie a century back, though no report does; the first fault is said and not all', () => {
    expect(() => coded({ occurredFrom: new Date('1901-01-01T00:00:00Z') })).not.toThrow()
    expect(fault({ reportedAt: plusMinutes(now, 60), type: 'nonsense', grade: 'soon' })[0]).toBe('reportedAt')
  })

  it('stops, and blames nobody who reports, where no prompt is loaded at all', () => {
    expect(() => codedReport(aReport({ now }), { ...lists, prompts: [] }, now)).toThrow('no screening prompt is loaded')
  })

  it('IN-13 whatever the moments, a report is taken exactly when each is neither ahead nor mistyped', () => {
    const moment = fc.integer({ min: Date.UTC(1700, 0, 1), max: Date.UTC(2040, 0, 1) }).map((at) => new Date(at))
    fc.assert(fc.property(moment, fc.option(moment), fc.option(moment), (reportedAt, occurredFrom, occurredTo) => {
      const last = plusMinutes(now, 5).getTime()
      const fits = (at: Date | null) => at === null || (at.getTime() >= Date.UTC(1800, 0, 1) && at.getTime() <= last)
      const isTaken = fits(occurredFrom) && fits(occurredTo) && fits(reportedAt) && reportedAt.getTime() >= Date.UTC(1990, 0, 1)
      // a type of the day stands apart from the moments, so none is given
      const read = () => codedReport(aReport({ now }, { reportedAt, occurredFrom, occurredTo, type: null, grade: null }), lists, now)
      if (isTaken) expect(read).not.toThrow()
      else expect(read).toThrow(Refusal)
    }))
  })
})

describe('the parts somebody plays', () => {
  it('are each named once, the first first, however they are given', () => {
    expect(partsOf({ role: 'caller' })).toEqual(['caller'])
    expect(partsOf({ role: 'caller', otherParts: ['victim', 'caller', 'victim'] })).toEqual(['caller', 'victim'])
    fc.assert(fc.property(fc.constantFrom(...PEOPLE_ROLES), fc.array(fc.constantFrom(...PEOPLE_ROLES)), (role, otherParts) => {
      const parts = partsOf({ role, otherParts })
      expect([parts[0], new Set(parts).size]).toEqual([role, parts.length])
      expect(new Set(parts)).toEqual(new Set([role, ...otherParts]))
    }))
  })

  it('the bands stand in one order, and each order is its band’s again', () => {
    for (const [band, order] of Object.entries(RISK_ORDER)) expect(bandOf(order)).toBe(band)
    expect([bandOf(0), bandOf(4), bandOf(-1), bandOf(1.5)]).toEqual([null, null, null, null])
    expect(Object.entries(RISK_ORDER).sort(([, a], [, b]) => a - b).map(([band]) => band)).toEqual(['low', 'medium', 'high'])
  })
})

describe('a row of a force’s own system', () => {
  const record: ReportedRecord = {
    precision: 'instant', reference: 'A1', channel: '101', reportedAt: new Date('2026-11-23T09:00:00Z'), occurredFrom: null, occurredTo: null, type: 'noise', qualifier: 'nuisance', narrative: 'Music', grade: 'extended', result: null,
    locationText: '14 Tanner Street', postcode: 'ZA1 2BC', point: null, people: [], screening: [], notes: [],
  }
  const check = (over: Partial<ReportedRecord> = {}) => checkRow({ rowNumber: 7, key: 'ref A1', rowHash: 'x', record: { ...record, ...over } }, lists, results.rows, now)
  const good = (over: Partial<ReportedRecord> = {}): CheckedRow => {
    const found = check(over)
    if ('reason' in found) throw new Error(found.reason)
    return found
  }

  it('IN-45 is a report in our words, with nothing made up', () => {
    const { report, coded: read, result } = good({ people: [{ role: 'victim', givenName: 'Noor', familyName: null, dateOfBirth: '1961-04-02', phone: '07700 900111', email: null, address: '9 Cold Harbour', postcode: null }], narrative: null })
    expect(report).toMatchObject({ sourceReference: null, channel: '101', narrative: '', place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', longitude: null, latitude: null, addressId: null } })
    expect(report.people).toEqual([{ role: 'victim', givenName: 'Noor', familyName: null, dateOfBirth: '1961-04-02', phone: '07700 900111', email: null, addressText: '9 Cold Harbour', postcode: null, wantsContact: null, safeToContact: null, personId: null }])
    expect([read.type?.key, read.grade?.key, result]).toEqual(['noise', 'extended', null])
  })

  it.each([
    ['channel', { channel: 'pigeon' }, 'is not a channel. Use one of 999, 101, front-counter, neighbourhood-team, online, partner, not-known'],
    ['channel', { channel: 'open-data' }, 'is not a channel. Use one of 999, 101, front-counter, neighbourhood-team, online, partner, not-known'],
    ['qualifier', { qualifier: 'rude' }, 'is not a qualifier. Use one of personal, nuisance, environmental'],
    ['reportedAt', { reportedAt: new Date('1989-12-31T23:00:00Z') }, 'is before 1990'],
    ['screening d2', { screening: [{ question: 'd2', answer: 'perhaps', detail: null }] }, 'is not an answer. Use one of yes, no, declined, not-asked'],
    ['screening.0.question', { screening: [{ question: 'd9', answer: 'yes', detail: null }] }, 'Not a question of this prompt. It asks d1, d2, d3, d4, d5, d6'],
    ['result', { result: 'no-such' }, 'Not a code on the list'],
    ['type', { type: 'no-such' }, expect.stringContaining('Not a type of anti-social behaviour')],
    ['grade', { grade: 'soon' }, expect.stringContaining('Not a code on the list')],
    ['occurredFrom', { occurredFrom: plusMinutes(now, 10) }, expect.stringContaining('This is in the future')],
    ['reportedAt', { reportedAt: plusMinutes(now, 10) }, expect.stringContaining('This is in the future')],
  ])('IN-45 with its %s wrong is rejected by its number and column: %j', (column, over, reason) => {
    expect(check(over)).toEqual({ rowNumber: 7, column, reason })
  })

  it('IN-45 without a channel says that it is not known, and a question not asked says where that comes from', () => {
    expect(good({ channel: null }).report.channel).toBe('not-known')
    expect(good({ screening: [{ question: 'd1', answer: 'not-asked', detail: null }, { question: 'd2', answer: 'yes', detail: 'weekly' }] }).report.screening).toEqual([
      { question: 'd1', answer: 'not-asked', detail: null, reason: 'Not given by the system it came from' }, { question: 'd2', answer: 'yes', detail: 'weekly' },
    ])
  })

  it('IN-45 is news for a day after it was reported, to the minute, and history from then on', () => {
    expect(good({ reportedAt: plusMinutes(now, -LIVE_HOURS * 60) }).isLive).toBe(true)
    expect(good({ reportedAt: plusMinutes(now, -LIVE_HOURS * 60 - 1) }).isLive).toBe(false)
    expect(good({ reportedAt: plusMinutes(now, 4) }).isLive).toBe(true)
  })

  it('IN-07 keeps the result it came with, by the code of that day', () => {
    expect(good({ result: '407' }).result).toEqual({ key: 'result-407', name: 'Suspect spoken to' })
  })

  it('never says in a fault what a row says of anyone', () => {
    const secret = 'Zebedee Quartermain'
    fc.assert(fc.property(fc.constantFrom<Partial<ReportedRecord>>({ channel: secret }, { qualifier: secret }, { type: secret }, { grade: secret }, { result: secret }, { screening: [{ question: 'd1', answer: secret, detail: secret }] }), (over) => {
      expect(JSON.stringify(check({ narrative: secret, people: [{ role: 'caller', givenName: secret, familyName: null, dateOfBirth: null, phone: null, email: null, address: null, postcode: null }], ...over }))).not.toContain(secret)
    }))
  })
})
