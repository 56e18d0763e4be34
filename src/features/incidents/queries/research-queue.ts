import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { addDays, londonDay, startOfLondonDay, type Day } from '#platform/time/day.ts'
import type { Flag } from '../rules/screening.ts'

/** The flags that the borough's intelligence unit researches, in the order of urgency. */
export const RESEARCHED_FLAGS = ['intimidation', 'hate', 'vulnerable', 'repeat'] as const satisfies readonly Flag[]

/** The most rows a page of the queue shows. */
export const QUEUE_SHOWN = 200

/** What narrows the queue. */
export interface ResearchFilter {
  /** From the start of this London day; null: since yesterday began. */
  readonly since: Day | null
  readonly flag: (typeof RESEARCHED_FLAGS)[number] | null
  readonly isUnassessedOnly: boolean
  /** From 1; the first where it is left out. */
  readonly page?: number
}

/** One flagged incident waiting for the unit. */
export interface ResearchRow {
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly typeName: string | null
  readonly qualifier: string | null
  readonly place: string | null
  readonly wardName: string | null
  readonly flags: readonly string[]
  /** Flags nobody has confirmed or lifted yet. */
  readonly undecided: readonly string[]
  readonly researchedAt: Date | null
  readonly researchedBy: string | null
  /** An assessment was asked for, by the prompt or by an officer, and nobody has begun one. */
  readonly isUnassessed: boolean
}

/** The queue, how many of it wait for research, and since when it looks. */
export interface ResearchQueue {
  readonly rows: readonly ResearchRow[]
  readonly waiting: number
  readonly since: Day
  /** All of it, on whatever page. */
  readonly total: number
  readonly page: number
  readonly pages: number
}

/**
 * Incidents since yesterday began that are flagged, or that somebody was asked to assess and nobody has begun to: unresearched first, then the oldest.
 *
 * Source: report of 13 October 2011, ¶29, ¶31, ¶38.
 */
export async function listForResearch(ctx: Context, filter: ResearchFilter): Promise<ResearchQueue> {
  const since = filter.since ?? addDays(londonDay(ctx.now), -1)
  const { rows } = await sql<ResearchRow>`
    select i.id, i.reference, i.reported_at, t.name as type_name, i.qualifier, nullif(concat_ws(', ', i.location_text, i.postcode), '') as place, w.name as ward_name, i.flags,
      array(select f.flag from incident_flags f where f.incident_id = i.id and f.state = 'raised' order by f.flag) as undecided,
      r.at as researched_at, a.name as researched_by,
      i.assessment_asked and not exists (select 1 from assessments s where s.incident_id = i.id) as is_unassessed
    from incidents i
    left join reference_values t on t.id = i.type_id
    left join areas w on w.id = i.ward_id
    left join lateral (select e.at, e.by_id from incident_entries e where e.incident_id = i.id and e.kind = 'research' order by e.at desc limit 1) r on true
    left join accounts a on a.id = r.by_id
    where ${flagged(ctx, filter, since)}
    order by r.at is not null, i.reported_at, i.id limit ${QUEUE_SHOWN} offset ${((filter.page ?? 1) - 1) * QUEUE_SHOWN}`.execute(ctx.db)
  ctx.shown('incident', rows.map(({ id }) => id))
  const { total, waiting } = await countsOf(ctx, filter, since)
  return { rows, waiting, since, total, page: filter.page ?? 1, pages: Math.max(1, Math.ceil(total / QUEUE_SHOWN)) }
}

/** How many incidents of the queue, when nothing narrows it, nobody has researched yet: what its title says, on all its pages. */
export async function countForResearch(ctx: Context): Promise<number> {
  return (await countsOf(ctx, { since: null, flag: null, isUnassessedOnly: false }, addDays(londonDay(ctx.now), -1))).waiting
}

async function countsOf(ctx: Context, filter: ResearchFilter, since: Day): Promise<{ total: number; waiting: number }> {
  const { rows } = await sql<{ total: string; waiting: string }>`
    select count(*) as total, count(*) filter (where not exists (select 1 from incident_entries e where e.incident_id = i.id and e.kind = 'research')) as waiting
    from incidents i where ${flagged(ctx, filter, since)}`.execute(ctx.db)
  return { total: Number(rows[0]?.total ?? 0), waiting: Number(rows[0]?.waiting ?? 0) }
}

/** Which incidents stand in the queue, as a condition on `incidents i`. */
function flagged({ actor }: Context, filter: ResearchFilter, since: Day): RawBuilder<unknown> {
  const scope = actor.seesForce ? sql`true` : actor.boroughIds.length > 0 ? sql`i.borough_id = any (${[...actor.boroughIds]}::uuid[])` : sql`i.team_id = any (${[...actor.teamIds]}::uuid[])`
  const unassessed = sql`(i.assessment_asked and not exists (select 1 from assessments s where s.incident_id = i.id))`
  const [marked, asked] = [sql`i.flags && ${filter.flag === null ? [...RESEARCHED_FLAGS] : [filter.flag]}::text[]`, filter.isUnassessedOnly ? unassessed : sql`true`]
  return sql`${scope} and not i.is_open_data and i.withdrawn_at is null and i.duplicate_of is null and i.reported_at >= ${startOfLondonDay(since)}
    and ${filter.flag === null ? sql`(${marked} or ${unassessed})` : marked} and ${asked}`
}
