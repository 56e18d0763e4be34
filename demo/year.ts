import { addDays, formatMonth, londonDay, startOfLondonDay, weekdayOf, type Day } from '#platform/time/day.ts'
import { plusHours, plusMinutes } from '#platform/time/instant.ts'
import { type Chance, chanceFrom } from './chance.ts'
import { acknowledge, followUp, hourOf, report, respond, result, teller, type Telling } from './telling.ts'
import { familyNames, givenNames, narratives } from './words.ts'

/** How often each type is reported, in a hundred: more of what people report most. Invented. */
const types: readonly (readonly [string, number])[] = [
  ['rowdy-inconsiderate', 32], ['rowdy-neighbours', 17], ['noise', 17], ['vehicle-nuisance', 11], ['street-drinking', 7], ['littering-drugs-paraphernalia', 4],
  ['begging-vagrancy', 3], ['animal-problems', 2], ['trespass', 2], ['vehicle-abandoned', 1], ['fireworks', 2], ['nuisance-communications', 1], ['prostitution-related', 1],
]
const personal = new Set(['rowdy-neighbours', 'nuisance-communications', 'noise'])
const environmental = new Set(['littering-drugs-paraphernalia', 'vehicle-abandoned'])

/** One ordinary report, for later chapters to go on with. */
export interface Ordinary {
  readonly incidentId: string
  readonly at: Date
  readonly daysAgo: number
  readonly ward: string
  readonly qualifier: string
  readonly hasCaller: boolean
}

/** A year of ordinary reports: about two every three days, more in summer and at weekends, most in the first borough. Result: what was told. */
export async function tellYear(telling: Telling, say: (sentence: string) => void): Promise<readonly Ordinary[]> {
  const today = londonDay(telling.until)
  const told: Ordinary[] = []
  const calls = chanceFrom(20_261_124)
  for (let ago = 364; ago >= 0; ago--) {
    const day = addDays(today, -ago)
    for (let left = reportsOn(telling, day); left > 0; left--) {
      const at = hourOf(telling.chance, startOfLondonDay(day))
      if (at >= plusMinutes(telling.until, -20)) continue
      told.push(await tellOne(telling, { at, daysAgo: ago }, calls))
    }
    if (ago % 90 === 0 && ago > 0) say(`Loading the demonstration: ${formatMonth(day)}`)
  }
  return told
}

function reportsOn({ chance }: Telling, day: Day): number {
  const month = Number(day.slice(5, 7))
  const season = month >= 5 && month <= 8 ? 1.35 : month === 11 ? 1.15 : 0.8
  const weekend = ['Friday', 'Saturday', 'Sunday'].includes(weekdayOf(day)) ? 1.3 : 0.88
  const expected = 0.6 * season * weekend
  return Math.floor(expected) + (chance.often(expected % 1) ? 1 : 0)
}

async function tellOne(telling: Telling, { at, daysAgo }: Pick<Ordinary, 'at' | 'daysAgo'>, calls: Chance): Promise<Ordinary> {
  const { chance, addresses } = telling
  const borough = chance.pick(['1', '1', '1', '1', '1', '1', '2', '2', '3', '4'])
  const theirs = addresses.filter(({ ward }) => ward.startsWith(`D0500${borough}`))
  const near = borough === '1' && chance.often(0.6) ? theirs.filter(({ ward }) => /0(01|02|03)$/.test(ward)) : theirs
  const address = chance.pick(near.length > 0 ? near : theirs)
  const type = weighted(chance.number() * 100)
  const qualifier = personal.has(type) && chance.often(0.6) ? 'personal' : environmental.has(type) ? 'environmental' : 'nuisance'
  const street = address.line.replace(/^\d+ /, '')
  const caller = chance.often(0.12) ? null : teller(chance, { given: givenNames, family: familyNames })
  const asked = chance.often(0.82)
  const incidentId = await report(telling, {
    at, type, qualifier, address, caller, livesThere: chance.often(0.7), channel: chance.pick(['101', '101', '101', '999', 'online', 'front-counter', 'neighbourhood-team']),
    narrative: chance.pick(narratives[type] ?? ['Disturbance at {place}.']).replaceAll('{place}', street),
    screening: answersBy(telling, asked, qualifier === 'personal'),
    grade: chance.often(0.94) ? chance.pick(['extended', 'extended', 'referred', 'significant', 'significant', 'immediate']) : null,
  })
  await goOn(telling, { incidentId, at, daysAgo, borough, ward: address.ward, hasCaller: caller !== null }, calls)
  return { incidentId, at, daysAgo, ward: address.ward, qualifier, hasCaller: caller !== null }
}

