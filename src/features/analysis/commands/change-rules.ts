import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { londonDay, type Day } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { allRules, getRule, type RepeatRule } from '../queries/rule-list.ts'
import type { Definition, SubjectKind } from '../rules/repeats.ts'

/** What a rule of the force's own says. */
export interface RuleGiven extends Definition {
  readonly name: string
  /** Metres; null when it counts no places. */
  readonly radiusMetres: number | null
  readonly subjects: readonly SubjectKind[]
  readonly raisesTask: boolean
  /** The first day it applies. */
  readonly from: Day
  /** Why the force counts so. */
  readonly reason: string
  /** Who decided it and where that is written; null: the force's own, and nobody else's. */
  readonly source: string | null
}

/**
 * Add a rule of the force's own by which somebody or somewhere is a repeat.
 *
 * Result: its id. Changes: repeat_rules.
 * Refuses: not permitted; invalid, for a name there is already, a day that is past, or places without a radius. Rule RP-15.
 */
export async function addRule(ctx: Context, given: RuleGiven): Promise<string> {
  authorise(may.changeRules(ctx.actor))
  assertWhole(ctx, given)
  const key = keyFrom(given.name)
  if ((await allRules(ctx)).some((rule) => rule.key === key)) throw new Refusal('invalid', 'There is a rule of this name already. Change that one, or choose another name', { field: 'name' })
  return insertVersion(ctx, { key, version: 1, isPreset: false, definition: null, certainty: 'the force’s own' }, given)
}

/**
 * Change a rule from a day on: a new version, and the one before it ends that day. What was found under the old one keeps it.
 *
 * Of a preset only whom it is counted for and whether it raises tasks may change: its count, window and source are not the force's to alter.
 * Result: the new version's id. Changes: repeat_rules.
 * Refuses: not permitted, not found; invalid; conflict, when a later version is on record. Rule RP-15.
 */
export async function reviseRule(ctx: Context, ruleId: string, given: RuleGiven): Promise<string> {
  authorise(may.changeRules(ctx.actor))
  const rule = await getRule(ctx, ruleId)
  const kept = rule.isPreset ? presetWith(rule, given) : given
  assertWhole(ctx, kept)
  await endVersion(ctx, rule, kept.from, kept.reason)
  return insertVersion(ctx, { key: rule.key, version: rule.version + 1, isPreset: rule.isPreset, definition: rule.definition, certainty: rule.certainty }, kept)
}

/**
 * End a rule of the force's own from a day on. What was found under it stays.
 *
 * Changes: repeat_rules.
 * Refuses: not permitted, not found; invalid, for a preset or a day that is past; conflict, when it has ended or been changed. Rule RP-15.
 */
export async function endRule(ctx: Context, given: { ruleId: string; from: Day; reason: string }): Promise<void> {
  authorise(may.changeRules(ctx.actor))
  const rule = await getRule(ctx, given.ruleId)
  if (rule.isPreset) throw new Refusal('invalid', 'A preset is kept beside its source. Change whether it raises tasks instead', { field: 'from' })
  assertNotPast(ctx, given.from)
  await endVersion(ctx, rule, given.from, given.reason)
}

function presetWith(rule: RepeatRule, given: RuleGiven): RuleGiven {
  const { name, leastCount, windowDays, sameKind, reportWithinDays, source } = rule
  return { ...given, name, leastCount, windowDays, sameKind, reportWithinDays, source }
}

function assertWhole(ctx: Context, { subjects, radiusMetres, from }: RuleGiven): void {
  assertNotPast(ctx, from)
  if (subjects.length === 0) throw new Refusal('invalid', 'Choose whom or what it is counted for', { field: 'subjects' })
  if (subjects.includes('place') && radiusMetres === null) throw new Refusal('invalid', 'Enter how many metres a place is across from its middle, or leave places out', { field: 'radiusMetres' })
}

function assertNotPast(ctx: Context, from: Day): void {
  if (from < londonDay(ctx.now)) throw new Refusal('invalid', 'That day is past, and what was in force then stays so. Enter today or a later day', { field: 'from' })
}

async function endVersion(ctx: Context, rule: RepeatRule, from: Day, because: string): Promise<void> {
  const newest = (await allRules(ctx)).filter(({ key }) => key === rule.key).toSorted((a, b) => b.version - a.version)[0]
  if (newest?.id !== rule.id) throw new Refusal('conflict', 'This rule has been changed since. Change its latest version')
  if (rule.isNever || (rule.validTo !== null && rule.validTo <= from)) throw new Refusal('conflict', 'This rule has ended by then already')
  if (rule.validFrom !== null && from < rule.validFrom) throw new Refusal('invalid', 'It begins after that day. Enter its first day, or a later one', { field: 'from' })
  await ctx.db.updateTable('repeatRules').set({ valid: sql<string>`daterange(lower(valid), ${from}::date)`, endedBy: ctx.actor.id, endedBecause: because }).where('id', '=', rule.id).execute()
  ctx.changed('repeat rule', rule.id)
}

async function insertVersion(ctx: Context, known: Pick<RepeatRule, 'key' | 'version' | 'isPreset' | 'definition' | 'certainty'>, given: RuleGiven): Promise<string> {
  const id = newId()
  const { name, leastCount, windowDays, sameKind, reportWithinDays, radiusMetres, subjects, raisesTask, reason, source, from } = given
  await ctx.db.insertInto('repeatRules').values({
    id, ...known, name, leastCount, windowDays, sameKind, reportWithinDays, radiusMetres: subjects.includes('place') ? radiusMetres : null, subjects: [...subjects], raisesTask, reason, source,
    valid: sql<string>`daterange(${from}::date, null)`, createdBy: ctx.actor.id, createdAt: ctx.now,
  }).execute()
  ctx.changed('repeat rule', id)
  return id
}

function keyFrom(name: string): string {
  const key = name.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '')
  if (key === '') throw new Refusal('invalid', 'Enter a name with letters or figures in it', { field: 'name' })
  return key
}
