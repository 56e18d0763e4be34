import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { send } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { similarToReport, type SimilarIncident } from '../queries/similar.ts'
import { doubtOfSimilar } from '../rules/doubts.ts'
import type { Report } from '../rules/report.ts'
import { closedToReports, type Exits } from '../rules/similar.ts'
import { lockIncident, saveIncident } from './change-incident.ts'
import { linkDuplicate, type LinkedDuplicate } from './duplicate.ts'
import { addFurtherReport } from './further-report.ts'
import { readReport, recordRead, type Recorded } from './record-incident.ts'

/** What became of a report: an incident of its own, or a further report of one on record. */
export interface Taken extends Pick<Recorded, 'incidentId' | 'reference' | 'teamId' | 'teamName' | 'isAgain' | 'notifiedAt' | 'doubts'> {
  readonly how: 'recorded' | 'added'
  /** Incidents like it that this actor may see, and about which nothing was chosen. */
  readonly similar: readonly SimilarIncident[]
  /** Why it was recorded and linked, where it was to be added to another incident. */
  readonly notAdded: string | null
}

/**
 * Take a report with what was chosen for the incidents like it: added to one of them, or recorded, and linked or kept apart.
 *
 * Nothing chosen is no reason not to save: it is recorded by itself, and the question stands as a doubt. Where the incident it was to be
 * added to can be added to no more, it is recorded and linked to it instead.
 * Changes: as recordIncident or addFurtherReport; similar_decisions, incident_entries; incident.compared.
 * Refuses: as recordIncident. Rules IN-61, IN-62, IN-63.
 */
export async function takeReport(ctx: Context, report: Report, exits: Exits): Promise<Taken> {
  await holdAll(ctx, exits)
  const target = exits.addTo === null ? null : await findTarget(ctx, exits.addTo)
  if (target !== null && target.closed === null) {
    const added = await addFurtherReport(ctx, target.id, report)
    if (!added.isAgain) await decideAll(ctx, added.incidentId, exits)
    return { ...added, how: 'added', teamId: target.teamId, teamName: target.teamName, notifiedAt: ctx.now, doubts: [], similar: [], notAdded: null }
  }
  const read = await readReport(ctx, report)
  if ('isAgain' in read) return { ...read, how: 'recorded', similar: [], notAdded: null }
  const chosen = target === null ? exits : { ...exits, link: [...exits.link, target.id] }
  // asked with what recording asks: one way there and back
  const [found, recorded] = await Promise.all([similarToReport(ctx, read), recordRead(ctx, read)])
  await decideAll(ctx, recorded.incidentId, chosen)
  const decided = new Set([...chosen.link, ...chosen.separate])
  const similar = found.filter(({ id }) => !decided.has(id))
  const doubts = [...recorded.doubts, ...doubtOfSimilar(similar.length)]
  return { ...recorded, how: 'recorded', doubts, similar, notAdded: target === null ? null : `${target.reference} could not be added to, because ${target.closed ?? ''}. It is linked instead` }
}

/**
 * Decide of two similar incidents that they belong together, or that they do not. Both logs say so; the newest decision stands.
 *
 * Changes: similar_decisions, incidents (the version of both), incident_entries of both; incident.compared.
 * Refuses: not permitted; not found, when either is not this person's to see; invalid, for one and the same incident. Rule IN-63.
 */
export async function decideSimilar(ctx: Context, given: { incidentId: string; otherId: string; verdict: 'related' | 'separate'; reason: string }): Promise<void> {
  authorise(may.decideSimilar(ctx.actor))
  if (given.incidentId === given.otherId) throw new Refusal('invalid', 'Choose another incident', { field: 'similar' })
  await holdAll(ctx, { addTo: null, link: [given.incidentId, given.otherId], separate: [] })
  const held = [await lockIncident(ctx, given.incidentId, null), await lockIncident(ctx, given.otherId, null)]
  await send(ctx.db.insertInto('similarDecisions').values({
    id: newId(), incidentId: given.incidentId, otherId: given.otherId, verdict: given.verdict, reason: given.reason.trim(), decidedAt: ctx.now, decidedBy: ctx.actor.id,
  }))
  for (const incident of held) {
    const other = held.find(({ id }) => id !== incident.id)
    const words = given.verdict === 'related' ? `Linked with ${other?.reference ?? ''}: they belong together` : `Compared with ${other?.reference ?? ''}: kept separate`
    await saveIncident(ctx, incident, {}, [{ kind: 'similar', text: words, detail: { reason: given.reason.trim(), otherId: other?.id ?? '', verdict: given.verdict } }])
  }
  await emit(ctx, 'incident.compared', { incidentId: given.incidentId, otherId: given.otherId, verdict: given.verdict }, given.incidentId)
}

