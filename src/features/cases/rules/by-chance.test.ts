import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import holidayRows from '#db/reference/bank-holidays-england.json' with { type: 'json' }
import { Refusal } from '#platform/errors.ts'
import { addDays, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { holidayTable } from '#platform/time/working-days.ts'
import { BANDS, bandAfter } from './band.ts'
import { contactWays, standardsKept } from './contact.ts'
import { assertCaseMove, assertMayClose, assertMayReopen, assertMayRequestClosing, assertWorked, CASE_STATUSES, closingNeeds, NEXT, type ClosingFacts } from './life.ts'
import { endIssue, nextOccurrence, PLAN_ITEM_STATES, planFor, TRIGGERS, type Preset, type Standard } from './plan.ts'
import { isReviewOverdue, reviewsDue } from './reviews.ts'

const holidays = holidayTable(holidayRows)
const status = fc.constantFrom(...CASE_STATUSES)
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-06-30'), noInvalidDate: true })
const words = fc.constantFrom('', ' ', '\n', 'What was said')
const victim = fc.record({ isTold: fc.boolean(), toldAt: fc.option(instant), toldWhat: words, notToldBecause: words })
const facts: fc.Arbitrary<ClosingFacts> = fc.record({ victims: fc.array(victim, { maxLength: 5 }), result: fc.option(words) })
const kindOf = (act: () => void): string => {
  try {
    act()
    return 'done'
  } catch (error) {
    return error instanceof Refusal ? error.kind : 'a fault'
  }
}

describe('the life of a case, whatever was asked of it', () => {
  it('CA-01 CA-02 goes only where its table leads, and a closed one takes no work', () => {
    fc.assert(fc.property(status, status, (from, to) => {
      expect(kindOf(() => assertCaseMove(from, to))).toBe(NEXT[from].includes(to) ? 'done' : 'conflict')
      expect(kindOf(() => assertWorked(from))).toBe(from === 'closed' ? 'conflict' : 'done')
    }))
  })

  it('CA-03 is closed with nothing needed exactly when each victim is answered for and there is a result; each need leads to its field', () => {
    fc.assert(fc.property(facts, status, (given, from) => {
      const needs = closingNeeds(given)
      const isAnswered = given.victims.every(({ isTold, toldAt, toldWhat, notToldBecause }) => (isTold ? toldAt !== null && toldWhat.trim() !== '' : notToldBecause.trim() !== ''))
      const hasResult = (given.result ?? '').trim() !== ''
      expect(needs.map(({ kind, anchor }) => [kind, anchor])).toEqual([...(isAnswered ? [] : [['victim told', 'isTold']]), ...(hasResult ? [] : [['result', 'resultKey']])])
      const asked = kindOf(() => assertMayRequestClosing(from, given))
      expect(asked).toBe(from !== 'open' ? 'conflict' : isAnswered && hasResult ? 'done' : 'invalid')
    }))
  })

  it('CA-03 says how many of the victims are still to be told', () => {
    const told = { isTold: true, toldAt: new Date(), toldWhat: 'x', notToldBecause: '' }
    const untold = { ...told, isTold: false }
    const said = (...victims: ClosingFacts['victims']): string | undefined => closingNeeds({ victims, result: 'x' })[0]?.sentence
    expect([said(untold), said(told, untold), said(untold, untold, told), said(told, told)]).toEqual([
      'Record what the victim was told and when, or why not', 'Record what one of the victims was told and when, or why not', 'Record what 2 of the victims were told and when, or why not', undefined,
    ])
  })

  it('CA-04 CA-05 is closed by another than asked for it, and opened again only with a reason', () => {
    fc.assert(fc.property(status, facts, fc.constantFrom('a', 'b'), fc.constantFrom('a', 'b'), words, (from, given, requestedBy, approvedBy, reason) => {
      const isWhole = closingNeeds(given).length === 0
      expect(kindOf(() => assertMayClose(from, given, { requestedBy, approvedBy }))).toBe(from !== 'closing requested' ? 'conflict' : requestedBy === approvedBy ? 'not permitted' : isWhole ? 'done' : 'invalid')
      expect(kindOf(() => assertMayReopen(from, reason))).toBe(from === 'open' ? 'conflict' : reason.trim() === '' ? 'invalid' : 'done')
    }))
  })

  it('CA-12 has a band that a new incident never lowers, and a known one always sets', () => {
    fc.assert(fc.property(fc.constantFrom(...BANDS), fc.constantFrom(...BANDS), (present, assessed) => {
      expect(bandAfter(present, assessed, true)).toBe(assessed)
      expect(bandAfter(present, assessed, false)).toBe(BANDS[Math.max(BANDS.indexOf(present), BANDS.indexOf(assessed))])
    }))
  })

  it('CA-13 keeps no standard by a contact that reached nobody, and that of contact by every other', () => {
    fc.assert(fc.property(fc.constantFrom(...contactWays), fc.boolean(), fc.option(words), (how, isReached, told) => {
      const kept = standardsKept({ how, isReached, told })
      expect(kept).toEqual([...new Set(kept)])
      expect([kept.includes('victim-contacted'), kept.includes('follow-up-visit'), kept.includes('victim-update')]).toEqual([isReached, isReached && how === 'visit', isReached && told !== null])
    }))
  })
})

const target = fc.record({ amount: fc.integer({ min: 1, max: 60 }), unit: fc.constantFrom('hours' as const, 'days' as const, 'working days' as const) })
const bands = fc.option(fc.subarray(['low', 'medium', 'high']))
const day = fc.integer({ min: 0, max: 500 }).map((days) => addDays('2026-01-01', days))
const standards: fc.Arbitrary<readonly Standard[]> = fc.uniqueArray(fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), name: fc.constant('A standard'), trigger: fc.constantFrom(...TRIGGERS), bands, recurs: fc.boolean(), target: fc.option(target), warnBefore: fc.constant(null), pauseReasons: fc.constant([]), owner: fc.constant('owner'),
  escalateTo: fc.constant('supervisor'), validFrom: fc.option(day), validTo: fc.option(day), source: fc.constant('the report'),
}), { selector: ({ key }) => key })
const preset: fc.Arbitrary<Preset | null> = fc.option(fc.array(fc.record({ standard: fc.constantFrom('a', 'b', 'c'), bands, amount: fc.integer({ min: 1, max: 30 }), unit: fc.constantFrom('hours', 'days', 'working days'), warnBefore: fc.constant(null) }), { maxLength: 4 })
  .map((targets) => ({ key: 'p', name: 'A preset', source: 'the preset’s', targets })))

