import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import type { Row } from '../linkage/compare.ts'
import { evidenceOf } from '../linkage/evidence.ts'
import { NO_NAME } from '../linkage/held-down.ts'
import { may } from '../policy.ts'
import { mentionKeysOf } from '../linkage/keys.ts'
import { type MentionAsGiven, standardise, type StandardMention } from '../rules/standardise.ts'
import { findAgreeing, typedSoFar, type AgreeingPerson } from './agreeing.ts'
import { type Candidate, findCandidates, type Mention, SHARED, type Wanted } from './candidates.ts'
import { seenKeysOf } from '../queries.ts'
import { type Said } from './cleaned-rows.ts'
import { weighingAt, type Weighing } from './weighing.ts'

/** How likely it is that somebody on record is the person asked about; "another" shares something with them, and is likelier somebody else. */
export type Likelihood = 'same' | 'possible' | 'another' | 'agrees so far'

/** Somebody who may be the person on the telephone, and why. */
export interface SeenPerson {
  readonly personId: string
  /** As last recorded; null when no name was. */
  readonly name: string | null
  readonly likelihood: Likelihood
  /** What agrees, in words: "same phone and surname". */
  readonly because: string
  /** How much that says, and what else would explain it; null where nothing was weighed. */
  readonly odds: string | null
  readonly reports: number
  readonly lastAt: Date
  /** The parts they played in those reports. */
  readonly parts: readonly Mention['part'][]
  readonly flags: readonly string[]
  /** The gravest band approved in those reports: 3 high, 2 medium, 1 low, 0 none. */
  readonly riskOrder: number
  /** The owner of an open case they are part of. */
  readonly caseOwner: string | null
}

/** What is known beyond the viewer's own sight: how many reports, and whom to ring. */
export interface SeenElsewhere {
  readonly reports: number
  readonly team: string | null
  readonly telephone: string | null
}

/** Everything known of somebody so far. */
export interface Seen {
  readonly people: readonly SeenPerson[]
  readonly elsewhere: readonly SeenElsewhere[]
  /** What was asked is shared by so many that only some of them were looked at: "phone", "name". */
  readonly common: readonly string[]
  /** Where nobody could be weighed yet: how many agree with what is typed so far, and whether there are more than were looked at. Null otherwise. */
  readonly soFar: { readonly people: number; readonly isMore: boolean } | null
}

/** The most people shown as possible. */
export const SEEN_MOST = 6

/** The most persons looked at more closely for those that are shown: the ones that weigh most. */
const LOOKED_AT = 30

const NOBODY: Seen = { people: [], elsewhere: [], common: [], soFar: null }

/**
 * Who, among people in earlier reports, this may be: "same" and "possible" apart, each with its reason in plain words.
 *
 * While too little is typed to weigh anybody, who agrees with it so far. Reports beyond the viewer's sight are only counted, with whom to ring. Nothing is put together by it: whoever takes the report decides.
 * Refuses: not permitted.
 * Source: report of 13 October 2011, ¶20 (repeat callers). Rules PE-02, PE-21.
 */
export async function seenBefore(ctx: Context, person: MentionAsGiven): Promise<Seen> {
  authorise(may.look(ctx.actor))
  const standard = standardise(person, londonDay(ctx.now))
  const wanted: Wanted = { ...mentionKeysOf(standard), dateOfBirth: standard.birth?.day ?? null, birthYear: standard.birth?.year ?? null }
  // asked together, answered in turn: one way there and back
  const [found, elsewhere] = await Promise.all([findCandidates(ctx, wanted), seenElsewhere(ctx, person)])
  if (found.mentions.length > 0) {
    const weighing = await weighingAt(ctx, found.weighing)
    const [said, isAgreed] = [asSaid(person, standard), agreedOn(wanted, found.isAnyCommon)]
    const people = await toldOf(ctx, found.mentions, (mentions) => weighedPersons(weighing, said, mentions, isAgreed))
    if (people.length > 0) return { people, elsewhere, common: found.common, soFar: null }
  }
  const { people, isCommon } = await findAgreeing(ctx, typedSoFar(person, londonDay(ctx.now)))
  if (people.length === 0) return { ...NOBODY, elsewhere, soFar: isCommon ? { people: 0, isMore: true } : null }
  return { people: shown(ctx, await tellOf(ctx, people.slice(0, SEEN_MOST).map(agreeingSoFar))), elsewhere, common: [], soFar: { people: people.length, isMore: isCommon } }
}

