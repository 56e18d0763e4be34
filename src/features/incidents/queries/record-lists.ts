import { sql } from 'kysely'
import { z } from 'zod'
import { shippedFile } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { listVersion } from '#platform/db/list-version.ts'
import { londonDay } from '#platform/time/day.ts'
import type { AsbType, Coded } from '../rules/codes.ts'
import { isInForce } from '../rules/codes.ts'
import type { Grade } from '../rules/response.ts'
import type { Prompt } from '../rules/screening.ts'

/** A row of a code list, and the version of it that a record points at. */
export type Listed<Row> = Row & { readonly id: string }

/** A qualifier with its meaning and the test that decides it. */
export interface QualifierRow extends Coded {
  readonly meaning: string
  readonly perceptionTest: string
}

/** A minimum standard as the force keeps it; a null target is one the force has not set. */
export interface FollowUpStandard {
  readonly name: string
  readonly target: z.infer<typeof Amount>
  readonly warnBefore: z.infer<typeof Amount>
  readonly escalateTo: string | null
  readonly pauseReasons: readonly string[] | null
  readonly validFrom: string | null
  readonly validTo: string | null
}

/** The lists that a report is recorded by, every version of each row. */
export interface RecordLists {
  readonly types: readonly Listed<AsbType>[]
  readonly qualifiers: readonly Listed<QualifierRow>[]
  readonly grades: readonly Listed<Grade & Coded>[]
  readonly channels: readonly Listed<Coded>[]
  readonly prompts: readonly Listed<Prompt>[]
  readonly followUps: readonly FollowUpStandard[]
}

const Instead = z.object({ code: z.string(), name: z.string(), group: z.string() })
const Amount = z.object({ amount: z.number(), unit: z.enum(['hours', 'working days', 'days']) }).nullish().transform((value) => value ?? null)
const Unit = z.enum(['hours', 'working days', 'days'])
const Presets = z.looseObject({ presets: z.array(z.looseObject({ key: z.string(), targets: z.array(z.looseObject({ standard: z.string(), bands: z.array(z.string()).nullable(), amount: z.number(), unit: Unit, warnBefore: Amount })) })) })
const TypeExtra = z.looseObject({ instead: Instead.nullish() })
const QualifierExtra = z.looseObject({ meaning: z.string().default(''), perceptionTest: z.string().default('') })
const GradeExtra = z.looseObject({ order: z.number(), targetMinutes: z.number().nullish().transform((value) => value ?? null) })
const StandardExtra = z.looseObject({ target: Amount, warnBefore: Amount, escalateTo: z.string().nullish().transform((value) => value ?? null), pauseReasons: z.array(z.string()).nullish().transform((value) => value ?? null) })
const PromptBody = z.looseObject({
  version: z.string(),
  questions: z.array(z.looseObject({ key: z.string(), text: z.string(), setsFlag: z.string(), cadFlag: z.string().nullable() })),
  defaultGrade: z.string(),
  suggestions: z.array(z.looseObject({ key: z.string(), when: z.array(z.string()), grade: z.string(), sentence: z.string(), certainty: z.string() })),
})

interface Row extends Coded {
  readonly id: string
  readonly codeSet: string
  readonly extra: unknown
}

let known: { readonly stamp: string; readonly lists: RecordLists } | null = null

/**
 * The lists a report is recorded by, kept in the process until one of them changes.
 *
 * Whether one changed is asked of the database each time: a count, the newest id and the newest row version, and the preset of times the force has chosen.
 */
export async function recordLists(ctx: Context): Promise<RecordLists> {
  const stamp = await listVersion(ctx)
  if (known !== null && known.stamp === stamp) return known.lists
  const lists = await readLists(ctx)
  known = { stamp, lists }
  return lists
}

/** The version of the prompt in force when something was reported; the latest where none was. */
export function promptFor(lists: RecordLists, reportedAt: Date): Listed<Prompt> | null {
  const day = londonDay(reportedAt)
  const inForce = lists.prompts.filter((prompt) => isInForce({ key: '', code: null, name: '', ...prompt }, day))
  return inForce[0] ?? lists.prompts[0] ?? null
}

/** The standard of following a victim up, as it stood when something was reported. */
export function followUpFor(lists: RecordLists, reportedAt: Date): FollowUpStandard | null {
  const day = londonDay(reportedAt)
  return lists.followUps.find((row) => (row.validFrom === null || row.validFrom <= day) && (row.validTo === null || day < row.validTo)) ?? null
}

async function readLists(ctx: Context): Promise<RecordLists> {
  const chosen = await ctx.db.selectFrom('heed.settings').select('value').where('key', '=', 'standards preset').executeTakeFirst()
  const times = Presets.parse(shippedFile('standards')).presets.find(({ key }) => key === chosen?.value)?.targets.find((each) => each.standard === 'victim-follow-up' && each.bands === null)
  const stored = await ctx.db.selectFrom('referenceValues')
    .select(['id', 'codeSet', 'key', 'code', 'name', 'extra', sql<string | null>`lower(valid)::text`.as('validFrom'), sql<string | null>`upper(valid)::text`.as('validTo')])
    .where('codeSet', 'in', ['asb-type', 'qualifier', 'response-grade', 'channel', 'standard']).where(sql<boolean>`not isempty(valid)`).orderBy('codeSet').orderBy('sort').execute()
  const sets = await ctx.db.selectFrom('questionSets')
    .select(['id', 'body', sql<string | null>`lower(valid)::text`.as('validFrom'), sql<string | null>`upper(valid)::text`.as('validTo')])
    .where('purpose', '=', 'screening').where(sql<boolean>`not isempty(valid)`).orderBy('createdAt', 'desc').orderBy('id', 'desc').execute()
  const of = (codeSet: string): Row[] => stored.filter((row) => row.codeSet === codeSet)
  return {
    types: of('asb-type').map((row) => ({ ...bare(row), instead: TypeExtra.parse(row.extra).instead ?? undefined })),
    qualifiers: of('qualifier').map((row) => ({ ...bare(row), ...pick(QualifierExtra.parse(row.extra)) })),
    grades: of('response-grade').map((row) => ({ ...bare(row), ...graded(GradeExtra.parse(row.extra)) })),
    channels: of('channel').map(bare),
    prompts: sets.map(({ id, body, validFrom, validTo }) => ({ id, ...PromptBody.parse(body), validFrom, validTo })),
    followUps: of('standard').filter(({ key }) => key === 'victim-follow-up').map(({ name, extra, validFrom, validTo }) => ({ name, validFrom, validTo, ...timed(standard(StandardExtra.parse(extra)), times) })),
  }
}

function bare({ id, key, code, name, validFrom, validTo }: Row): Listed<Coded> {
  return { id, key, code, name, validFrom, validTo }
}

function pick({ meaning, perceptionTest }: z.infer<typeof QualifierExtra>) {
  return { meaning, perceptionTest }
}

function graded({ order, targetMinutes }: z.infer<typeof GradeExtra>) {
  return { order, targetMinutes }
}

/** A preset gives a time only where the force has set none of its own. */
function timed(own: ReturnType<typeof standard>, times: { amount: number; unit: z.infer<typeof Unit>; warnBefore: z.infer<typeof Amount> } | undefined) {
  return own.target !== null || times === undefined ? own : { ...own, target: { amount: times.amount, unit: times.unit }, warnBefore: times.warnBefore }
}

function standard({ target, warnBefore, escalateTo, pauseReasons }: z.infer<typeof StandardExtra>) {
  return { target, warnBefore, escalateTo, pauseReasons }
}
