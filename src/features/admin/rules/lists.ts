// The lists a force keeps: which may be added to, what each row holds, and what Heed's own rules hang on.
import { STANDARD_BANDS } from './bands.ts'
import { reviewsOf } from './regimes.ts'

/** The lists a force may change, each from a day on. */
export const OPEN_LISTS = ['asb-type', 'result-code', 'bank-holiday', 'case-result', 'response-grade', 'standard', 'qualifier', 'channel', 'similar-report', 'review-regime'] as const
/** A list a force may change. */
export type OpenList = (typeof OPEN_LISTS)[number]

/** What a force may do with a list. */
export interface ListRule {
  /** New keys may be added. Where not, the keys are fixed by what Heed does with them, and only what they say changes. */
  readonly takesNewKeys: boolean
  /** A row may end without another in its place. */
  readonly ends: boolean
  /** A row with the key of one in force takes its place from its first day; else that one must be ended first. */
  readonly replaces: boolean
}

/** What a force may do with each of its lists. */
export const LIST_RULES: Readonly<Record<OpenList, ListRule>> = {
  'asb-type': { takesNewKeys: true, ends: true, replaces: false },
  'result-code': { takesNewKeys: true, ends: true, replaces: false },
  'bank-holiday': { takesNewKeys: true, ends: true, replaces: false },
  'case-result': { takesNewKeys: true, ends: true, replaces: true },
  'response-grade': { takesNewKeys: true, ends: true, replaces: true },
  standard: { takesNewKeys: true, ends: true, replaces: true },
  qualifier: { takesNewKeys: false, ends: false, replaces: true },
  channel: { takesNewKeys: false, ends: false, replaces: true },
  'similar-report': { takesNewKeys: false, ends: true, replaces: true },
  'review-regime': { takesNewKeys: true, ends: true, replaces: true },
}

/** What a row holds besides its name, as it was typed; each list asks for its own. */
export interface TypedDetails {
  readonly group?: string | null
  readonly isResolved?: string | null
  readonly order?: string | null
  readonly targetMinutes?: string | null
  readonly meaning?: string | null
  readonly perceptionTest?: string | null
  readonly about?: string | null
  readonly bands?: readonly string[]
  readonly recurs?: string | null
  readonly targetAmount?: string | null
  readonly targetUnit?: string | null
  readonly warnAmount?: string | null
  readonly warnUnit?: string | null
  readonly pauseReasons?: string | null
  readonly escalateTo?: string | null
  readonly hours?: string | null
  readonly metres?: string | null
  readonly types?: string | null
  readonly reviews?: string | null
  readonly because?: string | null
}

/** The units a time may be set in. */
export const TIME_UNITS = ['hours', 'working days', 'days'] as const
/** Whom an overdue standard may be told to: a rank, or a role. */
export const ABOVE = ['constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent', 'supervisor', 'asb lead', 'central asb unit'] as const

type Read = { readonly extra: Readonly<Record<string, unknown>> } | { readonly field: string; readonly message: string }

/**
 * What a row holds besides its name, read from what was typed; what was not asked stays as it was.
 *
 * Input: what the row in force before it with the same key holds; nothing for a new key.
 * Result: or what is wrong, and in which field. Rule AD-09.
 */
export function detailsOf(list: OpenList, typed: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  switch (list) {
    case 'result-code': return resultDetails(typed, before)
    case 'case-result':
      if (typed.isResolved === 'yes' || typed.isResolved === 'no') return { extra: { ...before, isResolved: typed.isResolved === 'yes' } }
      return typeof before['isResolved'] === 'boolean' ? { extra: before } : { field: 'isResolved', message: 'Say whether the behaviour was resolved' }
    case 'response-grade': return gradeDetails(typed, before)
    case 'standard': return standardDetails(typed, before)
    case 'similar-report': return similarDetails(typed, before)
    case 'review-regime': return regimeDetails(typed, before)
    case 'qualifier':
      if ((typed.meaning ?? before['meaning'] ?? null) === null) return { field: 'meaning', message: 'Enter what it means' }
      if ((typed.perceptionTest ?? before['perceptionTest'] ?? null) === null) return { field: 'perceptionTest', message: 'Enter the test of perception' }
      return { extra: { ...before, meaning: typed.meaning ?? before['meaning'], perceptionTest: typed.perceptionTest ?? before['perceptionTest'] } }
    case 'asb-type':
    case 'bank-holiday':
    case 'channel': return { extra: before }
  }
}

