import { isSeenBefore, standardiseAddress } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { asksForAssessment } from '../rules/screening.ts'
import type { LockedIncident, NewEntry } from './change-incident.ts'

/** Who, and where, as put right just now. */
export interface PutRight {
  readonly people: readonly Parameters<typeof isSeenBefore>[1][number][]
  readonly place: { readonly text: string | null; readonly postcode: string | null } | null
}

/** What is saved with a correction that shows a repeat; nothing when it shows none. */
export interface SeenAgain {
  readonly set: { readonly flags?: string[]; readonly assessmentAsked?: boolean }
  readonly entries: readonly NewEntry[]
  readonly isRepeat: boolean
}

/**
 * Whether somebody or somewhere put right is in another report, so that this incident is a repeat after all.
 *
 * A repeat flag that somebody decided about before is left as they decided.
 * Result: what to save with the correction; `tellOfRepeat` follows the saving.
 * Changes: incident_flags. Rule IN-54.
 */
export async function seeAgain(ctx: Context, incident: LockedIncident, { people, place }: PutRight): Promise<SeenAgain> {
  const nothing: SeenAgain = { set: {}, entries: [], isRepeat: false }
  const decided = await ctx.db.selectFrom('incidentFlags').select('id').where('incidentId', '=', incident.id).where('flag', '=', 'repeat').executeTakeFirst()
  if (decided !== undefined) return nothing
  const placeKey = place === null || place.text === null ? null : standardiseAddress(place.text, place.postcode).key
  if (!(await isSeenBefore(ctx, people, placeKey, incident.id))) return nothing
  await ctx.db.insertInto('incidentFlags').values({ id: newId(), incidentId: incident.id, flag: 'repeat', origin: 'seen before', raisedAt: ctx.now, raisedBy: ctx.actor.id }).execute()
  return {
    set: { flags: [...incident.flags.filter((flag) => flag !== 'repeat'), 'repeat'], assessmentAsked: incident.assessmentAsked || asksForAssessment(['repeat']) },
    entries: [{
      kind: 'flag', text: 'Flag “repeat” raised: what was put right is in another report', changed: [{ field: 'Flag repeat', was: 'not raised', now: 'raised' }], detail: { flag: 'repeat', origin: 'seen before' },
    }],
    isRepeat: true,
  }
}

/**
 * Tell the team, and whoever it is allocated to, that an incident is a repeat after all.
 *
 * Changes: notifications; incident.flagged.
 */
export async function tellOfRepeat(ctx: Context, { id, teamId, boroughId, sealedUnder, allocatedTo }: Pick<LockedIncident, 'id' | 'teamId' | 'boroughId' | 'sealedUnder' | 'allocatedTo'>): Promise<void> {
  const news = { kind: 'repeat found by a correction', subjectKind: 'incident', subjectId: id, boroughId, sealedUnder }
  if (teamId !== null) await tell(ctx, { ...news, teamId })
  if (allocatedTo !== null && allocatedTo !== ctx.actor.id) await tell(ctx, { ...news, accountId: allocatedTo })
  await emit(ctx, 'incident.flagged', { incidentId: id, flag: 'repeat', state: 'raised', boroughId }, id)
}
