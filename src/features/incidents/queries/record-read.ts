import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { doubtsOnRecord } from './recorded-doubts.ts'

/**
 * An incident as another system reads it back: what it sent, and what Heed made of it.
 *
 * Refuses: not found, when it is not this client's to know of.
 */
export async function getIncidentForSystem(ctx: Context, incidentId: string) {
  const row = await ctx.db.selectFrom('incidents as i')
    .leftJoin('referenceValues as v', 'v.id', 'i.typeId').leftJoin('areas as w', 'w.id', 'i.wardId').leftJoin('areas as b', 'b.id', 'i.boroughId').leftJoin('teams as t', 't.id', 'i.teamId')
    .selectAll('i').select(['v.key as typeKey', 'v.code as typeCode', 'v.name as typeName', 'w.name as wardName', 'b.name as boroughName', 't.name as teamName'])
    .where('i.id', '=', incidentId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such incident')
  const screening = await ctx.db.selectFrom('screeningAnswers').select(['question', 'answer', 'detail', 'notAskedBecause as reason']).where('incidentId', '=', incidentId).orderBy('question').execute()
  ctx.shown('incident', incidentId)
  return {
    id: row.id, reference: row.reference, sourceReference: row.sourceReference, url: `/incidents/${row.id}`, status: row.status, channel: row.channel,
    reportedAt: row.reportedAt.toISOString(), occurredFrom: row.occurredFrom?.toISOString() ?? null, occurredTo: row.occurredTo?.toISOString() ?? null, recordedAt: row.recordedAt.toISOString(),
    type: row.typeKey === null || row.typeName === null ? null : { key: row.typeKey, code: row.typeCode, name: row.typeName },
    qualifier: row.qualifier, grade: row.grade, suggestedGrade: row.suggestedGrade, flags: row.flags, narrative: row.narrative,
    location: { text: row.locationText, postcode: row.postcode, longitude: row.longitude, latitude: row.latitude, ward: row.wardName, borough: row.boroughName },
    team: row.teamName === null ? null : { name: row.teamName },
    people: await peopleOf(ctx, incidentId), screening, furtherReports: await furtherReportsOf(ctx, incidentId),
    doubts: (await doubtsOnRecord(ctx, incidentId)).map(({ kind, sentence }) => ({ kind, sentence })),
  }
}

const Further = z.looseObject({ how: z.string(), reportedAt: z.string() })

/** The further reports of an incident, first to last; each with its number where it is this system's own. */
async function furtherReportsOf(ctx: Context, incidentId: string) {
  const rows = await ctx.db.selectFrom('incidentEntries').select(['at', 'detail', 'source', 'sourceReference']).where('incidentId', '=', incidentId).where('kind', '=', 'further report').orderBy('at').orderBy('id').execute()
  return rows.map(({ at, detail, source, sourceReference }) => {
    const { how, reportedAt } = Further.parse(detail)
    return { reference: source === ctx.actor.username ? sourceReference : null, channel: how, reportedAt, addedAt: at.toISOString() }
  })
}

/** Somebody who plays two parts is one person, under the first. */
async function peopleOf(ctx: Context, incidentId: string) {
  const rows = await ctx.db.selectFrom('personMentions').select(['personId', 'part', 'givenName', 'familyName', 'isAnonymous'])
    .where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId).where('correctedById', 'is', null).orderBy('id').execute()
  return [...new Set(rows.map(({ personId }) => personId))].flatMap((id) => {
    const own = rows.filter(({ personId }) => personId === id)
    return own.slice(0, 1).map(({ part, givenName, familyName, isAnonymous }) => ({ role: part, parts: own.map((row) => row.part), givenName, familyName, anonymous: isAnonymous }))
  })
}
