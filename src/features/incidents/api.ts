import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { addFurtherReport } from './commands/further-report.ts'
import { takeReport } from './commands/similar.ts'
import { FurtherReply, FurtherReportBody, IncidentReply, RecordedReply, ReportBody } from './forms/record-api.ts'
import { getIncidentForSystem } from './queries/record-read.ts'
import type { Report, ReportedPerson } from './rules/report.ts'
import type { Answer } from './rules/screening.ts'
import type { Exits } from './rules/similar.ts'

type Body = z.output<typeof ReportBody>

const params = z.strictObject({ incidentId: Id })
const locates = ({ id }: { id: string }): string => `/api/v1/incidents/${id}`

/** The doors for other systems: a force's command and control records what it took, and reads it back. */
export function incidentApi(house: House): void {
  house.api.post('/api/v1/incidents', { policy: 'incidents.ingest', summary: 'Record a report of anti-social behaviour', body: ReportBody, reply: RecordedReply, idempotent: true, verb: 'collection', locates }, async ({ ctx, body }) => {
    const made = await takeReport(ctx, reportFrom(body), exitsFrom(body))
    return {
      status: 201,
      body: {
        id: made.incidentId, reference: made.reference, url: `/incidents/${made.incidentId}`, team: made.teamName === null ? null : { name: made.teamName },
        notifiedAt: made.notifiedAt.toISOString(), doubts: made.doubts.map(({ kind, sentence }) => ({ kind, sentence })),
        similar: made.similar.map(({ id, reference, because }) => ({ id, reference, because: [...because] })),
      },
    }
  })
  house.api.post('/api/v1/incidents/:incidentId/further-reports', {
    policy: 'incidents.addFurther', summary: 'Add a further report to an incident on record', params, body: FurtherReportBody, reply: FurtherReply, idempotent: true, locates,
  }, async ({ ctx, params: { incidentId }, body }) => {
    const added = await addFurtherReport(ctx, incidentId, furtherFrom(body))
    return {
      status: 201,
      body: {
        id: added.incidentId, reference: added.reference, url: `/incidents/${added.incidentId}`, team: added.teamName === null ? null : { name: added.teamName },
        addedAt: ctx.now.toISOString(), flagsRaised: [...added.flagsRaised], isMoreUrgent: added.isMoreUrgent,
      },
    }
  })
  house.api.get('/api/v1/incidents/:incidentId', { policy: 'incidents.fetch', summary: 'Read an incident', params, reply: IncidentReply }, async ({ ctx, params }) => ({
    status: 200,
    body: await getIncidentForSystem(ctx, params.incidentId),
  }))
}

function reportFrom(body: Body): Report {
  const { location } = body
  return {
    sourceReference: body.reference, channel: body.channel, reportedAt: body.reportedAt, occurredFrom: body.occurredFrom ?? null, occurredTo: body.occurredTo ?? null,
    type: body.type, qualifier: body.qualifier ?? null, narrative: body.narrative ?? '', grade: body.grade?.toLowerCase() ?? null,
    place: { text: location?.text ?? null, postcode: location?.postcode ?? null, longitude: location?.longitude ?? null, latitude: location?.latitude ?? null, addressId: null },
    people: (body.people ?? []).map(personFrom), screening: (body.screening ?? []).map(answerFrom),
  }
}

function furtherFrom({ reference, place, narrative, grade, people, screening, ...body }: z.output<typeof FurtherReportBody>): Report {
  return {
    ...body, sourceReference: reference, narrative: narrative ?? '', grade: grade?.toLowerCase() ?? null, occurredFrom: null, occurredTo: null, type: null, qualifier: null,
    place: { text: place, postcode: null, longitude: null, latitude: null, addressId: null }, people: (people ?? []).map(personFrom), screening: (screening ?? []).map(answerFrom),
  }
}

function answerFrom({ answer, ...given }: NonNullable<Body['screening']>[number]): Answer {
  return { ...given, answer: answer === 'would-not-say' ? 'declined' : answer }
}

function personFrom({ address, dateOfBirth, wantsContact, anonymous, ...person }: NonNullable<Body['people']>[number]): ReportedPerson {
  return { ...person, dateOfBirth: dateOfBirth ?? null, wantsContact: wantsContact ?? null, isAnonymous: anonymous === true, addressText: address?.text ?? null, postcode: address?.postcode ?? null, personId: null }
}

function exitsFrom({ relatesTo }: Body): Exits {
  const of = (wanted: 'related' | 'separate'): string[] => (relatesTo ?? []).flatMap((one) => (one.as === wanted ? [one.id] : []))
  return { addTo: null, link: of('related'), separate: of('separate'), reason: (relatesTo ?? []).flatMap(({ reason }) => reason ?? []).join('; ').slice(0, 1000) }
}
