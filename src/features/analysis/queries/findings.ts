import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { notificationsOf, type NotificationView } from '#platform/notifications/queries.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import type { FindingState, Outcome } from '../rules/findings.ts'
import { SUBJECT_KINDS, type SubjectKind } from '../rules/repeats.ts'
import { communalAmong } from './communal.ts'
import { addressesOf, type Repeat, repeatOf } from './repeats.ts'
import { getRule, type RepeatRule } from './rule-list.ts'
import { placedReports, type Subject, subjectsOf } from './subjects.ts'

/** A new repeat as the list of them shows it. */
export interface FindingRow {
  readonly id: string
  readonly state: FindingState
  readonly ruleName: string
  readonly reports: number
  readonly kinds: readonly SubjectKind[]
  /** Who or where, from what the reader may see. */
  readonly labels: readonly string[]
  readonly flags: readonly string[]
  readonly riskOrder: number
  readonly boroughName: string | null
  readonly raisedAt: Date
  readonly acknowledgedBy: string | null
  readonly dealtBy: string | null
  readonly dealtAt: Date | null
  readonly outcome: Outcome | null
}

/** One page of new repeats. */
export interface FindingList {
  readonly state: 'waiting' | 'dealt with'
  readonly rows: readonly FindingRow[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

/** One new repeat, with all that its reader may know of it. */
export interface FindingPage {
  readonly id: string
  readonly version: number
  readonly state: FindingState
  readonly rule: RepeatRule
  readonly reports: number
  /** Of the reports that made it, those beyond the reader's sight: known to be there, and nothing else. */
  readonly hidden: number
  readonly repeats: readonly Repeat[]
  /** Addresses of theirs that many unrelated people give. */
  readonly communal: ReadonlySet<string>
  /** The reports that made it, by id. */
  readonly madeBy: readonly string[]
  readonly boroughName: string | null
  readonly teamName: string | null
  readonly raisedAt: Date
  readonly acknowledgedAt: Date | null
  readonly acknowledgedBy: string | null
  readonly dealtAt: Date | null
  readonly dealtBy: string | null
  readonly outcome: Outcome | null
  readonly whatWasDone: string | null
  readonly told: readonly NotificationView[]
  readonly mayDeal: boolean
  readonly now: Date
}

/** How many new repeats a page of the list holds. */
export const FINDINGS_SHOWN = 25

/** New repeats of one's own area that nobody has dealt with, the most at risk and the oldest first; or those that were, the latest first. Rule RP-14. */
export async function listFindings(ctx: Context, state: FindingList['state'], page: number): Promise<FindingList> {
  const where = state === 'waiting' ? findingsWaiting(ctx) : sql`f.state = 'dealt with' and ${inScope(ctx)}`
  const total = await countWhere(ctx, where)
  const pages = Math.max(1, Math.ceil(total / FINDINGS_SHOWN))
  if (page > pages) throw new Refusal('not found', 'The list has no such page')
  const order = state === 'waiting' ? sql`risk_order desc, f.raised_at, f.id` : sql`f.dealt_at desc, f.id`
  const { rows } = await sql<Omit<FindingRow, 'labels'> & { subjects: readonly { kind: SubjectKind; key: string }[] }>`
    select f.id, f.state, r.name as rule_name, f.reports, b.name as borough_name, f.raised_at, a.name as acknowledged_by, d.name as dealt_by, f.dealt_at, f.outcome,
      coalesce((select array_agg(distinct s.kind order by s.kind) from repeat_finding_subjects s where s.finding_id = f.id), '{}') as kinds,
      coalesce((select jsonb_agg(jsonb_build_object('kind', s.kind, 'key', s.key) order by array_position(${[...SUBJECT_KINDS]}::text[], s.kind), s.id) from repeat_finding_subjects s where s.finding_id = f.id), '[]') as subjects,
      coalesce((select array_agg(distinct flag) from repeat_finding_incidents l join incidents i on i.id = l.incident_id cross join unnest(i.flags) as flag where l.finding_id = f.id), '{}') as flags,
      coalesce((select max(i.risk_order) from repeat_finding_incidents l join incidents i on i.id = l.incident_id where l.finding_id = f.id), 0) as risk_order
    from repeat_findings f join repeat_rules r on r.id = f.rule_id left join areas b on b.id = f.borough_id left join accounts a on a.id = f.acknowledged_by left join accounts d on d.id = f.dealt_by
    where ${where} order by ${order} limit ${FINDINGS_SHOWN} offset ${(page - 1) * FINDINGS_SHOWN}`.execute(ctx.db)
  const labels = await labelsOf(ctx, rows.flatMap(({ subjects }) => subjects))
  ctx.shown('repeat', rows.map(({ id }) => id))
  return { state, total, page, pages, rows: rows.map(({ subjects, ...row }) => ({ ...row, labels: [...new Set(subjects.map(({ kind, key }) => labels.get(`${kind} ${key}`) ?? unseen))] })) }
}

/** Which new repeats wait to be dealt with in one's own area, as a condition on `repeat_findings f`. */
export function findingsWaiting(ctx: Context): RawBuilder<unknown> {
  return sql`f.state <> 'dealt with' and ${inScope(ctx)}`
}

/** How many new repeats of one's own area wait to be dealt with: as many as their list has. Rule RP-14. */
export async function countFindingsWaiting(ctx: Context): Promise<number> {
  return countWhere(ctx, findingsWaiting(ctx))
}

/** What these new repeats are called in a list of many kinds of record: of those that this person may see. They name nobody. */
export async function findingTitles(ctx: Context, findingIds: readonly string[]) {
  if (findingIds.length === 0) return new Map<string, { reference: string | null; about: string }>()
  const rows = await ctx.db.selectFrom('repeatFindings as f').innerJoin('repeatRules as r', 'r.id', 'f.ruleId').select(['f.id', 'f.reports', 'r.name']).where('f.id', 'in', [...findingIds]).execute()
  return new Map(rows.map(({ id, reports, name }) => [id, { reference: null, about: `${reports} reports: ${name}` }]))
}

/**
 * One new repeat: who or where it is, the reports that made it and how it stands now.
 *
 * Refuses: not found.
 */
export async function getFinding(ctx: Context, findingId: string): Promise<FindingPage> {
  const finding = await ctx.db.selectFrom('repeatFindings as f').leftJoin('areas as b', 'b.id', 'f.boroughId').leftJoin('teams as t', 't.id', 'f.teamId')
    .leftJoin('accounts as a', 'a.id', 'f.acknowledgedBy').leftJoin('accounts as d', 'd.id', 'f.dealtBy')
    .select(['f.id', 'f.version', 'f.state', 'f.ruleId', 'f.reports', 'f.raisedAt', 'f.acknowledgedAt', 'f.dealtAt', 'f.outcome', 'f.whatWasDone',
      'b.name as boroughName', 't.name as teamName', 'a.name as acknowledgedBy', 'd.name as dealtBy'])
    .where('f.id', '=', findingId).executeTakeFirst()
  if (finding === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const { ruleId, ...known } = finding
  const madeBy = (await ctx.db.selectFrom('repeatFindingIncidents').select('incidentId').where('findingId', '=', findingId).execute()).map(({ incidentId }) => incidentId)
  const named = await ctx.db.selectFrom('repeatFindingSubjects').select(['kind', 'key']).where('findingId', '=', findingId).orderBy(sql`array_position(${[...SUBJECT_KINDS]}::text[], kind)`).orderBy('id').execute()
  const rule = await getRule(ctx, ruleId)
  const subjects = await subjectsNamed(ctx, named, madeBy, rule)
  ctx.shown('repeat', findingId)
  ctx.shown('incident', [...new Set([...madeBy, ...subjects.flatMap(({ reports }) => reports.map(({ id }) => id))])])
  ctx.shown('person', subjects.flatMap(({ personId }) => (personId === null ? [] : [personId])))
  const repeats = subjects.map((subject) => repeatOf(subject, rule, londonDay(ctx.now)))
  return {
    ...known, rule, madeBy, hidden: Math.max(0, finding.reports - madeBy.length), repeats, communal: await communalAmong(ctx, addressesOf(repeats)),
    told: await notificationsOf(ctx, findingId), mayDeal: may.deal(ctx.actor).allowed, now: ctx.now,
  }
}

const unseen = 'Beyond what you may see'

async function subjectsNamed(ctx: Context, named: readonly { kind: SubjectKind; key: string }[], madeBy: readonly string[], rule: RepeatRule): Promise<readonly Subject[]> {
  const subjects: Subject[] = []
  for (const { kind, key } of named) {
    if (kind !== 'place') subjects.push(...(await subjectsOf(ctx, kind, [key])))
    else if (madeBy.length > 0) subjects.push({ kind, key, label: `A place of ${rule.radiusMetres ?? 0} metres round`, personId: null, reports: await placedReports(ctx, sql`i.id = any (${[...madeBy]}::uuid[])`, 500) })
  }
  return subjects
}

async function labelsOf(ctx: Context, subjects: readonly { kind: SubjectKind; key: string }[]): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>()
  for (const [kind, own] of Map.groupBy(subjects, (one) => one.kind)) {
    if (kind === 'place') {
      const middles = await placedReports(ctx, sql`i.id = any (${own.map(({ key }) => key)}::uuid[])`, own.length)
      for (const { id, place } of middles) labels.set(`place ${id}`, `Round ${place ?? 'a point on the map'}`)
    } else for (const { key, label } of await subjectsOf(ctx, kind, [...new Set(own.map(({ key: each }) => each))])) labels.set(`${kind} ${key}`, label)
  }
  return labels
}

/** Of one's own boroughs, or teams; of the whole force for those who see it. */
function inScope({ actor }: Context): RawBuilder<unknown> {
  if (actor.boroughIds.length > 0) return sql`f.borough_id = any (${[...actor.boroughIds]}::uuid[])`
  return actor.seesForce ? sql`true` : sql`f.team_id = any (${[...actor.teamIds]}::uuid[])`
}

async function countWhere(ctx: Context, where: RawBuilder<unknown>): Promise<number> {
  const { rows: [all] } = await sql<{ total: number | string }>`select count(*) as total from repeat_findings f where ${where}`.execute(ctx.db)
  return Number(all?.total ?? 0)
}
