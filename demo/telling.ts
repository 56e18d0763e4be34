import type { RaisedForce } from './force.ts'
import type { Chance } from './chance.ts'
import type { DemoAddress } from './geography.ts'
import type { Stage } from './stage.ts'
import { acknowledgeIncident, deploy, recordFollowUp, recordIncident, resultIncident, type Report, type ReportedPerson } from '#features/incidents/index.ts'
import { plusHours, plusMinutes } from '#platform/time/instant.ts'
import { accounts, toldToUnits } from './words.ts'

/** Everything a story is told with. */
export interface Telling {
  readonly stage: Stage
  readonly chance: Chance
  readonly force: RaisedForce
  readonly addresses: readonly DemoAddress[]
  /** The instant the story ends: everything happened before it. */
  readonly until: Date
}

/** Somebody invented, as they give their particulars. */
export type Teller = Pick<ReportedPerson, 'givenName' | 'familyName' | 'dateOfBirth' | 'phone' | 'email' | 'wantsContact' | 'safeToContact'>

/** One report of the story. */
export interface Told {
  readonly at: Date
  readonly by?: string
  readonly channel?: Report['channel']
  readonly type: string
  readonly qualifier: Report['qualifier']
  readonly narrative: string
  readonly address: DemoAddress
  readonly caller: Teller | null
  readonly part?: 'caller' | 'victim'
  readonly livesThere?: boolean
  readonly screening?: Report['screening']
  readonly grade?: string | null
  readonly personId?: string | null
}

/** A report comes in. Result: the incident. */
export async function report(telling: Telling, told: Told): Promise<string> {
  const { address, caller } = told
  const person: ReportedPerson | null = caller === null ? null : {
    role: told.part ?? 'caller', ...caller, personId: told.personId ?? null,
    addressText: told.livesThere === false ? null : address.line, postcode: told.livesThere === false ? null : address.postcode,
  }
  const { incidentId } = await telling.stage.as(told.by ?? 'amara.diallo', told.at, 'incidents.record', (ctx) => recordIncident(ctx, {
    sourceReference: null, channel: told.channel ?? '101', reportedAt: told.at, occurredFrom: plusMinutes(told.at, -telling.chance.whole(5, 90)), occurredTo: null,
    type: told.type, qualifier: told.qualifier, narrative: told.narrative, people: person === null ? [] : [person],
    place: { text: address.line, postcode: address.postcode, longitude: address.longitude, latitude: address.latitude, addressId: null },
    screening: told.screening ?? [], grade: told.grade ?? null,
  }))
  return incidentId
}

/** As recorded, and once somebody has responded: only the story touches an incident of its own. */
const RECORDED = 1
const RESPONDED = 2

/** A unit is sent, or nobody is. */
export async function respond(telling: Telling, incidentId: string, at: Date, sent: boolean): Promise<void> {
  await telling.stage.as('tom.hargreaves', at, 'incidents.deploy', async (ctx) => {
    await deploy(ctx, {
      incidentId, version: RECORDED, isDeployed: sent, unit: sent ? `${telling.chance.pick(['MQ', 'NG', 'HV', 'ER'])}${telling.chance.whole(1, 9)}` : '', officerId: null, at: sent ? at : null,
      told: sent ? telling.chance.pick(toldToUnits) : '', because: sent ? '' : 'Settled with the caller by telephone; the neighbourhood team will call',
    })
  })
}

/** It is resulted, with an account and word to the caller. */
export async function result(telling: Telling, incidentId: string, at: Date, by: string): Promise<void> {
  const isTold = telling.chance.often(0.85)
  await telling.stage.as(by, at, 'incidents.result', async (ctx) => {
    await resultIncident(ctx, {
      incidentId, version: RESPONDED, codes: [telling.chance.pick(['result-407', 'result-701', 'result-704', 'result-674'])], account: telling.chance.pick(accounts),
      attendedBy: '', attendedAt: null, callerToldAt: isTold ? at : null, callerToldWhat: isTold ? 'What was done, whom to ring, and that the neighbourhood team will be in touch' : '',
      notToldBecause: isTold ? '' : 'Rang three times, no answer',
    })
  })
}

/** The neighbourhood team says it has seen it. */
export async function acknowledge(telling: Telling, incidentId: string, at: Date, by: string): Promise<void> {
  await telling.stage.as(by, at, 'incidents.acknowledge', async (ctx) => {
    const told = await ctx.db.selectFrom('notifications').select('id').where('subjectId', '=', incidentId).where('acknowledgedAt', 'is', null).where('teamId', 'is not', null).executeTakeFirst()
    if (told !== undefined) await acknowledgeIncident(ctx, { incidentId, notificationId: told.id })
  })
}

/** The victim hears from the police after the first contact. */
export async function followUp(telling: Telling, incidentId: string, at: Date, by: string, said: string): Promise<void> {
  await telling.stage.as(by, at, 'incidents.followUp', (ctx) => recordFollowUp(ctx, { incidentId, isReached: true, how: telling.chance.often(0.5) ? 'visit' : 'telephone', at, said }))
}

/** Someone with a name, a birthday and ways to reach them, all invented. */
export function teller(chance: Chance, names: { given: readonly string[]; family: readonly string[] }): Teller {
  const year = chance.whole(1938, 2006)
  return {
    givenName: chance.pick(names.given), familyName: chance.pick(names.family),
    dateOfBirth: chance.often(0.7) ? `${year}-${String(chance.whole(1, 12)).padStart(2, '0')}-${String(chance.whole(1, 28)).padStart(2, '0')}` : null,
    phone: chance.often(0.9) ? `07700 900${String(chance.whole(0, 999)).padStart(3, '0')}` : null, email: null, wantsContact: true, safeToContact: null,
  }
}

/** An hour at which things happen: most in the evening. */
export function hourOf(chance: Chance, dayStart: Date): Date {
  const hour = chance.often(0.65) ? chance.whole(17, 23) : chance.whole(0, 16)
  return plusMinutes(plusHours(dayStart, hour), chance.whole(0, 59))
}
