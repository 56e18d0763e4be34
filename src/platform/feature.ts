import type { Feature } from '../features.ts'
import { verbs } from './verbs.ts'

/** The ground as the list of features sees it: engines and their tables, naming no feature. */
export const platformFeature: Feature = {
  name: 'platform',
  storey: -1,
  owns: [
    'accounts', 'access_grants', 'audit_entries', 'audit_heads', 'audit_seals', 'clock_pauses', 'clocks', 'drafts', 'events', 'files', 'file_chunks',
    'handled_events', 'idempotency_keys', 'notifications', 'role_grants', 'searches', 'heed.settings',
  ],
  may: {},
  verbs,
}
