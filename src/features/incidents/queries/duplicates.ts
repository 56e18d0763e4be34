import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import type { Raised } from '../rules/rise.ts'
import { FLAGS } from '../rules/screening.ts'
import { type PersonInIncident, peopleIn } from './people-in.ts'

/** A duplicate as the incident it repeats shows it: what was said, and by whom. */
export interface Duplicate {
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly narrative: string
  readonly people: readonly PersonInIncident[]
}

/** The duplicates of an incident that this person may see, with their people, first to last. */
export async function duplicatesOf(ctx: Context, incidentId: string): Promise<readonly Duplicate[]> {
  const rows = await ctx.db.selectFrom('incidents').select(['id', 'reference', 'reportedAt', 'narrative']).where('duplicateOf', '=', incidentId).orderBy('reportedAt').orderBy('id').execute()
  if (rows.length === 0) return []
  ctx.shown('incident', rows.map(({ id }) => id))
  const people = await peopleIn(ctx, rows.map(({ id }) => id))
  return rows.map((row) => ({ ...row, people: people.filter(({ incidentId: where }) => where === row.id) }))
}

/**
 * An incident and the duplicates of it that this person may see: whoever is in one of them is in the matter.
 *
 * Result: ids, the incident's own first.
 */
export async function reportsOf(ctx: Context, incidentId: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('incidents').select('id').where('duplicateOf', '=', incidentId).orderBy('reportedAt').orderBy('id').execute()
  return [incidentId, ...rows.map(({ id }) => id)]
}

const Word = z.string().nullable()
const Noted = z.looseObject({
  otherId: z.string().nullish().catch(null),
  endedClock: z.string().nullish().transform((id) => id ?? null).catch(null),
  raised: z.object({
    flags: z.array(z.enum(FLAGS)), grade: z.object({ from: Word, to: z.string() }).nullable(),
    suggested: z.object({ from: Word, fromBecause: z.array(z.string()), to: z.string() }).nullable(), isAssessmentAsked: z.boolean(),
  }).nullish().transform((raised) => raised ?? null).catch(null),
})

/** A link as the log of one of the two incidents keeps it. */
export interface KeptLink {
  readonly at: Date
  /** The follow-up that ended with it. */
  readonly endedClock: string | null
  readonly raised: Raised | null
}

/** What the log of one incident says of how it was linked with the other, the last time it was; null when it does not. */
export async function findLink(ctx: Context, incidentId: string, otherId: string): Promise<KeptLink | null> {
  const rows = await ctx.db.selectFrom('incidentEntries').select(['at', 'detail']).where('incidentId', '=', incidentId).where('kind', '=', 'duplicate').orderBy('at', 'desc').orderBy('id', 'desc').execute()
  for (const { at, detail } of rows) {
    const { data } = Noted.safeParse(detail)
    if (data !== undefined && data.otherId === otherId) return { at, endedClock: data.endedClock, raised: data.raised }
  }
  return null
}

/** What a duplicate raised in the incident it repeats, in words for whoever undoes the link. */
export interface RaisedThere {
  readonly reference: string
  readonly words: readonly string[]
}

/** What the link of this duplicate raised in the incident it repeats; null where there is no link, or it raised nothing. */
export async function findRaised(ctx: Context, incidentId: string): Promise<RaisedThere | null> {
  const original = await ctx.db.selectFrom('incidents as i').innerJoin('incidents as o', 'o.id', 'i.duplicateOf').select(['o.id', 'o.reference']).where('i.id', '=', incidentId).executeTakeFirst()
  const raised = original === undefined ? null : (await findLink(ctx, original.id, incidentId))?.raised ?? null
  if (original === undefined || raised === null) return null
  const words = [...raised.flags.map((flag) => `the flag “${flag}”`), ...(raised.grade === null ? [] : ['its grade']), ...(raised.suggested === null ? [] : ['the grade suggested'])]
  return words.length === 0 ? null : { reference: original.reference, words }
}
