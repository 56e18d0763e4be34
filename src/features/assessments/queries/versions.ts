import { sql } from 'kysely'
import { z } from 'zod'
import { ranks } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Day } from '#platform/time/day.ts'
import { faultsOf } from '../rules/question-set.ts'

const Shape = z.object({
  key: z.string(), version: z.string(), name: z.string(), label: z.string(),
  validFrom: z.string().nullable(), validTo: z.string().nullable(),
  maxScore: z.number().int(),
  signOff: z.object({ rank: z.enum(ranks) }),
  opensCaseFrom: z.object({ band: z.string() }).optional(),
  bands: z.array(z.object({ key: z.string(), name: z.string(), min: z.number().int(), max: z.number().int() })),
  questions: z.array(z.object({
    key: z.string(), theme: z.string(), text: z.string(), note: z.string().nullish().transform((note) => note ?? null),
    options: z.array(z.object({ key: z.string(), label: z.string(), score: z.number().int() })),
  })),
  escalators: z.array(z.object({
    key: z.string(), isOn: z.boolean(),
    when: z.object({
      threatsViolenceOrHate: z.boolean().optional(), vulnerable: z.boolean().optional(), perpetratorHasCriminalHistory: z.boolean().optional(),
      earlierIncidentsAtLeast: z.number().int().optional(),
    }),
    raisesTo: z.string(), floor: z.object({ question: z.string(), score: z.number().int() }).nullable(), sentence: z.string(),
  })),
})

/** A version of the risk matrix as it was loaded. */
export type RiskVersion = z.infer<typeof Shape>

/** A version of a question set never changes once it is there, so what was read stays true. */
const read = new Map<string, RiskVersion>()

/**
 * The risk matrix in force on a day.
 *
 * Refuses: conflict, when none is in force, or the one in force cannot be scored.
 * Rule RA-04.
 */
export async function riskVersionOn(ctx: Context, day: Day): Promise<{ id: string; version: RiskVersion }> {
  const row = await ctx.db.selectFrom('questionSets').select(['id', 'body']).where('purpose', '=', 'risk').where(sql<boolean>`valid @> ${day}::date`)
    .orderBy(sql`lower(valid)`, (order) => order.desc().nullsLast()).orderBy('key').limit(1).executeTakeFirst()
  if (row === undefined) throw new Refusal('conflict', 'No risk matrix is in force today. Ask an administrator to load one')
  const version = known(row.id, row.body)
  const [fault] = faultsOf(version)
  if (fault !== undefined) throw new Refusal('conflict', `The risk matrix in force cannot be used: ${fault}. Ask an administrator to load another`)
  return { id: row.id, version }
}

/** One version of the risk matrix, whenever it was in force. */
export async function riskVersion(ctx: Context, id: string): Promise<RiskVersion> {
  const already = read.get(id)
  if (already !== undefined) return already
  const row = await ctx.db.selectFrom('questionSets').select('body').where('id', '=', id).executeTakeFirstOrThrow()
  return known(id, row.body)
}

function known(id: string, body: unknown): RiskVersion {
  const version = read.get(id) ?? Shape.parse(body)
  read.set(id, version)
  return version
}
