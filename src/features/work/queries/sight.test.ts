import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { listAwaiting } from '#features/assessments/index.ts'
import { countCases } from '#features/cases/index.ts'
import { listForResearch, listIncidents, openByRisk } from '#features/incidents/index.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { getHistoryPage } from './history.ts'
import { getHomePage } from './home.ts'
import { getPersonPage } from './person.ts'
import { countQueues, getQueuePage } from './queues.ts'
import { searchFor } from './search.ts'

interface Made {
  readonly id: string
  readonly reference: string
  readonly family: string
  readonly phone: string
  readonly word: string
  readonly sealed: boolean
}

const families = ['Pell', 'Okonjo', 'Varga'] as const
const phones = ['07700 900101', '07700 900102', '07700 900103', '07700 900104'] as const
const words = ['motorbike', 'fireworks', 'shouting'] as const
const viewers = ['chidi.okafor', 'priya.nair', 'hana.suzuki', 'femi.adeyemi', 'imran.rahman', 'wei.zhang', 'nadia.kovacs', 'owen.tate', 'rosa.blake', 'helen.whitby', 'ines.moreau', 'tom.hargreaves'] as const

let heed: TestHeed
let made: Made[]
let personIds: string[]

beforeAll(async () => {
  heed = await openTestHeed()
  const plan = fc.sample(fc.record({
    borough: fc.constantFrom(1, 2), ward: fc.constantFrom(1, 2), family: fc.constantFrom(...families), phone: fc.constantFrom(...phones), word: fc.constantFrom(...words), sealed: fc.boolean(),
  }), { numRuns: 24, seed: 7 })
  made = []
  for (const { borough, ward, family, phone, word, sealed } of plan) {
    const { incidentId, reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      narrative: `There was ${word} outside again`, place: { text: 'A street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(borough, ward) },
      people: [aPerson({ role: 'victim', givenName: 'Sam', familyName: family, phone, dateOfBirth: '1970-02-03' })],
    }))
    made.push({ id: incidentId, reference, family, phone, word, sealed })
  }
  const sealedIds = made.filter(({ sealed }) => sealed).map(({ id }) => id)
  const bootstrap = kyselyOn(heed.database.pools.bootstrap)
  const caseId = newId()
  await sql`update incidents set sealed_under = ${caseId}::uuid where id = any (${sealedIds}::uuid[])`.execute(bootstrap)
  const imran = await heed.actor('imran.rahman')
  await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${caseId}, ${imran.id}, 'named', 'a test of sealing', ${imran.id})`.execute(bootstrap)
  const { rows } = await sql<{ personId: string }>`select distinct person_id from person_mentions`.execute(bootstrap)
  personIds = rows.map(({ personId }) => personId)
}, 60_000)

afterAll(async () => heed.close())

async function visibleTo(ctx: Context): Promise<Set<string>> {
  const rows = await ctx.db.selectFrom('incidents').select('id').execute()
  return new Set(rows.map(({ id }) => id))
}

async function refused(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'allowed', (error: unknown) => (error instanceof Refusal ? error.kind : String(error)))
}

describe('search and sight', () => {
  it('WK-02 finds exactly the incidents that the viewer’s own list would show, by words, number and telephone', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), fc.constantFrom(...words), fc.nat({ max: 23 }), async (viewer, word, at) => {
      await heed.look(viewer, async (ctx) => {
        const visible = await visibleTo(ctx)
        const byWord = await searchFor(ctx, `${word} outside again`)
        expect(new Set(byWord.incidents.map(({ id }) => id))).toEqual(new Set(made.filter((each) => each.word === word && visible.has(each.id)).map(({ id }) => id)))
        const one = made[at]
        const byReference = await searchFor(ctx, one?.reference ?? '')
        expect(byReference.incidents.map(({ id }) => id)).toEqual(one !== undefined && visible.has(one.id) ? [one.id] : [])
      })
    }), { numRuns: 40 })
  })

  it('WK-02 finds only people whom a visible record mentions, and counts only visible mentions', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), fc.constantFrom(...phones), fc.constantFrom(...families), async (viewer, phone, family) => {
      await heed.look(viewer, async (ctx) => {
        const visible = await visibleTo(ctx)
        const byPhone = await searchFor(ctx, phone)
        expect(byPhone.people.reduce((sum, { mentions }) => sum + mentions, 0)).toBe(made.filter((each) => each.phone === phone && visible.has(each.id)).length)
        const byName = await searchFor(ctx, `Sam ${family}`)
        expect(byName.people.reduce((sum, { mentions }) => sum + mentions, 0)).toBe(made.filter((each) => each.family === family && visible.has(each.id)).length)
        expect(byName.elsewhere).toEqual([])
      })
    }), { numRuns: 40 })
  })

  it('WK-10 says of somebody known elsewhere only whom to ring: for a key, never for a name, words or a reference', async () => {
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: 'A street', postcode: null, addressId: null, ...middleOf(2, 1) }, people: [aPerson({ role: 'victim', givenName: 'Una', familyName: 'Quill', phone: '07700 900777', dateOfBirth: '1980-05-06' })] }))
    await heed.look('priya.nair', async (ctx) => {
      for (const typed of ['07700 900777', 'Quill 6/5/1980']) {
        const found = await searchFor(ctx, typed)
        expect(found.people).toEqual([])
        expect(found.elsewhere).toEqual([{ team: 'Northgate Intelligence Unit', telephone: null }])
      }
      for (const typed of ['Una Quill', 'Quill', 'ASB/2026/000025']) expect((await searchFor(ctx, typed)).elsewhere).toEqual([])
    })
  })

  it('answers alike for a reference that does not exist and one that may not be seen', async () => {
    const hidden = await heed.look('owen.tate', async (ctx) => { const seen = await visibleTo(ctx); return made.find(({ id }) => !seen.has(id)) })
    await heed.look('owen.tate', async (ctx) => {
      const { query: _, as: __, ...unseen } = await searchFor(ctx, hidden?.reference ?? '')
      const { query: ___, as: ____, ...absent } = await searchFor(ctx, 'ASB/2026/999999')
      expect(unseen).toEqual(absent)
    })
  })

  it('finds nothing for a partner, even when asked directly', async () => {
    await heed.look('dev.mistry', async (ctx) => {
      const found = await searchFor(ctx, 'Sam Pell 07700')
      expect([found.incidents, found.people, found.cases, found.elsewhere]).toEqual([[], [], [], []])
    })
  })
})

describe('people', () => {
  it('WK-03 shows a person only through visible records, and nobody else exists', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), fc.nat(), async (viewer, pick) => {
      const personId = personIds[pick % personIds.length] ?? ''
      await heed.look(viewer, async (ctx) => {
        const visible = await visibleTo(ctx)
        const seen = await ctx.db.selectFrom('personMentions').select('id').where('personId', '=', personId).execute()
        if (seen.length === 0) {
          expect(await refused(getPersonPage(ctx, personId))).toBe('not found')
          return
        }
        const page = await getPersonPage(ctx, personId)
        expect(page.mentions.every(({ sourceId }) => visible.has(sourceId))).toBe(true)
        expect(page.reports.every(({ id }) => visible.has(id))).toBe(true)
      })
    }), { numRuns: 40 })
  })
})

describe('home', () => {
  it('WK-01 counts exactly the rows of the list behind each count, all of them visible', async () => {
    for (const viewer of viewers) {
      await heed.look(viewer, async (ctx) => {
        const visible = await visibleTo(ctx)
        for (const { key, count } of await countQueues(ctx)) {
          const page = await getQueuePage(ctx, key)
          expect([viewer, key, page.rows.length]).toEqual([viewer, key, count])
          expect(page.rows.filter(({ kind, subjectId }) => kind === 'incident' && !visible.has(subjectId))).toEqual([])
        }
      })
    }
  })

  it('counts as the features’ own lists do, where a count opens one of them', async () => {
    for (const viewer of viewers) {
      await heed.look(viewer, async (ctx) => {
        for (const { key, href, count } of await countQueues(ctx)) {
          if (href === '/incidents/unresulted') expect([viewer, count]).toEqual([viewer, (await listIncidents(ctx, openByRisk)).total])
          if (key === 'allocated') expect([viewer, count]).toEqual([viewer, (await listIncidents(ctx, { ...openByRisk, scope: 'mine' })).total])
          if (key === 'my-cases') expect([viewer, count]).toEqual([viewer, await countCases(ctx, { scope: 'mine', status: 'working', page: 1 })])
        }
        const home = await getHomePage(ctx)
        if (home.toResearch !== null) expect(home.toResearch).toBe((await listForResearch(ctx, { since: null, flag: null, isUnassessedOnly: false })).rows.filter(({ researchedAt }) => researchedAt === null).length)
        if (home.awaiting !== null) expect(home.awaiting).toBe((await listAwaiting(ctx)).length)
      })
    }
  })

  it('shows partners and volunteers their account and nothing else, and refuses them every list', async () => {
    for (const viewer of ['dev.mistry', 'joan.firth', 'peter.lamb', 'sam.blank']) {
      await heed.look(viewer, async (ctx) => {
        expect(await getHomePage(ctx)).toMatchObject({ isInsider: false, queues: [], waiting: 0, changed: [], teams: [] })
        expect(await refused(getQueuePage(ctx, 'overdue'))).toBe('not found')
      })
    }
  })
})

describe('history', () => {
  it('WK-04 is read by supervisors for what they see and by auditors for what exists; to all others there is none', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers, 'margaret.osei', 'robin.castle', 'dev.mistry'), fc.nat({ max: 23 }), async (viewer, at) => {
      const id = made[at]?.id ?? ''
      await heed.look(viewer, async (ctx) => {
        const sees = (await visibleTo(ctx)).has(id)
        const supervises = ['supervisor', 'asb lead', 'central asb unit'].some((role) => ctx.actor.roles.some((held) => held === role))
        const expected = viewer === 'margaret.osei' || (supervises && sees) ? 'allowed' : 'not found'
        expect([viewer, await refused(getHistoryPage(ctx, 'incident', id, null))]).toEqual([viewer, expected])
      })
    }), { numRuns: 60 })
  })

  it('names who recorded the incident, and the reading of it next time', async () => {
    const id = made.find(({ sealed }) => !sealed)?.id ?? ''
    await heed.look('margaret.osei', (ctx) => getHistoryPage(ctx, 'incident', id, null))
    const page = await heed.look('margaret.osei', (ctx) => getHistoryPage(ctx, 'incident', id, null))
    expect(page.entries.map(({ actorName }) => actorName)).toEqual(expect.arrayContaining(['Amara Diallo', 'Margaret Osei']))
    expect(await heed.look('margaret.osei', (ctx) => refused(getHistoryPage(ctx, 'incident', newId(), null)))).toBe('not found')
  })

  it('reads a person’s history only where a visible record mentions them', async () => {
    for (const personId of personIds.slice(0, 12)) {
      await heed.look('owen.tate', async (ctx) => {
        const sees = (await ctx.db.selectFrom('personMentions').select('id').where('personId', '=', personId).execute()).length > 0
        expect(await refused(getHistoryPage(ctx, 'person', personId, null))).toBe(sees ? 'allowed' : 'not found')
      })
    }
  })
})