describe('a plan, whatever the force expects', () => {
  it('CA-06 holds each standard that is for it and in force, once and in order, and no other', () => {
    fc.assert(fc.property(standards, fc.constantFrom(...TRIGGERS), fc.option(fc.constantFrom('low', 'medium', 'high')), instant, preset, (given, trigger, band, at, chosen) => {
      const today = londonDay(at)
      const items = planFor(given, { trigger, band, at, preset: chosen, holidays })
      const isFor = (one: Standard): boolean => one.trigger === trigger && (one.bands === null || (band !== null && one.bands.includes(band)))
      expect(items.map(({ standardKey }) => standardKey)).toEqual(given.filter((one) => isFor(one) && (one.validFrom ?? '') <= today && today < (one.validTo ?? '9999-12-31')).map(({ key }) => key))
      for (const item of items) {
        const one = given.find(({ key }) => key === item.standardKey)
        if (one !== undefined && one.target !== null) expect([item.target, item.targetSource]).toEqual([one.target, 'the report'])
        else expect(item.targetSource).toBe(item.target === null ? null : 'the preset’s')
        expect(item.dueAt === null).toBe(item.target === null)
        if (item.dueAt !== null) expect(item.dueAt.getTime()).toBeGreaterThan(at.getTime())
      }
    }))
  })

  it('CA-07 begins again from when it was done, as it was, and only what recurs', () => {
    fc.assert(fc.property(standards, instant, instant, (given, at, doneAt) => {
      for (const item of planFor(given, { trigger: 'case opened', band: 'high', at, preset: null, holidays })) {
        const next = nextOccurrence(item, doneAt, holidays)
        expect(next === null).toBe(!item.recurs)
        if (next !== null) expect({ ...next, dueAt: null, beyondHolidays: false }).toEqual({ ...item, dueAt: null, beyondHolidays: false })
        if (next !== null && next.dueAt !== null) expect(next.dueAt.getTime()).toBeGreaterThan(doneAt.getTime())
      }
    }))
  })

  it('CA-06 is not made from a preset that counts in what is no time', () => {
    const standard: Standard = { key: 'a', name: 'A', trigger: 'case opened', bands: null, recurs: false, target: null, warnBefore: null, pauseReasons: [], owner: 'o', escalateTo: 's', validFrom: null, validTo: null, source: 'r' }
    const wrong = (unit: string, warn: string | null): Preset => ({ key: 'p', name: 'P', source: 's', targets: [{ standard: 'a', bands: null, amount: 1, unit, warnBefore: warn === null ? null : { amount: 1, unit: warn } }] })
    for (const given of [wrong('moons', null), wrong('days', 'moons')]) expect(() => planFor([standard], { trigger: 'case opened', band: 'high', at: new Date('2026-11-23T12:00:00Z'), preset: given, holidays })).toThrow('A preset counts in moons, which is no unit of time here')
  })

  it('CA-08 says why a standard was not kept, in words that are more than blanks', () => {
    fc.assert(fc.property(fc.constantFrom(...PLAN_ITEM_STATES), words, (state, because) => {
      const isSaid = because.trim() !== ''
      expect(endIssue(state, because) === null).toBe(state === 'done' || (isSaid && state !== 'to do'))
    }))
  })
})

