import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, endOfLondonDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { earlier } from '#platform/time/instant.ts'
import { gatherSame } from '../rules/gathering.ts'
import { placesWithin } from '../rules/places.ts'
import type { Definition } from '../rules/repeats.ts'
import { standingInWeek, type Week, weekOf, type WeekStanding } from '../rules/weeks.ts'
import { type KeyedKind, type Looked, repeatKeys } from './counted.ts'
import { boroughsSeen, noteShown, PLACED_MOST, placeSubjects, type Repeat, repeatOf, ruleAsked } from './repeats.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'
import { placedReports, type Subject, subjectsOf } from './subjects.ts'

/** One line of the week's or the day's list: everyone and everywhere that the same reports make a repeat. */
export interface ListedRepeat {
  readonly standing: WeekStanding
  /** All made by the same reports; never empty. */
  readonly repeats: readonly Repeat[]
  readonly count: number
  readonly lastAt: Date
  readonly flags: readonly string[]
  readonly riskOrder: number
  /** The borough of the latest report that counts. */
  readonly boroughId: string | null
}

/** The week's repeats of one borough. */
export interface BoroughWeek {
  readonly boroughId: string | null
  readonly name: string
  readonly lines: readonly ListedRepeat[]
}

/** The weekly list. */
export interface WeeklyList {
  readonly week: Week
  readonly previous: string
  /** The Monday of the week after; null when that has not begun. */
  readonly next: string | null
  readonly isOver: boolean
  readonly rules: readonly RepeatRule[]
  readonly rule: RepeatRule
  readonly boroughs: readonly BoroughWeek[]
  readonly total: number
  readonly isCut: boolean
}

/** The day's list for the daily meeting: who or where is a repeat and was reported since yesterday began. */
export interface DailyList {
  readonly since: string
  readonly rules: readonly RepeatRule[]
  readonly rule: RepeatRule
  readonly vulnerable: readonly ListedRepeat[]
  readonly others: readonly ListedRepeat[]
  readonly isCut: boolean
}

/** The most subjects of one kind that a week's or a day's list reads. */
export const SUBJECTS_MOST = 1_000
/** Flags that say somebody is vulnerable, or may be. */
export const VULNERABLE_FLAGS = ['vulnerable', 'hate', 'intimidation'] as const
const KEYED: readonly KeyedKind[] = ['victim', 'caller', 'household', 'phone', 'address']

/**
 * The new and the continuing repeats of a week, by borough: what the performance bureau sent by hand.
 *
 * Input: any day of the week; null: the last week that is over. Refuses: not found, for a week that has not begun or when no rule is in force.
 * Source: report of 13 October 2011, ¶32 and ¶80. Rules RP-20, RP-21.
 */
export async function getWeeklyList(ctx: Context, day: string | null, ruleKey: string | null): Promise<WeeklyList> {
  const today = londonDay(ctx.now)
  const week = weekOf(day ?? addDays(today, -7))
  if (week.monday > today) throw new Refusal('not found', 'That week has not begun')
  const { rules, rule } = await ruleFor(ctx, ruleKey)
  const { lines, isCut } = await listedIn(ctx, rule, week)
  const names = new Map((await boroughsSeen(ctx)).map(({ id, name }) => [id, name]))
  const byBorough = Map.groupBy(lines, ({ boroughId }) => boroughId)
  const boroughs = [...byBorough].map(([boroughId, own]) => ({ boroughId, name: boroughId === null ? 'No borough known' : (names.get(boroughId) ?? 'Another borough'), lines: own.toSorted(newThenMost) }))
    .toSorted((a, b) => Number(a.boroughId === null) - Number(b.boroughId === null) || a.name.localeCompare(b.name, 'en-GB'))
  const next = addDays(week.monday, 7)
  return { week, previous: addDays(week.monday, -7), next: next > today ? null : next, isOver: week.sunday < today, rules, rule, boroughs, total: lines.length, isCut }
}

/**
 * The repeats reported since yesterday began, those that are vulnerable by themselves: what the daily meeting must consider.
 *
 * Refuses: not found, when no rule is in force. Source: report of 13 October 2011, ¶38. Rule RP-22.
 */
export async function getDailyList(ctx: Context, ruleKey: string | null): Promise<DailyList> {
  const since = addDays(londonDay(ctx.now), -1)
  const { rules, rule } = await ruleFor(ctx, ruleKey)
  const { lines, isCut } = await listedIn(ctx, rule, { monday: since, sunday: londonDay(ctx.now) })
  const [vulnerable, others] = [lines.filter(isVulnerable), lines.filter((line) => !isVulnerable(line))]
  return { since, rules, rule, vulnerable: vulnerable.toSorted(worstFirst), others: others.toSorted(worstFirst), isCut }
}

