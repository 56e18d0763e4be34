import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { formatInstant } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { malformedMoment } from '../rules/doubts.ts'
import { type Change, lockIncident, saveIncident } from './change-incident.ts'
import type { Read } from './respond.ts'

/**
 * Put right when it began and ended. When it was reported is never changed: clocks run from it.
 *
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict; invalid, for a time ahead, an end before the beginning, no change or no reason. Rule IN-52.
 */
export async function correctTimes(ctx: Context, given: Read & { occurredFrom: Date | null; occurredTo: Date | null; reason: string }): Promise<void> {
  authorise(may.correctTimes(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const { occurredFrom, occurredTo } = given
  for (const [field, at] of [['fromDay', occurredFrom], ['toDay', occurredTo]] as const) {
    const fault = at === null ? null : malformedMoment(at, ctx.now)
    if (fault !== null) throw new Refusal('invalid', fault, { field })
  }
  if (occurredFrom !== null && occurredTo !== null && occurredTo < occurredFrom) throw new Refusal('invalid', 'It cannot have ended before it began', { field: 'toDay' })
  const changed = [changeOf('Began', incident.occurredFrom, occurredFrom), changeOf('Ended', incident.occurredTo, occurredTo)].filter((each) => each !== null)
  if (changed.length === 0) throw new Refusal('invalid', 'Nothing is different. Enter another time', { field: 'fromDay' })
  const reason = given.reason.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter why it is corrected', { field: 'reason' })
  await saveIncident(ctx, incident, { occurredFrom, occurredTo }, [{
    kind: 'times', text: changed.map(({ field, was, now }) => `${field} corrected from ${was} to ${now}`).join('. '), changed, detail: { reason },
  }])
}

function changeOf(field: string, was: Date | null, now: Date | null): Change | null {
  return (was?.getTime() ?? null) === (now?.getTime() ?? null) ? null : { field, was: wordsOf(was), now: wordsOf(now) }
}

function wordsOf(at: Date | null): string {
  return at === null ? 'not recorded' : formatInstant(at)
}
