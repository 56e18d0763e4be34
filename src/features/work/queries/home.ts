import { sql } from 'kysely'
import { countAwaiting } from '#features/assessments/index.ts'
import { countForResearch } from '#features/incidents/index.ts'
import { countReviews, decidesIdentity } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'
import { openDrafts } from '#platform/drafts.ts'
import { countWaiting } from '#platform/notifications/queries.ts'
import { firstThing, type FirstThing, type Waits } from '../rules/first-thing.ts'
import { countQueues, type QueueCount } from './queues.ts'

/** Something that changed on a record of one's own since Heed last showed it to one. */
export interface ChangedRecord {
  readonly kind: 'incident' | 'case'
  readonly id: string
  readonly reference: string
  readonly changes: number
  readonly lastAt: Date
}

/** What somebody finds when they come in. */
export interface HomePage {
  readonly name: string
  /** Whether anything of the force's work can be theirs; partners and volunteers have nothing shared with them yet. */
  readonly isInsider: boolean
  readonly isOutsider: boolean
  readonly takesReports: boolean
  /** Where to begin; null for those with no work here. */
  readonly first: FirstThing | null
  /** Flagged incidents in the intelligence unit's queue; null for those outside it. */
  readonly toResearch: number | null
  /** Questions of who is who; null for those who decide none. */
  readonly toRecognise: number | null
  readonly drafts: readonly { readonly id: string; readonly savedAt: Date }[]
  readonly waiting: number
  /** Risk assessments awaiting this person's supervision; null for those who supervise none. */
  readonly awaiting: number | null
  readonly queues: readonly QueueCount[]
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  readonly changed: readonly ChangedRecord[]
  readonly now: Date
}

/** A person's work today: what waits for them, for their teams, and what changed on their records. Rule WK-01. */
export async function getHomePage(ctx: Context): Promise<HomePage> {
  const { actor } = ctx
  const isInsider = actor.kind === 'police' && actor.roles.length > 0
  const takesReports = isInsider && actor.roles.some((role) => ['call handler', 'call supervisor', 'front counter'].includes(role))
  const known = { name: actor.name, isInsider, isOutsider: actor.kind === 'partner' || actor.kind === 'volunteer', now: ctx.now, takesReports }
  if (!isInsider) return { ...known, takesReports: false, first: null, toResearch: null, toRecognise: null, drafts: [], waiting: 0, awaiting: null, queues: [], teams: [], changed: [] }
  const page = {
    ...known, queues: await countQueues(ctx),
    toResearch: actor.roles.includes('intelligence') ? await countForResearch(ctx) : null,
    toRecognise: decidesIdentity(actor) ? await countReviews(ctx) : null,
    drafts: takesReports ? await openDrafts(ctx, 'report') : [],
    waiting: await countWaiting(ctx),
    awaiting: actor.roles.includes('supervisor') ? await countAwaiting(ctx) : null,
    teams: await ownTeams(ctx),
    changed: await changedSinceShown(ctx),
  }
  return { ...page, first: firstThing(waitsOn(page), actor.roles) }
}

/** Everything that waits on the page, by key, with where it is done. */
function waitsOn({ queues, drafts, waiting, awaiting, toResearch, toRecognise }: Omit<HomePage, 'first'>): readonly Waits[] {
  const [draft] = drafts
  return [
    ...queues, { key: 'drafts', href: draft === undefined ? '/incidents/new' : `/incidents/new?draft=${draft.id}`, count: drafts.length }, { key: 'told', href: '/notifications', count: waiting },
    { key: 'awaiting', href: '/assessments/awaiting', count: awaiting ?? 0 }, { key: 'to-research', href: '/incidents/research', count: toResearch ?? 0 }, { key: 'to-recognise', href: '/recognition', count: toRecognise ?? 0 },
  ]
}

async function ownTeams(ctx: Context): Promise<{ id: string; name: string }[]> {
  if (ctx.actor.teamIds.length === 0) return []
  return ctx.db.selectFrom('teams').select(['id', 'name']).where('id', 'in', [...ctx.actor.teamIds]).where('kind', '=', 'safer neighbourhoods').orderBy('name').execute()
}

/** The most of one's own records that are looked through for changes. */
const OWN_RECORDS = 100

/** What others wrote on the open cases one owns and the open incidents one is allocated, since each was last shown to one. */
async function changedSinceShown(ctx: Context): Promise<ChangedRecord[]> {
  const me = ctx.actor.id
  const { rows: own } = await sql<{ id: string; kind: 'incident' | 'case'; reference: string }>`
    (select i.id, 'incident' as kind, i.reference from incidents i where i.is_open and i.allocated_to = ${me}::uuid order by i.reported_at desc limit ${OWN_RECORDS})
    union all
    (select c.id, 'case' as kind, c.reference from cases c where c.status <> 'closed' and c.owner_id = ${me}::uuid order by c.changed_at desc limit ${OWN_RECORDS})`.execute(ctx.db)
  if (own.length === 0) return []
  const ids = own.map(({ id }) => id)
  const { rows } = await sql<{ id: string; changes: number | string; lastAt: Date }>`
    with shown as (select record_id, at from heed.last_shown(${ids}::uuid[])),
    entries as (
      select e.incident_id as id, e.at, e.by_id from incident_entries e where e.incident_id = any (${ids}::uuid[])
      union all
      select e.case_id, e.at, e.by_id from case_entries e where e.case_id = any (${ids}::uuid[]))
    select e.id, count(*) as changes, max(e.at) as last_at
    from entries e join shown s on s.record_id = e.id
    where e.by_id <> ${me}::uuid and (s.at is null or e.at > s.at)
    group by e.id`.execute(ctx.db)
  const recordOf = new Map(own.map((record) => [record.id, record]))
  return rows.flatMap(({ id, changes, lastAt }) => {
    const record = recordOf.get(id)
    return record === undefined ? [] : [{ ...record, changes: Number(changes), lastAt }]
  }).sort((one, other) => other.lastAt.getTime() - one.lastAt.getTime())
}
