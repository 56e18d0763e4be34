import { sql } from 'kysely'
import { codeList, colleagues } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'

const ownerRoles = ['case owner', 'neighbourhood officer', 'supervisor', 'asb lead'] as const
type Choice = { readonly value: string; readonly text: string }

/** The people who may be given a case: of its team first, then of its borough. */
export async function listOwners(ctx: Context, held: { teamId: string; boroughId: string | null }): Promise<readonly Choice[]> {
  const own = await colleagues(ctx, { teamIds: [held.teamId], roles: ownerRoles })
  const around = held.boroughId === null ? [] : await colleagues(ctx, { boroughId: held.boroughId, roles: ownerRoles })
  return [...own, ...around.filter(({ id }) => !own.some((one) => one.id === id))].map(({ id, name, teamNames }) => ({ value: id, text: `${name}, ${teamNames.join(', ')}` }))
}

/** The teams that a case may be given to: those whose members can see cases, its own borough's first. */
export async function listTeams(ctx: Context, held: { boroughId: string | null }): Promise<readonly Choice[]> {
  const rows = await ctx.db.selectFrom('teams').select(['id', 'name']).where('sight', '<>', 'none').where('kind', 'not in', ['system', 'control room'])
    .orderBy(sql`borough_id is not distinct from ${held.boroughId}::uuid`, 'desc').orderBy('name').execute()
  return rows.map(({ id, name }) => ({ value: id, text: name }))
}

/** The people to whom a case may be sealed: those of its borough and of the force's central unit. */
export async function listForSeal(ctx: Context, held: { boroughId: string | null }): Promise<readonly Choice[]> {
  const people = [...await colleagues(ctx, { boroughId: held.boroughId }), ...await colleagues(ctx, { roles: ['central asb unit'] })]
  return people.filter(({ id }, at) => people.findIndex((other) => other.id === id) === at).map(({ id, name, teamNames }) => ({ value: id, text: `${name}, ${teamNames.join(', ')}` }))
}

/** The results a case may have, in force today. */
export async function listResults(ctx: Context): Promise<readonly Choice[]> {
  return (await codeList(ctx, 'case-result', londonDay(ctx.now))).map(({ key, name }) => ({ value: key, text: name }))
}

/**
 * The incident from which a case is about to be opened by hand.
 *
 * Refuses: not found.
 */
export async function getIncidentForCase(ctx: Context, incidentId: string) {
  const row = await ctx.db.selectFrom('incidents').select(['id', 'reference']).where('id', '=', incidentId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such incident')
  ctx.shown('incident', incidentId)
  return row
}

/**
 * One standard of a case's plan.
 *
 * Refuses: not found.
 */
export async function getPlanItem(ctx: Context, caseId: string, itemId: string) {
  const row = await ctx.db.selectFrom('casePlanItems').select(['id', 'name', 'version']).where('id', '=', itemId).where('caseId', '=', caseId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such standard in this case')
  return row
}

/**
 * One entry of a case's log.
 *
 * Refuses: not found.
 */
export async function getEntry(ctx: Context, caseId: string, entryId: string) {
  const row = await ctx.db.selectFrom('caseEntries').select(['id', 'text', 'reason']).where('id', '=', entryId).where('caseId', '=', caseId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such entry in this case')
  return row
}

/** Whether a case can be opened from this incident: not from open data, nor from a duplicate, which is worked as what it repeats. */
export async function mayOpenFrom(ctx: Context, incidentId: string): Promise<boolean> {
  if (!may.openByHand(ctx.actor).allowed) return false
  const incident = await ctx.db.selectFrom('incidents').select(['isOpenData', 'duplicateOf']).where('id', '=', incidentId).executeTakeFirst()
  return incident !== undefined && !incident.isOpenData && incident.duplicateOf === null
}

/** The case an incident is in: the open one, else the last closed; null when it is in none that this person sees. */
export async function findCaseOf(ctx: Context, incidentId: string) {
  const row = await ctx.db.selectFrom('caseIncidents as l').innerJoin('cases as c', 'c.id', 'l.caseId').leftJoin('accounts as o', 'o.id', 'c.ownerId').innerJoin('teams as t', 't.id', 'c.teamId')
    .select(['c.id', 'c.reference', 'c.status', 'c.band', 'c.nextDueAt', 'o.name as ownerName', 't.name as teamName']).where('l.incidentId', '=', incidentId)
    .orderBy((e) => e('c.status', '=', 'closed')).orderBy('c.openedAt', 'desc').executeTakeFirst()
  if (row !== undefined) ctx.shown('case', row.id)
  return row ?? null
}
