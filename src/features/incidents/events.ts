import type { Flag } from './rules/screening.ts'

declare module '#platform/events/emit.ts' {
  interface Events {
    'incident.resulted': { incidentId: string; codes: string[]; boroughId: string | null; teamId: string | null }
    'incident.allocated': { incidentId: string; accountId: string; boroughId: string | null; teamId: string | null }
    'incident.duplicate': { incidentId: string; duplicateOf: string | null }
    'incident.flagged': { incidentId: string; flag: Flag; state: 'raised' | 'confirmed' | 'lifted'; boroughId: string | null }
  }
}
