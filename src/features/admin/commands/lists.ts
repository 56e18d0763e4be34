import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { addDays, londonDay, type Day } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { codeList, questionSets } from '../queries/lists.ts'
import { readVersion } from '../reference/question-set-file.ts'

/** The lists a force may add to; the others are fixed by what Heed does with them, or chosen in its settings. */
export const OPEN_LISTS = ['asb-type', 'result-code', 'bank-holiday'] as const

/** A row about to be added to a code list. */
export interface NewCode {
  readonly codeSet: string
  readonly key: string
  readonly code: string | null
  readonly name: string
  readonly definition: string | null
  /** The first day it applies; of a bank holiday, the day itself. */
  readonly from: Day
  readonly source: string | null
  /** Of result codes: result, administrative or flag. */
  readonly group: string | null
}

/**
 * Add a row to a code list, in force from a day on. No row is ever changed: what it says after that day is another row.
 *
 * Changes: reference_values.
 * Refuses: not permitted; invalid, for a list that is fixed, a day that is past, or a key that is in force then already. Rule AD-09.
 */
export async function addCode(ctx: Context, given: NewCode): Promise<string> {
  authorise(may.changeLists(ctx.actor))
  if (!OPEN_LISTS.some((open) => open === given.codeSet)) throw new Refusal('invalid', 'This list is fixed: nothing can be added to it', { field: 'name' })
  assertNotPast(ctx, given.from, 'from')
  const isHoliday = given.codeSet === 'bank-holiday'
  const key = isHoliday ? `${given.key}-${given.from}` : given.key
  const until = isHoliday ? addDays(given.from, 1) : null
  const rows = await codeList(ctx, given.codeSet, null)
  const clash = rows.find((row) => !row.isNever && (isHoliday ? row.extra['day'] === given.from : row.key === key && (row.validTo === null || row.validTo > given.from)))
  if (clash !== undefined) throw new Refusal('invalid', isHoliday ? `${clash.name} is that day already` : `“${key}” is in force then: ${clash.name}. End it first, from that day or before`, { field: 'from' })
  const before = rows.filter((row) => row.key === key).at(-1)?.extra ?? {}
  const group = given.group ?? before['group']
  if (given.codeSet === 'result-code' && (group === undefined || group === null)) throw new Refusal('invalid', 'Choose what kind of code it is', { field: 'group' })
  const id = newId()
  await ctx.db.insertInto('referenceValues').values({
    id, codeSet: given.codeSet, key, code: given.code, name: given.name, definition: given.definition, source: given.source, certainty: 'the force’s own', sort: rows.length,
    extra: JSON.stringify({ ...before, ...(isHoliday ? { day: given.from } : {}), ...(group === undefined || group === null ? {} : { group }) }),
    valid: sql<string>`daterange(${given.from}::date, ${until}::date)`, changedBy: ctx.actor.id, changedAt: ctx.now,
  }).execute()
  ctx.changed('reference list', id)
  return id
}

/**
 * End a row of a code list from a day on. What points at it keeps it.
 *
 * Input: the first day it applies no more; of one that has not begun, its first day: then it never does.
 * Changes: reference_values.
 * Refuses: not permitted, not found; invalid, for a list that is fixed, a day that is past or before its first; conflict, when it has ended by then. Rule AD-09.
 */
export async function endCode(ctx: Context, given: { codeSet: string; id: string; from: Day }): Promise<void> {
  authorise(may.changeLists(ctx.actor))
  const row = (await codeList(ctx, given.codeSet, null)).find(({ id }) => id === given.id)
  if (row === undefined) throw new Refusal('not found', 'There is no such row')
  if (!OPEN_LISTS.some((open) => open === given.codeSet)) throw new Refusal('invalid', 'This list is fixed: nothing in it can be ended', { field: 'from' })
  assertNotPast(ctx, given.from, 'from')
  if (row.isNever || (row.validTo !== null && row.validTo <= given.from)) throw new Refusal('conflict', 'This row has ended by then already')
  if (row.validFrom !== null && given.from < row.validFrom) throw new Refusal('invalid', 'It begins after that day. Enter its first day, or a later one', { field: 'from' })
  await ctx.db.updateTable('referenceValues').set({ valid: sql<string>`daterange(lower(valid), ${given.from}::date)`, changedBy: ctx.actor.id, changedAt: ctx.now }).where('id', '=', row.id).execute()
  ctx.changed('reference list', row.id)
}

/**
 * Load a new version of a question set, in force from a day on; the version before it ends that day.
 *
 * What was answered under the earlier one keeps it. Input: the file's text, JSON.
 * Changes: question_sets.
 * Refuses: not permitted; invalid, naming each fault and where it stands; for a day that is past, a version there is already, or one that begins later. Rule AD-08.
 */
export async function loadQuestionSet(ctx: Context, given: { purpose: 'screening' | 'risk'; file: string; from: Day }): Promise<string> {
  authorise(may.changeLists(ctx.actor))
  const read = readVersion(given.purpose, given.file)
  if ('faults' in read) throw new Refusal('invalid', read.faults.slice(0, 10).join('. '), { field: 'file' })
  assertNotPast(ctx, given.from, 'from')
  const { version } = read
  const known = (await questionSets(ctx)).filter(({ purpose }) => purpose === given.purpose)
  if (known.some((one) => one.key === version.key && one.version === version.version)) throw new Refusal('invalid', `Version ${version.version} is loaded already. A version never changes: give the new one another name`, { field: 'file' })
  const later = known.find(({ validFrom }) => validFrom !== null && validFrom >= given.from)
  if (later !== undefined) throw new Refusal('invalid', `Version ${later.version} begins on that day or after it. Choose a later day`, { field: 'from' })
  // one of a purpose is in force at a time, whatever its key: the one in force then ends as this begins
  const ending = known.filter(({ validTo }) => validTo === null || validTo > given.from).map((one) => one.id)
  if (ending.length > 0) await ctx.db.updateTable('questionSets').set({ valid: sql<string>`daterange(lower(valid), ${given.from}::date)` }).where('id', 'in', ending).execute()
  const id = newId()
  await ctx.db.insertInto('questionSets').values({
    id, key: version.key, version: version.version, purpose: given.purpose, title: version.title, label: version.label, body: JSON.stringify(version.body),
    valid: sql<string>`daterange(${given.from}::date, null)`, source: version.source, certainty: version.certainty, createdBy: ctx.actor.id, createdAt: ctx.now,
  }).execute()
  ctx.changed('question set', [id, ...ending])
  return id
}

function assertNotPast(ctx: Context, day: Day, field: string): void {
  if (day < londonDay(ctx.now)) throw new Refusal('invalid', 'That day is past, and what was in force then stays so. Enter today or a later day', { field })
}
