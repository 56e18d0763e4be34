import { z } from 'zod'
import { Refusal } from '#platform/errors.ts'
import { CLEANINGS, type Cleaning } from './clean.ts'
import { defaultBlocking } from './default-blocking.ts'
import { defaultAbout, defaultLevels, type WrittenLevel } from './default-levels.ts'
import { kindOf, LEVEL_KINDS, type LevelKind } from './levels.ts'
import { ABOUTS, EXPLANATIONS, KEY_TAKES, type About, type BlockingRule, type Clustering, type Column, type Comparison, type KeyPart, type Level, type Model, type Trained } from './model.ts'

const KINDS = ['all', 'any', 'swapped', ...Object.keys(LEVEL_KINDS)]

function oneOf<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: ({ input }) => `${input === undefined ? 'is missing' : `${shown(input)} is not known`}. Choose one of ${choices.join(', ')}` })
}

/** As much of what stands there as names it. */
function shown(input: unknown): string {
  if (typeof input === 'string') return JSON.stringify(input.slice(0, 60))
  return Array.isArray(input) ? 'a list' : typeof input === 'object' && input !== null ? 'an object' : String(input)
}

/** How deep agreements may stand within one another. */
const DEEPEST = 5

function levelWithin(depth: number): z.ZodType<WrittenLevel> {
  const of = depth === DEEPEST ? z.undefined({ error: `goes deeper than ${DEEPEST} agreements within one another` }).optional() : z.array(levelWithin(depth + 1)).min(1).max(20).optional()
  return z.strictObject({ kind: oneOf(KINDS), column: Words.optional(), other: Words.optional(), atLeast: z.number().optional(), atMost: z.number().optional(), of })
}

const Words = z.string({ error: 'must be a text' }).min(1, 'must not be empty').max(200, 'must be at most 200 letters')
const Written = levelWithin(1)
const WrittenColumn = z.strictObject({ from: z.union([Words, z.array(Words).min(1).max(10)], { error: 'must name a column of the file, or a list of them' }), clean: oneOf(CLEANINGS) })
const WrittenComparison = z.strictObject({
  name: Words.optional(), about: oneOf(ABOUTS).optional(), column: Words.optional(), columns: z.array(Words).min(1).max(10).optional(),
  levels: z.array(Written).min(1).max(12).optional(), terms: z.union([z.boolean(), Words], { error: 'must be true, false, or the column to count' }).optional(),
})
const WrittenRule = z.union([z.array(Words).min(1).max(6), z.strictObject({ key: z.array(Words).min(1).max(6), unordered: z.boolean().optional() })], { error: 'must be a list of parts, such as ["family:sound", "given:first 3"]' })
const WrittenTrained = z.strictObject({
  from: z.string(),
  classes: z.array(z.strictObject({ explanation: oneOf(EXPLANATIONS), share: z.number().min(0).max(1), levels: z.array(z.array(z.number().min(0).max(1))) })).min(2),
})
const WrittenModel = z.strictObject({
  name: Words, version: Words, about: z.string().optional(), id: Words, time: Words.optional(), source: Words.optional(),
  columns: z.record(Words, WrittenColumn),
  comparisons: z.array(WrittenComparison).min(1).max(16).optional(),
  blocking: z.array(WrittenRule).min(1).max(60).optional(),
  keyCap: z.number().int().min(2).max(10_000).optional(),
  swap: z.union([z.literal(false), z.tuple([Words, Words])], { error: 'must be two columns, such as ["given", "family"], or false' }).optional(),
  thresholds: z.strictObject({ same: z.number(), possible: z.number() }).optional(),
  clustering: z.strictObject({ cap: z.number().positive(), missing: z.number(), joinAt: z.number(), linkAt: z.number().optional() }).optional(),
  training: z.strictObject({ blocking: z.union([z.literal('default'), z.array(WrittenRule).min(1).max(60)]) }).optional(),
  trained: WrittenTrained.nullish(),
})

/** A model as it is written in its file. */
export type WrittenModelFile = z.infer<typeof WrittenModel>

/** What holds for every set of records unless its model says otherwise. */
export const DEFAULTS = { keyCap: 150, thresholds: { same: 2, possible: 0 }, clustering: { cap: 12, missing: -3, joinAt: -2 } } as const

/** Trained models are a few pages. */
const LONGEST = 5_000_000

/**
 * A model from its file's text.
 *
 * Refuses: invalid, naming the place in the file, what is wrong there and what may stand there.
 */
export function readModel(text: string): Model {
  if (text.length > LONGEST) throw new Refusal('invalid', `The model is longer than ${LONGEST.toLocaleString('en-GB')} letters: this is another file.`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new Refusal('invalid', `The model is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.`)
  }
  const read = WrittenModel.safeParse(json, { error: plainly })
  if (read.success) return modelOf(read.data)
  throw new Refusal('invalid', read.error.issues.slice(0, 5).flatMap(sentencesOf).join('\n'))
}

