import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { addDays, londonDay, startOfLondonDay, type Day } from '#platform/time/day.ts'
import { gatherSame } from '../rules/gathering.ts'
import { type CountedReport, newRepeat, type SubjectKind } from '../rules/repeats.ts'
import { communalAmong } from './communal.ts'
import { isOneOf, type KeyedKind, keyOf, repeatKeys, sourceOf } from './counted.ts'
import { type RepeatRule, rulesInForce } from './rule-list.ts'
import { placedReports, subjectsOf } from './subjects.ts'

/** Who or where is to be looked at: a kind of subject and its key. */
export interface Wanted {
  readonly kind: KeyedKind
  readonly key: string
}

/** A new repeat that is not on record yet: the rule, all that the same reports make a repeat, and those reports, the oldest first. */
export interface DueFinding {
  readonly rule: RepeatRule
  readonly subjects: readonly { readonly kind: SubjectKind; readonly key: string }[]
  readonly incidentIds: readonly string[]
}

/** How many days back a repeat is still found when something kept it from being found at once. */
const LATE_DAYS = 7

/**
 * New repeats among these subjects, and round this report, under the rules in force that raise tasks.
 *
 * Sealed reports take no part: a task would tell of them. Rules RP-10, RP-11, RP-12.
 */
export async function dueAmong(ctx: Context, wanted: readonly Wanted[], round: string | null): Promise<readonly DueFinding[]> {
  const rules = (await rulesInForce(ctx)).filter(({ raisesTask }) => raisesTask)
  const found: Made[] = []
  for (const [kind, own] of Map.groupBy(await withEnough(ctx, wanted, rules), (one) => one.kind)) {
    const asking = rules.filter(({ subjects }) => subjects.includes(kind))
    if (asking.length > 0) found.push(...(await dueOfKind(ctx, kind, [...new Set(own.map(({ key }) => key))], asking)))
  }
  if (round !== null) for (const rule of rules.filter(({ subjects }) => subjects.includes('place'))) found.push(...(await dueRound(ctx, rule, round)))
  return gatherSame(found, ({ rule, incidentIds }) => [rule.id, ...incidentIds]).flatMap(({ members }) => {
    const [first] = members
    return first === undefined ? [] : [{ rule: first.rule, incidentIds: first.incidentIds, subjects: members.map(({ kind, key }) => ({ kind, key })) }]
  })
}

/** Those with reports enough for the least of the rules: most subjects of most reports have one, and nothing more is read of them. */
async function withEnough(ctx: Context, wanted: readonly Wanted[], rules: readonly RepeatRule[]): Promise<readonly Wanted[]> {
  if (wanted.length === 0 || rules.length === 0) return []
  const [least, longest] = [Math.min(...rules.map(({ leastCount }) => leastCount)), Math.max(...rules.map(({ windowDays }) => windowDays))]
  const from = startOfLondonDay(addDays(londonDay(ctx.now), -longest - LATE_DAYS))
  const each = [...Map.groupBy(wanted, ({ kind }) => kind)].map(([kind, own]) => sql`
    select ${kind}::text as kind, ${keyOf(kind)} as key from ${sourceOf(kind)}
    where ${isOneOf(kind, own.map(({ key }) => key))} and i.reported_at >= ${from} group by 2 having count(distinct i.id) >= ${least}`)
  const { rows } = await sql<Wanted>`${sql.join(each, sql` union all `)}`.execute(ctx.db)
  return rows
}

/** What a report may make a repeat: who and where in it has reports enough, and whether places are counted round it. */
export interface Suspected {
  readonly wanted: readonly Wanted[]
  readonly isPlaced: boolean
}

/**
 * Everyone and everywhere in one report that has reports enough for the least of the rules that raise tasks: of most reports nobody, and one statement tells so.
 *
 * None when it is sealed, withdrawn, open data or came from a file. Rules RP-10, RP-12.
 */