describe('the reviews of a case, whatever regime it is under', () => {
  const regime = fc.array(fc.record({ band: fc.constantFrom('medium', 'high'), rank: fc.constantFrom('sergeant', 'inspector', 'superintendent'), everyDays: fc.integer({ min: 1, max: 90 }) }), { maxLength: 6 }).map((reviews) => ({ key: 'r', name: 'R', source: 's', reviews }))
  const held = fc.array(fc.record({ rank: fc.constantFrom('sergeant', 'inspector'), heldAt: instant }), { maxLength: 5 })

  it('CA-09 come soonest first, each its days after the last of its rank since the approval, and none for a band that is not named', () => {
    fc.assert(fc.property(regime, instant, held, (given, approvedAt, reviews) => {
      const due = reviewsDue('high', approvedAt, given, reviews)
      expect(due.map(({ dueOn }) => dueOn)).toEqual(due.map(({ dueOn }) => dueOn).toSorted())
      expect(due).toHaveLength(given.reviews.filter(({ band }) => band === 'high').length)
      for (const { rank, everyDays, dueOn } of due) {
        const last = Math.max(approvedAt.getTime(), ...reviews.filter((one) => one.rank === rank).map(({ heldAt }) => heldAt.getTime()))
        expect(dueOn).toBe(addDays(londonDay(new Date(last)), everyDays))
      }
      expect(reviewsDue('low', approvedAt, given, reviews)).toEqual([])
      expect(reviewsDue('high', approvedAt, given, reviews.toReversed())).toEqual(due)
    }))
  })

  it('CA-10 are in time to the last moment of their London day, and late from the next', () => {
    fc.assert(fc.property(day, (dueOn) => {
      const review = { rank: 'sergeant', everyDays: 14, dueOn }
      const end = startOfLondonDay(addDays(dueOn, 1))
      expect([isReviewOverdue(review, startOfLondonDay(dueOn)), isReviewOverdue(review, new Date(end.getTime() - 1)), isReviewOverdue(review, end)]).toEqual([false, false, true])
    }))
  })
})
