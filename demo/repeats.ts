import { dealWithFinding } from '#features/analysis/index.ts'
import { addDays, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { plusHours } from '#platform/time/instant.ts'
import type { Telling } from './telling.ts'

/** What the analyst wrote of the repeats she dealt with, in turn. */
const done = [
  { outcome: 'already in hand', whatWasDone: 'The ward’s team has an open case for this address and its owner is told of the last report.' },
  { outcome: 'action under way', whatWasDone: 'Twelve months searched: the earlier calls were each taken alone. Given to the ward’s sergeant, who will have the risk assessed.' },
  { outcome: 'no further action', whatWasDone: 'Three calls by passers-by about one summer’s parties. It has ended; nobody who lives there was the victim.' },
] as const

/** How many days back the analyst has worked through; what is newer waits for her. */
const WAITING_DAYS = 12

/** The repeats of the year were looked into as they came, but for the latest, which wait. */
export async function dealWithRepeats({ stage, until }: Telling): Promise<void> {
  const before = startOfLondonDay(addDays(londonDay(until), -WAITING_DAYS))
  const waiting = await stage.as('wei.zhang', until, 'analysis.look', async (ctx) =>
    ctx.db.selectFrom('repeatFindings').select(['id', 'version', 'raisedAt']).where('raisedAt', '<', before).where('state', '=', 'raised').orderBy('raisedAt').orderBy('id').execute())
  for (const [n, { id, version, raisedAt }] of waiting.entries()) {
    await stage.as('wei.zhang', plusHours(raisedAt, 15), 'analysis.deal', (ctx) => dealWithFinding(ctx, { findingId: id, version, ...(done[n % done.length] ?? done[0]) }))
  }
}