/**
 * Whoever is likely meant, of these mentions: who is known from nothing but withdrawn reports takes nobody's place, and is nobody that it might fit as well.
 *
 * Such a person is rare: histories are asked of those shown, and of everybody only where one of them has none.
 */
async function toldOf(ctx: Context, mentions: readonly Candidate[], weigh: (mentions: readonly Candidate[]) => readonly Weighed[]): Promise<readonly SeenPerson[]> {
  const weighed = weigh(mentions)
  const told = await tellOf(ctx, weighed)
  if (told.length === weighed.length) return shown(ctx, told)
  const known = new Set((await historiesOf(ctx, [...new Set(mentions.map(({ personId }) => personId))])).map(({ personId }) => personId))
  return shown(ctx, await tellOf(ctx, weigh(mentions.filter(({ personId }) => known.has(personId)))))
}

function shown(ctx: Context, people: readonly SeenPerson[]): readonly SeenPerson[] {
  if (people.length > 0) ctx.shown('person', people.map(({ personId }) => personId))
  return people
}

interface Weighed {
  readonly personId: string
  readonly name: string | null
  readonly likelihood: Likelihood
  readonly because: string
  readonly odds: string | null
}

/**
 * The candidates' persons, those most likely meant first, no more than are shown.
 *
 * Each by the mention of theirs that agrees best: what agrees at all shares a key, and is a candidate.
 */
function weighedPersons(weighing: Weighing, said: Said, candidates: readonly Candidate[], isAgreed: (mention: Candidate) => boolean): readonly Weighed[] {
  const row = weighing.rowOf(said)
  const rowOf = weighing.rowsBeside(row)
  const best = new Map<string, Best>()
  for (const mention of candidates) {
    const other = rowOf(mention)
    const weight = weighing.weigh(row, other)
    if (weight > (best.get(mention.personId)?.weight ?? -Infinity)) best.set(mention.personId, { weight, mention, row: other })
  }
  const likely = [...best.values()].sort((a, b) => b.weight - a.weight || (a.mention.personId < b.mention.personId ? -1 : 1)).slice(0, LOOKED_AT).flatMap((each) => {
    const likelihood = likelihoodOf(weighing, each.weight, isAgreed(each.mention))
    return likelihood === null ? [] : [{ ...each, likelihood }]
  }).slice(0, SEEN_MOST)
  const shown = new Set(likely.map(({ mention: { personId } }) => personId))
  const names = namesOf(candidates.filter(({ personId }) => shown.has(personId)))
  const found = likely.map(({ mention, weight, likelihood, row: other }): Fitting => {
    const { personId } = mention
    return { mention, weight, told: { personId, name: names.get(personId) ?? nameOf(mention), likelihood, ...evidenceOf(weighing.model, weighing.score(row, other)) } }
  })
  const fitting = found.filter(({ told }) => told.likelihood === 'same')
  return found.map((each) => contested(weighing, each, fitting))
}

/** The mention of a person's that agrees best, and how much it weighs. */
interface Best {
  readonly weight: number
  readonly mention: Candidate
  readonly row: Row
}

interface Fitting {
  readonly mention: Candidate
  readonly weight: number
  readonly told: Weighed
}

/** One doubling apart is as good as even. */
const AS_WELL = 1

/**
 * Where what is said fits another as well who is plainly somebody else, it is probably neither: mother and daughter on one telephone, and all that is said is Mrs Pell.
 *
 * Rule PE-02.
 */
function contested(weighing: Weighing, { mention, weight, told }: Fitting, fitting: readonly Fitting[]): Weighed {
  if (told.likelihood !== 'same') return told
  const isSomebodyElse = (one: Fitting): boolean => weighing.weigh(weighing.rowOf(one.mention), weighing.rowOf(mention)) < weighing.model.thresholds.possible
  const other = fitting.find((one) => one.mention !== mention && one.weight > weight - AS_WELL && isSomebodyElse(one))
  return other === undefined ? told : { ...told, likelihood: 'possible', odds: `It fits ${other.told.name ?? 'somebody else'} as well: ask for a first name or a date of birth` }
}

/** Exact agreement on a key is always worth showing, however little it proves: a telephone may be a household's. Rule PE-02. */
function likelihoodOf({ model }: Weighing, weight: number, isAgreed: boolean): Likelihood | null {
  if (weight >= model.thresholds.same) return 'same'
  if (weight >= model.thresholds.possible) return 'possible'
  return isAgreed ? (weight >= NO_NAME ? 'possible' : 'another') : null
}

