import { sql } from 'kysely'
import { Refusal } from '#platform/errors.ts'
import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import type {} from '../events.ts'
import { type DueFinding, dueAmong, listUnraised, suspectedIn, type Wanted } from '../queries/due.ts'

/**
 * Look whether a report makes anybody or anywhere in it a repeat, and tell the borough's intelligence unit of each that is new.
 *
 * Result: how many were raised; doing it again raises none. Changes: as `raise`.
 * Refuses: not permitted, to anyone but a service. Source: report of 13 October 2011, ¶29, ¶32. Rules RP-10, RP-12.
 */
export async function findRepeatsIn(ctx: Context, incidentId: string): Promise<number> {
  assertService(ctx)
  const { wanted, isPlaced } = await suspectedIn(ctx, incidentId)
  return wanted.length === 0 && !isPlaced ? 0 : begin(ctx, async () => raise(ctx, await dueAmong(ctx, wanted, isPlaced ? incidentId : null)))
}

/**
 * Look whether people who were recognised are repeats now that their reports stand together.
 *
 * Changes: as `raise`. Refuses: not permitted, to anyone but a service. Rules RP-10, RP-12.
 */
export async function findRepeatsOf(ctx: Context, personIds: readonly string[]): Promise<number> {
  const wanted = personIds.flatMap((key): Wanted[] => [{ kind: 'victim', key }, { kind: 'caller', key }])
  return begin(ctx, async () => raise(ctx, await dueAmong(ctx, wanted, null)))
}

/**
 * Raise what was missed: new repeats with a report recorded since, or ever.
 *
 * Changes: as `raise`. Refuses: not permitted, to anyone but a service. Rule RP-13.
 */
export async function raiseMissed(ctx: Context, since: Date | null): Promise<number> {
  return begin(ctx, async () => raise(ctx, await listUnraised(ctx, since)))
}

/** One at a time, so that two reports of one person at once do not each raise the same repeat. */
async function begin<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  assertService(ctx)
  await sql`select pg_advisory_xact_lock(hashtextextended('heed repeats', 0))`.execute(ctx.db)
  return work()
}

function assertService({ actor }: Context): void {
  if (actor.kind !== 'service') throw new Refusal('not permitted', 'New repeats are raised by Heed itself')
}

/** Changes: repeat_findings, repeat_finding_incidents, repeat_finding_subjects, notifications; repeat.found. */
async function raise(ctx: Context, due: readonly DueFinding[]): Promise<number> {
  let raised = 0
  for (const finding of due) {
    const known = await sameReports(ctx, finding)
    const findingId = known ?? (await insertFinding(ctx, finding))
    await insertSubjects(ctx, findingId, finding)
    if (known === null) raised += 1
  }
  return raised
}

/** The finding of the same rule that the same reports made already: somebody was recognised, and is another name for it. */
async function sameReports(ctx: Context, { rule, incidentIds }: DueFinding): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select f.id from repeat_findings f where f.rule_id = ${rule.id}::uuid and f.first_incident_id = ${incidentIds[0]}::uuid
      and (select array_agg(l.incident_id order by l.incident_id) from repeat_finding_incidents l where l.finding_id = f.id) = ${[...incidentIds].sort()}::uuid[] limit 1`.execute(ctx.db)
  return rows[0]?.id ?? null
}

async function insertFinding(ctx: Context, { rule, incidentIds }: DueFinding): Promise<string> {
  const findingId = newId()
  const [first, last] = [incidentIds[0], incidentIds.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a repeat is made by reports')
  const { boroughId, teamId } = await whoIsTold(ctx, incidentIds)
  await ctx.db.insertInto('repeatFindings').values({
    id: findingId, ruleId: rule.id, reports: incidentIds.length, firstIncidentId: first, lastIncidentId: last, teamId, boroughId, raisedAt: ctx.now, raisedBy: ctx.actor.id,
  }).execute()
  await ctx.db.insertInto('repeatFindingIncidents').values(incidentIds.map((incidentId) => ({ findingId, incidentId }))).execute()
  await tell(ctx, { kind: 'new repeat', subjectKind: 'repeat', subjectId: findingId, boroughId, ...(teamId === null ? { accountId: ctx.actor.id } : { teamId }) })
  ctx.changed('repeat', findingId)
  await emit(ctx, 'repeat.found', { findingId, ruleId: rule.id, boroughId, reports: incidentIds.length }, findingId)
  return findingId
}

async function insertSubjects(ctx: Context, findingId: string, { rule, subjects, incidentIds }: DueFinding): Promise<void> {
  const [firstIncidentId] = incidentIds
  if (firstIncidentId === undefined) return
  await ctx.db.insertInto('repeatFindingSubjects').values(subjects.map(({ kind, key }) => ({
    id: newId(), findingId, ruleId: rule.id, kind, key, personId: kind === 'victim' || kind === 'caller' ? key : null, firstIncidentId,
  }))).execute()
}

/** The intelligence unit of the borough where the latest of the reports lies; where there is none, the team that takes what nobody else does. */
async function whoIsTold(ctx: Context, incidentIds: readonly string[]): Promise<{ boroughId: string | null; teamId: string | null }> {
  const place = await ctx.db.selectFrom('incidents').select('boroughId').where('id', 'in', [...incidentIds]).where('boroughId', 'is not', null).orderBy('reportedAt', 'desc').limit(1).executeTakeFirst()
  const boroughId = place?.boroughId ?? null
  const team = await ctx.db.selectFrom('teams').select('id')
    .where((on) => on.or([on.and([on('kind', '=', 'intelligence'), on('boroughId', '=', boroughId)]), on('isFallback', '=', true)])).orderBy('isFallback').orderBy('name').limit(1).executeTakeFirst()
  return { boroughId, teamId: team?.id ?? null }
}
