import type { Context } from '#platform/context.ts'
import { recordIncident, type Recorded } from './commands/record-incident.ts'
import type { Report, ReportedPerson } from './rules/report.ts'

/** Somebody invented, with nothing said of them but their part and what is given. */
export function aPerson(over: Partial<ReportedPerson> = {}): ReportedPerson {
  return {
    role: 'caller', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null,
    wantsContact: null, safeToContact: null, personId: null, ...over,
  }
}

/** An invented report, made now by 101, of rowdy behaviour in the first ward of the test town. */
export function aReport(ctx: Pick<Context, 'now'>, over: Partial<Report> = {}): Report {
  return {
    sourceReference: null, channel: '101', reportedAt: ctx.now, occurredFrom: ctx.now, occurredTo: null, type: '202', qualifier: 'personal',
    narrative: 'Young people shouting and kicking a ball against the door again, most evenings.',
    place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', longitude: -0.09, latitude: 51.41, addressId: null },
    people: [aPerson({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', dateOfBirth: '1961-04-02', addressText: '14 Tanner Street', postcode: 'ZA1 2BC', wantsContact: true })],
    screening: (['d1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const).map((question) => ({ question, answer: 'no' })),
    grade: 'extended', ...over,
  }
}

/** Record an invented report, through the command. */
export async function anIncident(ctx: Context, over: Partial<Report> = {}): Promise<Recorded> {
  return recordIncident(ctx, aReport(ctx, over))
}
