import { sql } from 'kysely'
import { dealWithFinding, findRepeatsIn } from '#features/analysis/index.ts'
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

/** What looks for repeats after every report: in the story it is left to `findRepeats`, once the year is told. */
export const REPEAT_FINDERS = ['analysis.find-repeats', 'analysis.find-repeats-of-added', 'analysis.find-repeats-of-corrected']

interface Told {
  readonly id: string
  readonly reportedAt: Date
}

/** Find the repeats of what has been told: only reports that complete a count are looked at, each at its own moment. */
export async function findRepeats(telling: Telling): Promise<void> {
  const { stage, until } = telling
  const often = await stage.asService('analysis', until, 'analysis.find-repeats', async (ctx) => {
    const { least, days } = await ctx.db.selectFrom('repeatRules').select(({ fn }) => [fn.min('leastCount').as('least'), fn.max('windowDays').as('days')]).where('raisesTask', '=', true).executeTakeFirstOrThrow()
    const { rows } = await sql<Told>`
      with said as (
        select m.source_id as id, k.key from person_mentions m cross join lateral (values (m.person_id::text), (m.phone_key), (m.address_key)) k (key) where m.source_kind = 'incident' and m.part in ('victim', 'caller') and k.key is not null
        union select i.id, 'at ' || i.address_key from incidents i where i.address_key is not null),
      counted as (select i.id, i.reported_at, count(*) over (partition by s.key order by i.reported_at range between make_interval(days => ${days}) preceding and current row) as reports from said s join incidents i on i.id = s.id)
      select distinct c.id, c.reported_at from counted c where c.reports >= ${least} order by c.reported_at, c.id`.execute(ctx.db)
    return rows
  })
  await lookForRepeats(telling, often)
}

/** Look whether these reports made a repeat, each at its own moment. */
export async function lookForRepeats({ stage }: Telling, told: readonly Told[]): Promise<void> {
  for (const { id, reportedAt } of told) await stage.asService('analysis', reportedAt, 'analysis.find-repeats', (ctx) => findRepeatsIn(ctx, id))
}

/** The repeats of the year were looked into as they came, but for the latest, which wait. */
export async function dealWithRepeats({ stage, until }: Telling): Promise<void> {
  const before = startOfLondonDay(addDays(londonDay(until), -WAITING_DAYS))
  const waiting = await stage.as('wei.zhang', until, 'analysis.look', async (ctx) =>
    ctx.db.selectFrom('repeatFindings').select(['id', 'version', 'raisedAt']).where('raisedAt', '<', before).where('state', '=', 'raised').orderBy('raisedAt').orderBy('id').execute())
  for (const [n, { id, version, raisedAt }] of waiting.entries()) {
    await stage.as('wei.zhang', plusHours(raisedAt, 15), 'analysis.deal', (ctx) => dealWithFinding(ctx, { findingId: id, version, ...(done[n % done.length] ?? done[0]) }))
  }
}