const KINDS_OF_JSON: Readonly<Record<string, string>> = { object: 'an object in { }', record: 'an object in { }', array: 'a list in [ ]', string: 'a text', number: 'a number', boolean: 'true or false', int: 'a whole number' }

/** What is wrong in words, where a part says none of its own. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return `${issue.input === undefined ? 'is missing: it' : `is ${shown(issue.input)}: it`} must be ${KINDS_OF_JSON[issue.expected] ?? issue.expected}`
  if (issue.code === 'too_small') return issue.origin === 'array' ? `must hold ${issue.minimum} or more` : `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`
  if (issue.code === 'too_big') return issue.origin === 'array' ? `must hold ${issue.maximum} at most` : `must be ${issue.inclusive === true ? 'at most' : 'less than'} ${issue.maximum}`
  return undefined
}

function sentencesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const deepest = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a))[0] ?? []
    if (depthOf(deepest) > 0) return deepest.slice(0, 1).flatMap((each) => sentencesOf({ ...each, path: [...issue.path, ...each.path] }))
  }
  const place = pathWords(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${place}.${key}: there is no such part of a model.`)
  return [`${place}: ${issue.message}.`]
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

function pathWords(path: readonly PropertyKey[]): string {
  return path.reduce<string>((words, step) => (typeof step === 'number' ? `${words}[${step}]` : `${words}.${String(step)}`), 'model')
}

function refuse(place: string, what: string): Refusal {
  return new Refusal('invalid', `${place}: ${what}`)
}

/** A model from its parts, defaults filled in. Refuses: invalid, as readModel. */
export function modelOf(written: WrittenModelFile): Model {
  const names = Object.keys(written.columns)
  if (names.length === 0) throw refuse('model.columns', 'names no column. Name at least one.')
  const columns = Object.entries(written.columns).map(([name, { from, clean }]): Column => ({ name, from: typeof from === 'string' ? [from] : from, clean }))
  const comparisons = (written.comparisons ?? names.map((column) => ({ column }))).map((each, at) => comparisonOf(each, at, columns))
  const swap = swapOf(written.swap, columns, comparisons)
  const [thresholds, clustering]: [Model['thresholds'], Clustering] = [written.thresholds ?? DEFAULTS.thresholds, written.clustering ?? DEFAULTS.clustering]
  if (thresholds.possible > thresholds.same) throw refuse('model.thresholds', `nobody is possible from ${thresholds.possible} who is the same from ${thresholds.same}. Let "possible" be at most "same".`)
  if (clustering.joinAt > clustering.cap) throw refuse('model.clustering', `no pair counts for more than ${clustering.cap}, and groups are joined from ${clustering.joinAt}: none ever would be. Let "joinAt" be at most "cap".`)
  if ((clustering.linkAt ?? 0) > clustering.cap) throw refuse('model.clustering', `no pair counts for more than ${clustering.cap}, and groups are linked from ${clustering.linkAt}: none ever would be. Let "linkAt" be at most "cap".`)
  const bare = { columns, comparisons, swap }
  const blocking = written.blocking?.map((rule, at) => ruleOf(rule, `model.blocking[${at}]`, columns)) ?? defaultBlocking(columns, comparisons)
  return {
    ...bare, name: written.name, version: written.version, id: written.id, time: written.time ?? null, source: written.source ?? null,
    blocking, trainingBlocking: trainingBlockingOf(written.training?.blocking, blocking, columns, comparisons),
    keyCap: written.keyCap ?? DEFAULTS.keyCap, thresholds, clustering,
    trained: trainedOf(written.trained ?? null, comparisons),
  }
}

type GivenComparison = z.infer<typeof WrittenComparison>

function comparisonOf(written: GivenComparison, at: number, columns: readonly Column[]): Comparison {
  const place = `model.comparisons[${at}]`
  const named = written.columns ?? (written.column === undefined ? [] : [written.column])
  if (named.length === 0) throw refuse(place, 'says not what it compares. Give it a column.')
  const looked = named.map((name, place_) => columnAt(columns, name, written.columns === undefined ? `${place}.column` : `${place}.columns[${place_}]`))
  const first = columns[looked[0] ?? 0]
  const clean = first?.clean ?? 'text'
  const levels = (written.levels ?? defaultLevels(clean)).map((level, i) => levelOf(level, `${place}.levels[${i}]`, looked[0] ?? 0, columns))
  const about = written.about ?? defaultAbout(clean)
  const counted = written.terms ?? TERMED.includes(about)
  const terms = counted === false ? -1 : counted === true ? (looked[0] ?? -1) : columnAt(columns, counted, `${place}.terms`)
  return { name: written.name ?? first?.name ?? `${at}`, about, columns: looked, levels, terms }
}

/** What is spoken of by values some of which are common and some rare. */
const TERMED: readonly About[] = ['given name', 'family name', 'area', 'trait', 'birth']

