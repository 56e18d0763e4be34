import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Qualifier } from '../rules/codes.ts'
import type { ResponseStatus } from '../rules/response.ts'

/** What every page about an incident says of it first. */
export interface IncidentSummary {
  readonly id: string
  readonly reference: string
  readonly version: number
  readonly channel: string
  readonly reportedAt: Date
  readonly typeKey: string | null
  readonly typeName: string | null
  readonly qualifier: Qualifier | null
  readonly place: string | null
  readonly wardName: string | null
  readonly boroughName: string | null
  readonly boroughId: string | null
  readonly teamId: string | null
  readonly teamName: string | null
  readonly status: ResponseStatus
  readonly grade: string | null
  readonly gradeName: string | null
  readonly riskOrder: number
  readonly flags: readonly string[]
  readonly allocatedTo: string | null
  readonly allocatedToName: string | null
  readonly assessmentAsked: boolean
  readonly isOpenData: boolean
  readonly isDuplicate: boolean
  readonly sealedUnder: string | null
}

/**
 * One incident in brief, for its own pages and for those of higher features.
 *
 * Refuses: not found, when it is not this person's to see.
 */
export async function getIncidentSummary(ctx: Context, incidentId: string): Promise<IncidentSummary> {
  const [found] = await listSummaries(ctx, [incidentId])
  if (found === undefined) throw new Refusal('not found', 'There is no such incident')
  return found
}

/** What these incidents are called in a list of many kinds of record: of those that this person may see. */
export async function incidentTitles(ctx: Context, incidentIds: readonly string[]) {
  const found = await listSummaries(ctx, incidentIds)
  return new Map(found.map(({ id, reference, typeName, place }) => [id, { reference, about: [typeName ?? 'Type not recorded', place].filter((part) => part !== null).join(', ') }]))
}

/** Those of these incidents that this person may see, in the order they were reported. */
export async function listSummaries(ctx: Context, incidentIds: readonly string[]): Promise<readonly IncidentSummary[]> {
  if (incidentIds.length === 0) return []
  const { rows } = await sql<IncidentSummary>`
    select i.id, i.reference, i.version, i.channel, i.reported_at, t.key as type_key, t.name as type_name, i.qualifier,
      nullif(concat_ws(', ', i.location_text, i.postcode), '') as place, w.name as ward_name, b.name as borough_name, i.borough_id, i.team_id, m.name as team_name,
      i.status, i.grade, coalesce(g.name, i.grade) as grade_name, i.risk_order, i.flags, i.allocated_to, a.name as allocated_to_name, i.assessment_asked,
      i.is_open_data, i.duplicate_of is not null as is_duplicate, i.sealed_under
    from incidents i
    left join reference_values t on t.id = i.type_id
    left join areas w on w.id = i.ward_id
    left join areas b on b.id = i.borough_id
    left join teams m on m.id = i.team_id
    left join accounts a on a.id = i.allocated_to
    left join lateral (select r.name from reference_values r where r.code_set = 'response-grade' and r.key = i.grade and r.valid @> (i.reported_at at time zone 'Europe/London')::date limit 1) g on true
    where i.id = any (${[...incidentIds]}::uuid[])
    order by i.reported_at, i.id`.execute(ctx.db)
  ctx.shown('incident', rows.map(({ id }) => id))
  return rows
}
