import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, endOfLondonDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { earlier } from '#platform/time/instant.ts'
import { placesWithin } from '../rules/places.ts'
import { isVulnerable, type SubjectKind } from '../rules/repeats.ts'
import { standingInWeek, type Week, weekOf, type WeekStanding } from '../rules/weeks.ts'
import { communalAmong } from './communal.ts'
import type { KeyedKind } from './counted.ts'
import { type Reached, madeByOf, reachedIn } from './reached.ts'
import { addressesOf, boroughsSeen, noteShown, PLACED_MOST, placeSubjects, type Repeat, repeatOf, ruleAsked } from './repeats.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'
import { placedPoints, type Subject, subjectsOf } from './subjects.ts'

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

/** The week's repeats of one borough: how many there are, and those of this page. */
export interface BoroughWeek {
  readonly boroughId: string | null
  readonly name: string
  readonly total: number
  readonly lines: readonly ListedRepeat[]
}

/** The weekly list, a page of it. */
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
  readonly page: number
  readonly pages: number
  /** Places were sought among the latest reports only. */
  readonly isCut: boolean
  /** Addresses on this page that many unrelated people give. */
  readonly communal: ReadonlySet<string>
}

/** A page of the day's list for the daily meeting: who or where is a repeat and was reported since yesterday began. */
export interface DailyList {
  readonly since: string
  readonly rules: readonly RepeatRule[]
  readonly rule: RepeatRule
  readonly vulnerable: readonly ListedRepeat[]
  readonly vulnerableTotal: number
  readonly others: readonly ListedRepeat[]
  readonly othersTotal: number
  readonly page: number
  readonly pages: number
  readonly isCut: boolean
  readonly communal: ReadonlySet<string>
}

/** How many lines a page of the week's or the day's list holds. */
export const LINES_SHOWN = 25
/** How many lines are read at a time for a file of them all. */
const LINES_READ = 200
const KEYED: readonly KeyedKind[] = ['victim', 'caller', 'household', 'phone', 'address']

/**
 * The new and the continuing repeats of a week, by borough: what the performance bureau sent by hand.
 *
 * Input: any day of the week, null for the last week that is over; a page, null for all. Refuses: not found, for a week that has not begun, a page beyond the last, or when no rule is in force.
 * Source: report of 13 October 2011, ¶32 and ¶80. Rules RP-20, RP-21.
 */
export async function getWeeklyList(ctx: Context, { day, ruleKey, page }: { day: string | null; ruleKey: string | null; page: number | null }): Promise<WeeklyList> {
  const today = londonDay(ctx.now)
  const week = weekOf(day ?? addDays(today, -7))
  if (week.monday > today) throw new Refusal('not found', 'That week has not begun')
  const { rules, rule } = await ruleFor(ctx, ruleKey)
  const { lines, isCut } = await linesIn(ctx, rule, week)
  const names = new Map((await boroughsSeen(ctx)).map(({ id, name }) => [id, name]))
  const groups = [...Map.groupBy(lines, ({ boroughId }) => boroughId)].map(([boroughId, own]) => ({ boroughId, name: boroughId === null ? 'No borough known' : (names.get(boroughId) ?? 'Another borough'), own: own.toSorted(newThenMost) }))
    .toSorted((a, b) => Number(a.boroughId === null) - Number(b.boroughId === null) || a.name.localeCompare(b.name, 'en-GB'))
  const { shown, ...paged } = await pageOf(ctx, rule, week, groups.flatMap(({ own }) => own), page)
  const boroughs = groups.map(({ boroughId, name, own }) => ({ boroughId, name, total: own.length, lines: own.flatMap((line) => shown.get(line) ?? []) })).filter(({ lines: own }) => own.length > 0)
  const next = addDays(week.monday, 7)
  return { week, previous: addDays(week.monday, -7), next: next > today ? null : next, isOver: week.sunday < today, rules, rule, boroughs, total: lines.length, page: page ?? 1, ...paged, isCut }
}