/** Whether somebody among those of a line is marked vulnerable, intimidated or hated, or was assessed at medium risk or above. Rule RP-22. */
export function isVulnerable({ flags, riskOrder }: Pick<ListedRepeat, 'flags' | 'riskOrder'>): boolean {
  return riskOrder >= 2 || VULNERABLE_FLAGS.some((flag) => flags.includes(flag))
}

async function ruleFor(ctx: Context, key: string | null): Promise<{ rules: readonly RepeatRule[]; rule: RepeatRule }> {
  const rules = await rulesInForce(ctx)
  const rule = ruleAsked(rules, key)
  if (rule === null) throw new Refusal('not found', 'No rule is in force, so there is no list')
  return { rules, rule }
}

async function listedIn(ctx: Context, rule: RepeatRule, span: Week): Promise<{ lines: readonly ListedRepeat[]; isCut: boolean }> {
  const met: { repeat: Repeat; standing: WeekStanding }[] = []
  let isCut = false
  for (const kind of KEYED.filter((each) => rule.subjects.includes(each))) {
    const subjects = await subjectsIn(ctx, kind, rule, span)
    isCut ||= subjects.length >= SUBJECTS_MOST
    for (const subject of subjects) {
      const found = standingInWeek(rule, subject.reports, span)
      if (found !== null) met.push({ repeat: repeatOf(subject, rule, found.asOf), standing: found.standing })
    }
  }
  if (rule.radiusMetres !== null && rule.subjects.includes('place')) {
    const places = await placesIn(ctx, rule, rule.radiusMetres, span)
    isCut ||= places.isCut
    for (const subject of places.subjects) {
      const found = standingInWeek(rule, subject.reports, span)
      if (found !== null) met.push({ repeat: repeatOf(subject, rule, found.asOf), standing: found.standing })
    }
  }
  const lines = gatherSame(met, ({ repeat }) => repeat.standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id)).map(({ members }) => lineOf(members))
  for (const { repeats } of lines) for (const repeat of repeats) noteShown(ctx, repeat)
  return { lines, isCut }
}

async function subjectsIn(ctx: Context, kind: KeyedKind, definition: Definition, { monday, sunday }: Week): Promise<readonly Subject[]> {
  const begins = startOfLondonDay(monday)
  const looked: Looked = { from: startOfLondonDay(addDays(monday, 1 - definition.windowDays)), until: earlier(ctx.now, endOfLondonDay(sunday)), boroughId: null, isUnsealedOnly: false }
  // a window that slides through the week lies within the longer span: whoever is a repeat on one of its days is among these
  const keys = repeatKeys(kind, looked, definition, { having: sql`max(i.reported_at) >= ${begins}` })
  const { rows } = await sql<{ key: string }>`select q.key from (${keys}) q order by q.reports desc, q.key limit ${SUBJECTS_MOST}`.execute(ctx.db)
  return subjectsOf(ctx, kind, rows.map(({ key }) => key))
}

/** Places in which something was reported in the span, each drawn as it is on the span's last day. */
async function placesIn(ctx: Context, rule: RepeatRule, radius: number, { monday, sunday }: Week): Promise<{ subjects: readonly Subject[]; isCut: boolean }> {
  const [from, until] = [startOfLondonDay(addDays(monday, 1 - rule.windowDays)), earlier(ctx.now, endOfLondonDay(sunday))]
  const reports = await placedReports(ctx, sql`i.withdrawn_at is null and i.reported_at >= ${from} and i.reported_at <= ${until}`, PLACED_MOST)
  return { subjects: placeSubjects(placesWithin(rule, reports, radius, sunday), reports, radius).filter(({ reports: [latest] }) => latest !== undefined && latest.reportedOn >= monday), isCut: reports.length === PLACED_MOST }
}

function lineOf(members: readonly { repeat: Repeat; standing: WeekStanding }[]): ListedRepeat {
  const repeats = members.map(({ repeat }) => repeat)
  const [first] = repeats
  const counted = new Set(first?.standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id))
  const latest = first?.subject.reports.filter(({ id }) => counted.has(id)).toSorted((a, b) => b.reportedAt.getTime() - a.reportedAt.getTime()).find(({ boroughId }) => boroughId !== null)
  return {
    standing: members.some(({ standing }) => standing === 'continuing') ? 'continuing' : 'new', repeats, count: first?.standing.count ?? 0, lastAt: first?.lastAt ?? startOfLondonDay('1970-01-01'),
    flags: first?.flags ?? [], riskOrder: first?.riskOrder ?? 0, boroughId: latest?.boroughId ?? null,
  }
}

function newThenMost(one: ListedRepeat, other: ListedRepeat): number {
  return Number(one.standing !== 'new') - Number(other.standing !== 'new') || worstFirst(one, other)
}

function worstFirst(one: ListedRepeat, other: ListedRepeat): number {
  return other.riskOrder - one.riskOrder || other.count - one.count || other.lastAt.getTime() - one.lastAt.getTime()
}