function resultDetails({ group }: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  const kind = group ?? before['group'] ?? null
  return kind === null ? { field: 'group', message: 'Choose what kind of code it is' } : { extra: { ...before, group: kind } }
}

function gradeDetails(typed: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  const order = typed.order === null || typed.order === undefined ? before['order'] : wholeNumber(typed.order, 99)
  if (typeof order !== 'number') return { field: 'order', message: 'Enter how urgent it is as a number: 1 is the most urgent' }
  const minutes = typed.targetMinutes === null || typed.targetMinutes === undefined ? null : wholeNumber(typed.targetMinutes, 100_000)
  if (minutes === undefined) return { field: 'targetMinutes', message: 'Enter the target in whole minutes, or leave it empty' }
  return { extra: { ...before, order, targetMinutes: minutes, meaning: typed.meaning ?? before['meaning'] ?? '' } }
}

function standardDetails(typed: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  const isForCases = (before['subject'] ?? 'case') === 'case'
  const bands = STANDARD_BANDS.filter((band) => (typed.bands ?? []).includes(band))
  if (isForCases && bands.length === 0) return { field: 'bands', message: 'Choose the risks it is for' }
  const target = timeOf(typed.targetAmount, typed.targetUnit)
  if (target === undefined) return { field: 'targetAmount', message: 'Enter the time as a whole number with its unit, or leave it empty' }
  const warnBefore = timeOf(typed.warnAmount, typed.warnUnit)
  if (warnBefore === undefined || (warnBefore !== null && target === null)) return { field: 'warnAmount', message: 'Enter when to warn as a whole number with its unit, and only where there is a time' }
  const escalateTo = ABOVE.find((each) => each === typed.escalateTo)
  if (escalateTo === undefined) return { field: 'escalateTo', message: 'Choose who is told when it is overdue' }
  return {
    extra: {
      subject: 'case', trigger: 'case opened', owner: 'case owner', ...before, about: typed.about ?? before['about'] ?? '', bands: isForCases ? bands : null, recurs: typed.recurs === 'yes', target, warnBefore,
      pauseReasons: (typed.pauseReasons ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== ''), escalateTo,
    },
  }
}

function similarDetails(typed: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  const hours = wholeNumber(typed.hours ?? '', 24 * 366)
  if (hours === undefined) return { field: 'hours', message: 'Enter the hours between two reports as a whole number' }
  const metres = typed.metres === null || typed.metres === undefined ? null : wholeNumber(typed.metres, 2000)
  if (metres === undefined) return { field: 'metres', message: 'Enter the distance as whole metres, at most 2,000, or leave it empty' }
  const types = typed.types ?? before['types']
  return types === 'any' || types === 'same' ? { extra: { ...before, hours, metres, types } } : { field: 'types', message: 'Say whether only reports of the same type count' }
}

function regimeDetails({ reviews, because }: TypedDetails, before: Readonly<Record<string, unknown>>): Read {
  const read = reviewsOf(reviews ?? '')
  if ('message' in read) return { field: 'reviews', message: read.message }
  return because === null || because === undefined ? { field: 'because', message: 'Enter why the force reviews its cases so' } : { extra: { ...before, reviews: read.reviews, because } }
}

/** Null where none is set; undefined where what was typed is no time. */
function timeOf(amount: string | null | undefined, unit: string | null | undefined): { amount: number; unit: string } | null | undefined {
  if (amount === null || amount === undefined) return null
  const whole = wholeNumber(amount, 1000)
  const known = TIME_UNITS.find((each) => each === unit)
  return whole === undefined || known === undefined ? undefined : { amount: whole, unit: known }
}

function wholeNumber(text: string, most: number): number | undefined {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0
  return value >= 1 && value <= most ? value : undefined
}
