import { type Repeat, repeatOf } from '#features/analysis/queries/repeats.ts'
import type { RepeatRule } from '#features/analysis/queries/rule-list.ts'
import type { Subject, SubjectReport } from '#features/analysis/queries/subjects.ts'
import type { ListedRepeat } from '#features/analysis/queries/weekly.ts'

/** The instant the pages of these tests are looked at. */
export const lookedAt = new Date('2026-11-23T12:00:00Z')
/** Its London day. */
export const lookedOn = '2026-11-23'

/** An id that ends in a number. */
export function idOf(nth: number): string {
  return `019ab000-0000-7000-8000-${String(nth).padStart(12, '0')}`
}

/** A preset rule, as published. */
export const preset: RepeatRule = {
  id: idOf(901), key: 'three-in-three-months', version: 1, name: 'Three similar in three months', definition: 'three similar occurrences', leastCount: 3, windowDays: 92, sameKind: true, reportWithinDays: null, radiusMetres: null,
  subjects: ['victim', 'phone'], raisesTask: true, isPreset: true, source: 'The flashcards', certainty: 'verified', reason: 'Shipped', validFrom: null, validTo: null, isNever: false, createdByName: null, endedByName: null, endedBecause: null,
}

/** A rule of the force's own, which no source outside it names. */
export const ownRule: RepeatRule = {
  ...preset, id: idOf(902), key: 'two-in-a-week', name: 'Two in a week', leastCount: 2, windowDays: 7, sameKind: false, subjects: ['place'], radiusMetres: 150, raisesTask: false, isPreset: false, source: null, definition: null, certainty: 'the force’s own', reason: 'A trial',
  createdByName: 'Robin Castle',
}

/** A report, made so many hours ago. */
export function aReport(nth: number, over: Partial<SubjectReport> = {}): SubjectReport {
  return {
    id: idOf(nth), reference: `ASB/2026/${nth}`, reportedAt: new Date(lookedAt.getTime() - nth * 3_600_000), reportedOn: lookedOn, happenedOn: null, kind: 'noise', kindName: 'Noise', isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim',
    place: '14 Tanner Street', flags: [], riskOrder: 0, boroughId: null, addressKey: 'ZA12BC 14', ...over,
  }
}

/** Somebody or somewhere that is a repeat, by three reports unless others are given. */
export function aRepeat(over: Partial<Subject> = {}, rule: RepeatRule = preset): Repeat {
  return repeatOf({ kind: 'victim', key: 'k', label: 'Ada <Pell>', personId: idOf(777), reports: [aReport(1), aReport(2), aReport(3)], ...over }, rule, lookedOn)
}

/** A line of a week's or a day's list. */
export function aLine(over: Partial<ListedRepeat> = {}): ListedRepeat {
  return { standing: 'new', repeats: [aRepeat()], count: 3, lastAt: lookedAt, flags: [], riskOrder: 0, boroughId: null, ...over }
}
