import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '#platform/db/connect.ts'
import { on, type Handler } from '#platform/jobs/handlers.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { chanceFrom } from './chance.ts'
import type { RaisedForce } from './force.ts'
import { setStage, type Stage } from './stage.ts'
import { acknowledge, followUp, report, respond, result, teller, type Telling } from './telling.ts'

const at = new Date('2026-11-20T21:14:00Z')
const followed: { by: string; at: Date; incidentId: string }[] = []
const handler: Handler = on('incident.recorded', 'incidents.watch-the-stage', async (ctx, { incidentId }) => void followed.push({ by: ctx.actor.name, at: ctx.now, incidentId }))
let heed: TestHeed
let accounts: ReadonlyMap<string, string>

beforeAll(async () => {
  heed = await openTestHeed()
  const rows = await heed.look('service:cli', async (ctx) => ctx.db.selectFrom('accounts').select(['id', 'username']).execute())
  accounts = new Map(rows.map(({ id, username }) => [username, id]))
})
afterAll(async () => heed.close())

/** A story told on a stage of its own; what it made is kept, or not when it throws. */
async function tell<T>(story: (stage: Stage, telling: Telling) => Promise<T>): Promise<T> {
  for (const name of ['demonstration', 'incidents']) await heed.services.tokenOf(name)
  return inTransaction(heed.ground.pools.act, async (db) => {
    const stage = setStage(db, accounts, [handler], (service) => heed.services.tokenOf(service))
    const { longitude, latitude } = middleOf(1, 1)
    const force: RaisedForce = { boroughs: new Map(), wards: new Map(), teams: new Map(), accounts }
    const address = { uprn: '99990000001', line: '14 Tanner Street', postcode: 'ZA1 1AB', longitude, latitude, ward: 'here' }
    const told = await story(stage, { stage, force, chance: chanceFrom(5), addresses: [address], until: new Date('2026-11-23T12:00:00Z') })
    await stage.close()
    return told
  })
}

const sentences = async (query: string, ...values: string[]): Promise<readonly string[]> => {
  const { rows } = await heed.database.pools.bootstrap.query<[string]>({ text: query, values, rowMode: 'array' })
  return rows.map(([first]) => first)
}
const openSessions = (): Promise<readonly string[]> => sentences("select account_id::text from heed.sessions where kind = 'person' and ended_at is null")

