import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, endOfLondonDay, londonDay, startOfLondonDay, type Day } from '#platform/time/day.ts'
import { earlier } from '#platform/time/instant.ts'
import { placesWithin, type RepeatPlace } from '../rules/places.ts'
import { type Definition, type Mark, type Standing, standingUnder, type SubjectKind } from '../rules/repeats.ts'
import { communalAmong } from './communal.ts'
import { repeatsReached, type Span } from './reached.ts'
import { type PlacedPoint, placedPoints, placedReports, type Subject, subjectsOf } from './subjects.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'

/** What a list of repeats is asked for. */
export interface RepeatsAsked {
  readonly by: SubjectKind
  /** A rule by its key; null: the first that raises tasks. */
  readonly ruleKey: string | null
  /** Another definition than a rule's, as somebody tries it; null: the rule's own. */
  readonly tried: Definition | null
  /** Metres, of places. */
  readonly radiusMetres: number
  readonly boroughId: string | null
  readonly mark: Mark
  readonly page: number
}

/** A repeat: the subject and how it stands. */
export interface Repeat {
  readonly subject: Subject
  readonly standing: Standing
  readonly lastAt: Date
  /** Flags of the reports that count and of their duplicates. */
  readonly flags: readonly string[]
  /** The highest approved risk among them: 3 high, 0 none. */
  readonly riskOrder: number
}


/** One page of repeats, and how long the list is. */
export interface RepeatList {
  readonly asked: RepeatsAsked
  readonly rules: readonly RepeatRule[]
  readonly rule: RepeatRule | null
  readonly definition: Definition
  readonly rows: readonly Repeat[]
  /** Addresses on this page that many unrelated people give. */
  readonly communal: ReadonlySet<string>
  readonly total: number
  readonly pages: number
  /** The list was read from the latest reports only, since there are more than are drawn on a map at once. */
  readonly isCutAt: number | null
  readonly boroughs: readonly { readonly id: string; readonly name: string }[]
  readonly asOf: Day
}

/** How many repeats a page of the list holds. */
export const REPEATS_SHOWN = 25
/** The most reports among which places are sought at once. */
export const PLACED_MOST = 10_000

/**
 * Who or where is a repeat today, by any rule or any count and window: the most reports first.
 *
 * What the reader may not see is neither listed nor counted: the same rows are both. Rule RP-05.
 */
export async function listRepeats(ctx: Context, asked: RepeatsAsked): Promise<RepeatList> {
  const rules = await rulesInForce(ctx)
  const rule = ruleAsked(rules, asked.ruleKey)
  const definition = asked.tried ?? rule
  if (definition === null) throw new Refusal('not found', 'No rule is in force. Give a count and a number of days')
  const asOf = londonDay(ctx.now)
  const boroughs = await boroughsSeen(ctx)
  const radius = asked.radiusMetres
  const found = asked.by === 'place' ? await placesPage(ctx, asked, definition, radius, asOf) : { ...(await keyedPage(ctx, { ...asked, by: asked.by }, definition, asOf)), isCutAt: null }
  const pages = Math.max(1, Math.ceil(found.total / REPEATS_SHOWN))
  if (asked.page > pages) throw new Refusal('not found', 'The list has no such page')
  for (const repeat of found.rows) noteShown(ctx, repeat)
  return { asked, rules, rule, definition, ...found, communal: await communalAmong(ctx, addressesOf(found.rows)), pages, boroughs, asOf }
}

/** The addresses at which repeats of an address or a place were reported, in the form they are compared in. */
export function addressesOf(repeats: readonly Repeat[]): readonly string[] {
  return repeats.flatMap(({ subject: { kind, reports } }) => (kind === 'address' || kind === 'place' ? reports.flatMap(({ addressKey }) => addressKey ?? []) : []))
}

/** The span of instants that a definition's window covers, up to a moment. */
export function windowOf({ windowDays }: Definition, asOf: Day, now: Date): Pick<Span, 'from' | 'until'> {
  return { from: startOfLondonDay(addDays(asOf, 1 - windowDays)), until: earlier(now, endOfLondonDay(asOf)) }
}

/** A subject with how it stands on a day. */
export function repeatOf(subject: Subject, definition: Definition, asOf: Day): Repeat {
  const standing = standingUnder(definition, subject.reports, asOf)
  const reports = subject.reports.filter(({ id }) => standing.alike.has(id))
  const [first] = reports
  return {
    subject, standing, lastAt: reports.map(({ reportedAt }) => reportedAt).reduce((one, other) => (one > other ? one : other), first?.reportedAt ?? startOfLondonDay(asOf)),
    flags: [...new Set(reports.flatMap(({ flags }) => flags))].sort(), riskOrder: Math.max(0, ...reports.map(({ riskOrder }) => riskOrder)),
  }
}

