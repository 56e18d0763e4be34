import type { Policy } from '#platform/auth/policy.ts'
import type { Verb } from '#platform/cli.ts'
import type { Context } from '#platform/context.ts'
import type { House } from '#platform/http/house.ts'
import type { Handler, Timed } from '#platform/jobs/handlers.ts'

/** A record as a list of mixed things names it: its reference, and in a few words what it is about. */
export interface RecordTitle {
  readonly reference: string | null
  readonly about: string
}

/** The titles of records of one kind: of those that this person may see, and no others. */
export type RecordTitles = (ctx: Context, ids: readonly string[]) => Promise<ReadonlyMap<string, RecordTitle>>

/** One part of the work, as the house sees it: its storey, its tables, its doors. */
export interface Feature {
  readonly name: string
  /** 0 admin, guidance, people, places; 1 incidents; 2 assessments, intelligence; 3 cases; …; 8 work. The platform is -1. */
  readonly storey: number
  /** The tables that only this feature's commands write. */
  readonly owns: readonly string[]
  readonly may: Readonly<Record<string, Policy<never>>>
  readonly routes?: (house: House) => void
  readonly handlers?: readonly Handler[]
  readonly timetable?: readonly Timed[]
  readonly verbs?: readonly Verb[]
  /** What its records are called where an engine lists records of many kinds, by kind. */
  readonly titles?: Readonly<Record<string, RecordTitles>>
  /** Its place in the service navigation, for those whom the policy allows. */
  readonly navigation?: readonly (Place & { readonly policy: string; readonly order: number })[]
}

/** One place in the service navigation. */
export interface Place {
  readonly text: string
  readonly href: string
  /** The addresses below which one is in this place, where they are not below its own. */
  readonly holds?: string | undefined
}
