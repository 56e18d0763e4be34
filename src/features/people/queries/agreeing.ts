import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { plainWord } from '../rules/names.ts'
import { standardise, streetSoFar, type MentionAsGiven } from '../rules/standardise.ts'

/** The fewest letters and figures by which somebody is looked for while more is still being typed. */
const FEWEST = { letters: 3, figures: 7, lastFigures: 4, lastFiguresAlone: 6 } as const

/** What has been typed so far, in the form each way of looking takes it. */
export interface TypedSoFar {
  readonly family: string | null
  readonly initial: string | null
  /** The beginning of a number in its international form: "+4477009". */
  readonly phoneBegins: string | null
  /** Its last figures, when what is typed is no beginning. */
  readonly phoneEnds: string | null
  readonly birth: string | null
  readonly postcode: string | null
  /** A postcode but for its last two letters: "ZA12". */
  readonly sector: string | null
  readonly address: string | null
  readonly house: string | null
  readonly street: string | null
}

/** Ways of agreeing with what is typed so far, as the page says them. */
const WAYS = {
  surname: 'surname begins alike',
  street: 'the street begins alike, and the same first initial',
  'phone begins': 'phone begins alike',
  'phone ends and surname': 'phone ends alike, and surname begins alike',
  'phone ends': 'phone ends alike',
  postcode: 'same postcode',
  'sector and surname': 'same part of the postcode, and surname begins alike',
  'sector and house': 'same house number in the same part of the postcode',
  address: 'same house',
  birth: 'same date of birth',
} as const

/** A mention that agrees with what is typed so far, and in which ways. */
export interface Agreeing {
  readonly ways: readonly (keyof typeof WAYS)[]
  readonly isCommon: boolean
  readonly id: string
  readonly personId: string
  readonly title: string | null
  readonly givenName: string | null
  readonly familyName: string | null
  readonly recordedAt: Date
  readonly riskOrder: number
  readonly isVulnerable: boolean
}

/** Somebody who agrees with what is typed so far. */
export interface AgreeingPerson {
  readonly personId: string
  /** In how many words each way is said: "same postcode; surname begins alike". */
  readonly because: string
  readonly mentions: readonly Agreeing[]
}

/** The most mentions one way of looking gives. */
export const AGREEING_MOST = 200

/**
 * What can be looked for by what is typed so far.
 *
 * A whole postcode, day of birth, house or number speaks for itself; less than that goes with a second sign: the beginning of a surname, an initial, a house number.
 */
export function typedSoFar(person: MentionAsGiven, today: string): TypedSoFar {
  const { name, birth, phone, postcode, address } = standardise(person, today)
  const family = name.familyKey ?? (plainWord(person.familyName ?? '').slice(0, 1) || null)
  const figures = (phone?.key ?? null) === null ? (person.phone ?? '').replaceAll(/\D/g, '') : ''
  const begins = figures.replace(/^(?:0044|44|0)/, '')
  const isBeginning = figures !== begins
  const enough = begins.length >= FEWEST.figures
  return {
    family, initial: name.givenKey?.slice(0, 1) ?? name.initials[0] ?? (plainWord(person.givenName ?? '').slice(0, 1) || null),
    phoneBegins: enough ? `+44${begins}` : null,
    phoneEnds: isBeginning || figures.length < FEWEST.lastFigures || figures.length > 10 ? null : figures,
    birth: birth?.day ?? null, postcode: postcode?.key ?? null, sector: postcode?.key === null || postcode === null ? sectorOf(person.postcode ?? '') : null,
    address: address?.key ?? null, house: address?.number ?? null, street: person.addressText === null ? null : streetSoFar(person.addressText),
  }
}

/** "ZA1 2", "za1 2b": all of a postcode but its last letters. */
function sectorOf(text: string): string | null {
  const found = /^([A-Z]{1,2}\d[A-Z\d]?)(\d)[A-Z]?$/.exec(text.toUpperCase().replaceAll(/\s+/g, ''))
  return found === null ? null : `${found[1] ?? ''}${found[2] ?? ''}`
}

/**
 * People who agree with what is typed so far, within the reader's own sight: the gravest risk first, then the vulnerable, then whom the latest report is of.
 *
 * Only to show who may be meant while somebody is typing; it is evidence of nothing. A surname alone that begins like many others' shows nobody.
 * Result: isCommon where more than 200 agree in one way, and only some of them were looked at; only told to those who see the whole force.
 * Source: the method in docs/linkage-models.md. Rule PE-21.
 */
export async function findAgreeing(ctx: Context, typed: TypedSoFar): Promise<{ people: readonly AgreeingPerson[]; isCommon: boolean }> {
  const { family, initial, phoneBegins, phoneEnds, birth, postcode, sector, address, house, street } = typed
  const isAnything = (family !== null && family.length >= FEWEST.letters) || [phoneBegins, birth, postcode, address].some((each) => each !== null)
    || (phoneEnds !== null && (family !== null || phoneEnds.length >= FEWEST.lastFiguresAlone)) || (sector !== null && (family !== null || house !== null)) || (street !== null && initial !== null)
  if (!isAnything) return { people: [], isCommon: false }
  const { rows } = await sql<Agreeing>`select * from heed.mentions_agreeing(${family}, ${initial}, ${phoneBegins}, ${phoneEnds}, ${birth}::date, ${postcode}, ${sector}, ${address}, ${house}, ${street}, ${AGREEING_MOST}::integer)`.execute(ctx.db)
  const isTooCommon = (mention: Agreeing): boolean => mention.isCommon && initial === null && mention.ways.every((way) => way === 'surname')
  return { people: inOrder(rows.filter((mention) => !isTooCommon(mention))), isCommon: ctx.actor.seesForce && rows.some(({ isCommon }) => isCommon) }
}

/** Mentions gathered into persons, those first whom it is gravest not to know. */
export function inOrder(mentions: readonly Agreeing[]): readonly AgreeingPerson[] {
  const persons = Map.groupBy(mentions, ({ personId }) => personId)
  const most = (of: readonly Agreeing[], by: (mention: Agreeing) => number): number => Math.max(...of.map(by))
  return [...persons].map(([personId, own]) => ({ personId, own, ways: Object.keys(WAYS).filter((way) => own.some(({ ways }) => ways.some((each) => each === way))) }))
    .sort((a, b) => b.ways.length - a.ways.length || most(b.own, ({ riskOrder }) => riskOrder) - most(a.own, ({ riskOrder }) => riskOrder) || most(b.own, ({ isVulnerable }) => Number(isVulnerable)) - most(a.own, ({ isVulnerable }) => Number(isVulnerable))
      || most(b.own, ({ recordedAt }) => recordedAt.getTime()) - most(a.own, ({ recordedAt }) => recordedAt.getTime()) || (a.personId < b.personId ? -1 : 1))
    .map(({ personId, own, ways }) => ({ personId, because: wordsOf(ways), mentions: own }))
}

/** What is said twice is said once: a house is in its postcode, a longer beginning in a shorter. */
function wordsOf(ways: readonly string[]): string {
  const covered = new Set(ways.flatMap((way) => COVERS[way] ?? []))
  return Object.entries(WAYS).flatMap(([way, words]) => (ways.includes(way) && !covered.has(way) ? [words] : [])).join('; ')
}

const COVERS: Readonly<Record<string, readonly string[]>> = { address: ['postcode'], 'phone ends and surname': ['phone ends', 'surname'], 'sector and surname': ['surname'] }
