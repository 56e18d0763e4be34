import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import type { DoubtKind } from '../rules/doubts.ts'
import { addIncidentEntry, insertEntries, lockIncident, saveIncident } from './change-incident.ts'

/**
 * Write a note in the log.
 *
 * Changes: incident_entries.
 * Refuses: not permitted, not found; invalid, when it says nothing. Rule IN-29.
 */
export async function addNote(ctx: Context, { incidentId, text }: { incidentId: string; text: string }): Promise<void> {
  authorise(may.write(ctx.actor))
  if (text.trim() === '') throw new Refusal('invalid', 'Enter the note', { field: 'text' })
  await lockIncident(ctx, incidentId, null)
  await addIncidentEntry(ctx, incidentId, 'note', text)
}

/**
 * Correct an entry of the log: a new one pointing at the old, which stays where it is.
 *
 * Changes: incident_entries.
 * Refuses: not permitted, not found; conflict, when the entry has been corrected already, naming by whom; invalid, when it says nothing. Rule IN-29.
 */
export async function correctEntry(ctx: Context, given: { incidentId: string; entryId: string; text: string; reason: string }): Promise<void> {
  authorise(may.write(ctx.actor))
  if (given.text.trim() === '') throw new Refusal('invalid', 'Enter what it should say', { field: 'text' })
  await lockIncident(ctx, given.incidentId, null)
  const old = await ctx.db.selectFrom('incidentEntries').select(['id', 'kind']).where('id', '=', given.entryId).where('incidentId', '=', given.incidentId).executeTakeFirst()
  if (old === undefined) throw new Refusal('not found', 'There is no such entry')
  const later = await ctx.db.selectFrom('incidentEntries as e').innerJoin('accounts as a', 'a.id', 'e.byId').select(['a.name', 'e.at']).where('e.correctsId', '=', old.id).executeTakeFirst()
  if (later !== undefined) throw new Refusal('conflict', `${later.name} has corrected this entry already. Correct the correction instead`, { by: later.name, at: later.at, see: `/incidents/${given.incidentId}` })
  await insertEntries(ctx, given.incidentId, [{ kind: 'correction', text: given.text, detail: { reason: given.reason, of: old.kind }, correctsId: old.id }], null)
}

/**
 * Settle something missing or doubtful, saying how.
 *
 * Changes: settled_doubts, incidents (its version), incident_entries.
 * Refuses: not permitted, not found, conflict, when somebody has settled it already; invalid, without how. Rule IN-28.
 */
export async function settleDoubt(ctx: Context, { incidentId, doubt, how }: { incidentId: string; doubt: DoubtKind; how: string }): Promise<void> {
  authorise(may.settleDoubt(ctx.actor))
  if (how.trim() === '') throw new Refusal('invalid', 'Enter how it was settled', { field: 'how' })
  const incident = await lockIncident(ctx, incidentId, null)
  const before = await ctx.db.selectFrom('settledDoubts as s').innerJoin('accounts as a', 'a.id', 's.settledBy').select(['a.name', 's.settledAt']).where('s.incidentId', '=', incidentId).where('s.doubt', '=', doubt).executeTakeFirst()
  if (before !== undefined) throw new Refusal('conflict', `${before.name} has settled this already`, { by: before.name, at: before.settledAt, see: `/incidents/${incidentId}` })
  await ctx.db.insertInto('settledDoubts').values({ incidentId, doubt, settledAt: ctx.now, settledBy: ctx.actor.id, how }).execute()
  await saveIncident(ctx, incident, {}, [{ kind: 'doubt settled', text: how, changed: [{ field: 'To be checked', was: doubt, now: 'settled' }], detail: { doubt } }])
}
