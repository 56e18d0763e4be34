// A version of a question set as a file of JSON: what it must hold, so that whoever answers it later finds nothing amiss.
import { z } from 'zod'
import { ranks } from '#platform/auth/actor.ts'

const key = z.string({ error: 'Give a key' }).regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'Give a key of small letters, figures and hyphens, at most 40' })
const text = z.string({ error: 'Give a text' }).trim().min(1, { error: 'Give a text' }).max(2_000, { error: 'Give a text of 2,000 characters or fewer' })
const whole = z.number({ error: 'Give a whole number' }).int({ error: 'Give a whole number' })
const flag = z.enum(['repeat', 'other agency', 'personal', 'hate', 'vulnerable', 'intimidation'], { error: 'Name one of the flags: repeat, other agency, personal, hate, vulnerable, intimidation' })
const common = { key, version: key, label: text, source: text.nullable(), certainty: text.default('the force’s own') }

/** The prompt of the first call. */
const Screening = z.looseObject({
  ...common, title: text, defaultGrade: key,
  questions: z.array(z.looseObject({ key, text, setsFlag: flag, cadFlag: z.string().nullable() })).min(1, { error: 'Ask at least one question' }).max(50, { error: 'Ask at most 50 questions' }),
  suggestions: z.array(z.looseObject({ key, when: z.array(z.string()).min(1, { error: 'Say what it depends on' }), grade: key, sentence: text, certainty: text })),
})

const Option = z.looseObject({ key, label: text, score: whole.min(0, { error: 'Give a score of 0 or more' }) })
const Escalator = z.looseObject({
  key, isOn: z.boolean({ error: 'Say true or false' }), raisesTo: key, sentence: text, floor: z.strictObject({ question: key, score: whole }).nullable(),
  when: z.strictObject({ threatsViolenceOrHate: z.boolean().optional(), vulnerable: z.boolean().optional(), perpetratorHasCriminalHistory: z.boolean().optional(), earlierIncidentsAtLeast: whole.optional() }),
})

/** A risk matrix: questions, scores, bands and what may raise a band. */
const Risk = z.looseObject({
  ...common, name: text, maxScore: whole.min(1, { error: 'Give the most that can be scored' }), signOff: z.looseObject({ rank: z.enum(ranks, { error: 'Name a rank' }) }), opensCaseFrom: z.looseObject({ band: key }).optional(),
  bands: z.array(z.looseObject({ key, name: text, min: whole, max: whole })).min(1, { error: 'Name at least one band' }),
  questions: z.array(z.looseObject({ key, theme: text, text, note: text.nullish(), options: z.array(Option).min(2, { error: 'Offer at least two answers' }) })).min(1, { error: 'Ask at least one question' }).max(100, { error: 'Ask at most 100 questions' }),
  escalators: z.array(Escalator),
})

/** A version as it was read. */
export interface ReadVersion {
  readonly key: string
  readonly version: string
  readonly title: string
  readonly label: string
  readonly source: string | null
  readonly certainty: string
  readonly body: unknown
}

/**
 * Read a version of a question set from its file.
 *
 * Result: the version; or what is wrong, each with where it stands in the file. Rule AD-08.
 */
export function readVersion(purpose: 'screening' | 'risk', file: string): { readonly version: ReadVersion } | { readonly faults: readonly string[] } {
  const body = parsed(file)
  if (body === undefined) return { faults: ['This is not JSON. Check that the whole file was chosen'] }
  if (purpose === 'screening') {
    const read = Screening.safeParse(body)
    if (!read.success) return { faults: faultsOf(read.error) }
    const faults = [...twice('questions', read.data.questions), ...twice('suggestions', read.data.suggestions)]
    return faults.length > 0 ? { faults } : { version: { ...named(read.data), title: read.data.title, body } }
  }
  const read = Risk.safeParse(body)
  if (!read.success) return { faults: faultsOf(read.error) }
  const faults = riskFaults(read.data)
  return faults.length > 0 ? { faults } : { version: { ...named(read.data), title: read.data.name, body } }
}

/** What no reader of the file alone would notice: scores that add up to something else, a score with two bands or none, a name of nothing. */
function riskFaults(set: z.infer<typeof Risk>): string[] {
  const most = set.questions.reduce((sum, { options }) => sum + Math.max(...options.map(({ score }) => score)), 0)
  const isBand = (band: string): boolean => set.bands.some((one) => one.key === band)
  return [
    ...twice('questions', set.questions), ...twice('bands', set.bands), ...twice('escalators', set.escalators), ...set.questions.flatMap(({ options }, at) => twice(`questions.${at}.options`, options)),
    ...(most === set.maxScore ? [] : [`maxScore: The answers add up to ${most} at most, not ${set.maxScore}`]),
    ...set.bands.flatMap(({ min, max }, at) => {
      const from = at === 0 ? 0 : (set.bands[at - 1]?.max ?? 0) + 1
      return [...(min === from ? [] : [`bands.${at}.min: This band must begin at ${from}, so that no score has two bands or none`]), ...(max < min ? [`bands.${at}.max: A band cannot end before it begins`] : [])]
    }),
    ...(set.bands.at(-1)?.max === set.maxScore ? [] : [`bands.${set.bands.length - 1}.max: The last band must end at the most that can be scored, ${set.maxScore}`]),
    ...set.escalators.flatMap(({ raisesTo, floor }, at) => [
      ...(isBand(raisesTo) ? [] : [`escalators.${at}.raisesTo: There is no band “${raisesTo}”`]),
      ...(floor === null || set.questions.some((question) => question.key === floor.question) ? [] : [`escalators.${at}.floor.question: There is no question “${floor.question}”`]),
    ]),
    ...(set.opensCaseFrom === undefined || isBand(set.opensCaseFrom.band) ? [] : [`opensCaseFrom.band: There is no band “${set.opensCaseFrom.band}”`]),
  ]
}

function named({ key: called, version, label, source, certainty }: z.infer<typeof Screening> | z.infer<typeof Risk>): Omit<ReadVersion, 'title' | 'body'> {
  return { key: called, version, label, source, certainty }
}

function faultsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
}

function twice(name: string, rows: readonly { key: string }[]): string[] {
  return rows.flatMap((row, at) => (rows.findIndex((other) => other.key === row.key) < at ? [`${name}.${at}.key: “${row.key}” is there twice`] : []))
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file)
  } catch {
    return undefined
  }
}
