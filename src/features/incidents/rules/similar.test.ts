import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plusMinutes } from '#platform/time/instant.ts'
import shipped from '#db/reference/similar-reports.json' with { type: 'json' }
import { byLikeness, closedToReports, type Comparable, likeness, reachOf, SIMILAR_KEYS, type SimilarSetting } from './similar.ts'

const at = new Date('2026-11-23T21:00:00Z')
const settings: readonly SimilarSetting[] = [
  { key: 'same-address', hours: 72, metres: null, types: 'any' }, { key: 'nearby', hours: 6, metres: 250, types: 'same' }, { key: 'same-person', hours: 72, metres: null, types: 'any' },
]
const report: Comparable = { reportedAt: at, type: 'rowdy', addressId: null, addressKey: 'ZA12BC 14 TANNER STREET', grid: { easting: 530_000, northing: 180_000 }, phoneKeys: ['+447700900123'], personIds: ['p1'] }
const stranger: Comparable = { reportedAt: plusMinutes(at, -40), type: 'noise', addressId: null, addressKey: null, grid: null, phoneKeys: [], personIds: [] }

describe('what makes a report like another', () => {
  it('IN-60 is the same address within its hours, and says so with the time between them and the type', () => {
    const other = { ...stranger, addressKey: report.addressKey, type: 'rowdy' }
    expect(likeness(report, other, settings)?.because).toEqual(['same address', '40 minutes earlier', 'same type'])
    expect(likeness(report, { ...other, type: 'noise' }, settings)?.because).toEqual(['same address', '40 minutes earlier', 'another type'])
    expect(likeness(report, { ...other, type: null }, settings)?.because).toEqual(['same address', '40 minutes earlier'])
    expect(likeness(report, { ...other, reportedAt: plusMinutes(at, -72 * 60 - 1) }, settings)).toBeNull()
    expect(likeness(report, { ...other, reportedAt: plusMinutes(at, -72 * 60) }, settings)?.because).toContain('3 days earlier')
  })

  it('IN-60 is a place near by of the same type, to the metre, in fewer hours', () => {
    const other = { ...stranger, type: 'rowdy', grid: { easting: 530_180, northing: 180_000 } }
    expect(likeness(report, other, settings)?.because).toEqual(['180 metres away', '40 minutes earlier', 'same type'])
    expect(likeness(report, { ...other, type: 'noise' }, settings)).toBeNull()
    expect(likeness({ ...report, type: null }, { ...other, type: null }, settings)).toBeNull()
    expect(likeness(report, { ...other, grid: { easting: 530_250, northing: 180_000 } }, settings)).not.toBeNull()
    expect(likeness(report, { ...other, grid: { easting: 530_251, northing: 180_000 } }, settings)).toBeNull()
    expect(likeness(report, { ...other, grid: { easting: 530_001, northing: 180_000 } }, settings)?.because[0]).toBe('less than 10 metres away')
    expect(likeness(report, { ...other, reportedAt: plusMinutes(at, -361) }, settings)).toBeNull()
  })

  it('IN-60 is the same telephone or the same person wherever it happened; nothing shared is nothing alike', () => {
    expect(likeness(report, { ...stranger, phoneKeys: ['+447700900123'] }, settings)?.because).toEqual(['same telephone', '40 minutes earlier', 'another type'])
    expect(likeness(report, { ...stranger, phoneKeys: ['+447700900123'], personIds: ['p1'] }, settings)?.because[0]).toBe('same person')
    expect(likeness(report, stranger, settings)).toBeNull()
    expect(likeness(report, { ...stranger, addressKey: report.addressKey }, [])).toBeNull()
  })

  it('IN-60 tells the time between them as people say it', () => {
    const told = (minutes: number) => likeness(report, { ...stranger, addressKey: report.addressKey, reportedAt: plusMinutes(at, minutes) }, settings)?.because[1]
    expect([0, -1, 1, -89, -90, -47 * 60, -48 * 60].map(told)).toEqual(['at the same time', '1 minute earlier', '1 minute later', '89 minutes earlier', '2 hours earlier', '47 hours earlier', '2 days earlier'])
  })

  it('IN-60 shows first what shares most, then what is nearest in time, in one order whatever order they came in', () => {
    const alike = fc.record({ id: fc.uuid(), because: fc.constant([]), weight: fc.integer({ min: 1, max: 9 }), minutesApart: fc.integer({ min: 0, max: 4320 }) })
    fc.assert(fc.property(fc.uniqueArray(alike, { selector: ({ id }) => id, maxLength: 12 }), (some) => {
      const sorted = [...some].sort(byLikeness)
      expect([...some].reverse().sort(byLikeness)).toEqual(sorted)
      for (const [place, one] of sorted.entries()) {
        const next = sorted[place + 1]
        if (next !== undefined) expect(one.weight > next.weight || (one.weight === next.weight && one.minutesApart <= next.minutesApart)).toBe(true)
      }
    }))
  })

  it('IN-60 is the same looked at from either side, but for which was earlier', () => {
    const one = fc.record({
      reportedAt: fc.integer({ min: -5000, max: 5000 }).map((minutes) => plusMinutes(at, minutes)), type: fc.constantFrom(null, 'rowdy', 'noise'), addressId: fc.constantFrom(null, 'a1'), addressKey: fc.constantFrom(null, 'k1', 'k2'),
      grid: fc.option(fc.record({ easting: fc.integer({ min: 530_000, max: 530_600 }), northing: fc.integer({ min: 180_000, max: 180_600 }) })),
      phoneKeys: fc.subarray(['t1', 't2']), personIds: fc.subarray(['p1', 'p2']),
    })
    fc.assert(fc.property(one, one, (a, b) => {
      const [there, back] = [likeness(a, b, settings), likeness(b, a, settings)]
      expect(there?.weight).toBe(back?.weight)
      expect(there?.because.filter((words) => !/earlier|later/.test(words))).toEqual(back?.because.filter((words) => !/earlier|later/.test(words)))
    }))
  })

  it('searches as far as the widest setting, and the settings shipped are marked as invented', () => {
    expect(reachOf(settings)).toEqual({ hours: 72, metres: 250 })
    expect(reachOf([])).toEqual({ hours: 0, metres: 0 })
    expect(shipped.rows.map(({ key }) => key)).toEqual([...SIMILAR_KEYS])
    expect(new Set(shipped.rows.map(({ certainty }) => certainty))).toEqual(new Set(['invented']))
  })
})

describe('an incident to which nothing more is added', () => {
  it('IN-61 is one that has been resulted or is a duplicate, for nobody works it', () => {
    expect(closedToReports({ status: 'recorded', duplicateOf: null })).toBeNull()
    expect(closedToReports({ status: 'not deployed', duplicateOf: null })).toBeNull()
    expect(closedToReports({ status: 'resulted', duplicateOf: null })).toContain('resulted')
    expect(closedToReports({ status: 'recorded', duplicateOf: 'x' })).toContain('duplicate')
  })
})
