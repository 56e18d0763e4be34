import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, weekdayOf } from '#platform/time/day.ts'
import { gatherSame } from './gathering.ts'
import { HOUSEHOLD_WITHIN_DAYS, householdsOf, wereTogether, type Residence } from './households.ts'
import { placesWithin, type PlacedReport } from './places.ts'
import { type CountedReport, countedUnder, type Definition, definitionWords, newRepeat, standingUnder } from './repeats.ts'
import { standingInWeek, weekOf, weekWords } from './weeks.ts'

const today = '2026-11-23'

const anyReport = fc.record({
  ago: fc.integer({ min: -5, max: 220 }), late: fc.option(fc.integer({ min: 0, max: 60 })), kind: fc.option(fc.constantFrom('noise', 'drink', 'litter')), isWithdrawn: fc.boolean(), isInPart: fc.boolean(), duplicateOf: fc.option(fc.constantFrom('r0', 'x')),
})
const reports: fc.Arbitrary<readonly CountedReport[]> = fc.array(anyReport, { maxLength: 12 }).map((all) => all.map(({ ago, late, kind, duplicateOf, ...rest }, at) => ({
  id: `r${at}`, reportedOn: addDays(today, -ago), happenedOn: late === null ? null : addDays(today, -ago - late), kind, kindName: kind, partWords: 'suspect', duplicateOf: duplicateOf === `r${at}` ? null : duplicateOf, ...rest,
})))
const definitions: fc.Arbitrary<Definition> = fc.record({ leastCount: fc.integer({ min: 2, max: 4 }), windowDays: fc.integer({ min: 1, max: 200 }), sameKind: fc.boolean(), reportWithinDays: fc.option(fc.integer({ min: 1, max: 40 })) })

/** The same reports, all of them so many days later. */
function shifted(given: readonly CountedReport[], days: number): readonly CountedReport[] {
  return given.map((each) => ({ ...each, reportedOn: addDays(each.reportedOn, days), happenedOn: each.happenedOn === null ? null : addDays(each.happenedOn, days) }))
}

