import { allocateIncident, decideFlag, linkDuplicate, recordCrime, recordIntelligence, recordResearch } from '#features/incidents/index.ts'
import { addDays, londonDay, londonInstant } from '#platform/time/day.ts'
import { plusHours, plusMinutes } from '#platform/time/instant.ts'
import { assess } from './assessing.ts'
import { workCases } from './casework.ts'
import type { DemoAddress } from './geography.ts'
import { dealWithRepeats, findRepeats } from './repeats.ts'
import { acknowledge, followUp, report, respond, result, type Teller, type Telling } from './telling.ts'
import type { Ordinary } from './year.ts'

const yes = (question: string, detail?: string) => ({ question, answer: 'yes' as const, ...(detail === undefined ? {} : { detail }) })
const no = (question: string) => ({ question, answer: 'no' as const })

const mrsPell: Teller = { givenName: 'Edna', familyName: 'Pell', dateOfBirth: '1944-04-02', phone: '07700 900142', email: null, wantsContact: true, safeToContact: 'Ring before noon. Do not leave a message: the people upstairs can hear it' }
const mrRahimi: Teller = { givenName: 'Tariq', familyName: 'Rahimi', dateOfBirth: '1979-11-20', phone: '07700 900377', email: 'tariq.rahimi@example.org', wantsContact: true, safeToContact: null }
const msVella: Teller = { givenName: 'Carmel', familyName: 'Vella', dateOfBirth: '1988-02-14', phone: '07700 900518', email: null, wantsContact: true, safeToContact: 'Only at work, weekdays 10 to 4. Never at home' }
const mrDoyle: Teller = { givenName: 'Frank', familyName: 'Doyle', dateOfBirth: '1957-07-30', phone: '07700 900263', email: null, wantsContact: true, safeToContact: null }
const msKaur: Teller = { givenName: 'Sunita', familyName: 'Kaur', dateOfBirth: '1992-09-09', phone: '07700 900691', email: 'sunita.kaur@example.org', wantsContact: true, safeToContact: null }

/** Cases the stories lead to, by whose they are. */
export interface StoryCases {
  readonly pell: string
  readonly rahimi: string
  readonly vella: string
  readonly doyle: string
  readonly kaur: string
}

/** The stories the demonstration is known by, told over the ordinary year. Result: how many reports they hold. */
export async function tellStories(telling: Telling, ordinary: readonly Ordinary[]): Promise<number> {
  const pell = await tellPell(telling)
  const rahimi = await tellRepeated(telling, {
    who: mrRahimi, address: at(telling, 2, 'D05001002'), officer: 'hana.suzuki', ward: 'D05001002', days: [96, 71, 40, 12], type: 'rowdy-neighbours', like: 'hate',
    words: 'They shout things about where we come from through the wall and have put paint on the door. My children will not go out alone.',
    judgement: { band: 'high', reason: 'The children are now followed to school; the family is alone in this' },
  })
  const vella = await tellRepeated(telling, {
    who: msVella, address: at(telling, 9, 'D05001001'), officer: 'priya.nair', ward: 'D05001001', days: [60, 33, 15], type: 'nuisance-communications', like: 'high',
    words: 'Calls at all hours from withheld numbers. The voice knows what I am wearing.',
  })
  const doyle = await tellRepeated(telling, {
    who: mrDoyle, address: at(telling, 5, 'D05001002'), officer: 'hana.suzuki', ward: 'D05001002', days: [250, 231, 214], type: 'rowdy-inconsiderate', like: 'high',
    words: 'The same lads sit on my wall every night and call me names when I come home.',
  })
  const kaur = await tellRepeated(telling, {
    who: msKaur, address: at(telling, 23, 'D05001001'), officer: 'priya.nair', ward: 'D05001001', days: [150, 131, 118], type: 'noise', like: 'high',
    words: 'I have not slept in my own bed for three weeks.',
  })
  const yesterday = await tellYesterday(telling)
  await assessOrdinary(telling, ordinary)
  await markOrdinary(telling, ordinary)
  // found as they came, before a case was sealed
  await findRepeats(telling)
  await workCases(telling, { pell, rahimi, vella, doyle, kaur })
  await dealWithRepeats(telling)
  return 7 + 4 + 3 + 3 + 3 + yesterday
}

