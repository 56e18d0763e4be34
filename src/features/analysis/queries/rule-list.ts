import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay, type Day } from '#platform/time/day.ts'
import type { Definition, SubjectKind } from '../rules/repeats.ts'

/** One version of a rule by which somebody or somewhere is a repeat. */
export interface RepeatRule extends Definition {
  readonly id: string
  readonly key: string
  readonly version: number
  readonly name: string
  /** What the source says, in its words; null of the force's own. */
  readonly definition: string | null
  /** Metres; null when the rule counts no places. */
  readonly radiusMetres: number | null
  readonly subjects: readonly SubjectKind[]
  readonly raisesTask: boolean
  readonly isPreset: boolean
  readonly source: string | null
  readonly certainty: string
  readonly reason: string
  readonly validFrom: Day | null
  /** The first day it applies no more; null: it has no end. */
  readonly validTo: Day | null
  /** It was ended before it began. */
  readonly isNever: boolean
  readonly createdByName: string | null
  readonly endedByName: string | null
  readonly endedBecause: string | null
}

/** The rules in force on a London day: the presets first, each by its name. */
export async function rulesInForce(ctx: Context, onDay: Day = londonDay(ctx.now)): Promise<readonly RepeatRule[]> {
  return rules(ctx, sql`r.valid @> ${onDay}::date`)
}

/** Every version of every rule: the presets first, each rule's latest version first. */
export async function allRules(ctx: Context): Promise<readonly RepeatRule[]> {
  return rules(ctx, sql`true`)
}

/**
 * One version of a rule.
 *
 * Refuses: not found.
 */
export async function getRule(ctx: Context, ruleId: string): Promise<RepeatRule> {
  const [rule] = await rules(ctx, sql`r.id = ${ruleId}::uuid`)
  if (rule === undefined) throw new Refusal('not found', 'There is no such rule')
  return rule
}

async function rules(ctx: Context, where: ReturnType<typeof sql>): Promise<readonly RepeatRule[]> {
  const { rows } = await sql<RepeatRule>`
    select r.id, r.key, r.version, r.name, r.definition, r.least_count, r.window_days, r.same_kind, r.report_within_days, r.radius_metres, r.subjects, r.raises_task,
      r.is_preset, r.source, r.certainty, r.reason, lower(r.valid) as valid_from, upper(r.valid) as valid_to, isempty(r.valid) as is_never,
      a.name as created_by_name, e.name as ended_by_name, r.ended_because
    from repeat_rules r left join accounts a on a.id = r.created_by left join accounts e on e.id = r.ended_by
    where ${where} order by not r.is_preset, min(r.id::text) over (partition by r.key), r.version desc`.execute(ctx.db)
  return rows
}