/**
 * The repeats reported since yesterday began, those that are vulnerable by themselves and first: what the daily meeting must consider.
 *
 * Refuses: not found, for a page beyond the last or when no rule is in force. Source: report of 13 October 2011, ¶38. Rule RP-22.
 */
export async function getDailyList(ctx: Context, { ruleKey, page }: { ruleKey: string | null; page: number }): Promise<DailyList> {
  const since = addDays(londonDay(ctx.now), -1)
  const span = { monday: since, sunday: londonDay(ctx.now) }
  const { rules, rule } = await ruleFor(ctx, ruleKey)
  const { lines, isCut } = await linesIn(ctx, rule, span)
  const [vulnerable, others] = [lines.filter((line) => line.isVulnerable).toSorted(worstFirst), lines.filter((line) => !line.isVulnerable).toSorted(worstFirst)]
  const { shown, ...paged } = await pageOf(ctx, rule, span, [...vulnerable, ...others], page)
  const onPage = (list: readonly Line[]): readonly ListedRepeat[] => list.flatMap((line) => shown.get(line) ?? [])
  return { since, rules, rule, vulnerable: onPage(vulnerable), vulnerableTotal: vulnerable.length, others: onPage(others), othersTotal: others.length, page, ...paged, isCut }
}

async function ruleFor(ctx: Context, key: string | null): Promise<{ rules: readonly RepeatRule[]; rule: RepeatRule }> {
  const rules = await rulesInForce(ctx)
  const rule = ruleAsked(rules, key)
  if (rule === null) throw new Refusal('not found', 'No rule is in force, so there is no list')
  return { rules, rule }
}

/** A line before its reports are read: enough to put it in its place. */
interface Line {
  readonly members: readonly Member[]
  readonly standing: WeekStanding
  readonly count: number
  readonly lastAt: Date
  readonly isVulnerable: boolean
  readonly riskOrder: number
  readonly boroughId: string | null
}

type Member = Omit<Reached, 'kind'> & ({ readonly kind: KeyedKind } | { readonly kind: 'place'; readonly subject: Subject })

async function linesIn(ctx: Context, rule: RepeatRule, span: Week): Promise<{ lines: readonly Line[]; isCut: boolean }> {
  const until = earlier(ctx.now, endOfLondonDay(span.sunday))
  const keyed = await reachedIn(ctx, KEYED.filter((kind) => rule.subjects.includes(kind)), span, until, rule)
  const places = rule.radiusMetres !== null && rule.subjects.includes('place') ? await placesIn(ctx, rule, rule.radiusMetres, span, until) : { members: [], isCut: false }
  const members: readonly Member[] = [...keyed.toSorted((a, b) => KEYED.indexOf(a.kind) - KEYED.indexOf(b.kind) || (a.key < b.key ? -1 : 1)), ...places.members]
  return { lines: [...Map.groupBy(members, ({ madeBy }) => madeBy).values()].map(lineOf), isCut: places.isCut }
}

function lineOf(members: readonly Member[]): Line {
  const [first] = members
  if (first === undefined) throw new Error('a line is of somebody or somewhere')
  return {
    members, standing: members.some(({ wasBefore }) => wasBefore) ? 'continuing' : 'new', count: first.reports, lastAt: members.map(({ lastAt }) => lastAt).reduce((one, other) => (one > other ? one : other)),
    isVulnerable: members.some((member) => member.isVulnerable || member.riskOrder >= 2), riskOrder: Math.max(...members.map(({ riskOrder }) => riskOrder)), boroughId: first.boroughId,
  }
}