/** Mrs Pell of Tanner Street: seven reports, each alone a small thing. */
async function tellPell(telling: Telling): Promise<string> {
  const address = telling.addresses.find(({ line }) => line === '14 Tanner Street') ?? at(telling, 14, 'D05001001')
  const said: readonly (readonly [number, string])[] = [
    [198, 'Banging on the ceiling from the flat above after midnight. She did not want anyone sent.'],
    [176, 'The same again, and rubbish pushed through the letterbox. Caller says she has told the council.'],
    [141, 'Shouted at on the stairs by a man from the flat above, who stood in her way.'],
    [110, 'Music through the night, third time this week. Caller in tears on the line.'],
    [62, 'Something burning was put through the letterbox; it went out on the mat. Caller is frightened to go to bed.'],
    [24, 'Man from above waited at the street door and told her she would be sorry if she rang the police again.'],
    [3, 'Her window box was pulled down in the night and the earth put on the step. Caller says she can hear them laughing.'],
  ]
  let personId: string | null = null
  let risky = ''
  for (const [n, [ago, narrative]] of said.entries()) {
    const when = moment(telling, ago, n === 2 ? '11:20' : '21:14')
    const incidentId: string = await report(telling, {
      at: when, type: n === 3 ? 'noise' : 'rowdy-neighbours', qualifier: n < 2 ? 'nuisance' : 'personal', narrative, address, caller: mrsPell, personId, part: n < 4 ? 'caller' : 'victim',
      screening: n === 0 ? ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'].map(no) : [yes('d1', n < 3 ? 'second or third time' : 'every weekend since May'), n === 1 ? yes('d2', 'the council, no reference') : no('d2'), yes('d3'), no('d4'), yes('d5', 'lives alone, walks with a frame'), n > 3 ? yes('d6') : no('d6')],
      grade: n < 4 ? 'extended' : 'significant', channel: n === 5 ? '999' : '101',
    })
    personId ??= await personOf(telling, incidentId)
    await finish(telling, incidentId, when, { sent: n > 1, officer: 'priya.nair', last: n === 6 })
    if (n === 4) {
      risky = incidentId
      await assess(telling, { incidentId, by: 'priya.nair', at: plusHours(when, 2), like: 'high', words: { 5: 'He stood in front of me and said he knew when I was alone.', 10: 'I sit in the kitchen with the light off until they go to sleep.', 13: 'My sister died in March. There is nobody else.' }, until: { approvedBy: 'femi.adeyemi', at: plusHours(when, 4) } })
    }
  }
  return risky
}

interface Repeated {
  readonly who: Teller
  readonly address: DemoAddress
  readonly officer: string
  readonly ward: string
  readonly days: readonly number[]
  readonly type: string
  readonly like: 'high' | 'hate'
  readonly words: string
  readonly judgement?: { band: string; reason: string }
}

/** Somebody who rings again and again until the last report is assessed as high. Result: the report that was. */
async function tellRepeated(telling: Telling, story: Repeated): Promise<string> {
  let personId: string | null = null
  let last = ''
  for (const [n, ago] of story.days.entries()) {
    const when = moment(telling, ago, n % 2 === 0 ? '19:40' : '22:05')
    last = await report(telling, {
      at: when, type: story.type, qualifier: 'personal', narrative: story.words, address: story.address, caller: story.who, personId, part: 'victim', grade: 'significant',
      screening: [n === 0 ? no('d1') : yes('d1', `${n + 1} times now`), no('d2'), yes('d3'), story.like === 'hate' ? yes('d4') : no('d4'), no('d5'), yes('d6')],
    })
    personId ??= await personOf(telling, last)
    await finish(telling, last, when, { sent: true, officer: story.officer, last: false })
    if (n === story.days.length - 1) {
      await assess(telling, { incidentId: last, by: story.officer, at: plusHours(when, 3), like: story.like, words: { 10: story.words }, ...(story.judgement === undefined ? {} : { judgement: story.judgement }), until: { approvedBy: 'femi.adeyemi', at: plusHours(when, 5) } })
    }
  }
  return last
}

