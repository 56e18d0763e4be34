import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, endOfLondonDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { type CountedReport, countedUnder, type Definition, definitionWords, isVulnerable, newRepeat, standingUnder } from './repeats.ts'

const threeSimilar: Definition = { leastCount: 3, windowDays: 92, sameKind: true, reportWithinDays: null }
const twoAny: Definition = { leastCount: 2, windowDays: 30, sameKind: false, reportWithinDays: null }
const caseReview: Definition = { leastCount: 3, windowDays: 183, sameKind: false, reportWithinDays: 31 }
const today = '2026-11-23'

function report(id: string, reportedOn: string, over: Partial<CountedReport> = {}): CountedReport {
  return { id, reportedOn, happenedOn: reportedOn, kind: 'noise', kindName: 'Noise', isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim', ...over }
}
const because = (definition: Definition, reports: readonly CountedReport[], id: string): string =>
  standingUnder(definition, reports, today).verdicts.find((verdict) => verdict.id === id)?.because ?? ''

describe('which reports count', () => {
  it('RP-01 the third similar report within the window makes a repeat; two do not', () => {
    const two = [report('a', '2026-11-02'), report('b', '2026-11-14')]
    expect(standingUnder(threeSimilar, two, today)).toMatchObject({ count: 2, isRepeat: false })
    expect(standingUnder(threeSimilar, [...two, report('c', today)], today)).toMatchObject({ count: 3, isRepeat: true, kindName: 'Noise' })
  })

  it('RP-01 the window is the day asked of and those before it: its first day counts, the day before does not', () => {
    const edge = standingUnder(twoAny, [report('first', '2026-10-25'), report('before', '2026-10-24'), report('now', today)], today)
    expect(edge).toMatchObject({ from: '2026-10-25', count: 2 })
    expect(because(twoAny, [report('before', '2026-10-24')], 'before')).toBe('It was reported on 24 October 2026, before the 30 days that count, which begin on 25 October 2026')
    expect(because(twoAny, [report('after', '2026-11-24')], 'after')).toContain('after the day asked of')
  })

  it('RP-01 counts London days, so the night the clocks go back is still one day', () => {
    // 25 October 2026 has 25 hours: 00:30 twice, both that day; 23:30 by Greenwich the evening before is already that day in London
    expect([londonDay(startOfLondonDay('2026-10-25')), londonDay(endOfLondonDay('2026-10-25')), londonDay(new Date('2026-10-24T23:30:00Z'))]).toEqual(['2026-10-25', '2026-10-25', '2026-10-25'])
    expect(standingUnder({ ...twoAny, windowDays: 30 }, [report('a', londonDay(new Date('2026-10-24T23:30:00Z'))), report('b', today)], today).isRepeat).toBe(true)
    expect(standingUnder({ ...twoAny, windowDays: 30 }, [report('a', londonDay(new Date('2026-10-24T22:30:00Z'))), report('b', today)], today).isRepeat).toBe(false)
  })

  it('RP-02 a withdrawn report, another part and another kind each say why they do not count', () => {
    const reports = [
      report('a', today), report('b', '2026-11-20'), report('c', '2026-11-19'), report('withdrawn', '2026-11-18', { isWithdrawn: true }),
      report('suspect', '2026-11-17', { isInPart: false, partWords: 'suspect' }), report('other', '2026-11-16', { kind: 'drink', kindName: 'Street drinking' }), report('unknown', '2026-11-15', { kind: null, kindName: null }),
    ]
    expect(standingUnder(threeSimilar, reports, today).count).toBe(3)
    expect(because(threeSimilar, reports, 'withdrawn')).toBe('It was withdrawn')
    expect(because(threeSimilar, reports, 'suspect')).toBe('In it they are suspect: that part is never mixed with this')
    expect(because(threeSimilar, reports, 'other')).toBe('It is of another kind, Street drinking; those counted are Noise')
    expect(because(threeSimilar, reports, 'unknown')).toBe('Its kind was not recorded, so it is not known to be similar')
    expect(because(threeSimilar, reports, 'b')).toBe('Reported on 20 November 2026, 3 days before: within the 92 days from 24 August 2026; the same kind, Noise')
  })

  it('RP-02 of kinds as common the one reported last is counted', () => {
    const reports = [report('a', '2026-11-01'), report('b', '2026-11-20', { kind: 'drink', kindName: 'Street drinking' })]
    expect(standingUnder({ ...threeSimilar, leastCount: 2 }, reports, today)).toMatchObject({ count: 1, kindName: 'Street drinking' })
  })

  it('RP-02 a report and its duplicates count once, also when the report they repeat is somebody else’s', () => {
    const reports = [report('a', '2026-11-20'), report('b', today, { duplicateOf: 'a' }), report('c', today, { duplicateOf: 'elsewhere' }), report('d', today, { duplicateOf: 'elsewhere' })]
    expect(standingUnder(twoAny, reports, today).count).toBe(2)
    expect(because(twoAny, reports, 'b')).toBe('It is a duplicate of a report that is counted')
    expect(because(twoAny, reports, 'd')).toBe('It is a duplicate of a report that is counted')
  })

  it('RP-03 the case review counts what was reported within a month, and what nobody knows the day of', () => {
    const reports = [
      report('a', '2026-06-20', { happenedOn: '2026-05-20' }), report('b', '2026-08-01', { happenedOn: '2026-06-30' }), report('c', today, { happenedOn: null }), report('d', today),
    ]
    const standing = standingUnder(caseReview, reports, today)
    expect(standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    expect(because(caseReview, reports, 'b')).toBe('It was reported 32 days after it happened; the rule asks for 31 days at most')
    expect(because(caseReview, reports, 'a')).toContain('; reported 31 days after it happened')
    expect(because(caseReview, reports, 'c')).toContain('when it happened was not recorded, so it is taken as reported in time')
  })

  it('says a definition in words', () => {
    expect(definitionWords(threeSimilar)).toBe('3 reports of one kind within 92 days')
    expect(definitionWords(caseReview)).toBe('3 reports of any kind within 183 days, each reported within 31 days of when it happened')
    expect(definitionWords({ ...twoAny, windowDays: 1 })).toBe('2 reports of any kind within 1 day')
  })
})

describe('a new repeat', () => {
  it('RP-10 is made once by the same reports, and again by as many further ones', () => {
    const reports = ['2026-11-01', '2026-11-05', '2026-11-09', '2026-11-13', '2026-11-17', '2026-11-21'].map((day, at) => report(`r${at}`, day))
    const first = newRepeat(threeSimilar, reports.slice(0, 3), new Set(), today)
    expect(first).toEqual(['r0', 'r1', 'r2'])
    expect(newRepeat(threeSimilar, reports.slice(0, 5), new Set(first), today)).toEqual([])
    expect(newRepeat(threeSimilar, reports, new Set(first), today)).toEqual(['r3', 'r4', 'r5'])
    // what repeats a counted report is not a further one
    expect(newRepeat(threeSimilar, [...reports.slice(0, 5), report('again', today, { duplicateOf: 'r0' })], new Set(first), today)).toEqual([])
  })
})

const anyReport = fc.record({
  day: fc.integer({ min: -200, max: 20 }), late: fc.option(fc.integer({ min: 0, max: 60 })), kind: fc.option(fc.constantFrom('noise', 'drink')),
  isWithdrawn: fc.boolean(), isInPart: fc.boolean(), duplicateOf: fc.option(fc.constantFrom('r0', 'r1', 'x')),
}).map(({ day, late, kind, ...rest }) => ({ reportedOn: addDays(today, day), happenedOn: late === null ? null : addDays(today, day - late), kind, kindName: kind, partWords: 'suspect', ...rest }))
const anyReports = fc.array(anyReport, { maxLength: 12 }).map((list) => list.map((each, at): CountedReport => ({ id: `r${at}`, ...each, duplicateOf: each.duplicateOf === `r${at}` ? null : each.duplicateOf })))
const anyDefinition: fc.Arbitrary<Definition> = fc.record({ leastCount: fc.integer({ min: 2, max: 4 }), windowDays: fc.integer({ min: 1, max: 200 }), sameKind: fc.boolean(), reportWithinDays: fc.option(fc.constant(31)) })

describe('counting, whatever is reported', () => {
  it('RP-01 does not depend on the order, gives every report one verdict, and counts those it says it counts', () => {
    fc.assert(fc.property(anyDefinition, anyReports, fc.integer(), (definition, reports, turn) => {
      const standing = standingUnder(definition, reports, today)
      const turned = [...reports.slice(Math.abs(turn) % (reports.length + 1)), ...reports.slice(0, Math.abs(turn) % (reports.length + 1))]
      const again = standingUnder(definition, turned, today)
      expect(again.count).toBe(standing.count)
      expect(again.verdicts.filter(({ counts }) => counts).map(({ id }) => id).sort()).toEqual(standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id).sort())
      expect(standing.verdicts.map(({ id }) => id)).toEqual(reports.map(({ id }) => id))
      expect(standing.verdicts.filter(({ counts }) => counts)).toHaveLength(standing.count)
      for (const { because: said } of standing.verdicts) expect(said).not.toBe('')
    }))
  })

  it('RP-02 never counts what was withdrawn, lies outside the window or is of another part', () => {
    fc.assert(fc.property(anyDefinition, anyReports, (definition, reports) => {
      const { verdicts, from } = standingUnder(definition, reports, today)
      for (const [at, { counts }] of verdicts.entries()) {
        const each = reports[at]
        if (counts) expect(each !== undefined && !each.isWithdrawn && each.isInPart && each.reportedOn >= from && each.reportedOn <= today).toBe(true)
      }
    }))
  })

  it('RP-01 RP-02 RP-03 counts the same whether or not it says why, the oldest first, and what is alike is what counts and its duplicates', () => {
    fc.assert(fc.property(anyDefinition, anyReports, (definition, reports) => {
      const { verdicts, alike, count } = standingUnder(definition, reports, today)
      const counted = countedUnder(definition, reports, today)
      expect(counted.map(({ id }) => id).toSorted()).toEqual(verdicts.flatMap(({ id, counts }) => (counts ? [id] : [])).toSorted())
      expect(counted.map(({ reportedOn }) => reportedOn)).toEqual(counted.map(({ reportedOn }) => reportedOn).toSorted())
      const duplicates = verdicts.flatMap(({ id, because: said }) => (said === 'It is a duplicate of a report that is counted' ? [id] : []))
      expect([...alike].toSorted()).toEqual([...counted.map(({ id }) => id), ...duplicates].toSorted())
      expect(new Set(counted.map(({ id, duplicateOf }) => duplicateOf ?? id)).size).toBe(count)
    }))
  })

  it('RP-02 gives every report the one reason that tells most: withdrawn before its part, its part before its day, its day before its kind', () => {
    fc.assert(fc.property(anyDefinition, anyReports, (definition, reports) => {
      for (const [at, { counts, because: said }] of standingUnder(definition, reports, today).verdicts.entries()) {
        const each = reports[at]
        if (each === undefined || counts) continue
        if (each.isWithdrawn) expect(said).toBe('It was withdrawn')
        else if (!each.isInPart) expect(said).toContain('that part is never mixed with this')
        else if (each.reportedOn > today) expect(said).toContain('after the day asked of')
        else if (each.reportedOn < addDays(today, 1 - definition.windowDays)) expect(said).toContain('before the')
      }
    }))
  })

  it('RP-10 no report is ever part of two new repeats', () => {
    fc.assert(fc.property(anyDefinition, anyReports, (definition, reports) => {
      const counted = new Set<string>()
      for (let more = newRepeat(definition, reports, counted, today); more.length > 0; more = newRepeat(definition, reports, counted, today)) {
        expect(more.length).toBeGreaterThanOrEqual(definition.leastCount)
        for (const id of more) {
          expect(counted.has(id)).toBe(false)
          counted.add(id)
        }
      }
    }))
  })
})

describe('who is vulnerable', () => {
  it('RP-22 is whoever is marked so, hated or intimidated, or was assessed at medium risk or above; a repeat alone is not', () => {
    for (const flag of ['vulnerable', 'hate', 'intimidation']) expect([flag, isVulnerable({ flags: ['repeat', flag], riskOrder: 0 })]).toEqual([flag, true])
    expect([0, 1, 2, 3].map((riskOrder) => isVulnerable({ flags: ['repeat', 'personal'], riskOrder }))).toEqual([false, false, true, true])
  })
})
