import { sql } from 'kysely'
import { z } from 'zod'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { addDays, londonDay, type Day } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { codeList, questionSets } from '../queries/lists.ts'
import { readVersion } from '../reference/question-set-file.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { detailsOf, LIST_RULES, OPEN_LISTS, type TypedDetails } from '../rules/lists.ts'

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
  /** What else the list asks of a row, as typed. */
  readonly details?: TypedDetails
}

/**
 * Add a row to a code list, in force from a day on. No row is ever changed: what it says after that day is another row.
 *
 * Where the list takes it, the row with the same key that is in force then ends that day and this one stands in its place.
 * Changes: reference_values.
 * Refuses: not permitted; invalid, for a list or a key that is fixed, a day that is past, a key that is in force then already, details that are missing, or a review regime without its source. Rules AD-09, AD-10.
 */
export async function addCode(ctx: Context, given: NewCode): Promise<string> {
  authorise(may.changeLists(ctx.actor))
  await oneAtATime(ctx, 'lists')
  const list = OPEN_LISTS.find((open) => open === given.codeSet)
  if (list === undefined) throw new Refusal('invalid', 'This list is fixed: nothing can be added to it', { field: 'name' })
  assertNotPast(ctx, given.from, 'from')
  const isHoliday = list === 'bank-holiday'
  const key = isHoliday ? `${given.key}-${given.from}` : given.key
  const until = isHoliday ? addDays(given.from, 1) : null
  const rows = await codeList(ctx, list, null)
  const same = rows.filter((row) => row.key === key && !row.isNever)
  if (same.length === 0 && !LIST_RULES[list].takesNewKeys) throw new Refusal('invalid', `The keys of this list are fixed: ${[...new Set(rows.map((row) => row.key))].join(', ')}. Use one of them, to change what it says`, { field: 'key' })
  const replaced = LIST_RULES[list].replaces ? same.find((row) => (row.validFrom === null || row.validFrom < given.from) && (row.validTo === null || row.validTo > given.from)) : undefined
  const clash = rows.find((row) => row !== replaced && !row.isNever && (isHoliday ? row.extra['day'] === given.from : row.key === key && (row.validTo === null || row.validTo > given.from)))
  if (clash !== undefined) throw new Refusal('invalid', isHoliday ? `${clash.name} is that day already` : `“${key}” is in force then: ${clash.name}. End it first, from that day or before`, { field: 'from' })
  const before = (replaced ?? same.at(-1))?.extra ?? {}
  const details = detailsOf(list, { ...given.details, group: given.group }, before)
  if ('field' in details) throw new Refusal('invalid', details.message, { field: details.field })
  if (list === 'review-regime' && given.source === null) throw new Refusal('invalid', 'Enter the source: who decided it, and where it is written down', { field: 'source' })
  if (replaced !== undefined) await end(ctx, replaced.id, given.from)
  const id = newId()
  await ctx.db.insertInto('referenceValues').values({
    id, codeSet: list, key, code: given.code, name: given.name, definition: given.definition, source: given.source, certainty: 'the force’s own',
    sort: replaced === undefined ? rows.length : rows.indexOf(replaced),
    extra: JSON.stringify({ ...details.extra, ...(isHoliday ? { day: given.from } : {}) }),
    valid: sql<string>`daterange(${given.from}::date, ${until}::date)`, changedBy: ctx.actor.id, changedAt: ctx.now,
  }).execute()
  ctx.changed('reference list', replaced === undefined ? id : [id, replaced.id])
  return id
}

async function end(ctx: Context, id: string, from: Day): Promise<void> {
  await ctx.db.updateTable('referenceValues').set({ valid: sql<string>`daterange(lower(valid), ${from}::date)`, changedBy: ctx.actor.id, changedAt: ctx.now }).where('id', '=', id).execute()
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
  await oneAtATime(ctx, 'lists')
  const row = (await codeList(ctx, given.codeSet, null)).find(({ id }) => id === given.id)
  if (row === undefined) throw new Refusal('not found', 'There is no such row')
  const list = OPEN_LISTS.find((open) => open === given.codeSet)
  if (list === undefined || !LIST_RULES[list].ends) throw new Refusal('invalid', 'This list is fixed: nothing in it can be ended', { field: 'from' })
  assertNotPast(ctx, given.from, 'from')
  if (row.isNever || (row.validTo !== null && row.validTo <= given.from)) throw new Refusal('conflict', 'This row has ended by then already')
  if (row.validFrom !== null && given.from < row.validFrom) throw new Refusal('invalid', 'It begins after that day. Enter its first day, or a later one', { field: 'from' })
  if (list === 'response-grade' && (await suggestedGrades(ctx)).includes(row.key)) throw new Refusal('invalid', 'The prompt of the first call suggests this grade. Load a prompt that does not, then end it', { field: 'from' })
  if (list === 'review-regime' && (await chosenRegime(ctx)) === row.key) throw new Refusal('invalid', 'The force’s cases are reviewed by this one. Choose another under Settings, then end it', { field: 'from' })
  await end(ctx, row.id, given.from)
  ctx.changed('reference list', row.id)
}

async function chosenRegime(ctx: Context): Promise<unknown> {
  const kept = await ctx.db.selectFrom('heed.settings').select('value').where('key', '=', 'review regime').executeTakeFirst()
  return kept?.value ?? null
}

const Suggesting = z.looseObject({ defaultGrade: z.string(), suggestions: z.array(z.looseObject({ grade: z.string() })) })

/** The grades that a prompt in force, or to come, may suggest. */
async function suggestedGrades(ctx: Context): Promise<readonly string[]> {
  const today = londonDay(ctx.now)
  return (await questionSets(ctx)).filter(({ purpose, validTo }) => purpose === 'screening' && (validTo === null || validTo > today)).flatMap(({ body }) => {
    const read = Suggesting.safeParse(body)
    return read.success ? [read.data.defaultGrade, ...read.data.suggestions.map(({ grade }) => grade)] : []
  })
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
  await oneAtATime(ctx, 'lists')
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