/** The last day's flagged reports, which the intelligence unit looks through this morning. */
async function tellYesterday(telling: Telling): Promise<number> {
  const { stage } = telling
  const told = [
    ['rowdy-inconsiderate', 'Boys on bicycles ride at an old man each time he crosses the court; today one kicked his stick away.', [yes('d1'), no('d2'), yes('d3'), no('d4'), yes('d5', 'partly sighted'), no('d6')]],
    ['rowdy-neighbours', 'Neighbour wrote on the caller’s door in marker that they should go home.', [no('d1'), no('d2'), yes('d3'), yes('d4'), no('d5'), yes('d6')]],
    ['street-drinking', 'Drinkers in the doorway of the surgery again; a nurse was spat at.', [yes('d1', 'most days'), yes('d2', 'council wardens'), no('d3'), no('d4'), no('d5'), no('d6')]],
  ] as const
  let first = ''
  for (const [n, [type, narrative, screening]] of told.entries()) {
    const when = plusMinutes(telling.until, -(300 + n * 95))
    const incidentId = await report(telling, { at: when, type, qualifier: n === 2 ? 'nuisance' : 'personal', narrative, address: at(telling, [2, 5, 9][n] ?? 2, n === 2 ? 'D05001002' : 'D05001001'), caller: { ...mrDoyle, givenName: ['Winston', 'Leila', 'Grace'][n] ?? 'Grace', familyName: ['Barlow', 'Osman', 'Quinn'][n] ?? 'Quinn', dateOfBirth: null, phone: `07700 90080${n}` }, grade: n === 2 ? 'extended' : 'significant', screening: [...screening] })
    if (n === 0) first = incidentId
    else await respond(telling, incidentId, plusMinutes(when, 25), true)
  }
  await stage.as('wei.zhang', plusMinutes(telling.until, -60), 'incidents.research', (ctx) =>
    recordResearch(ctx, { incidentId: first, searched: 'Incidents at the address and within the court for twelve months; intelligence by description', found: 'Four earlier reports in the court since August naming boys on bicycles; two by other residents' }))
  await stage.as('wei.zhang', plusMinutes(telling.until, -58), 'incidents.decideFlag', async (ctx) => {
    const { version } = await ctx.db.selectFrom('incidents').select('version').where('id', '=', first).executeTakeFirstOrThrow()
    await decideFlag(ctx, { incidentId: first, version, flag: 'repeat', decision: 'confirmed', reason: 'Four earlier reports of the same boys in the same court' })
  })
  return told.length
}

/** Ordinary reports that were assessed: most stand approved, some wait, one was sent back, one is half done. */
async function assessOrdinary(telling: Telling, ordinary: readonly Ordinary[]): Promise<void> {
  const own = ordinary.filter(({ qualifier, hasCaller, ward }) => qualifier === 'personal' && hasCaller && /^D0500100[12]$/.test(ward))
  const officer = ({ ward }: Ordinary): string => (ward === 'D05001001' ? 'priya.nair' : 'hana.suzuki')
  const fresh = own.slice(-5)
  const old = own.slice(0, -5).slice(-14)
  for (const [n, one] of old.entries()) {
    await assess(telling, { incidentId: one.incidentId, by: officer(one), at: plusHours(one.at, 5), like: n % 4 === 3 ? 'medium' : 'low', until: { approvedBy: 'femi.adeyemi' } })
  }
  const ends = ['sent', 'sent', { returnedBy: 'femi.adeyemi', reason: 'Question 13 says she is close to her family, but her words say she has nobody. Speak to her again.' }, 'draft', 'sent'] as const
  for (const [n, one] of fresh.entries()) {
    const when = plusHours(telling.until, -(30 - n * 5))
    await assess(telling, { incidentId: one.incidentId, by: officer(one), at: when > one.at ? when : plusHours(one.at, 1), like: n === 0 ? 'medium' : n === 1 ? 'high' : 'low', until: ends[n] ?? 'sent' })
  }
}