describe('how often, whatever else is reported', () => {
  it('RP-02 is not changed by a report that was withdrawn, was of another part or lies before the window', () => {
    fc.assert(fc.property(definitions, reports, (definition, given) => {
      const plain = standingUnder(definition, given, today)
      const one: CountedReport = { id: 'more', reportedOn: today, happenedOn: today, kind: 'noise', kindName: 'noise', isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim' }
      for (const more of [{ ...one, isWithdrawn: true }, { ...one, isInPart: false }, { ...one, reportedOn: addDays(today, -definition.windowDays) }, { ...one, reportedOn: addDays(today, 1) }]) {
        const found = standingUnder(definition, [...given, more], today)
        expect([found.count, found.isRepeat, found.kindName]).toEqual([plain.count, plain.isRepeat, plain.kindName])
      }
    }))
  })

  it('RP-02 is not changed by a duplicate of a report that counts', () => {
    fc.assert(fc.property(definitions, reports, (definition, given) => {
      // where only one kind counts, the duplicate of today may make its kind the latest of those as common
      const any = { ...definition, sameKind: false }
      const [first] = countedUnder(any, given, today)
      fc.pre(first !== undefined)
      const root = first?.duplicateOf ?? first?.id ?? ''
      const again: CountedReport = { id: 'z-again', reportedOn: today, happenedOn: null, kind: first?.kind ?? null, kindName: first?.kindName ?? null, isWithdrawn: false, duplicateOf: root, isInPart: true, partWords: 'victim' }
      expect(standingUnder(any, [...given, again], today).count).toBe(standingUnder(any, given, today).count)
    }))
  })

  it('RP-01 is never less in a longer window, never more of one kind than of any, never more where lateness is minded', () => {
    fc.assert(fc.property(definitions, reports, fc.integer({ min: 0, max: 200 }), (definition, given, longer) => {
      const count = (of: Definition): number => standingUnder(of, given, today).count
      expect(count({ ...definition, windowDays: definition.windowDays + longer, sameKind: false })).toBeGreaterThanOrEqual(count({ ...definition, sameKind: false }))
      expect(count({ ...definition, sameKind: true })).toBeLessThanOrEqual(count({ ...definition, sameKind: false }))
      expect(count({ ...definition, sameKind: false })).toBeLessThanOrEqual(count({ ...definition, sameKind: false, reportWithinDays: null }))
    }))
  })

  it('RP-01 is the same on another day, when everything is as many days later', () => {
    fc.assert(fc.property(definitions, reports, fc.integer({ min: -2000, max: 2000 }), (definition, given, days) => {
      const [now, then] = [standingUnder(definition, given, today), standingUnder(definition, shifted(given, days), addDays(today, days))]
      expect([then.count, then.isRepeat, then.kindName, [...then.alike].sort()]).toEqual([now.count, now.isRepeat, now.kindName, [...now.alike].sort()])
      expect(daysBetween(then.from, then.to)).toBe(definition.windowDays - 1)
    }))
  })

  it('RP-10 a new repeat is always a repeat, holds only what counts, and is none of what was counted before', () => {
    fc.assert(fc.property(definitions, reports, fc.subarray(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']), (definition, given, before) => {
      const made = newRepeat(definition, given, new Set(before), today)
      if (made.length === 0) return
      expect(made.length).toBeGreaterThanOrEqual(definition.leastCount)
      expect(made.filter((id) => before.includes(id))).toEqual([])
      expect(standingUnder(definition, given.filter(({ id }) => made.includes(id)), today).isRepeat).toBe(true)
    }))
  })

  it.each<[Definition, string]>([
    [{ leastCount: 3, windowDays: 92, sameKind: true, reportWithinDays: null }, '3 reports of one kind within 92 days'], [{ leastCount: 2, windowDays: 1, sameKind: false, reportWithinDays: 1 }, '2 reports of any kind within 1 day, each reported within 1 day of when it happened'],
  ])('%j is said as “%s”', (definition, words) => {
    expect(definitionWords(definition)).toBe(words)
  })
})

describe('the week of any day', () => {
  const days = fc.integer({ min: -20_000, max: 40_000 }).map((number) => addDays('2000-01-01', number))

  it('RP-20 begins on a Monday, ends on a Sunday, and holds the day', () => {
    fc.assert(fc.property(days, (day) => {
      const { monday, sunday } = weekOf(day)
      expect([weekdayOf(monday), weekdayOf(sunday), daysBetween(monday, sunday)]).toEqual(['Monday', 'Sunday', 6])
      expect(monday <= day && day <= sunday).toBe(true)
      expect(weekOf(addDays(sunday, 1)).monday).toBe(addDays(monday, 7))
      expect(weekWords({ monday, sunday })).toMatch(/^Monday \d{1,2} \w+ \d{4} to Sunday \d{1,2} \w+ \d{4}$/)
    }))
  })

  it('RP-20 lists a subject in exactly the weeks in which it was reported and a repeat on that day, as new in the first of an unbroken run', () => {
    fc.assert(fc.property(definitions, reports, (definition, given) => {
      const plain = given.map((each) => ({ ...each, isWithdrawn: false, isInPart: true, duplicateOf: null }))
      const week = weekOf(today)
      const found = standingInWeek(definition, plain, week)
      const metOn = plain.map(({ reportedOn }) => reportedOn).filter((day) => day >= week.monday && day <= week.sunday && standingUnder(definition, plain, day).isRepeat && countedUnder(definition, plain, day).some(({ reportedOn }) => reportedOn === day))
      expect(found === null).toBe(metOn.length === 0)
      if (found === null) return
      expect(found.asOf).toBe(metOn.toSorted().at(-1))
      expect(found.standing).toBe(standingUnder(definition, plain, addDays(week.monday, -1)).isRepeat ? 'continuing' : 'new')
    }))
  })
})

describe('places, wherever they are', () => {
  const placed: fc.Arbitrary<readonly PlacedReport[]> = fc.array(fc.record({ easting: fc.integer({ min: 0, max: 300 }), northing: fc.integer({ min: 0, max: 300 }), kind: fc.constantFrom('noise', 'drink') }), { maxLength: 20 })
    .map((all) => all.map(({ easting, northing, kind }, at) => ({ id: `r${String(at).padStart(2, '0')}`, easting, northing, reportedOn: today, happenedOn: null, kind, kindName: kind, isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: '' })))
  const rule: Definition = { leastCount: 3, windowDays: 92, sameKind: false, reportWithinDays: null }

  it('RP-04 are the same places a mile further on', () => {
    fc.assert(fc.property(placed, fc.integer({ min: 20, max: 120 }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (given, radius, east, north) => {
      const moved = given.map((each) => ({ ...each, easting: each.easting + east, northing: each.northing + north }))
      expect(placesWithin(rule, moved, radius, today)).toEqual(placesWithin(rule, given, radius, today))
    }))
  })

  it('RP-04 hold nothing further from their middle than the radius, and leave out no three reports of one spot', () => {
    fc.assert(fc.property(placed, fc.integer({ min: 20, max: 120 }), (given, radius) => {
      const places = placesWithin(rule, given, radius, today)
      const byId = new Map(given.map((each) => [each.id, each]))
      for (const { middleId, memberIds, count } of places) {
        const middle = byId.get(middleId)
        expect(count).toBeGreaterThanOrEqual(rule.leastCount)
        for (const id of memberIds) expect(Math.hypot((byId.get(id)?.easting ?? 0) - (middle?.easting ?? 0), (byId.get(id)?.northing ?? 0) - (middle?.northing ?? 0))).toBeLessThanOrEqual(radius)
      }
      const taken = new Set(places.flatMap(({ memberIds }) => memberIds))
      const spots = [...Map.groupBy(given.filter(({ id }) => !taken.has(id)), ({ easting, northing }) => `${easting} ${northing}`).values()]
      expect(spots.every((own) => own.length < rule.leastCount)).toBe(true)
    }))
  })
})

describe('households, whoever else lives there', () => {
  const stays: fc.Arbitrary<readonly Residence[]> = fc.array(fc.record({ from: fc.integer({ min: 0, max: 3000 }), days: fc.integer({ min: 0, max: 500 }), familyKey: fc.option(fc.constantFrom('pell', 'varga', 'stone'), { nil: null }) }), { maxLength: 9 })
    .map((all) => all.map(({ from, days, familyKey }, at) => ({ personId: `p${at}`, familyKey, firstOn: addDays('2018-01-01', from), lastOn: addDays('2018-01-01', from + days) })))

  it('RP-30 being together is the same either way, and holds of everybody with themselves', () => {
    fc.assert(fc.property(stays, (all) => {
      for (const one of all) {
        expect(wereTogether(one, one)).toBe(true)
        for (const other of all) expect(wereTogether(one, other)).toBe(wereTogether(other, one))
      }
    }))
  })

  it('RP-30 two households of an ordinary address are more than a year apart, everybody of one from everybody of the other', () => {
    fc.assert(fc.property(stays, (all) => {
      const households = householdsOf(all, false)
      for (const [at, one] of households.entries()) for (const other of households.slice(at + 1)) for (const a of one) for (const b of other) expect(wereTogether(a, b)).toBe(false)
      expect(HOUSEHOLD_WITHIN_DAYS).toBe(365)
    }))
  })

  it('RP-31 at a communal address no household is larger than it would be at an ordinary one', () => {
    fc.assert(fc.property(stays, (all) => {
      const ordinary = new Map(householdsOf(all, false).flatMap((household) => household.map(({ personId }) => [personId, household.map((each) => each.personId)] as const)))
      for (const household of householdsOf(all, true)) for (const { personId } of household) expect(household.every((each) => ordinary.get(personId)?.includes(each.personId) === true)).toBe(true)
    }))
  })
})

describe('what the same reports make', () => {
  it('RP-11 is gathered the same when each names its reports in another order', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 })), (all) => {
      const numbered = all.map((ids, at) => ({ at, ids }))
      const groups = (of: readonly { at: number; ids: readonly string[] }[]) => gatherSame(of, ({ ids }) => ids).map(({ members }) => members.map(({ at }) => at))
      expect(groups(numbered.map(({ at, ids }) => ({ at, ids: ids.toReversed() })))).toEqual(groups(numbered))
      expect(groups(numbered)).toHaveLength(new Set(all.map((ids) => ids.toSorted().join())).size)
    }))
  })
})
