import type { Policy } from '#platform/auth/policy.ts'
import type { Verb } from '#platform/cli.ts'
import type { House } from '#platform/http/house.ts'
import type { Handler, Timed } from '#platform/jobs/handlers.ts'
import { may as mayAccess } from './auth/access-policy.ts'
import { accessRoutes } from './auth/access-routes.ts'
import { timetable } from './clocks/escalation.ts'
import { may as mayClocks } from './clocks/policy.ts'
import { clockRoutes } from './clocks/routes.ts'
import { may as mayNotify } from './notifications/policy.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { verbs } from './verbs.ts'

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

/** The ground as the list of features sees it: engines and their tables, naming no feature. */
export const platformFeature: Feature = {
  name: 'platform',
  storey: -1,
  owns: [
    'accounts', 'access_grants', 'audit_entries', 'audit_heads', 'audit_seals', 'clock_pauses', 'clocks', 'drafts', 'events', 'files', 'file_chunks',
    'handled_events', 'idempotency_keys', 'notifications', 'role_grants', 'searches', 'heed.settings',
  ],
  may: { ...mayNotify, ...mayClocks, ...mayAccess },
  routes: (house) => {
    notificationRoutes(house)
    clockRoutes(house)
    accessRoutes(house)
  },
  timetable,
  verbs,
}