/** Places in which something was reported in the span, each drawn as it is on the span's last day. */
async function placesIn(ctx: Context, rule: RepeatRule, radius: number, span: Week, until: Date): Promise<{ members: readonly Member[]; isCut: boolean }> {
  const from = startOfLondonDay(addDays(span.monday, 1 - rule.windowDays))
  const points = await placedPoints(ctx, sql`i.reported_at >= ${from} and i.reported_at <= ${until}`, PLACED_MOST)
  const places = placesWithin(rule, points, radius, span.sunday).filter(({ latest }) => latest >= span.monday)
  const met = (await placeSubjects(ctx, places, radius)).flatMap((subject) => {
    const found = standingInWeek(rule, subject.reports, span)
    return found === null ? [] : [{ subject, found, repeat: repeatOf(subject, rule, found.asOf) }]
  })
  const madeBy = await madeByOf(ctx, met.map(({ repeat: { standing, subject } }) => [...new Set(subject.reports.filter(({ id }) => standing.alike.has(id)).map(({ id, duplicateOf }) => duplicateOf ?? id))]))
  const members = met.map(({ subject, found, repeat }, at): Member => ({
    kind: 'place', key: subject.key, subject, asOf: found.asOf, wasBefore: found.standing === 'continuing', reports: repeat.standing.count, lastAt: repeat.lastAt, isVulnerable: isVulnerable(repeat),
    riskOrder: repeat.riskOrder, madeBy: madeBy[at] ?? subject.key, boroughId: subject.reports.find(({ id, boroughId }) => boroughId !== null && repeat.standing.alike.has(id))?.boroughId ?? null,
  }))
  return { members, isCut: points.length === PLACED_MOST }
}

/**
 * The lines of one page, or of all, with their reports read.
 *
 * Refuses: not found, for a page beyond the last.
 */
async function pageOf(ctx: Context, rule: RepeatRule, span: Week, lines: readonly Line[], page: number | null): Promise<{ shown: ReadonlyMap<Line, ListedRepeat>; pages: number; communal: ReadonlySet<string> }> {
  const pages = Math.max(1, Math.ceil(lines.length / LINES_SHOWN))
  if (page !== null && page > pages) throw new Refusal('not found', 'The list has no such page')
  const wanted = page === null ? lines : lines.slice((page - 1) * LINES_SHOWN, page * LINES_SHOWN)
  const shown = new Map<Line, ListedRepeat>()
  for (let at = 0; at < wanted.length; at += LINES_READ) for (const [line, listed] of await readLines(ctx, rule, span, wanted.slice(at, at + LINES_READ))) shown.set(line, listed)
  const repeats = [...shown.values()].flatMap((line) => line.repeats)
  for (const repeat of repeats) noteShown(ctx, repeat)
  return { shown, pages, communal: await communalAmong(ctx, addressesOf(repeats)) }
}

async function readLines(ctx: Context, rule: RepeatRule, { monday }: Week, lines: readonly Line[]): Promise<readonly (readonly [Line, ListedRepeat])[]> {
  const members = lines.flatMap((line) => line.members)
  const since = startOfLondonDay(addDays(monday, -rule.windowDays))
  const subjects = new Map<string, Subject>(members.flatMap((member) => (member.kind === 'place' ? [[subjectKey(member), member.subject] as const] : [])))
  for (const kind of KEYED) {
    for (const subject of await subjectsOf(ctx, kind, members.flatMap((member) => (member.kind === kind ? [member.key] : [])), { since })) subjects.set(subjectKey(subject), subject)
  }
  return lines.map((line) => {
    const repeats = line.members.flatMap((member) => {
      const subject = subjects.get(subjectKey(member))
      return subject === undefined ? [] : [repeatOf(subject, rule, member.asOf)]
    })
    const { standing, count, lastAt, riskOrder, boroughId } = line
    return [line, { standing, repeats, count, lastAt, riskOrder, boroughId, flags: [...new Set(repeats.flatMap(({ flags }) => flags))].sort() }] as const
  })
}

function subjectKey({ kind, key }: { kind: SubjectKind; key: string }): string {
  return `${kind} ${key}`
}

function newThenMost(one: Line, other: Line): number {
  return Number(one.standing !== 'new') - Number(other.standing !== 'new') || worstFirst(one, other)
}

/** Day by day the order is the same: what nothing else tells apart, who or where it is does. */
function worstFirst(one: Line, other: Line): number {
  return other.riskOrder - one.riskOrder || other.count - one.count || other.lastAt.getTime() - one.lastAt.getTime() || ((one.members[0]?.key ?? '') < (other.members[0]?.key ?? '') ? -1 : 1)
}