/** The keys that are a person's own, or say more than a name: those found by one of them agree on it exactly. */
const EXACT = SHARED.phone | SHARED.email | SHARED['birth and surname'] | SHARED['postcode and surname'] | SHARED.name

/** Whether a candidate agrees exactly on one of those keys. Of a key so common that not all who share it were read, the records are asked. */
function agreedOn(wanted: Wanted, isAnyCommon: boolean): (mention: Candidate) => boolean {
  const agrees = (left: string | null, right: string | null): boolean => left !== null && left === right
  return (mention) => {
    if ((mention.byKeys & EXACT) !== 0) return true
    if (!isAnyCommon) return false
    const other = mentionKeysOf(standardise(mention, '9999-12-31'))
    return agrees(wanted.phoneKey, other.phoneKey) || agrees(wanted.emailKey, other.emailKey) || (agrees(wanted.familyNameKey, other.familyNameKey)
      && (agrees(wanted.dateOfBirth, mention.dateOfBirth) || agrees(wanted.postcodeKey, other.postcodeKey) || agrees(wanted.givenNameKey, other.givenNameKey)))
  }
}

function asSaid(person: MentionAsGiven, { birth }: StandardMention): Said {
  return { ...person, title: null, dateOfBirth: birth?.day ?? null, birthYear: birth?.year ?? null, addressId: null }
}

/** Nothing was weighed: they agree with what is typed so far, as many others may. */
function agreeingSoFar({ personId, because, mentions }: AgreeingPerson): Weighed {
  const named = mentions.map((mention) => ({ ...mention, recorded: mention.recordedAt.getTime() }))
  return { personId, name: namesOf(named).get(personId) ?? null, likelihood: 'agrees so far', because, odds: null }
}

type Named = Pick<Candidate, 'personId' | 'title' | 'givenName' | 'familyName' | 'recorded'>

/** By person, the name last recorded. */
function namesOf(mentions: readonly Named[]): Map<string, string> {
  const latest = new Map<string, Named>()
  for (const mention of mentions) {
    if (nameOf(mention) !== null && mention.recorded >= (latest.get(mention.personId)?.recorded ?? -Infinity)) latest.set(mention.personId, mention)
  }
  return new Map([...latest].map(([personId, mention]) => [personId, nameOf(mention) ?? '']))
}

function nameOf({ title, givenName, familyName }: Named): string | null {
  const name = [givenName ?? title, familyName].filter((part) => part !== null).join(' ')
  return name === '' ? null : name
}

async function tellOf(ctx: Context, weighed: readonly Weighed[]): Promise<readonly SeenPerson[]> {
  const ids = weighed.map(({ personId }) => personId)
  if (ids.length === 0) return []
  const histories = await historiesOf(ctx, ids)
  return weighed.flatMap((each) => {
    const history = histories.find(({ personId }) => personId === each.personId)
    // every report of theirs was withdrawn: there is nothing to show
    if (history === undefined) return []
    return [{ ...each, reports: history.reports, lastAt: history.lastAt, parts: history.parts, flags: [...new Set(history.flags)], riskOrder: history.riskOrder, caseOwner: history.caseOwner }]
  })
}

interface History {
  readonly personId: string
  readonly reports: number
  readonly lastAt: Date
  readonly parts: readonly Mention['part'][]
  readonly flags: readonly string[]
  readonly riskOrder: number
  readonly caseOwner: string | null
}

async function historiesOf(ctx: Context, personIds: readonly string[]): Promise<readonly History[]> {
  const { rows } = await sql<History>`select person_id, reports, last_at, parts, flags, risk_order, case_owner from heed.histories_of(${[...personIds]}::uuid[])`.execute(ctx.db)
  return rows
}

async function seenElsewhere(ctx: Context, person: MentionAsGiven): Promise<readonly SeenElsewhere[]> {
  // nothing is elsewhere for those who see the whole force: what is sealed is not counted for anybody
  const keys = ctx.actor.seesForce ? null : seenKeysOf(ctx, person)
  if (keys === null) return []
  const asked = JSON.stringify([{ ...keys, address: null }])
  const { rows } = await sql<SeenElsewhere>`select reports::integer as reports, team, telephone from heed.seen_elsewhere(${asked}::jsonb)`.execute(ctx.db)
  return rows
}
