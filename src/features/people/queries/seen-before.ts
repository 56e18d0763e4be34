import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { evidenceOf } from '../linkage/evidence.ts'
import { may } from '../policy.ts'
import { mentionKeysOf } from '../linkage/keys.ts'
import { type MentionAsGiven, standardise, type StandardMention } from '../rules/standardise.ts'
import type { PairScore } from '../linkage/score.ts'
import { findAgreeing, typedSoFar, type AgreeingPerson } from './agreeing.ts'
import { findCandidates, type Mention, type Wanted } from './candidates.ts'
import { seenKeysOf } from '../queries.ts'
import { openWeighing, type Said, type Weighing } from './weighing.ts'

/** How likely it is that somebody on record is the person asked about. */
export type Likelihood = 'same' | 'possible' | 'agrees so far'

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
  const keys = seenKeysOf(ctx, person)
  // asked together, answered in turn: one way there and back
  const [found, weighing, elsewhere] = await Promise.all([findCandidates(ctx, wanted), openWeighing(ctx), keys === null ? [] : seenElsewhere(ctx, keys)])
  const weighed = weighedPersons(weighing, asSaid(person, standard), found.mentions, wanted)
  if (weighed.length > 0) return { people: await tellOf(ctx, weighed), elsewhere, common: found.common, soFar: null }
  const { people, isCommon } = await findAgreeing(ctx, typedSoFar(person, londonDay(ctx.now)))
  if (people.length === 0) return { ...NOBODY, elsewhere, soFar: isCommon ? { people: 0, isMore: true } : null }
  return { people: await tellOf(ctx, people.slice(0, SEEN_MOST).map(agreeingSoFar)), elsewhere, common: [], soFar: { people: people.length, isMore: isCommon } }
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
function weighedPersons(weighing: Weighing, said: Said, candidates: readonly Mention[], wanted: Wanted): readonly Weighed[] {
  const row = weighing.rowOf(said)
  const best = new Map<string, { score: PairScore; mention: Mention }>()
  for (const mention of candidates) {
    const score = weighing.score(row, weighing.rowOf(mention))
    const known = best.get(mention.personId)
    if (known === undefined || score.weight > known.score.weight) best.set(mention.personId, { score, mention })
  }
  const names = namesOf(candidates)
  const found: Weighed[] = []
  for (const [personId, { score, mention }] of [...best].sort(([one, a], [other, b]) => b.score.weight - a.score.weight || (one < other ? -1 : 1)).slice(0, LOOKED_AT)) {
    const likelihood = likelihoodOf(weighing, score.weight, wanted, mention)
    if (likelihood !== null) found.push({ personId, name: names.get(personId) ?? nameOf(mention), likelihood, ...evidenceOf(weighing.model, score) })
    if (found.length === SEEN_MOST) break
  }
  return found
}

/** Exact agreement on a key is always worth showing, however little it proves: a telephone may be a household's. Rule PE-02. */
function likelihoodOf({ model }: Weighing, weight: number, wanted: Wanted, mention: Mention): Likelihood | null {
  if (weight >= model.thresholds.same) return 'same'
  const other = mentionKeysOf(standardise(mention, '9999-12-31'))
  const agrees = (left: string | null, right: string | null): boolean => left !== null && left === right
  const isSurname = agrees(wanted.familyNameKey, other.familyNameKey)
  const isKey = agrees(wanted.phoneKey, other.phoneKey) || agrees(wanted.emailKey, other.emailKey)
    || (isSurname && (agrees(wanted.dateOfBirth, mention.dateOfBirth) || agrees(wanted.postcodeKey, other.postcodeKey) || agrees(wanted.givenNameKey, other.givenNameKey)))
  return weight >= model.thresholds.possible || isKey ? 'possible' : null
}

function asSaid(person: MentionAsGiven, { birth }: StandardMention): Said {
  return { ...person, title: null, dateOfBirth: birth?.day ?? null, birthYear: birth?.year ?? null, addressId: null }
}

/** Nothing was weighed: they agree with what is typed so far, as many others may. */
function agreeingSoFar({ personId, because, mentions }: AgreeingPerson): Weighed {
  return { personId, name: namesOf(mentions).get(personId) ?? null, likelihood: 'agrees so far', because, odds: null }
}

type Named = Pick<Mention, 'personId' | 'title' | 'givenName' | 'familyName' | 'recordedAt'>

/** By person, the name last recorded. */
function namesOf(mentions: readonly Named[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const mention of [...mentions].sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime())) {
    const name = nameOf(mention)
    if (name !== null) names.set(mention.personId, name)
  }
  return names
}

function nameOf({ title, givenName, familyName }: Named): string | null {
  const name = [givenName ?? title, familyName].filter((part) => part !== null).join(' ')
  return name === '' ? null : name
}

async function tellOf(ctx: Context, weighed: readonly Weighed[]): Promise<readonly SeenPerson[]> {
  const ids = weighed.map(({ personId }) => personId)
  if (ids.length === 0) return []
  const histories = await historiesOf(ctx, ids)
  ctx.shown('person', ids)
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
  const { rows } = await sql<History>`
    select m.person_id, count(distinct i.id)::integer as reports, max(i.reported_at) as last_at, array_agg(distinct m.part) as parts,
      coalesce(string_to_array(nullif(string_agg(nullif(array_to_string(i.flags, '|'), ''), '|'), ''), '|'), '{}') as flags, max(i.risk_order)::integer as risk_order,
      (select a.name from case_people p join cases c on c.id = p.case_id join accounts a on a.id = c.owner_id
        where p.person_id = m.person_id and c.status <> 'closed' order by c.opened_at desc limit 1) as case_owner
    from person_mentions m join incidents i on i.id = m.source_id
    where m.person_id = any (${[...personIds]}::uuid[]) and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null
    group by m.person_id`.execute(ctx.db)
  return rows
}

async function seenElsewhere(ctx: Context, keys: NonNullable<ReturnType<typeof seenKeysOf>>): Promise<readonly SeenElsewhere[]> {
  // nothing is elsewhere for those who see the whole force: what is sealed is not counted for anybody
  if (ctx.actor.seesForce) return []
  const asked = JSON.stringify([{ ...keys, address: null }])
  const { rows } = await sql<SeenElsewhere>`select reports::integer as reports, team, telephone from heed.seen_elsewhere(${asked}::jsonb)`.execute(ctx.db)
  return rows
}
