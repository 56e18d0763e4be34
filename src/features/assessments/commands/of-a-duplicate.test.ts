import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { linkDuplicate, unlinkDuplicate } from '#features/incidents/index.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { getStartPage } from '../queries/pages.ts'
import { startAssessment } from './start-assessment.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

it('IN-64 a victim whom only a duplicate names can be assessed where it is worked, and no more once the link is undone', async () => {
  const record = (people: Parameters<typeof aPerson>[0][]) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: people.map((over) => aPerson(over)) }))
  const [first, second] = [await record([]), await record([{ role: 'victim', givenName: 'Noor', familyName: 'Vale' }])]
  const offered = async () => (await heed.look('priya.nair', (ctx) => getStartPage(ctx, first.incidentId))).subjects.find(({ text }) => text.includes('Noor Vale'))?.value
  expect(await offered()).toBeUndefined()
  await heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: 'The same' }))
  const subject = (await offered()) ?? ''
  expect((await heed.act('priya.nair', (ctx) => startAssessment(ctx, { incidentId: first.incidentId, subject }))).isResumed).toBe(false)
  await heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: 2, reason: 'Another flat', takeBack: true }))
  expect(await offered()).toBeUndefined()
  expect((await refusalOf(heed.act('hana.suzuki', (ctx) => startAssessment(ctx, { incidentId: first.incidentId, subject })))).kind).toMatch(/invalid|not found/)
})