export async function suspectedIn(ctx: Context, incidentId: string): Promise<Suspected> {
  // counted up to the least of the rules and no further: beyond that it is looked at closely
  const enough = (own: RawBuilder<unknown>, parts: readonly string[]): RawBuilder<boolean> => sql<boolean>`(select count(*) from (
    select distinct i.id from person_mentions m join incidents i on i.id = m.source_id where ${own} and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = any (${[...parts]}::text[]) and i.reported_at >= r.since limit r.least) x) >= r.least`
  const either = ['victim', 'caller']
  const { rows } = await sql<{ kind: KeyedKind | 'place'; key: string }>`
    select w.kind, w.key from (
      select min(a.least_count) as least, ${startOfLondonDay(addDays(londonDay(ctx.now), -LATE_DAYS))}::timestamptz - make_interval(days => max(a.window_days)) as since, bool_or('place' = any (a.subjects)) as has_places
      from repeat_rules a where a.raises_task and a.valid @> ${londonDay(ctx.now)}::date) r
    cross join incidents o
    cross join lateral (
      select s.part as kind, s.person_id::text as key from person_mentions s where ${saidIn(incidentId)} and s.part = 'victim' and ${enough(sql`m.person_id = s.person_id`, ['victim'])}
      union all select s.part, s.person_id::text from person_mentions s where ${saidIn(incidentId)} and s.part = 'caller' and ${enough(sql`m.person_id = s.person_id`, ['caller'])}
      union all select 'phone', s.phone_key from person_mentions s where ${saidIn(incidentId)} and s.phone_key is not null and ${enough(sql`m.phone_key = s.phone_key`, either)}
      union all select 'household', s.address_key from person_mentions s where ${saidIn(incidentId)} and s.address_key is not null and ${enough(sql`m.address_key = s.address_key`, either)}
      union all select 'address', coalesce(o.address_key, o.address_id::text) where (
        select count(*) from (select i.id from incidents i where (i.address_key = o.address_key or (i.address_key is null and o.address_key is null and i.address_id = o.address_id)) and i.reported_at >= r.since limit r.least) x) >= r.least
      union all select 'place', o.id::text where r.has_places) w
    where o.id = ${incidentId}::uuid and not o.is_open_data and o.withdrawn_at is null and o.import_id is null and o.sealed_under is null`.execute(ctx.db)
  return { wanted: rows.flatMap(({ kind, key }) => (kind === 'place' ? [] : [{ kind, key }])), isPlaced: rows.some(({ kind }) => kind === 'place') }
}

/** The mentions of one report whose telephone and address say something of repeats. */
function saidIn(incidentId: string): RawBuilder<boolean> {
  return sql<boolean>`s.source_id = ${incidentId}::uuid and s.source_kind = 'incident' and s.corrected_by_id is null and s.part in ('victim', 'caller')`
}

/**
 * New repeats that raised no task: there must be none. Input: only those with a report recorded since; null: all in the windows of the rules.
 *
 * Rule RP-13.
 */
export async function listUnraised(ctx: Context, since: Date | null): Promise<readonly DueFinding[]> {
  const rules = (await rulesInForce(ctx)).filter(({ raisesTask }) => raisesTask)
  const wanted: Wanted[] = []
  const kinds = [...new Set(rules.flatMap(({ subjects }) => subjects))]
  for (const kind of kinds) if (kind !== 'place' && since !== null) wanted.push(...(await recordedSince(ctx, kind, since)))
  for (const rule of rules) for (const kind of rule.subjects) if (kind !== 'place' && since === null) wanted.push(...(await suspected(ctx, rule, kind)))
  const missed = [...(await dueAmong(ctx, wanted, null))]
  for (const rule of rules.filter(({ subjects }) => subjects.includes('place'))) for (const id of await recorded(ctx, since)) missed.push(...(await dueRound(ctx, rule, id)).map(({ kind, key, ...made }) => ({ ...made, subjects: [{ kind, key }] })))
  return missed
}

/** How many new repeats raised no task: nought, or something is broken. */
export async function countUnraised(ctx: Context): Promise<number> {
  return (await listUnraised(ctx, null)).length
}

interface Made {
  readonly rule: RepeatRule
  readonly kind: SubjectKind
  readonly key: string
  readonly incidentIds: readonly string[]
}

async function dueOfKind(ctx: Context, kind: KeyedKind, keys: readonly string[], rules: readonly RepeatRule[]): Promise<readonly Made[]> {
  const looked = kind === 'household' ? await withoutCommunal(ctx, keys) : keys
  const subjects = await subjectsOf(ctx, kind, looked, { isUnsealedOnly: true })
  const found: Made[] = []
  for (const rule of rules) {
    const counted = await countedBefore(ctx, rule, kind, looked)
    for (const { key, reports } of subjects) {
      const incidentIds = dueIn(ctx, rule, reports, counted.get(key) ?? new Set())
      if (incidentIds.length > 0) found.push({ rule, kind, key, incidentIds })
    }
  }
  return found
}