/**
 * Settle later what was left open when a report was saved: the same three exits, for an incident that is on record by now.
 *
 * Adding it to another makes it a duplicate of that one, worked there, and says so in that log; its own record stays.
 * Input: `knowing`, as for linkDuplicate. Result: where it went, null where it was added to none. Changes: as decideSimilar and linkDuplicate.
 * Refuses: not permitted, not found, conflict; invalid, when nothing was chosen, why something is kept separate is not said, or as linkDuplicate. Rules IN-61, IN-63.
 */
export async function settleSimilar(ctx: Context, { incidentId, version, exits, knowing = '' }: { incidentId: string; version: number; exits: Exits; knowing?: string }): Promise<LinkedDuplicate | null> {
  authorise(may.decideSimilar(ctx.actor))
  if (exits.addTo === null && exits.link.length === 0 && exits.separate.length === 0) throw new Refusal('invalid', 'Choose what to do with at least one of them', { field: 'similar' })
  if (exits.separate.length > 0 && exits.reason.trim() === '') throw new Refusal('invalid', 'Enter why they are kept separate', { field: 'similar.reason' })
  await holdAll(ctx, { ...exits, link: [...exits.link, incidentId] })
  await lockIncident(ctx, incidentId, version)
  await decideAll(ctx, incidentId, exits)
  if (exits.addTo === null) return null
  const target = await findTarget(ctx, exits.addTo)
  if (target === null) throw new Refusal('not found', 'There is no such incident')
  if (target.closed !== null) throw new Refusal('conflict', `Nothing can be added to ${target.reference}, because ${target.closed}. Link them instead`)
  const { version: now } = await lockIncident(ctx, incidentId, null)
  return linkDuplicate(ctx, { incidentId, version: now, reference: target.reference, reason: exits.reason.trim() === '' ? 'A further report of the same' : exits.reason, knowing })
}

async function decideAll(ctx: Context, incidentId: string, exits: Exits): Promise<void> {
  const { reason } = exits
  for (const otherId of new Set(exits.link)) if (otherId !== incidentId && (await findTarget(ctx, otherId)) !== null) await decideSimilar(ctx, { incidentId, otherId, verdict: 'related', reason })
  for (const otherId of new Set(exits.separate)) if (otherId !== incidentId && (await findTarget(ctx, otherId)) !== null) await decideSimilar(ctx, { incidentId, otherId, verdict: 'separate', reason })
}

/** Every incident of a choice is held before any is changed, in one order, so that two people deciding at once never wait for each other. */
async function holdAll(ctx: Context, { addTo, link, separate }: Pick<Exits, 'addTo' | 'link' | 'separate'>): Promise<void> {
  const ids = [...(addTo === null ? [] : [addTo]), ...link, ...separate]
  if (ids.length > 1) await sql`select id from incidents where id = any (${ids}::uuid[]) order by id for update`.execute(ctx.db)
}

/** The incident somebody chose, if it is still theirs to see: what is not costs no report its saving. */
async function findTarget(ctx: Context, incidentId: string) {
  const row = await ctx.db.selectFrom('incidents as i').leftJoin('teams as t', 't.id', 'i.teamId')
    .select(['i.id', 'i.reference', 'i.status', 'i.duplicateOf', 'i.teamId', 't.name as teamName']).where('i.id', '=', incidentId).where('i.isOpenData', '=', false).where('i.withdrawnAt', 'is', null).executeTakeFirst()
  return row === undefined ? null : { ...row, closed: closedToReports(row) }
}
