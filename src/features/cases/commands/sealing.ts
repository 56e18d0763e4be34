import { sql } from 'kysely'
import { assertLastingSight } from '#platform/auth/access.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { addCaseEntries, lockCase } from './change-case.ts'

/**
 * Seal a case to the people named; or change who is named. Whoever seals it and its owner are always among them.
 *
 * From the next request nobody else sees it, its incidents and their duplicates, their assessments, files, clocks or notifications, whatever their area. People stay visible without the link.
 * Changes: cases, access_grants, incidents, assessments, files, clocks, notifications, case_entries.
 * Refuses: not found; not permitted; conflict, when it changed; invalid, without a reason. Rule CA-28.
 */
export async function sealCase(ctx: Context, { caseId, version, accountIds, reason }: { caseId: string; version: number; accountIds: readonly string[]; reason: string }): Promise<void> {
  authorise(may.seal(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  await assertLastingSight(ctx, 'case', caseId)
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter why the case is sealed', { field: 'reason' })
  const names = [...new Set([...accountIds, ctx.actor.id, ...(held.ownerId === null ? [] : [held.ownerId])])]
  const known = await ctx.db.selectFrom('accounts').select('id').where('id', 'in', names).where('kind', '=', 'police').where('isActive', '=', true).execute()
  if (known.length !== names.length) throw new Refusal('invalid', 'Choose only people of the force', { field: 'accountIds' })
  await turn(ctx, caseId, names, reason)
  await addCaseEntries(ctx, caseId, [{ kind: 'seal', text: held.sealedUnder === null ? `Sealed to ${names.length} people by name` : `Seal changed: ${names.length} people by name`, reason, changed: [{ field: 'Seal', was: held.sealedUnder === null ? 'none' : 'sealed', now: 'sealed' }], detail: { names } }], held.version + 1)
}

/**
 * Take the seal off a case: those who see its area see it again.
 *
 * Changes: as sealCase.
 * Refuses: not found; not permitted; conflict, when it changed or is not sealed; invalid, without a reason. Rule CA-28.
 */
export async function unsealCase(ctx: Context, { caseId, version, reason }: { caseId: string; version: number; reason: string }): Promise<void> {
  authorise(may.seal(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  await assertLastingSight(ctx, 'case', caseId)
  if (held.sealedUnder === null) throw new Refusal('conflict', 'This case is not sealed')
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter why the seal is taken off', { field: 'reason' })
  await addCaseEntries(ctx, caseId, [{ kind: 'seal', text: 'Seal taken off', reason, changed: [{ field: 'Seal', was: 'sealed', now: 'none' }] }], held.version + 1)
  await turn(ctx, caseId, [], reason)
}

async function turn(ctx: Context, caseId: string, names: readonly string[], reason: string): Promise<void> {
  const { rows } = await sql<{ done: boolean }>`select heed.seal_case(${caseId}::uuid, ${[...names]}::uuid[], ${names.map(() => newId())}::uuid[], ${reason}, ${ctx.now}) as done`.execute(ctx.db)
  if (rows[0]?.done !== true) throw new Refusal('not found', 'There is no such case')
  ctx.changed('case', caseId)
}
