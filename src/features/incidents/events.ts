import type { Flag } from './rules/screening.ts'
import type { Qualifier } from './rules/codes.ts'

declare module '#platform/events/emit.ts' {
  interface Events {
    /** A report was recorded, and the team for its place told. */
    'incident.recorded': {
      readonly incidentId: string
      readonly typeKey: string | null
      readonly qualifier: Qualifier | null
      readonly boroughId: string | null
      readonly teamId: string | null
      readonly flags: readonly Flag[]
    }
    /** The ledger found a report that nobody was told of, and told the team. */
    'incident.told-late': { readonly incidentId: string; readonly teamId: string | null }
    /** Its place was put right and another team is responsible, which has been told. */
    'incident.moved': { readonly incidentId: string; readonly fromTeamId: string | null; readonly teamId: string | null; readonly boroughId: string | null }
    'incident.person-added': { readonly incidentId: string; readonly mentionId: string }
    /** What it says of somebody was put right: `mentionId` stands, `correctsId` is kept behind it. */
    'incident.person-corrected': { readonly incidentId: string; readonly mentionId: string; readonly correctsId: string }
    'incident.resulted': { incidentId: string; codes: string[]; boroughId: string | null; teamId: string | null }
    'incident.allocated': { incidentId: string; accountId: string; boroughId: string | null; teamId: string | null }
    'incident.duplicate': { incidentId: string; duplicateOf: string | null }
    /** Somebody else, or the same caller again, reported what is on record already: its log, people and flags say so. */
    'incident.further-report': { incidentId: string; mentionIds: readonly string[]; isMoreUrgent: boolean; boroughId: string | null; teamId: string | null }
    /** Two similar incidents were decided about: `verdict` is of the pair. */
    'incident.compared': { incidentId: string; otherId: string; verdict: 'related' | 'separate' }
    'incident.flagged': { incidentId: string; flag: Flag; state: 'raised' | 'confirmed' | 'lifted'; boroughId: string | null }
  }
}