/** Crime references, intelligence reports, a duplicate, and incidents given to a named officer. */
async function markOrdinary({ stage, chance, until }: Telling, ordinary: readonly Ordinary[]): Promise<void> {
  const inFirst = ordinary.filter(({ ward, daysAgo }) => ward.startsWith('D05001') && daysAgo > 1)
  const versionOf = async (db: Parameters<Parameters<typeof stage.as>[3]>[0]['db'], id: string): Promise<number> => (await db.selectFrom('incidents').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
  for (const [n, { incidentId, at: when }] of inFirst.filter((_, index) => index % 11 === 0).entries()) {
    await stage.as('karin.lindqvist', plusHours(when, 20), 'incidents.recordIntelligence', async (ctx) =>
      recordIntelligence(ctx, { incidentId, version: await versionOf(ctx.db, incidentId), intelligence: n % 3 === 2 ? 'considered' : 'submitted', reference: n % 3 === 2 ? '' : `INT/${londonDay(when).slice(0, 4)}/${chance.whole(1000, 9999)}`, because: n % 3 === 2 ? 'Nothing beyond what is on record already' : '' }))
  }
  for (const { incidentId, at: when } of inFirst.filter((_, index) => index % 29 === 5)) {
    await stage.as('karin.lindqvist', plusHours(when, 22), 'incidents.recordCrime', async (ctx) =>
      recordCrime(ctx, { incidentId, version: await versionOf(ctx.db, incidentId), crimeReference: `CR${londonDay(when).slice(2, 4)}/${chance.whole(100_000, 999_999)}`, victimsCode: true }))
  }
  const open = inFirst.filter(({ ward, daysAgo }) => ward === 'D05001001' && daysAgo < 60).slice(-3)
  for (const { incidentId, at: when } of open) {
    const priya = await stage.as('femi.adeyemi', plusHours(when, 10), 'incidents.find-officer', async (ctx) => (await ctx.db.selectFrom('accounts').select('id').where('username', '=', 'priya.nair').executeTakeFirstOrThrow()).id)
    await stage.as('femi.adeyemi', plusHours(when, 10) < until ? plusHours(when, 10) : until, 'incidents.allocate', async (ctx) =>
      allocateIncident(ctx, { incidentId, version: await versionOf(ctx.db, incidentId), accountId: priya, note: 'Please call on them this week' }))
  }
  const [first, second] = inFirst.filter(({ daysAgo }) => daysAgo < 40)
  if (first === undefined || second === undefined) return
  await stage.as('karin.lindqvist', plusHours(second.at, 20), 'incidents.linkDuplicate', async (ctx) => {
    const { reference } = await ctx.db.selectFrom('incidents').select('reference').where('id', '=', first.incidentId).executeTakeFirstOrThrow()
    await linkDuplicate(ctx, { incidentId: second.incidentId, version: await versionOf(ctx.db, second.incidentId), reference, reason: 'The same disturbance, rung in by a second neighbour' })
  })
}

async function finish(telling: Telling, incidentId: string, when: Date, how: { sent: boolean; officer: string; last: boolean }): Promise<void> {
  await respond(telling, incidentId, plusMinutes(when, 22), how.sent)
  await acknowledge(telling, incidentId, plusHours(when, 11), how.officer)
  if (how.last) return
  await result(telling, incidentId, plusHours(when, 2), how.sent ? 'chidi.okafor' : 'tom.hargreaves')
  await followUp(telling, incidentId, plusHours(when, 40), how.officer, 'Called on them at home, listened, left the team’s number and agreed when to ring next.')
}

async function personOf({ stage, until }: Telling, incidentId: string): Promise<string> {
  return stage.as('amara.diallo', until, 'people.find', async (ctx) => (await ctx.db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).personId)
}

function moment({ until }: Telling, daysAgo: number, time: string): Date {
  return londonInstant(addDays(londonDay(until), -daysAgo), time)
}

function at({ addresses }: Telling, number: number, ward: string): DemoAddress {
  const found = addresses.find((address) => address.ward === ward && address.line.startsWith(`${number} `))
  if (found === undefined) throw new Error(`no house numbered ${number} in ${ward}`)
  return found
}
