import { type RawBuilder, sql } from 'kysely'
import { findingsWaiting } from '#features/analysis/index.ts'
import { type Rank, ranks, type Role } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, endOfLondonDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'

/** One thing that waits, in any queue: the record to open, and why it is here. */
export interface QueueRow {
  readonly id: string
  readonly kind: 'incident' | 'case' | 'assessment' | 'repeat'
  readonly subjectId: string
  readonly reference: string | null
  readonly detail: string
  readonly at: Date
}

/** One queue of waiting work. The same rows are counted and listed. */
interface Queue {
  readonly key: string
  readonly group: QueueGroup
  readonly title: string
  /** What would appear there. */
  readonly empty: string
  /** What `at` says of each row. */
  readonly atMeans: string
  /** Whose queue it is; null: everyone's who sees lists. */
  readonly roles: readonly Role[] | null
  readonly isUrgent?: boolean
  /** A feature's own list of exactly these rows, where it has one. */
  readonly place?: string
  rows(ctx: Context): RawBuilder<QueueRow>
}

/** Where on the home page a queue stands. */
export type QueueGroup = 'yours' | 'supervision' | 'team'

/** A queue as the home page shows it. */
export interface QueueCount {
  readonly key: string
  readonly group: QueueGroup
  readonly title: string
  readonly empty: string
  readonly isUrgent: boolean
  /** The list of exactly these rows. */
  readonly href: string
  readonly count: number
}

/** A queue opened. */
export interface QueuePage {
  readonly title: string
  readonly empty: string
  readonly atMeans: string
  readonly rows: readonly QueueRow[]
  readonly count: number
  readonly now: Date
}

/** The most rows of a queue on its page; the count is of all. */
export const QUEUE_SHOWN = 200

const SUPERVISES: readonly Role[] = ['supervisor', 'asb lead', 'central asb unit']
const WORKS: readonly Role[] = ['responder', 'neighbourhood officer', 'supervisor', 'case owner', 'asb lead', 'intelligence', 'central asb unit']
const DEALS_WITH_REPEATS: readonly Role[] = ['intelligence', 'asb lead', 'central asb unit']
const NEIGHBOURHOOD: readonly Role[] = ['neighbourhood officer', 'supervisor', 'asb lead', 'intelligence']

