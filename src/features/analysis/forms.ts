import { z } from 'zod'
import { choice, day, dayAnswer, Id, ticked, tickedOf, Version, words, wordsOrNull } from '#platform/http/fields.ts'
import { OUTCOMES } from './rules/findings.ts'
import { type Definition, MARKS, SUBJECT_KINDS } from './rules/repeats.ts'

const pageNumber = z.coerce.number().int().min(1).max(10_000).catch(1)
const ruleKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/).nullish().catch(null).transform((key) => key ?? null)
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const orNull = (least: number, most: number) => z.union([z.literal(''), whole(least, most)]).nullish().catch(null).transform((number) => (number === '' || number === undefined ? null : number))

/** How far from the middle a place is taken to reach when nobody says otherwise, in metres. Heed's own figure: no source names one. */
export const RADIUS_METRES = 100

/** What narrows the list of repeats: codes and numbers only, since it stands in the address. What it does not know it ignores. */
export const RepeatsQuery = z.object({
  by: z.enum(SUBJECT_KINDS).catch('victim'), rule: ruleKey, count: orNull(2, 100), days: orNull(1, 1100), kind: z.enum(['same', 'any']).nullish().catch(null),
  radius: whole(10, 1000).catch(RADIUS_METRES), mark: z.enum(MARKS).catch('any'), borough: z.union([Id, z.literal('')]).nullish().catch(null).transform((id) => (id === '' || id === undefined ? null : id)), page: pageNumber,
}).transform(({ by, rule, count, days, kind, radius, mark, borough, page }) => {
  // a definition of one's own needs a count and a number of days; a kind alone changes nothing
  const tried: Definition | null = count === null || days === null ? null : { leastCount: count, windowDays: days, sameKind: kind === 'same', reportWithinDays: null }
  return { by, ruleKey: rule, tried, radiusMetres: radius, boroughId: borough, mark, page }
})

/** Any day of the week asked for, and the rule. */
export const WeekQuery = z.object({ week: day('the week').nullish().catch(null).transform((each) => each ?? null), rule: ruleKey, page: pageNumber })
/** The rule of the day's list. */
export const DayQuery = z.object({ rule: ruleKey, page: pageNumber })
/** New repeats: those waiting, or those dealt with. */
export const FindingsQuery = z.object({ state: z.enum(['waiting', 'dealt-with']).catch('waiting'), page: pageNumber })

/** What was found and done about a new repeat. */
export const DealForm = z.strictObject({
  version: Version, outcome: choice(OUTCOMES, 'Choose what came of it'), whatWasDone: words('what was searched, found and done', { max: 4_000 }),
})
/** An act that needs nothing but its button. */
export const BareForm = z.strictObject({})

const fromDay = z.string({ error: 'Enter the day' }).max(40).transform((text, check) => {
  const found = dayAnswer(text)
  if (found !== null) return found
  check.addIssue({ code: 'custom', message: 'Enter a day, for example 1/4/2027' })
  return z.NEVER
})
/** A blank is no figure, and not nought. */
const figure = (label: string, least: number, most: number) => z.string({ error: `Enter ${label} as a number` }).trim().transform((text) => (text === '' ? Number.NaN : Number(text))).pipe(z.number({ error: `Enter ${label} as a number` }).int({ error: `Enter ${label} as a whole number` })
  .min(least, { error: `${label.charAt(0).toUpperCase()}${label.slice(1)} must be ${least} or more` }).max(most, { error: `${label.charAt(0).toUpperCase()}${label.slice(1)} must be ${most.toLocaleString('en-GB')} or fewer` }))
const figureOrNull = (label: string, least: number, most: number) => z.union([z.string().trim().pipe(z.literal('')).transform(() => null), figure(label, least, most)], { error: `Enter ${label} as a whole number` }).nullish().transform((number) => number ?? null)
const reason = words('why the force counts so', { max: 1_000 })

/** A rule of the force's own, or a new version of one. */
export const RuleForm = z.strictObject({
  name: words('the name of the rule', { max: 100 }), leastCount: figure('how many reports', 2, 100), windowDays: figure('how many days', 1, 1100), kind: choice(['same', 'any'], 'Say whether only one kind counts together'),
  reportWithinDays: figureOrNull('how many days it must be reported within', 1, 366), radiusMetres: figureOrNull('how many metres', 10, 1000), subjects: tickedOf(SUBJECT_KINDS),
  raisesTask: ticked, from: fromDay, source: wordsOrNull('the source', { max: 1_000 }), reason,
}).transform(({ kind, ...rest }) => ({ ...rest, sameKind: kind === 'same' }))

/** What may change of a preset: whom it is counted for and whether it raises tasks. */
export const UseForm = z.strictObject({ radiusMetres: figureOrNull('how many metres', 10, 1000), subjects: tickedOf(SUBJECT_KINDS), raisesTask: ticked, from: fromDay, reason })

/** The end of a rule. */
export const RuleEndForm = z.strictObject({ from: fromDay, reason: words('why it ends', { max: 1_000 }) })
