// Words of this file
//   subject     who or where may be a repeat: somebody as victim, somebody as caller, a household, a telephone, an address, a place
//   definition  so many reports within so many London days, of one kind or of any
//   verdict     whether one report counts under a definition, and why
//   root        a report and its duplicates are one: the report the others repeat
import { addDays, daysBetween, formatDay, type Day } from '#platform/time/day.ts'

/** Who or where may be a repeat. The parts a person plays are never mixed, and a suspect is never a repeat victim. */
export const SUBJECT_KINDS = ['victim', 'caller', 'household', 'phone', 'address', 'place'] as const
/** One of them. */
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** Whom a list of repeats is narrowed to: all, the vulnerable, or those at high risk. */
export const MARKS = ['any', 'vulnerable', 'high'] as const
/** One of them. */
export type Mark = (typeof MARKS)[number]

/** Flags that say somebody is vulnerable, or may be. */
export const VULNERABLE_FLAGS = ['vulnerable', 'hate', 'intimidation'] as const

/** Whether somebody is marked vulnerable, intimidated or hated, or was assessed at medium risk or above. Rule RP-22. */
export function isVulnerable({ flags, riskOrder }: { readonly flags: readonly string[]; readonly riskOrder: number }): boolean {
  return riskOrder >= 2 || VULNERABLE_FLAGS.some((flag) => flags.includes(flag))
}

/** So many reports within so many London days. */
export interface Definition {
  readonly leastCount: number
  /** The day asked of and those before it. */
  readonly windowDays: number
  /** Only reports of one kind, the commonest, count together. */
  readonly sameKind: boolean
  /** Days from when it happened to when it was reported; null: no limit. */
  readonly reportWithinDays: number | null
}

/** One report as far as counting it goes. */
export interface CountedReport {
  readonly id: string
  readonly reportedOn: Day
  /** The day it happened; null when nobody recorded it. */
  readonly happenedOn: Day | null
  /** The key of its type; null when none was recorded. */
  readonly kind: string | null
  readonly kindName: string | null
  readonly isWithdrawn: boolean
  readonly duplicateOf: string | null
  /** In the part that is counted; false: the subject was there as something else. */
  readonly isInPart: boolean
  /** What the subject was there as, in words: "suspect". */
  readonly partWords: string
}

/** Whether one report counts, and why. */
export interface Verdict {
  readonly id: string
  readonly counts: boolean
  readonly because: string
}

/** How a subject stands under a definition on a day. */
export interface Standing {
  readonly count: number
  readonly isRepeat: boolean
  /** The kind that was counted, where only one is. */
  readonly kindName: string | null
  readonly from: Day
  readonly to: Day
  readonly verdicts: readonly Verdict[]
  /** The reports that count and the duplicates of them, by id: what they are marked with, the subject is. */
  readonly alike: ReadonlySet<string>
}

/**
 * How a subject stands under a definition on a London day: how many of its reports count, and why each does or does not.
 *
 * Withdrawn reports, those outside the window, those made in another part and those made too late do not count. Duplicates count once.
 * Where only one kind counts, it is the commonest in the window, the latest reported of those as common.
 * Source: the definition's own. Rules RP-01, RP-02, RP-03.
 */
export function standingUnder(definition: Definition, reports: readonly CountedReport[], asOf: Day): Standing {
  const from = addDays(asOf, 1 - definition.windowDays)
  const ofKind = alikeUnder(definition, reports, asOf)
  const alike = new Set(ofKind)
  const kindName = ofKind.find(({ kindName: name }) => definition.sameKind && name !== null)?.kindName ?? null
  const counted = firstOfEach(ofKind)
  const verdicts = reports.map((report): Verdict => {
    if (counted.has(report.id)) return { id: report.id, counts: true, because: reasonFor(definition, report, from, asOf) }
    const reason = reasonAgainst(definition, report, from, asOf) ?? (alike.has(report) ? 'It is a duplicate of a report that is counted' : kindReason(report, kindName))
    return { id: report.id, counts: false, because: reason }
  })
  return { count: counted.size, isRepeat: counted.size >= definition.leastCount, kindName, from, to: asOf, verdicts, alike: new Set(ofKind.map(({ id }) => id)) }
}

/**
 * The reports that count on a day, one of each that is the same, the oldest first: as `standingUnder`, without saying why.
 *
 * Rules RP-01, RP-02, RP-03.
 */
export function countedUnder<T extends CountedReport>(definition: Definition, reports: readonly T[], asOf: Day): readonly T[] {
  return [...firstOfEach(alikeUnder(definition, reports, asOf)).values()]
}

/** A definition in words: "3 reports of one kind within 92 days". */
export function definitionWords({ leastCount, windowDays, sameKind, reportWithinDays }: Definition): string {
  const late = reportWithinDays === null ? '' : `, each reported within ${daysWords(reportWithinDays)} of when it happened`
  return `${leastCount} reports of ${sameKind ? 'one kind' : 'any kind'} within ${daysWords(windowDays)}${late}`
}