describe('a story on the stage', () => {
  it('is acted by each as who they are, at their own instant, and seen in the audit as any act is', async () => {
    const [amara, wei] = await tell(async (stage) => [
      await stage.as('amara.diallo', at, 'trial.call', async (ctx) => ({ name: ctx.actor.name, now: ctx.now, mode: ctx.mode, force: ctx.actor.seesForce })),
      await stage.as('wei.zhang', new Date('2026-11-21T08:00:00Z'), 'trial.read', async (ctx) => ({ name: ctx.actor.name, now: ctx.now, mode: ctx.mode, force: ctx.actor.seesForce })),
    ])
    expect(amara).toEqual({ name: 'Amara Diallo', now: at, mode: 'act', force: true })
    expect(wei).toEqual({ name: 'Wei Zhang', now: new Date('2026-11-21T08:00:00Z'), mode: 'act', force: false })
    expect(await sentences("select a.username || ' ' || e.verb || ' ' || to_char(e.at at time zone 'UTC', 'DD HH24:MI') from audit_entries e join accounts a on a.id = e.actor_id where e.act like 'trial.%' order by 1")).toEqual(['amara.diallo alteration 20 21:14', 'wei.zhang alteration 21 08:00'])
  })

  it('shows each only what is theirs to see, also when they come back after somebody who sees more', async () => {
    const seen = await tell(async (stage, telling) => {
      const incidentId = await report(telling, { at, type: 'noise', qualifier: 'personal', narrative: 'Music through the wall', address: telling.addresses[0] ?? expect.fail('no address'), caller: teller(telling.chance, { given: ['Ada'], family: ['Pell'] }) })
      const mine = (who: string) => stage.as(who, at, 'trial.look', async (ctx) => (await ctx.db.selectFrom('incidents').select('id').where('id', '=', incidentId).execute()).length)
      return [await mine('nadia.kovacs'), await mine('amara.diallo'), await mine('nadia.kovacs'), await mine('karin.lindqvist'), await mine('sam.blank')]
    })
    expect(seen).toEqual([0, 1, 0, 1, 1])
  })

  it('is refused where the act would be: nobody in it may do what their role does not let them', async () => {
    await expect(tell(async (_stage, telling) => report(telling, { at, by: 'sam.blank', type: 'noise', qualifier: 'personal', narrative: 'x', address: telling.addresses[0] ?? expect.fail('no address'), caller: null }))).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('has nobody in it who is not of the force, and says whom it looked for', async () => {
    await expect(tell((stage) => stage.as('nobody.known', at, 'trial.call', async () => 1))).rejects.toThrow('nobody in the demonstration is called nobody.known')
  })

  it('leaves nobody signed in, and nothing at all of a story that could not be told to its end', async () => {
    const before = await sentences('select count(*)::text from incidents')
    const sessions = await openSessions()
    await expect(tell(async (_stage, telling) => {
      await report(telling, { at, type: 'noise', qualifier: 'personal', narrative: 'x', address: telling.addresses[0] ?? expect.fail('no address'), caller: null })
      throw new Error('the story broke off')
    })).rejects.toThrow('the story broke off')
    expect(await sentences('select count(*)::text from incidents')).toEqual(before)
    expect(await openSessions()).toEqual(sessions)
  })
})

describe('what follows in a story', () => {
  it('is done at once, at the instant of the act, by a service, once, and audited as the system’s', async () => {
    followed.length = 0
    const incidentId = await tell((_stage, telling) => report(telling, { at, type: 'noise', qualifier: 'nuisance', narrative: 'Fireworks', address: telling.addresses[0] ?? expect.fail('no address'), caller: null }))
    expect(followed).toEqual([{ by: 'Heed itself (incidents)', at, incidentId }])
    expect(await sentences("select verb from audit_entries where act = 'incidents.watch-the-stage' and at = $1", at.toISOString())).toEqual(expect.arrayContaining(['system']))
    expect(await sentences("select handler from handled_events h join events e on e.id = h.event_id where e.body ->> 'incidentId' = $1", incidentId)).toEqual(['incidents.watch-the-stage'])
  })

  it('a service does by itself, as itself', async () => {
    const name = await tell((stage) => stage.asService('incidents', at, 'trial.by-itself', async (ctx) => ctx.actor.kind))
    expect(name).toBe('service')
    expect(await sentences("select verb from audit_entries where act = 'trial.by-itself'")).toEqual(['system'])
  })
})

describe('a report of the story', () => {
  it('is worked from the call to word with the victim, each step by its own person and in its order', async () => {
    const incidentId = await tell(async (_stage, telling) => {
      const made = await report(telling, { at, type: 'noise', qualifier: 'personal', narrative: 'Music again', address: telling.addresses[0] ?? expect.fail('no address'), caller: teller(telling.chance, { given: ['Ada'], family: ['Pell'] }), grade: 'extended', channel: '999' })
      const hours = (n: number) => new Date(at.getTime() + n * 3_600_000)
      await respond(telling, made, hours(1), true)
      await result(telling, made, hours(2), 'chidi.okafor')
      await acknowledge(telling, made, hours(10), 'priya.nair')
      await followUp(telling, made, hours(40), 'priya.nair', 'Called on her')
      return made
    })
    expect(await sentences("select e.kind || ' by ' || a.username from incident_entries e join accounts a on a.id = e.by_id where e.incident_id = $1 and e.kind in ('recorded', 'deployment', 'result', 'follow-up') order by e.at, e.id", incidentId))
      .toEqual(['recorded by amara.diallo', 'deployment by tom.hargreaves', 'result by chidi.okafor', 'follow-up by priya.nair'])
    expect(await sentences("select status || ' ' || channel || ' ' || grade from incidents where id = $1", incidentId)).toEqual(['resulted 999 extended'])
    expect(await sentences("select a.username from notifications n join accounts a on a.id = n.acknowledged_by where n.subject_id = $1 and n.kind = 'incident recorded'", incidentId)).toEqual(['priya.nair'])
  })

  it('to whose house nobody is sent says why, and by whom that was settled', async () => {
    const incidentId = await tell(async (_stage, telling) => {
      const made = await report(telling, { at, type: 'noise', qualifier: 'nuisance', narrative: 'Music', address: telling.addresses[0] ?? expect.fail('no address'), caller: null })
      await respond(telling, made, at, false)
      return made
    })
    expect(await sentences('select status from incidents where id = $1', incidentId)).toEqual(['not deployed'])
    expect(await sentences("select count(*)::text from person_mentions where source_id = $1 and given_name is not null", incidentId)).toEqual(['0'])
  })
})
