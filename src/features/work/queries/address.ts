import { type RawBuilder, sql } from 'kysely'
import { type AddressResidents, placedReports, residentsAt, standingsOf, type SubjectReport, type SubjectStanding } from '#features/analysis/index.ts'
import { standardiseAddress } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { addDays, londonDay, startOfLondonDay } from '#platform/time/day.ts'

/** An address: from the gazetteer, from where an incident was, or from where somebody said they live. */
export interface AddressPlace {
  readonly label: string
  readonly uprn: string | null
  readonly addressId: string | null
  /** In the form addresses are compared in; null when its number or postcode is not known. */
  readonly key: string | null
  /** Metres, British National Grid. */
  readonly point: { readonly easting: number; readonly northing: number } | null
  readonly gazetteerSaysCommunal: boolean
  /** The incident it was opened from, which alone is known where there is no key. */
  readonly incidentId: string | null
  /** The page's own address, for its links. */
  readonly path: string
}

/** One report there, with who was in it and as what. */
export interface ReportThere {
  readonly id: string
  readonly reference: string
  readonly typeName: string | null
  readonly reportedAt: Date
  readonly status: string
  readonly flags: readonly string[]
  readonly riskOrder: number
  readonly people: readonly { readonly personId: string; readonly name: string; readonly part: string }[]
}

/** One case of a report there. */
export interface CaseThere {
  readonly id: string
  readonly reference: string
  readonly status: string
  readonly band: string
  readonly ownerName: string | null
}

/** A report near the address, and how far off. */
export interface ReportNear {
  readonly report: SubjectReport
  readonly metres: number
}

/** Everything known of an address that the viewer may see. */
export interface AddressPage {
  readonly place: AddressPlace
  readonly residents: AddressResidents | null
  readonly isCommunal: boolean
  readonly reports: readonly ReportThere[]
  readonly cases: readonly CaseThere[]
  readonly standings: readonly SubjectStanding[]
  readonly near: readonly ReportNear[]
  readonly withinMetres: number
  readonly now: Date
}

/** The most reports of one address, and near it, that its page lists. */
export const REPORTS_SHOWN = 200

/**
 * Everything known of an address of the gazetteer.
 *
 * Refuses: not found. Rule WK-09.
 */
export async function getAddressPage(ctx: Context, addressId: string, withinMetres: number): Promise<AddressPage> {
  const address = await ctx.db.selectFrom('addresses').select(['id', 'uprn', 'line', 'postcode', 'easting', 'northing', 'isCommunal']).where('id', '=', addressId).executeTakeFirst()
  if (address === undefined) throw new Refusal('not found', 'There is no such address')
  const { easting, northing } = address
  return pageOf(ctx, {
    label: [address.line, printed(address.postcode)].filter((part) => part !== null).join(', '), uprn: address.uprn, addressId, key: standardiseAddress(address.line, address.postcode).key,
    point: easting === null || northing === null ? null : { easting, northing }, gazetteerSaysCommunal: address.isCommunal, incidentId: null, path: `/addresses/${addressId}`,
  }, withinMetres)
}

/**
 * Everything known of where an incident was. Result: the gazetteer's own id, when that is where it was.
 *
 * Refuses: not found, when the incident is not one the viewer may see. Rule WK-09.
 */