async function dueRound(ctx: Context, rule: RepeatRule, middleId: string): Promise<readonly Made[]> {
  const [middle] = await placedReports(ctx, sql`i.id = ${middleId}::uuid and i.sealed_under is null and i.import_id is null and i.withdrawn_at is null`, 1)
  if (middle === undefined || rule.radiusMetres === null) return []
  const { radiusMetres: radius } = rule
  const from = startOfLondonDay(addDays(londonDay(ctx.now), -rule.windowDays - LATE_DAYS))
  const box = sql`i.easting between ${middle.easting - radius} and ${middle.easting + radius} and i.northing between ${middle.northing - radius} and ${middle.northing + radius}`
  const near = (await placedReports(ctx, sql`${box} and i.sealed_under is null and i.withdrawn_at is null and i.reported_at >= ${from}`, 1_000))
    .filter(({ easting, northing }) => (easting - middle.easting) ** 2 + (northing - middle.northing) ** 2 <= radius ** 2)
  const counted = new Set([...(await countedBefore(ctx, rule, 'place', null)).values()].flatMap((ids) => [...ids]))
  const incidentIds = dueIn(ctx, rule, near, counted)
  return incidentIds.length === 0 ? [] : [{ rule, kind: 'place', key: middleId, incidentIds }]
}

/** As of today, or of a day of the last week on which something was reported: a task delayed is not a task lost. */
function dueIn(ctx: Context, rule: RepeatRule, reports: readonly CountedReport[], counted: ReadonlySet<string>): readonly string[] {
  const today = londonDay(ctx.now)
  const days = new Set<Day>([today, ...reports.map(({ reportedOn }) => reportedOn).filter((day) => day <= today && day > addDays(today, -LATE_DAYS)).toSorted().toReversed()])
  for (const day of days) {
    const due = newRepeat(rule, reports, counted, day)
    if (due.length > 0) return due
  }
  return []
}

/** The reports that earlier findings of a rule counted, by subject. */
async function countedBefore(ctx: Context, rule: RepeatRule, kind: SubjectKind, keys: readonly string[] | null): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const all = ctx.db.selectFrom('repeatFindingSubjects as s').innerJoin('repeatFindingIncidents as f', 'f.findingId', 's.findingId')
    .select(['s.key', 'f.incidentId']).where('s.ruleId', '=', rule.id).where('s.kind', '=', kind)
  const rows = keys === null ? await all.execute() : keys.length === 0 ? [] : await all.where('s.key', 'in', [...keys]).execute()
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, own]) => [key, new Set(own.map(({ incidentId }) => incidentId))]))
}

async function withoutCommunal(ctx: Context, keys: readonly string[]): Promise<readonly string[]> {
  const shared = await communalAmong(ctx, keys)
  return keys.filter((key) => !shared.has(key))
}

/** Subjects whose reports not yet counted are enough for a rule in a window somewhat longer than its own: all that are due are among them. */
async function suspected(ctx: Context, rule: RepeatRule, kind: KeyedKind): Promise<readonly Wanted[]> {
  const looked = { from: startOfLondonDay(addDays(londonDay(ctx.now), -rule.windowDays - LATE_DAYS)), until: ctx.now }
  const uncounted = sql`not exists (select 1 from repeat_finding_subjects s join repeat_finding_incidents f on f.finding_id = s.finding_id
    where s.rule_id = ${rule.id}::uuid and s.kind = ${kind} and s.key = i.key and f.incident_id in (i.id, i.duplicate_of))`
  const { rows } = await sql<{ key: string }>`${repeatKeys(kind, looked, rule, { more: uncounted, having: sql`bool_or(i.import_id is null)` })}`.execute(ctx.db)
  return rows.map(({ key }) => ({ kind, key }))
}

/** Everyone and everywhere in what was recorded since: found by its index, however much there is before. */
async function recordedSince(ctx: Context, kind: KeyedKind, since: Date): Promise<readonly Wanted[]> {
  const { rows } = await sql<{ key: string }>`select distinct ${keyOf(kind)} as key from ${sourceOf(kind)}
    where i.recorded_at >= ${since} and not i.is_open_data and i.import_id is null and i.withdrawn_at is null and i.sealed_under is null and ${keyOf(kind)} is not null`.execute(ctx.db)
  return rows.map(({ key }) => ({ kind, key }))
}

async function recorded(ctx: Context, since: Date | null): Promise<readonly string[]> {
  const after = since ?? startOfLondonDay(addDays(londonDay(ctx.now), -LATE_DAYS))
  const rows = await ctx.db.selectFrom('incidents').select('id').where('isOpenData', '=', false).where('recordedAt', '>=', after).where('importId', 'is', null).where('easting', 'is not', null).orderBy('recordedAt', 'desc').limit(500).execute()
  return rows.map(({ id }) => id)
}
