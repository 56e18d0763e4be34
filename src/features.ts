import type { Actor } from '#platform/auth/actor.ts'
import type { Policy } from '#platform/auth/policy.ts'
import type { Verb } from '#platform/cli.ts'
import type { House } from '#platform/http/house.ts'
import type { Handler, Timed } from '#platform/jobs/handlers.ts'
import * as admin from '#features/admin/index.ts'
import { may as mayAdmin } from '#features/admin/policy.ts'
import * as places from '#features/places/index.ts'
import { may as mayPlaces } from '#features/places/policy.ts'
import { platformFeature } from './platform/feature.ts'

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
  /** Its place in the service navigation, for those whom the policy allows. */
  readonly navigation?: readonly { readonly text: string; readonly href: string; readonly policy: string; readonly order: number }[]
}

/** The only list of features, lowest storey first. */
export const features: readonly Feature[] = [
  platformFeature,
  { name: 'admin', storey: 0, owns: admin.owns, may: mayAdmin },
  { name: 'places', storey: 0, owns: places.owns, may: mayPlaces },
]

/** Every policy by name. */
export const policies: ReadonlyMap<string, Policy<never>> = new Map(
  features.flatMap((feature) => Object.entries(feature.may).map(([act, policy]) => [`${feature.name}.${act}`, policy] as const)),
)

/** Everything done because something happened. */
export const handlers: readonly Handler[] = features.flatMap((feature) => feature.handlers ?? [])

/** Everything done at intervals. */
export const timetable: readonly Timed[] = features.flatMap((feature) => feature.timetable ?? [])

/** Every verb of the command line. */
export const verbs: readonly Verb[] = features.flatMap((feature) => feature.verbs ?? [])

/** Hang every feature's doors. */
export function routes(house: House): void {
  for (const feature of features) feature.routes?.(house)
}

/** The places in the service navigation that this person may go to, at most seven. */
export function navigation(actor: Actor): readonly { text: string; href: string }[] {
  return features
    .flatMap((feature) => feature.navigation ?? [])
    .filter(({ policy }) => policy === 'signed-in' || (policies.get(policy)?.(actor).allowed ?? false))
    .sort((a, b) => a.order - b.order)
    .slice(0, 7)
    .map(({ text, href }) => ({ text, href }))
}
