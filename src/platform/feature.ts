import { may as mayAccess } from './auth/access-policy.ts'
import { accessRoutes } from './auth/access-routes.ts'
import { timetable as clockTimetable } from './clocks/escalation.ts'
import { may as mayClocks } from './clocks/policy.ts'
import { clockRoutes } from './clocks/routes.ts'
import { forgetSignInTries } from './auth/sign-in-tries.ts'
import { may as mayFiles } from './files/policy.ts'
import { fileRoutes } from './files/routes.ts'
import { every } from './jobs/handlers.ts'
import { may as mayNotify } from './notifications/policy.ts'
import { notificationRoutes } from './notifications/routes.ts'
import type { Feature, RecordTitles } from './part.ts'
import { verbs } from './verbs.ts'

/**
 * The ground as the list of features sees it: engines and their tables, naming no feature.
 *
 * Input: how records of a kind are called, asked when a page is drawn.
 */
export function platformFeature(titlesOf: (kind: string) => RecordTitles | undefined): Feature {
  return {
    name: 'platform',
    storey: -1,
    owns: [
      'accounts', 'access_grants', 'audit_entries', 'audit_heads', 'audit_seals', 'clock_pauses', 'clocks', 'drafts', 'events', 'files', 'file_chunks',
      'handled_events', 'idempotency_keys', 'notifications', 'role_grants', 'searches', 'heed.settings',
      'heed.asked_jobs', 'heed.audit_unsealed', 'heed.credentials', 'heed.job_kinds', 'heed.list_versions', 'heed.migrations', 'heed.sessions', 'heed.sight_keys', 'heed.sign_in_tries',
    ],
    may: { ...mayNotify, ...mayClocks, ...mayAccess, ...mayFiles },
    routes: (house) => {
      notificationRoutes(house, titlesOf)
      clockRoutes(house)
      accessRoutes(house, titlesOf)
      fileRoutes(house)
    },
    timetable: [...clockTimetable, every('day', 'platform.forget-sign-in-tries', forgetSignInTries)],
    verbs,
  }
}