function levelOf(written: WrittenLevel, place: string, own: number, columns: readonly Column[]): Level {
  const column = written.column === undefined ? own : columnAt(columns, written.column, `${place}.column`)
  const other = written.other === undefined ? -1 : columnAt(columns, written.other, `${place}.other`)
  const { kind } = written
  if (kind === 'all' || kind === 'any') {
    if (written.of === undefined) throw refuse(`${place}.of`, `is missing. Name the agreements of which ${kind === 'all' ? 'all' : 'one'} must hold.`)
    return { kind, column, other, of: written.of.map((each, i) => levelOf(each, `${place}.of[${i}]`, column, columns)) }
  }
  if (kind === 'swapped') return { kind, column, other, of: [] }
  if (!isLevelKind(kind)) throw refuse(`${place}.kind`, `"${kind}" is not known. Choose one of ${KINDS.join(', ')}.`)
  const { needs, reads } = kindOf(kind)
  for (const at of other === -1 ? [column] : [column, other]) assertRead(kind, reads, columns[at], `${place}.kind`)
  if (needs !== undefined) {
    const given = written[needs.number]
    if (given === undefined) throw refuse(`${place}.${needs.number}`, `is missing. Give a number from ${needs.from} to ${needs.to}.`)
    if (given < needs.from || given > needs.to) throw refuse(`${place}.${needs.number}`, `${given} is out of range. Give a number from ${needs.from} to ${needs.to}.`)
  }
  return { kind, column, other, of: [], atLeast: written.atLeast, atMost: written.atMost }
}

/** What reads the parts of a date finds none in a town: it would say of any two towns that they agree. */
function assertRead(kind: LevelKind, reads: readonly Cleaning[] | undefined, column: Column | undefined, place: string): void {
  if (reads === undefined || column === undefined || reads.includes(column.clean)) return
  throw refuse(place, `"${kind}" cannot be asked of "${column.name}", which is cleaned as ${column.clean}. It is for a column cleaned as ${reads.join(' or ')}.`)
}

function isLevelKind(kind: string): kind is LevelKind {
  return kind in LEVEL_KINDS
}

function columnAt(columns: readonly Column[], name: string, place: string): number {
  const found = columns.findIndex((each) => each.name === name)
  if (found === -1) throw refuse(place, `"${name}" is not one of the model's columns. They are ${columns.map((each) => each.name).join(', ')}.`)
  return found
}

function swapOf(written: WrittenModelFile['swap'], columns: readonly Column[], comparisons: readonly Comparison[]): readonly [number, number] | null {
  if (written === false) return null
  if (written !== undefined) return [columnAt(columns, written[0], 'model.swap[0]'), columnAt(columns, written[1], 'model.swap[1]')]
  const given = comparisons.find(({ about }) => about === 'given name')?.columns[0]
  const family = comparisons.find(({ about }) => about === 'family name')?.columns[0]
  return given === undefined || family === undefined ? null : [given, family]
}

type GivenRules = NonNullable<WrittenModelFile['training']>['blocking']

function trainingBlockingOf(written: GivenRules | undefined, blocking: readonly BlockingRule[], columns: readonly Column[], comparisons: readonly Comparison[]): readonly BlockingRule[] {
  if (written === undefined) return blocking
  return written === 'default' ? defaultBlocking(columns, comparisons) : written.map((rule, at) => ruleOf(rule, `model.training.blocking[${at}]`, columns))
}

function ruleOf(written: z.infer<typeof WrittenRule>, place: string, columns: readonly Column[]): BlockingRule {
  const [key, isUnordered] = Array.isArray(written) ? [written, false] : [written.key, written.unordered ?? false]
  return { name: key.join(' + '), isUnordered, parts: key.map((part, i) => keyPartOf(part, `${place}[${i}]`, columns)) }
}

/** A part of a key as written: "family", "family:sound", "given:first 2". */
export function keyPartOf(written: string, place: string, columns: readonly Column[]): KeyPart {
  const [name = '', what = 'all'] = written.split(':')
  const column = columnAt(columns, name.trim(), place)
  const [take = '', letters = '0'] = what.trim().split(' ')
  const found = KEY_TAKES.find((each) => each === take)
  if (found === undefined) throw refuse(place, `"${take}" is not known. Choose one of ${KEY_TAKES.join(', ')}.`)
  if (found === 'first' && !(Number(letters) >= 1 && Number(letters) <= 20)) throw refuse(place, 'must say how many letters: "first 3".')
  return { column, take: found, letters: Number(letters) || 0 }
}

function trainedOf(written: z.infer<typeof WrittenTrained> | null, comparisons: readonly Comparison[]): Trained | null {
  if (written === null) return null
  for (const [at, { levels }] of written.classes.entries()) {
    const isWhole = levels.length === comparisons.length && comparisons.every((each, i) => levels[i]?.length === each.levels.length + 1)
    if (!isWhole) throw refuse(`model.trained.classes[${at}].levels`, 'do not fit the comparisons. Train the model again.')
  }
  return written
}
