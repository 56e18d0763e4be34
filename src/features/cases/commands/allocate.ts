import { sql } from 'kysely'
import { assertLastingSight, grantAccess } from '#platform/auth/access.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { settle, tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import { listOwners } from '../queries/choices.ts'
import { assertWorked } from '../rules/life.ts'
import { addCaseEntries, lockCase, nameOf, type Change, type LockedCase } from './change-case.ts'

/**
 * Give a case an owner, who is told at once; or take it back to the team's unallocated list.
 *
 * Its clocks go along. An owner from elsewhere is let see the case's incidents by name.
 * Changes: cases, clocks, case_entries, access_grants, notifications; case.allocated.
 * Refuses: not found; not permitted, below sergeant; conflict, when it is closed, changed or theirs already; invalid, when nobody such may own cases.
 * Source: report of 13 October 2011, ¶65. Rule CA-24.
 */
export async function allocateCase(ctx: Context, { caseId, version, ownerId, reason }: { caseId: string; version: number; ownerId: string | null; reason: string | null }): Promise<void> {
  authorise(may.allocate(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  await assertLastingSight(ctx, 'case', caseId)
  assertWorked(held.status)
  if (held.ownerId === ownerId) throw new Refusal('conflict', ownerId === null ? 'This case has no owner already' : 'This case is theirs already')
  const to = ownerId === null ? null : ((await listOwners(ctx, held)).find(({ value }) => value === ownerId) ?? null)
  if (ownerId !== null && to === null) throw new Refusal('invalid', 'Choose somebody who may own cases', { field: 'ownerId' })
  const was = await nameOf(ctx, held.ownerId)
  const name = to === null ? 'nobody' : await nameOf(ctx, ownerId)
  await handOver(ctx, held, held.teamId, ownerId)
  await addCaseEntries(ctx, caseId, [{
    kind: 'allocation', text: to === null ? 'Taken back to the team’s unallocated list' : `Allocated to ${name}`, reason,
    changed: [{ field: 'Owner', was, now: name }], detail: { ownerId, was: held.ownerId },
  }], held.version + 1)
  if (ownerId !== null) {
    await letSee(ctx, held, ownerId)
    await settle(ctx, caseId, 'case needs an owner')
  }
  await tell(ctx, { kind: ownerId === null ? 'case needs an owner' : 'case allocated to you', subjectKind: 'case', subjectId: caseId, ...(ownerId === null ? { teamId: held.teamId } : { accountId: ownerId }), boroughId: held.boroughId, sealedUnder: held.sealedUnder })
  await emit(ctx, 'case.allocated', { caseId, ownerId, teamId: held.teamId }, caseId)
}

/**
 * Give a case to another team, which is told at once; it stands on that team's unallocated list until it has an owner there.
 *
 * Changes: cases, clocks, case_entries, access_grants, notifications; case.allocated.
 * Refuses: not found; not permitted, below sergeant; conflict, when it is closed, changed or theirs already; invalid, for no such team.
 * Source: report of 13 October 2011, ¶65. Rule CA-24.
 */
export async function transferCase(ctx: Context, { caseId, version, teamId, reason }: { caseId: string; version: number; teamId: string; reason: string }): Promise<void> {
  authorise(may.allocate(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  await assertLastingSight(ctx, 'case', caseId)
  assertWorked(held.status)
  if (held.teamId === teamId) throw new Refusal('conflict', 'This team has the case already')
  const teams = await ctx.db.selectFrom('teams').select(['id', 'name', 'boroughId', 'sight']).where('id', 'in', [teamId, held.teamId]).execute()
  const to = teams.find(({ id, sight }) => id === teamId && sight !== 'none')
  if (to === undefined) throw new Refusal('invalid', 'Choose a team that can see cases', { field: 'teamId' })
  const from = teams.find(({ id }) => id === held.teamId)?.name ?? 'another team'
  const changed: Change[] = [{ field: 'Team', was: from, now: to.name }]
  await addCaseEntries(ctx, caseId, [{ kind: 'transfer', text: `Transferred to ${to.name}, from ${from}`, reason, changed, detail: { teamId, was: held.teamId } }], held.version + 1)
  await tell(ctx, { kind: 'case transferred to you', subjectKind: 'case', subjectId: caseId, teamId, boroughId: to.boroughId ?? held.boroughId, sealedUnder: held.sealedUnder })
  await emit(ctx, 'case.allocated', { caseId, ownerId: null, teamId }, caseId)
  // last of all, for after it the case may be out of this person's sight
  await handOver(ctx, held, teamId, null)
}

async function handOver(ctx: Context, held: LockedCase, teamId: string, ownerId: string | null): Promise<void> {
  const { rows } = await sql<{ done: boolean }>`select heed.hand_over_case(${held.id}::uuid, ${teamId}::uuid, ${ownerId}::uuid, ${ctx.now}) as done`.execute(ctx.db)
  if (rows[0]?.done !== true) throw new Refusal('not found', 'There is no such case')
  ctx.changed('case', held.id)
}

/** An owner sees the case by owning it, but its incidents only by name when they are of another team. */
async function letSee(ctx: Context, held: LockedCase, ownerId: string): Promise<void> {
  if (held.sealedUnder !== null) {
    await grantAccess(ctx, { subjectKind: 'case', subjectId: held.id, accountId: ownerId, relation: 'named', reason: 'Owner of the sealed case', until: null })
    return
  }
  const incidents = await ctx.db.selectFrom('caseIncidents').select('incidentId').where('caseId', '=', held.id).execute()
  const inTeam = await ctx.db.selectFrom('teamMembers').select('teamId').where('accountId', '=', ownerId).where('teamId', '=', held.teamId).where('until', 'is', null).executeTakeFirst()
  if (inTeam !== undefined) return
  for (const { incidentId } of incidents) await grantAccess(ctx, { subjectKind: 'incident', subjectId: incidentId, accountId: ownerId, relation: 'assigned', reason: 'Owner of the case', until: null })
}