const queues: readonly Queue[] = [
  {
    key: 'overdue', group: 'yours', title: 'Overdue', empty: 'Standards of yours that have passed their time would be here', atMeans: 'Was due', roles: null, isUrgent: true,
    rows: (ctx) => clockRows(sql`c.owner_id = ${ctx.actor.id}::uuid and c.due_at <= ${ctx.now}`),
  },
  {
    key: 'due-today', group: 'yours', title: 'Due today', empty: 'Standards of yours that are due before midnight would be here', atMeans: 'Due', roles: null,
    rows: (ctx) => clockRows(sql`c.owner_id = ${ctx.actor.id}::uuid and c.due_at > ${ctx.now} and c.due_at <= ${endOfToday(ctx)}`),
  },
  {
    key: 'allocated', group: 'yours', title: 'Incidents allocated to you', empty: 'Incidents that a supervisor gives you would be here', atMeans: 'Reported', roles: WORKS, place: '/incidents?scope=mine',
    rows: (ctx) => incidentRows(sql`i.is_open and i.allocated_to = ${ctx.actor.id}::uuid`),
  },
  {
    key: 'returned', group: 'yours', title: 'Risk assessments returned to you', empty: 'Assessments that a supervisor sends back to you would be here', atMeans: 'Begun', roles: WORKS, isUrgent: true,
    rows: (ctx) => assessmentRows(sql`a.status = 'returned' and a.started_by = ${ctx.actor.id}::uuid`, sql`a.started_at`),
  },
  {
    key: 'begun', group: 'yours', title: 'Risk assessments you have begun', empty: 'Assessments that you have not finished would be here', atMeans: 'Begun', roles: WORKS,
    rows: (ctx) => assessmentRows(sql`a.status = 'draft' and a.started_by = ${ctx.actor.id}::uuid`, sql`a.started_at`),
  },
  {
    key: 'my-cases', group: 'yours', title: 'Your cases', empty: 'Open cases that you own would be here', atMeans: 'Opened', roles: WORKS, place: '/cases?scope=mine',
    rows: (ctx) => caseRows(sql`c.status <> 'closed' and c.owner_id = ${ctx.actor.id}::uuid`),
  },
  {
    key: 'new-repeats', group: 'yours', title: 'New repeats to deal with', empty: 'People, homes, telephones and addresses that have just become repeats would be here', atMeans: 'Found', roles: DEALS_WITH_REPEATS, place: '/repeats/tasks',
    rows: (ctx) => repeatRows(findingsWaiting(ctx)),
  },
  {
    key: 'closing-requests', group: 'supervision', title: 'Cases whose closing waits for your answer', empty: 'Requests by others to close a case would be here', atMeans: 'Opened', roles: SUPERVISES,
    rows: (ctx) => caseRows(sql`c.status = 'closing requested' and exists (select 1 from case_closures x where x.case_id = c.id and x.decision is null and x.requested_by <> ${ctx.actor.id}::uuid)`),
  },
  {
    key: 'reviews-due', group: 'supervision', title: 'Case reviews due', empty: 'Reviews of cases that your rank holds and that are due within three days would be here', atMeans: 'Opened', roles: SUPERVISES,
    rows: (ctx) => caseRows(sql`c.status <> 'closed' and c.next_review_on <= ${addDays(londonDay(ctx.now), 3)}::date and c.next_review_rank = any (${ranksUpTo(ctx.actor.rank)}::text[])`),
  },
  {
    key: 'unallocated-cases', group: 'supervision', title: 'Cases without an owner', empty: 'Open cases that nobody owns yet would be here', atMeans: 'Opened', roles: SUPERVISES, isUrgent: true,
    rows: () => caseRows(sql`c.status <> 'closed' and c.owner_id is null`),
  },
  {
    key: 'unresulted', group: 'supervision', title: 'Incidents without a result', empty: 'Incidents that nobody has resulted would be here', atMeans: 'Reported', roles: [...SUPERVISES, 'call supervisor'], place: '/incidents/unresulted',
    rows: (ctx) => incidentRows(sql`i.is_open and ${inScope(ctx)}`),
  },
  {
    key: 'team-overdue', group: 'team', title: 'Overdue in your teams', empty: 'Standards of your teams that have passed their time would be here', atMeans: 'Was due', roles: NEIGHBOURHOOD, isUrgent: true,
    rows: (ctx) => clockRows(sql`${ofTeams(ctx, 'c')} and c.due_at <= ${ctx.now}`),
  },
  {
    key: 'team-due-today', group: 'team', title: 'Due today in your teams', empty: 'Standards of your teams that are due before midnight would be here', atMeans: 'Due', roles: NEIGHBOURHOOD,
    rows: (ctx) => clockRows(sql`${ofTeams(ctx, 'c')} and c.due_at > ${ctx.now} and c.due_at <= ${endOfToday(ctx)}`),
  },
  {
    key: 'team-new', group: 'team', title: 'Recorded since yesterday', empty: 'Incidents recorded in your area since yesterday morning would be here', atMeans: 'Reported', roles: NEIGHBOURHOOD,
    rows: (ctx) => incidentRows(sql`not i.is_open_data and i.withdrawn_at is null and i.recorded_at >= ${startOfYesterday(ctx)} and ${ofTeams(ctx, 'i')}`),
  },
  {
    key: 'team-open', group: 'team', title: 'Open incidents of your area', empty: 'Incidents of your area that wait for a result would be here', atMeans: 'Reported', roles: NEIGHBOURHOOD,
    rows: (ctx) => incidentRows(sql`i.is_open and ${ofTeams(ctx, 'i')}`),
  },
  {
    key: 'team-cases', group: 'team', title: 'Open cases of your area', empty: 'Open cases of your area would be here', atMeans: 'Opened', roles: NEIGHBOURHOOD,
    rows: (ctx) => caseRows(sql`c.status <> 'closed' and ${ofTeams(ctx, 'c')}`),
  },
]

/** How much waits in each queue that is this person's, in one statement. Nothing for those who see no lists. */
export async function countQueues(ctx: Context): Promise<QueueCount[]> {
  const theirs = queuesOf(ctx)
  if (theirs.length === 0) return []
  const counts = theirs.map((queue) => sql`select ${queue.key}::text as key, count(*) as waits from (${queue.rows(ctx)}) q`)
  const { rows } = await sql<{ key: string; waits: number | string }>`${sql.join(counts, sql` union all `)}`.execute(ctx.db)
  const countOf = new Map(rows.map(({ key, waits }) => [key, Number(waits)]))
  return theirs.map(({ key, group, title, empty, isUrgent, place }) => ({ key, group, title, empty, isUrgent: isUrgent === true, href: place ?? `/work/${key}`, count: countOf.get(key) ?? 0 }))
}

/**
 * The rows that a count on the home page counts, the oldest first.
 *
 * Refuses: not found, for a queue that does not exist or is not this person's. Rule WK-01.
 */
