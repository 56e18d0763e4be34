import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hangingTogether } from '../commands/hanging.ts'
import { RecordIntake } from '../linkage/records.ts'
import { comparePairs } from '../linkage/link.ts'
import { atOnce } from '../linkage/steps.ts'
import type { Mention } from './candidates.ts'
import type { StandingDecision } from './decisions.ts'
import { nearestSides } from './review-sides.ts'
import { textsOf } from './cleaned-rows.ts'
import { shippedModel, weighingWith } from './weighing.ts'

const model = shippedModel()
const weighing = weighingWith(model, { share: () => 0, collision: () => 0, surnamesAt: () => 0 })

function mention(id: string, over: Partial<Mention> = {}): Mention {
  return {
    id, personId: 'p', sourceKind: 'incident', sourceId: 'i', part: 'caller', title: null, givenName: null, familyName: 'Ravensworth', dateOfBirth: null, birthYear: null, phone: null, email: null,
    addressText: null, postcode: null, addressId: null, addressKey: null, recordedAt: new Date('2026-11-23T12:00:00Z'), ...over,
  }
}

const mother = { givenName: 'Winifred', dateOfBirth: '1938-02-11', phone: '020 7946 0722' }
const daughter = { givenName: 'Harriet', dateOfBirth: '1966-08-30', phone: '07700 900722' }
const about = { leftMentionId: 'm1', rightMentionId: 'm2' }

describe('the two people that one person’s records may be of', () => {
  it('are gathered about the two records in question, each with those it is nearer to', () => {
    const all = [mention('m1', mother), mention('m2', daughter), mention('m3', { ...daughter, phone: null }), mention('m4', { ...mother, dateOfBirth: null })]
    expect(nearestSides(weighing, all, about)).toEqual({ left: ['m1', 'm4'], right: ['m2', 'm3'] })
  })

  it('hold every record once, and the two in question on their own sides, whatever the others are and in whatever order', () => {
    const anybody = fc.record({ givenName: fc.constantFrom('Winifred', 'Harriet', null), dateOfBirth: fc.constantFrom('1938-02-11', '1966-08-30', null), phone: fc.constantFrom('020 7946 0722', '07700 900722', null) })
    fc.assert(fc.property(fc.array(anybody, { maxLength: 8 }), (others) => {
      const all = [mention('m1', mother), mention('m2', daughter), ...others.map((each, at) => mention(`o${at}`, each))]
      const { left, right } = nearestSides(weighing, all, about)
      expect([...left, ...right].sort()).toEqual(all.map(({ id }) => id).sort())
      expect([left.includes('m1'), right.includes('m2')]).toEqual([true, true])
      const turned = nearestSides(weighing, all.toReversed(), about)
      expect([turned.left.toSorted(), turned.right.toSorted()]).toEqual([left.toSorted(), right.toSorted()])
    }))
  })

  it('are nobody where either record is not there to see', () => {
    expect(nearestSides(weighing, [mention('m1', mother)], about)).toEqual({ left: [], right: [] })
    expect(nearestSides(weighing, [mention('m2', daughter)], about)).toEqual({ left: [], right: [] })
  })
})

describe('what hangs together', () => {
  function components(mentions: readonly Mention[], persons: readonly string[], decisions: readonly StandingDecision[] = []): string[] {
    const intake = new RecordIntake(model)
    for (const each of mentions) {
      const texts = textsOf(each)
      intake.add(each.id, model.columns.map(({ from }) => from.map((name) => texts[name] ?? '').join(' ').trim()), '', '')
    }
    const { records } = intake.finish()
    return atOnce(hangingTogether(records, persons, comparePairs(model, records), weighing, decisions)).map((places) => places.map((at) => records.ids[at] ?? '').join(' ')).sort()
  }

  const decided = (verdict: StandingDecision['verdict'], left: string, right: string): StandingDecision => ({ id: 'd', verdict, leftIds: [left], rightIds: [right], decidedBy: 'wei', decidedAt: new Date('2026-11-23T12:00:00Z') })
  const four = [mention('m1', mother), mention('m2', mother), mention('m3', daughter), mention('m4', { givenName: 'Zebedee', familyName: 'Quill', phone: '07700 900999' })]

  it('PE-23 does so by the evidence, and nobody alone is among it', () => {
    expect(components(four, ['a', 'b', 'c', 'd'])).toEqual(['m1 m2'])
  })

  it('PE-23 does so as one person now, however little speaks for it', () => {
    expect(components(four, ['a', 'b', 'c', 'c'])).toEqual(['m1 m2', 'm3 m4'])
    expect(components(four, ['a', 'b', 'c', 'a'])).toEqual(['m1 m2 m4'])
  })

  it('PE-11 does so because somebody said they are one, and not because somebody said they are two', () => {
    expect(components(four, ['a', 'b', 'c', 'd'], [decided('same', 'm4', 'm3')])).toEqual(['m1 m2', 'm3 m4'])
    expect(components(four, ['a', 'b', 'c', 'd'], [decided('same', 'm4', 'm1')])).toEqual(['m1 m2 m4'])
    expect(components(four, ['a', 'b', 'c', 'd'], [decided('different', 'm4', 'm3')])).toEqual(['m1 m2'])
    expect(components(four, ['a', 'b', 'c', 'd'], [decided('same', 'm4', 'long gone')])).toEqual(['m1 m2'])
  })
})