/** Note for the audit whom and what a list named. */
export function noteShown(ctx: Context, { subject }: Pick<Repeat, 'subject'>): void {
  if (subject.personId !== null) ctx.shown('person', subject.personId)
  ctx.shown('incident', subject.reports.map(({ id }) => id))
}

/**
 * The rule asked for, or the first that raises tasks; null when none is in force.
 *
 * Refuses: not found, for a key that no rule in force has.
 */
export function ruleAsked(rules: readonly RepeatRule[], key: string | null): RepeatRule | null {
  if (key === null) return rules.find(({ raisesTask }) => raisesTask) ?? rules[0] ?? null
  const rule = rules.find((each) => each.key === key)
  if (rule === undefined) throw new Refusal('not found', 'No such rule is in force')
  return rule
}

/** The boroughs that the reader's membership shows, by name. */
export async function boroughsSeen(ctx: Context): Promise<readonly { id: string; name: string }[]> {
  const { actor } = ctx
  const all = ctx.db.selectFrom('areas').select(['id', 'name']).where('kind', '=', 'borough').orderBy('name')
  if (actor.seesForce) return all.execute()
  const own = await ctx.db.selectFrom('teams').select('boroughId').where('id', 'in', actor.teamIds.length === 0 ? [actor.id] : [...actor.teamIds]).execute()
  const ids = [...new Set([...actor.boroughIds, ...own.flatMap(({ boroughId }) => (boroughId === null ? [] : [boroughId]))])]
  return ids.length === 0 ? [] : all.where('id', 'in', ids).execute()
}

async function keyedPage(ctx: Context, asked: RepeatsAsked & { by: Exclude<SubjectKind, 'place'> }, definition: Definition, asOf: Day): Promise<{ rows: readonly Repeat[]; total: number }> {
  const span = { ...windowOf(definition, asOf, ctx.now), boroughId: asked.boroughId }
  const { keys, total } = await repeatsReached(ctx, asked.by, span, definition, asked.mark, { size: REPEATS_SHOWN, number: asked.page })
  const subjects = await subjectsOf(ctx, asked.by, keys, { since: span.from })
  return { rows: subjects.map((subject) => repeatOf(inBorough(subject, asked.boroughId), definition, asOf)), total }
}

/** Narrowed to a borough, only that borough's reports are told of. */
function inBorough(subject: Subject, boroughId: string | null): Subject {
  return boroughId === null ? subject : { ...subject, reports: subject.reports.filter((report) => report.boroughId === boroughId) }
}

async function placesPage(ctx: Context, asked: RepeatsAsked, definition: Definition, radius: number, asOf: Day): Promise<{ rows: readonly Repeat[]; total: number; isCutAt: number | null }> {
  const { from, until } = windowOf(definition, asOf, ctx.now)
  const narrowed = asked.boroughId === null ? sql`` : sql`and i.borough_id = ${asked.boroughId}::uuid`
  const points = await placedPoints(ctx, sql`i.reported_at >= ${from} and i.reported_at <= ${until} ${narrowed}`, PLACED_MOST)
  const places = markedPlaces(placesWithin(definition, points, radius, asOf), points, asked.mark)
  const shown = await placeSubjects(ctx, places.slice((asked.page - 1) * REPEATS_SHOWN, asked.page * REPEATS_SHOWN), radius)
  return { rows: shown.map((subject) => repeatOf(subject, definition, asOf)), total: places.length, isCutAt: points.length === PLACED_MOST ? PLACED_MOST : null }
}

function markedPlaces(places: readonly RepeatPlace[], points: readonly PlacedPoint[], mark: Mark): readonly RepeatPlace[] {
  if (mark === 'any') return places
  const marked = new Set(points.flatMap(({ id, riskOrder, isVulnerable }) => ((mark === 'high' ? riskOrder === 3 : isVulnerable || riskOrder >= 2) ? [id] : [])))
  return places.filter(({ memberIds }) => memberIds.some((id) => marked.has(id)))
}

/** Places as subjects, each with the reports that count for it, the latest first. */
export async function placeSubjects(ctx: Context, places: readonly RepeatPlace[], radius: number): Promise<readonly Subject[]> {
  if (places.length === 0) return []
  const ids = places.flatMap(({ memberIds }) => memberIds)
  const byId = new Map((await placedReports(ctx, sql`i.id = any (${ids}::uuid[])`, ids.length)).map((report) => [report.id, report]))
  return places.map(({ middleId, memberIds }) => ({
    kind: 'place', key: middleId, label: `Within ${radius} metres of ${byId.get(middleId)?.place ?? 'a point on the map'}`, personId: null,
    reports: memberIds.flatMap((id) => byId.get(id) ?? []).toSorted((a, b) => b.reportedAt.getTime() - a.reportedAt.getTime()),
  }))
}