/**
 * The reports that make a new repeat, or none: those not counted before that reach the definition's count on a day.
 *
 * So every further so many reports are a new repeat, and the same reports never are one twice. Result: their ids, the oldest first.
 * Rule RP-10.
 */
export function newRepeat(definition: Definition, reports: readonly CountedReport[], alreadyCounted: ReadonlySet<string>, asOf: Day): readonly string[] {
  const fresh = reports.filter(({ id, duplicateOf }) => !alreadyCounted.has(id) && (duplicateOf === null || !alreadyCounted.has(duplicateOf)))
  const counted = countedUnder(definition, fresh, asOf)
  return counted.length < definition.leastCount ? [] : counted.map(({ id }) => id)
}

/** Those that count and their duplicates: in the window and the part, in time, not withdrawn, and of the one kind that counts. */
function alikeUnder<T extends CountedReport>(definition: Definition, reports: readonly T[], asOf: Day): readonly T[] {
  const from = addDays(asOf, 1 - definition.windowDays)
  const eligible = reports.filter((report) => !report.isWithdrawn && report.isInPart && report.reportedOn <= asOf && report.reportedOn >= from && !isTooLate(definition, report))
  if (!definition.sameKind) return eligible
  const kind = commonestKind(eligible)
  return eligible.filter((report) => kind !== null && report.kind === kind)
}

function isTooLate({ reportWithinDays }: Definition, { happenedOn, reportedOn }: CountedReport): boolean {
  return reportWithinDays !== null && happenedOn !== null && daysBetween(happenedOn, reportedOn) > reportWithinDays
}

function reasonAgainst(definition: Definition, report: CountedReport, from: Day, asOf: Day): string | null {
  const { windowDays, reportWithinDays } = definition
  if (report.isWithdrawn) return 'It was withdrawn'
  if (!report.isInPart) return `In it they are ${report.partWords}: that part is never mixed with this`
  if (report.reportedOn > asOf) return `It was reported on ${formatDay(report.reportedOn)}, after the day asked of`
  if (report.reportedOn < from) return `It was reported on ${formatDay(report.reportedOn)}, before the ${daysWords(windowDays)} that count, which begin on ${formatDay(from)}`
  if (isTooLate(definition, report) && reportWithinDays !== null && report.happenedOn !== null) {
    return `It was reported ${daysWords(daysBetween(report.happenedOn, report.reportedOn))} after it happened; the rule asks for ${daysWords(reportWithinDays)} at most`
  }
  return null
}

function reasonFor({ reportWithinDays, sameKind, windowDays }: Definition, report: CountedReport, from: Day, asOf: Day): string {
  const ago = daysBetween(report.reportedOn, asOf)
  const when = `Reported on ${formatDay(report.reportedOn)}, ${ago === 0 ? 'the day asked of' : `${daysWords(ago)} before`}: within the ${daysWords(windowDays)} from ${formatDay(from)}`
  const kind = sameKind && report.kindName !== null ? `; the same kind, ${report.kindName}` : ''
  const late = reportWithinDays === null ? ''
    : report.happenedOn === null ? '; when it happened was not recorded, so it is taken as reported in time'
    : `; reported ${daysWords(Math.max(0, daysBetween(report.happenedOn, report.reportedOn)))} after it happened`
  return `${when}${kind}${late}`
}

function kindReason(report: CountedReport, kindName: string | null): string {
  if (report.kindName === null) return 'Its kind was not recorded, so it is not known to be similar'
  return kindName === null ? 'No report in the window has a kind' : `It is of another kind, ${report.kindName}; those counted are ${kindName}`
}

/** Of reports that are the same one, the first reported; each by its own id. */
function firstOfEach<T extends CountedReport>(reports: readonly T[]): ReadonlyMap<string, T> {
  const byRoot = new Map<string, T>()
  for (const report of reports.toSorted(oldestFirst)) {
    const root = report.duplicateOf ?? report.id
    if (!byRoot.has(root)) byRoot.set(root, report)
  }
  return new Map([...byRoot.values()].map((report) => [report.id, report]))
}

function commonestKind(reports: readonly CountedReport[]): string | null {
  const sized = [...Map.groupBy(reports.filter(({ kind }) => kind !== null), ({ kind }) => kind)].map(([kind, own]) => ({
    kind, count: new Set(own.map(({ id, duplicateOf }) => duplicateOf ?? id)).size, latest: own.map(({ reportedOn }) => reportedOn).reduce(later),
  }))
  return sized.toSorted((a, b) => b.count - a.count || inOrder(b.latest, a.latest) || inOrder(a.kind ?? '', b.kind ?? ''))[0]?.kind ?? null
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function oldestFirst(one: CountedReport, other: CountedReport): number {
  return inOrder(one.reportedOn, other.reportedOn) || inOrder(one.id, other.id)
}

function daysWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
