import { sql } from 'kysely'
import { standardiseAddress } from '#features/people/index.ts'
import { isPlace, resolvePlace, type ResolvedPlace } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { tell } from '#platform/notifications/tell.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { letSee } from './allocate.ts'
import { lockIncident, type LockedIncident, type NewEntry, saveIncident } from './change-incident.ts'
import type { Read } from './respond.ts'
import { seeAgain, tellOfRepeat } from './see-again.ts'

/** Where it happened after all. */
export interface PlaceCorrection extends Read {
  readonly text: string | null
  readonly postcode: string | null
  /** Looked up again from the address and the postcode, left where it is, or given. */
  readonly point: 'look up' | 'keep' | { readonly longitude: number; readonly latitude: number }
  readonly reason: string
}

/** What came of correcting a place. */
export interface Placed {
  /** The team that is responsible now; null when it is the one that was. */
  readonly newTeam: string | null
  /** Whether whoever corrected it still sees the incident. */
  readonly isStillSeen: boolean
}

/**
 * Put right where it happened: found on the ground again, and given to the team responsible there today.
 *
 * What is right now is looked for in other reports: a repeat is flagged, and the team told. Another team is told at once; running clocks, assessments and files go along, and none begins again. What was recorded first stays in the log.
 * Changes: incidents, incident_flags, incident_entries, notifications, clocks, assessments, files; access_grants, so that an officer it is allocated to keeps sight; incident.moved.
 * Refuses: not permitted, not found, conflict; invalid, when nothing changes, there is no reason, or the point is on no map. Rule IN-50.
 */
export async function correctPlace(ctx: Context, given: PlaceCorrection): Promise<Placed> {
  authorise(may.correctPlace(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const reason = given.reason.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter why it is corrected', { field: 'reason' })
  const place = await resolvePlace(ctx, { text: given.text, postcode: given.postcode, point: pointFor(incident, given), addressId: null }, londonDay(ctx.now))
  if (isSame(incident, place)) throw new Refusal('invalid', 'Nothing is different. Enter another address, postcode or point', { field: 'placeText' })
  const newTeam = (place.team?.id ?? null) === incident.teamId ? null : (place.team?.name ?? 'no team')
  const again = await seeAgain(ctx, incident, { people: [], place })
  await saveIncident(ctx, incident, { ...columnsOf(place), ...again.set }, [await entryFor(ctx, incident, place, reason), ...again.entries])
  if (newTeam !== null) await handOver(ctx, incident, place)
  if (again.isRepeat) await tellOfRepeat(ctx, { ...incident, teamId: place.team?.id ?? null, boroughId: place.boroughId })
  // last of all, for after it the incident may be out of this person's sight
  await move(ctx, incident, place)
  const seen = await ctx.db.selectFrom('incidents').select('id').where('id', '=', incident.id).executeTakeFirst()
  return { newTeam, isStillSeen: seen !== undefined }
}

function pointFor(incident: LockedIncident, { point }: PlaceCorrection): { longitude: number; latitude: number } | null {
  if (point === 'look up') return null
  if (point === 'keep') return incident.longitude === null || incident.latitude === null ? null : { longitude: incident.longitude, latitude: incident.latitude }
  if (!isPlace(point)) throw new Refusal('invalid', 'Enter a longitude from -180 to 180 and a latitude from -90 to 90', { field: 'longitude' })
  return point
}

function isSame(incident: LockedIncident, place: ResolvedPlace): boolean {
  return incident.locationText === place.text && incident.postcode === place.postcode && incident.wardId === place.wardId && incident.boroughId === place.boroughId
    && incident.teamId === (place.team?.id ?? null) && incident.longitude === (place.point?.longitude ?? null) && incident.latitude === (place.point?.latitude ?? null)
}

function columnsOf(place: ResolvedPlace) {
  return {
    locationText: place.text, postcode: place.postcode, addressId: place.addressId, addressKey: place.text === null ? null : standardiseAddress(place.text, place.postcode).key,
    longitude: place.point?.longitude ?? null, latitude: place.point?.latitude ?? null, easting: place.grid?.easting ?? null, northing: place.grid?.northing ?? null, h3: place.h3, lsoaCode: place.lsoaCode,
  }
}

async function entryFor(ctx: Context, incident: LockedIncident, place: ResolvedPlace, reason: string): Promise<NewEntry> {
  const before = incident.teamId === null ? undefined : await ctx.db.selectFrom('teams').select('name').where('id', '=', incident.teamId).executeTakeFirst()
  const [was, now] = [wordsOf(incident.locationText, incident.postcode), wordsOf(place.text, place.postcode)]
  const teams = { field: 'Team', was: before?.name ?? 'no team', now: place.team?.name ?? 'no team' }
  const isMoved = (place.team?.id ?? null) !== incident.teamId
  return {
    kind: 'place',
    text: `Place corrected from ${was} to ${now}${isMoved ? `. Now with ${teams.now}, before with ${teams.was}` : ''}`,
    changed: [{ field: 'Place', was, now }, ...(isMoved ? [teams] : [])],
    detail: {
      reason, from: { text: incident.locationText, postcode: incident.postcode, longitude: incident.longitude, latitude: incident.latitude, wardId: incident.wardId, boroughId: incident.boroughId, teamId: incident.teamId },
    },
  }
}

function wordsOf(text: string | null, postcode: string | null): string {
  const said = [text, postcode].filter((part) => part !== null && part !== '').join(', ')
  return said === '' ? 'nothing recorded' : `“${said}”`
}

/** The new team knows before it sees; whoever it is allocated to goes on seeing it. */
async function handOver(ctx: Context, incident: LockedIncident, { team, boroughId }: ResolvedPlace): Promise<void> {
  await tell(ctx, {
    kind: 'incident moved to you', subjectKind: 'incident', subjectId: incident.id, boroughId, sealedUnder: incident.sealedUnder,
    ...(team === null ? { accountId: ctx.actor.id } : { teamId: team.id }),
  })
  if (incident.allocatedTo !== null) await letSee(ctx, { ...incident, teamId: team?.id ?? null, boroughId }, incident.allocatedTo, 'Allocated this incident')
  await emit(ctx, 'incident.moved', { incidentId: incident.id, fromTeamId: incident.teamId, teamId: team?.id ?? null, boroughId }, incident.id)
}

async function move(ctx: Context, incident: LockedIncident, place: ResolvedPlace): Promise<void> {
  const teamId = place.team?.id ?? null
  if (incident.wardId === place.wardId && incident.boroughId === place.boroughId && incident.teamId === teamId) return
  const { rows } = await sql<{ done: boolean }>`select heed.move_incident(${incident.id}::uuid, ${place.wardId}::uuid, ${place.boroughId}::uuid, ${teamId}::uuid) as done`.execute(ctx.db)
  if (rows[0]?.done !== true) throw new Refusal('not found', 'There is no such incident')
}