export async function getIncidentAddressPage(ctx: Context, incidentId: string, withinMetres: number): Promise<AddressPage | { readonly addressId: string }> {
  const incident = await ctx.db.selectFrom('incidents').select(['addressId', 'addressKey', 'locationText', 'postcode', 'easting', 'northing']).where('id', '=', incidentId).where('isOpenData', '=', false).executeTakeFirst()
  if (incident === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  ctx.shown('incident', incidentId)
  if (incident.addressId !== null) return { addressId: incident.addressId }
  const { easting, northing, locationText, postcode } = incident
  return pageOf(ctx, {
    label: [locationText, postcode].filter((part) => part !== null).join(', ') || 'A place with no address', uprn: null, addressId: null, key: incident.addressKey,
    point: easting === null || northing === null ? null : { easting, northing }, gazetteerSaysCommunal: false, incidentId, path: `/incidents/${incidentId}/address`,
  }, withinMetres)
}

/**
 * Everything known of an address that somebody gave as theirs, by the mention that gave it.
 *
 * Refuses: not found, when no visible record of that person gives it. Rule WK-09.
 */
export async function getPersonAddressPage(ctx: Context, personId: string, mentionId: string, withinMetres: number): Promise<AddressPage> {
  const mention = await ctx.db.selectFrom('personMentions').select(['addressKey', 'addressText', 'postcode']).where('id', '=', mentionId).where('personId', '=', personId).executeTakeFirst()
  if (mention === undefined || mention.addressKey === null) throw new Refusal('not found', 'There is nothing at this address that you can see')
  ctx.shown('person', personId)
  const known = await ctx.db.selectFrom('incidents').select(['easting', 'northing']).where('addressKey', '=', mention.addressKey).where('easting', 'is not', null).orderBy('reportedAt', 'desc').limit(1).executeTakeFirst()
  const point = known === undefined || known.easting === null || known.northing === null ? null : { easting: known.easting, northing: known.northing }
  return pageOf(ctx, {
    label: [mention.addressText, mention.postcode].filter((part) => part !== null).join(', '), uprn: null, addressId: null, key: mention.addressKey, point, gazetteerSaysCommunal: false, incidentId: null,
    path: `/people/${personId}/addresses/${mentionId}`,
  }, withinMetres)
}

async function pageOf(ctx: Context, place: AddressPlace, withinMetres: number): Promise<AddressPage> {
  const there = atPlace(place)
  const reports = await reportsAt(ctx, there)
  const [residents] = place.key === null ? [] : await residentsAt(ctx, [place.key])
  const key = place.key ?? place.addressId
  const standings = key === null ? [] : [...(await standingsOf(ctx, 'address', [key])), ...(place.key === null ? [] : await standingsOf(ctx, 'household', [place.key]))]
  const near = await nearTo(ctx, place, there, withinMetres)
  ctx.shown('incident', [...reports.map(({ id }) => id), ...near.map(({ report }) => report.id)])
  ctx.shown('person', [...new Set(reports.flatMap(({ people }) => people.map(({ personId }) => personId)))])
  return { place, residents: residents ?? null, isCommunal: place.gazetteerSaysCommunal || residents?.isCommunal === true, reports, cases: await casesAt(ctx, reports), standings, near, withinMetres, now: ctx.now }
}

/** The gazetteer keeps a postcode without its space. */
function printed(postcode: string | null): string | null {
  return postcode === null ? null : (postcodeOf(postcode) ?? postcode)
}

/** What happened at a place, as a condition on `i`. */
function atPlace({ key, addressId, incidentId }: AddressPlace): RawBuilder<boolean> {
  const ways = [
    ...(key === null ? [] : [sql`i.address_key = ${key}`]), ...(addressId === null ? [] : [sql`i.address_id = ${addressId}::uuid`]), ...(incidentId === null ? [] : [sql`i.id = ${incidentId}::uuid`]),
  ]
  return ways.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(ways, sql` or `)})`
}

async function reportsAt(ctx: Context, there: RawBuilder<boolean>): Promise<readonly ReportThere[]> {
  const { rows } = await sql<ReportThere>`
    select i.id, i.reference, t.name as type_name, i.reported_at, i.status, i.flags, i.risk_order,
      coalesce((select jsonb_agg(jsonb_build_object('personId', m.person_id, 'part', m.part, 'name', coalesce(nullif(concat_ws(' ', m.title, m.given_name, m.family_name), ''), 'Name not given')) order by m.part, m.id)
        from person_mentions m where m.source_kind = 'incident' and m.source_id = i.id and m.corrected_by_id is null), '[]') as people
    from incidents i left join reference_values t on t.id = i.type_id
    where not i.is_open_data and i.withdrawn_at is null and ${there} order by i.reported_at desc, i.id limit ${REPORTS_SHOWN}`.execute(ctx.db)
  return rows
}

async function casesAt(ctx: Context, reports: readonly ReportThere[]): Promise<readonly CaseThere[]> {
  if (reports.length === 0) return []
  const cases = await ctx.db.selectFrom('cases as c').leftJoin('accounts as o', 'o.id', 'c.ownerId').select(['c.id', 'c.reference', 'c.status', 'c.band', 'o.name as ownerName'])
    .where('c.id', 'in', (e) => e.selectFrom('caseIncidents as l').select('l.caseId').where('l.incidentId', 'in', reports.map(({ id }) => id))).orderBy('c.openedAt', 'desc').orderBy('c.id').execute()
  ctx.shown('case', cases.map(({ id }) => id))
  return cases
}

/** Reports of the last year within the radius of the address and not at it, the nearest first. */
async function nearTo(ctx: Context, { point }: AddressPlace, there: RawBuilder<boolean>, withinMetres: number): Promise<readonly ReportNear[]> {
  if (point === null) return []
  const { easting, northing } = point
  const since = startOfLondonDay(addDays(londonDay(ctx.now), -365))
  const box = sql`i.easting between ${easting - withinMetres} and ${easting + withinMetres} and i.northing between ${northing - withinMetres} and ${northing + withinMetres}`
  const found = await placedReports(ctx, sql`${box} and i.withdrawn_at is null and i.reported_at >= ${since} and not coalesce(${there}, false)`, REPORTS_SHOWN)
  return found.map((report) => ({ report, metres: Math.round(Math.hypot(report.easting - easting, report.northing - northing)) }))
    .filter(({ metres }) => metres <= withinMetres).toSorted((a, b) => a.metres - b.metres || b.report.reportedAt.getTime() - a.report.reportedAt.getTime())
}
