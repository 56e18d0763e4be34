import { addDays, londonDay, londonInstant } from '#platform/time/day.ts'
import { plusHours } from '#platform/time/instant.ts'
import type { DemoAddress } from './geography.ts'
import { lookForRepeats } from './repeats.ts'
import { acknowledge, report, respond, result, type Teller, type Telling } from './telling.ts'

const nobody: Teller = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, wantsContact: true, safeToContact: null }

/** One call of this story: days ago, house, who, and what they said. */
interface Call {
  readonly ago: number
  readonly house: string
  readonly who: Partial<Teller>
  readonly said: string
  readonly vulnerable?: boolean
}

/** Nora Bright, who was Nora Castellan: two telephones, two surnames, once only "Mrs". Her twin and her mother live with her and are other people. */
const nora: readonly Call[] = [
  { ago: 170, house: '5 Cobble Road', who: { givenName: 'Nora', familyName: 'Castellan', dateOfBirth: '1986-05-17', phone: '07700 900711' }, said: 'Somebody has sprayed a word on the door. She scrubbed it off before the children saw it.' },
  { ago: 121, house: '5 Cobble Road', who: { givenName: 'Nora', familyName: 'Bright', dateOfBirth: '1986-05-17', phone: '07700 900358' }, said: 'The door again, and stones at the window after dark.' },
  { ago: 77, house: '5 Cobble Road', who: { givenName: 'Mrs', familyName: 'Bright', phone: '07700 900358' }, said: 'They follow her to the bus stop. She did not want to give her first name with people listening.' },
  { ago: 64, house: '5 Cobble Road', who: { givenName: 'Una', familyName: 'Bright', dateOfBirth: '1986-05-17', phone: '07700 900963' }, said: 'Her sister’s door has been kicked. She was alone in the house.' },
  { ago: 51, house: '5 Cobble Road', who: { givenName: 'Ruth', familyName: 'Castellan', dateOfBirth: '1958-01-09', phone: '020 7946 0711' }, said: 'Eggs at the front window. She is the mother and lives on the ground floor.' },
  { ago: 6, house: '5 Cobble Road', who: { givenName: 'Nora', familyName: 'Bright', phone: '07700 900711' }, said: 'They rang the bell all night and ran. She has not slept.', vulnerable: true },
]

/** Two who may be one: for the intelligence unit to find out. */
const doubtful: readonly Call[] = [
  { ago: 38, house: '9 Indigo Row', who: { givenName: 'Dilwyn', familyName: 'Arkwright', phone: '07700 900721' }, said: 'Youths on motor scooters ride along the pavement at him on purpose.', vulnerable: true },
  { ago: 9, house: '14 Indigo Row', who: { givenName: 'Dillon', familyName: 'Arkwright' }, said: 'Scooters on the pavement every evening; one clipped his shopping trolley.', vulnerable: true },
  { ago: 45, house: '2 Capstan Close', who: { givenName: 'Maya', familyName: 'Lindqvist-Orr', phone: '07700 900731', dateOfBirth: '1990-02-11' }, said: 'A neighbour’s dog is let loose on the landing whenever she comes home.' },
  { ago: 13, house: '5 Capstan Close', who: { givenName: 'May', familyName: 'Orr' }, said: 'The dog is on the landing again. She cannot get to her own door.' },
]

/** People the demonstration is recognised by: one woman under two names, her twin and her mother, and two pairs nobody can be sure of. Result: how many reports. */
export async function tellRecognised(telling: Telling): Promise<number> {
  for (const call of [...nora, ...doubtful].sort((a, b) => b.ago - a.ago)) await lookForRepeats(telling, [await tellCall(telling, call)])
  return nora.length + doubtful.length
}

async function tellCall(telling: Telling, { ago, house, who, said, vulnerable }: Call): Promise<{ id: string; reportedAt: Date }> {
  const at = londonInstant(addDays(londonDay(telling.until), -ago), '19:40')
  const incidentId = await report(telling, {
    at, type: 'rowdy-inconsiderate', qualifier: 'personal', narrative: said, address: houseIn(telling, house), caller: { ...nobody, ...who },
    screening: (['d1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const).map((question) => ({ question, answer: question === 'd5' && vulnerable === true ? 'yes' : 'no' })), grade: 'extended',
  })
  await respond(telling, incidentId, plusHours(at, 1), ago > 40)
  await acknowledge(telling, incidentId, plusHours(at, 12), 'priya.nair')
  if (ago > 7) await result(telling, incidentId, plusHours(at, 3), 'chidi.okafor')
  return { id: incidentId, reportedAt: at }
}

function houseIn({ addresses }: Telling, line: string): DemoAddress {
  const found = addresses.find((each) => each.line === line)
  if (found === undefined) throw new Error(`there is no ${line}`)
  return found
}