interface One {
  readonly incidentId: string
  readonly at: Date
  readonly daysAgo: number
  readonly borough: string
  readonly ward: string
  readonly hasCaller: boolean
}

async function goOn(telling: Telling, one: One, calls: Chance): Promise<void> {
  const { chance, until } = telling
  const before = (when: Date): boolean => when < until
  const neighbour = one.ward.endsWith('001') && one.borough === '1' ? 'priya.nair' : one.ward.endsWith('002') && one.borough === '1' ? 'hana.suzuki' : null
  const sentAt = plusMinutes(one.at, chance.whole(4, 70))
  const isRecent = one.daysAgo < 3
  if (!before(sentAt) || (isRecent && chance.often(0.35))) return
  const isSent = chance.often(0.6)
  await respond(telling, one.incidentId, sentAt, isSent)
  const resultAt = plusHours(sentAt, chance.whole(1, isSent ? 5 : 30))
  const left = isRecent ? 0.5 : one.daysAgo < 14 ? 0.12 : 0.01
  if (before(resultAt) && !chance.often(left)) {
    await result(telling, one.incidentId, resultAt, one.borough === '1' && isSent ? chance.pick(['chidi.okafor', 'leah.marsh', 'karin.lindqvist']) : 'tom.hargreaves')
  }
  if (neighbour === null) return callOn(telling, one, calls)
  const seenAt = plusHours(one.at, chance.whole(2, 20))
  if (before(seenAt)) await acknowledge(telling, one.incidentId, seenAt, neighbour)
  const calledAt = plusHours(seenAt, chance.whole(4, 70))
  if (before(calledAt) && chance.often(0.8)) await followUp(telling, one.incidentId, calledAt, neighbour, 'Asked how things have been since the report, left the team’s number and said when we will next be in the street.')
  else await callOn(telling, one, calls)
}

/**
 * Where the neighbourhood team has not called, their sergeant or the control room does, late once in a while; a few are not reached, and stand overdue.
 *
 * Chances of its own, so that the rest of the story stays as it is.
 */
async function callOn(telling: Telling, one: One, calls: Chance): Promise<void> {
  const at = plusHours(one.at, calls.often(0.85) ? calls.whole(14, 40) : calls.whole(60, 160))
  const isReached = calls.often(one.daysAgo < 30 ? 0.92 : 0.99)
  if (at >= telling.until || !isReached) return
  const by = one.borough === '1' ? 'karin.lindqvist' : one.borough === '2' ? 'owen.tate' : 'tom.hargreaves'
  const said = one.hasCaller ? 'Rang to ask how things have been since the report, and said whom to ring if it happens again.' : 'Nobody left a name: knocked at the doors nearby, listened, and left the team’s number.'
  await followUp({ ...telling, chance: calls }, one.incidentId, at, by, said)
}

function answersBy({ chance }: Telling, asked: boolean, isPersonal: boolean): { question: string; answer: 'yes' | 'no' | 'declined' | 'not-asked'; detail?: string; reason?: string }[] {
  if (!asked) return ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'].map((question) => ({ question, answer: 'not-asked' as const, reason: chance.pick(['The caller rang off', 'The line was lost', 'Reported by a passer-by']) }))
  const yes = { d1: isPersonal ? 0.45 : 0.2, d2: 0.2, d3: isPersonal ? 0.4 : 0.05, d4: 0.03, d5: 0.1, d6: isPersonal ? 0.15 : 0.04 }
  return Object.entries(yes).map(([question, share]) =>
    chance.often(share) ? { question, answer: 'yes' as const } : { question, answer: chance.often(0.04) ? ('declined' as const) : ('no' as const) })
}

function weighted(roll: number): string {
  let sum = 0
  for (const [type, share] of types) {
    sum += share
    if (roll < sum) return type
  }
  return 'rowdy-inconsiderate'
}