export async function getQueuePage(ctx: Context, key: string): Promise<QueuePage> {
  const queue = queuesOf(ctx).find((each) => each.key === key)
  if (queue === undefined) throw new Refusal('not found', 'There is no such list of yours')
  const { rows } = await sql<QueueRow>`select * from (${queue.rows(ctx)}) q order by q.at, q.id limit ${QUEUE_SHOWN}`.execute(ctx.db)
  const { rows: [all] } = await sql<{ waits: number | string }>`select count(*) as waits from (${queue.rows(ctx)}) q`.execute(ctx.db)
  for (const kind of ['incident', 'case', 'assessment', 'repeat'] as const) ctx.shown(kind, rows.filter((row) => row.kind === kind).map(({ subjectId }) => subjectId))
  return { title: queue.title, empty: queue.empty, atMeans: queue.atMeans, rows, count: Number(all?.waits ?? 0), now: ctx.now }
}

function queuesOf(ctx: Context): readonly Queue[] {
  if (ctx.actor.kind !== 'police') return []
  const { roles } = ctx.actor
  const seesLists = roles.some((role) => WORKS.includes(role) || ['call handler', 'call supervisor', 'front counter'].includes(role))
  return seesLists ? queues.filter((queue) => queue.roles === null || queue.roles.some((role) => roles.includes(role))) : []
}

function clockRows(where: RawBuilder<unknown>): RawBuilder<QueueRow> {
  return sql<QueueRow>`
    select c.id, c.subject_kind as kind, c.subject_id, coalesce(i.reference, k.reference) as reference,
      c.name || case when i.id is null then '' else ': ' || coalesce(t.name, 'type not recorded') || coalesce(', ' || i.location_text, '') end as detail, c.due_at as at
    from clocks c left join incidents i on c.subject_kind = 'incident' and i.id = c.subject_id left join cases k on c.subject_kind = 'case' and k.id = c.subject_id
      left join reference_values t on t.id = i.type_id
    where c.met_at is null and c.cancelled_at is null and c.subject_kind in ('incident', 'case', 'assessment') and i.withdrawn_at is null and ${where}
      and not exists (select 1 from clock_pauses p where p.clock_id = c.id and p.to_at is null)`
}

function incidentRows(where: RawBuilder<unknown>): RawBuilder<QueueRow> {
  return sql<QueueRow>`
    select i.id, 'incident' as kind, i.id as subject_id, i.reference, coalesce(t.name, 'Type not recorded') || coalesce(', ' || i.location_text, '') as detail, i.reported_at as at
    from incidents i left join reference_values t on t.id = i.type_id where ${where}`
}

function caseRows(where: RawBuilder<unknown>): RawBuilder<QueueRow> {
  return sql<QueueRow>`
    select c.id, 'case' as kind, c.id as subject_id, c.reference,
      coalesce(nullif(concat_ws(' ', m.title, m.given_name, m.family_name), ''), 'Victim not named') || coalesce(': ' || lower(t.name), '') || '. Risk ' || c.band || coalesce(', ' || o.name, ', no owner yet') as detail, c.opened_at as at
    from cases c left join accounts o on o.id = c.owner_id left join person_mentions m on m.id = c.victim_mention_id left join reference_values t on t.id = c.type_id where ${where}`
}

function assessmentRows(where: RawBuilder<unknown>, at: RawBuilder<unknown>): RawBuilder<QueueRow> {
  return sql<QueueRow>`
    select a.id, 'assessment' as kind, a.id as subject_id, i.reference, coalesce('Risk ' || a.final_band || ', by ', 'By ') || b.name as detail, ${at} as at
    from assessments a left join incidents i on i.id = a.incident_id left join accounts b on b.id = a.started_by where ${where}`
}

function repeatRows(where: RawBuilder<unknown>): RawBuilder<QueueRow> {
  return sql<QueueRow>`
    select f.id, 'repeat' as kind, f.id as subject_id, null::text as reference, f.reports || ' reports: ' || r.name as detail, f.raised_at as at
    from repeat_findings f join repeat_rules r on r.id = f.rule_id where ${where}`
}

/** Of one's own teams, or of the boroughs that one's membership shows. */
function ofTeams(ctx: Context, row: 'c' | 'i'): RawBuilder<unknown> {
  return sql`(${sql.ref(`${row}.team_id`)} = any (${[...ctx.actor.teamIds]}::uuid[]) or ${sql.ref(`${row}.borough_id`)} = any (${[...ctx.actor.boroughIds]}::uuid[]))`
}

/** The scope that the list of incidents without a result opens in. */
function inScope({ actor }: Context): RawBuilder<unknown> {
  if (actor.boroughIds.length > 0) return sql`i.borough_id = any (${[...actor.boroughIds]}::uuid[])`
  return actor.seesForce ? sql`true` : sql`i.team_id = any (${[...actor.teamIds]}::uuid[])`
}

function ranksUpTo(rank: Rank | null): readonly Rank[] {
  return rank === null ? [] : ranks.slice(0, ranks.indexOf(rank) + 1)
}

function endOfToday(ctx: Context): Date {
  return endOfLondonDay(londonDay(ctx.now))
}

function startOfYesterday(ctx: Context): Date {
  return startOfLondonDay(addDays(londonDay(ctx.now), -1))
}
