// A plan is made of minimum standards. What is expected comes from the report; how soon is the force's to set.
import { type Day, londonDay } from '#platform/time/day.ts'
import { deadlineAt, type HolidayTable, type Target, type TargetUnit } from '#platform/time/working-days.ts'

/** What makes a standard begin. */
export const TRIGGERS = ['incident recorded', 'case opened'] as const
/** What makes a standard begin. */
export type Trigger = (typeof TRIGGERS)[number]

/** How a standard in a plan ended, or that it has not. */
export const PLAN_ITEM_STATES = ['to do', 'done', 'missed', 'not needed'] as const
/** How a standard in a plan ended, or that it has not. */
export type PlanItemState = (typeof PLAN_ITEM_STATES)[number]

/** A minimum standard: data, with its source. */
export interface Standard {
  key: string
  name: string
  trigger: string
  /** The bands it is for; null is every incident, whatever its risk. */
  bands: readonly string[] | null
  recurs: boolean
  /** Null until the force sets one: the report gives no times. */
  target: Target | null
  warnBefore: Target | null
  pauseReasons: readonly string[]
  owner: string
  escalateTo: string
  validFrom: Day | null
  validTo: Day | null
  source: string
}

/** A named set of targets, published or invented, that a force may choose. */
export interface Preset {
  key: string
  name: string
  source: string
  targets: readonly {
    standard: string
    bands: readonly string[] | null
    amount: number
    unit: string
    warnBefore: { amount: number; unit: string } | null
  }[]
}

/** A standard as it enters a plan. */
export interface PlanItem {
  standardKey: string
  name: string
  recurs: boolean
  target: Target | null
  warnBefore: Target | null
  pauseReasons: readonly string[]
  owner: string
  escalateTo: string
  /** Null where no target is set: it is expected, but nothing says how soon. */
  dueAt: Date | null
  beyondHolidays: boolean
  source: string
  /** Where the time comes from, apart from the standard; null where there is none. */
  targetSource: string | null
}

/**
 * The minimum standards that begin when something happens, with when each is due.
 *
 * In force is judged on the London day. A standard without a target is in the plan all the same, undated.
 * A preset gives times where the standard has none of its own; it never replaces one the force has set.
 * Source: report of 13 October 2011, ¶59, ¶75, ¶76; times from the preset's own source. Rule CA-06.
 */
export function planFor(
  standards: readonly Standard[],
  { trigger, band, at, preset, holidays }: {
    trigger: Trigger
    band: string | null
    at: Date
    preset: Preset | null
    holidays: HolidayTable
  },
): PlanItem[] {
  const day = londonDay(at)
  return standards
    .filter((standard) => standard.trigger === trigger && isFor(standard.bands, band) && isOn(standard, day))
    .map((standard) => itemOf(standard, band, at, preset, holidays))
}

/**
 * The next of a standard that recurs, beginning when the last was done; none for one that does not.
 *
 * Rule CA-07.
 */
export function nextOccurrence(item: PlanItem, doneAt: Date, holidays: HolidayTable): PlanItem | null {
  if (!item.recurs) return null
  const due = item.target === null ? null : deadlineAt(doneAt, item.target, holidays)
  return { ...item, dueAt: due?.dueAt ?? null, beyondHolidays: due?.beyondHolidays ?? false }
}

/**
 * Why a standard cannot be ended as it is asked, or null when it can: missed and not needed say why.
 *
 * Source: report of 13 October 2011, ¶57 (auditable). Rule CA-08.
 */
export function endIssue(state: PlanItemState, because: string): string | null {
  if (state === 'missed' && because.trim() === '') return 'Enter why the standard was missed'
  if (state === 'not needed' && because.trim() === '') return 'Enter why this is not needed'
  return state === 'to do' ? 'Choose done, missed or not needed' : null
}

function itemOf(standard: Standard, band: string | null, at: Date, preset: Preset | null, holidays: HolidayTable): PlanItem {
  const given = preset?.targets.find((row) => row.standard === standard.key && isFor(row.bands, band))
  const own = standard.target
  const target = own ?? (given ? targetOf(given) : null)
  const warnBefore = own ? standard.warnBefore : given?.warnBefore ? targetOf(given.warnBefore) : null
  const due = target === null ? null : deadlineAt(at, target, holidays)
  const { key, name, recurs, pauseReasons, owner, escalateTo, source } = standard
  return {
    standardKey: key, name, recurs, target, warnBefore, pauseReasons, owner, escalateTo, source,
    dueAt: due?.dueAt ?? null,
    beyondHolidays: due?.beyondHolidays ?? false,
    targetSource: own ? source : given ? (preset?.source ?? null) : null,
  }
}

function isFor(bands: readonly string[] | null, band: string | null): boolean {
  return bands === null || (band !== null && bands.includes(band))
}

function isOn(standard: Standard, day: Day): boolean {
  return (standard.validFrom === null || standard.validFrom <= day) && (standard.validTo === null || day < standard.validTo)
}

const UNITS: Record<string, TargetUnit> = { hours: 'hours', days: 'days', 'working days': 'working days' }

function targetOf({ amount, unit }: { amount: number; unit: string }): Target {
  const known = UNITS[unit]
  if (!known) throw new Error(`A preset counts in ${unit}, which is no unit of time here`)
  return { amount, unit: known }
}
