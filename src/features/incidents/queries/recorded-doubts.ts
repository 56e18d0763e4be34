import { unreadableOf } from '#features/people/index.ts'
import { distanceMetres } from '#features/places/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { CHANNELS } from '../rules/codes.ts'
import { DOUBT_KINDS, type Doubt, type DoubtKind, doubts } from '../rules/doubts.ts'
import { promptOfIncident } from './prompt-of-incident.ts'
import { similarOnRecord } from './similar.ts'

/**
 * What is missing or doubtful about an incident on record, but for what has been settled.
 *
 * Worked out each time from the record as it is now, so that mending it mends the list. Rule IN-14.
 */
export async function doubtsOnRecord(ctx: Context, incidentId: string): Promise<Doubt[]> {
  const row = await ctx.db.selectFrom('incidents as i').leftJoin('teams as t', 't.id', 'i.teamId')
    .select(['i.channel', 'i.recordedAt', 'i.reportedAt', 'i.occurredFrom', 'i.occurredTo', 'i.typeId', 'i.qualifier', 'i.narrative', 'i.grade', 'i.locationText', 'i.postcode', 'i.longitude', 'i.latitude', 'i.wardId', 'i.boroughId', 'i.teamId', 't.isFallback'])
    .where('i.id', '=', incidentId).executeTakeFirst()
  const channel = CHANNELS.find((known) => known === row?.channel)
  if (row === undefined) return []
  const { prompt, answers } = await promptOfIncident(ctx, incidentId, row.reportedAt)
  const point = row.longitude === null || row.latitude === null ? null : { longitude: row.longitude, latitude: row.latitude }
  const centre = row.postcode === null ? null : await centreOf(ctx, row.postcode)
  return doubts({
    channel: channel ?? '101', recordedAt: row.recordedAt, reportedAt: row.reportedAt, occurredFrom: row.occurredFrom, occurredTo: row.occurredTo,
    type: row.typeId, qualifier: row.qualifier, narrative: row.narrative, grade: row.grade,
    place: {
      text: row.locationText ?? '', postcode: row.postcode, isPostcodeKnown: centre !== null, hasPoint: point !== null,
      isInsideAnArea: row.wardId !== null || row.boroughId !== null, metresFromPostcode: point === null || centre === null ? null : Math.round(distanceMetres(point, centre)),
    },
    hasTeam: row.teamId !== null && row.isFallback !== true,
    people: await peopleFacts(ctx, incidentId, row.reportedAt), prompt, answers,
    similarUndecided: (await similarOnRecord(ctx, incidentId, { earlier: true })).length,
  }, await settledOf(ctx, incidentId))
}

/**
 * One thing to be checked about an incident, and its sentence.
 *
 * Refuses: not found, when there is no such doubt about it now.
 */
export async function getDoubt(ctx: Context, { incidentId, doubt }: { incidentId: string; doubt: DoubtKind }): Promise<Doubt> {
  const found = (await doubtsOnRecord(ctx, incidentId)).find(({ kind }) => kind === doubt)
  if (found === undefined) throw new Refusal('not found', 'There is nothing of the kind to settle')
  return found
}

async function peopleFacts(ctx: Context, incidentId: string, reportedAt: Date) {
  const rows = await ctx.db.selectFrom('personMentions').select(['part', 'givenName', 'familyName', 'phone', 'email', 'addressText', 'postcode', 'dateOfBirth', 'isAnonymous'])
    .where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId).where('correctedById', 'is', null).execute()
  const day = londonDay(reportedAt)
  return rows.map((row) => ({
    role: row.part, isNamed: row.givenName !== null || row.familyName !== null,
    isReachable: [row.phone, row.email, row.addressText, row.postcode].some((way) => way !== null),
    isBornAfterReport: row.dateOfBirth !== null && row.dateOfBirth > day, unreadable: unreadableOf(row, day), isAnonymous: row.isAnonymous,
  }))
}

async function centreOf(ctx: Context, postcode: string): Promise<{ longitude: number; latitude: number } | null> {
  const found = await ctx.db.selectFrom('postcodes').select(['longitude', 'latitude']).where('postcode', '=', postcode.replaceAll(' ', '').toUpperCase()).executeTakeFirst()
  return found ?? null
}

async function settledOf(ctx: Context, incidentId: string): Promise<DoubtKind[]> {
  const rows = await ctx.db.selectFrom('settledDoubts').select('doubt').where('incidentId', '=', incidentId).execute()
  return rows.flatMap(({ doubt }) => DOUBT_KINDS.filter((kind) => kind === doubt))
}
