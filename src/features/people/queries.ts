import { sql, type RawBuilder } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from './policy.ts'
import { matchKeysOf, standardise, type MentionAsGiven } from './rules/standardise.ts'

/** The keys of one person or place, in the shape the database's own functions take them. */
export interface SeenKeys {
  readonly phone: string | null
  readonly email: string | null
  readonly birth: string | null
  readonly postcode: string | null
  readonly family: string | null
  readonly address: string | null
}

/**
 * The keys by which somebody may have been seen before; null when nothing said of them is a key.
 */
export function seenKeysOf(ctx: Context, person: MentionAsGiven): SeenKeys | null {
  const standard = standardise(person, londonDay(ctx.now))
  const kinds = new Set(matchKeysOf(standard).map(({ kind }) => kind))
  const keys: SeenKeys = {
    phone: standard.phone?.key ?? null,
    email: standard.email?.key ?? null,
    birth: kinds.has('dob+surname') ? (standard.birth?.day ?? null) : null,
    postcode: kinds.has('postcode+surname') ? (standard.postcode?.key ?? null) : null,
    family: standard.name.familyKey,
    address: standard.address?.key ?? null,
  }
  return [keys.phone, keys.email, keys.birth, keys.postcode, keys.address].some((key) => key !== null) ? keys : null
}

/**
 * Whether any of these people, or the address where it happened, was in a report before, in any borough.
 *
 * Input: `beside`, the report itself when it is on record already, which does not count.
 * Only yes or no comes back, whatever the actor may see: it raises the repeat flag, and names nobody.
 */
export async function isSeenBefore(ctx: Context, people: readonly MentionAsGiven[], placeKey: string | null, beside: string | null = null): Promise<boolean> {
  const place: SeenKeys = { phone: null, email: null, birth: null, postcode: null, family: null, address: placeKey }
  const keys = people.flatMap((person) => {
    const found = seenKeysOf(ctx, person)
    // where somebody lives is not where it happened: a person's own address counts only with their name
    return found === null ? [] : [{ ...found, address: null }]
  })
  const asked = placeKey === null ? keys : [...keys, place]
  if (asked.length === 0) return false
  const keysAsked = sql`${JSON.stringify(asked)}::jsonb`
  const { rows } = await sql<{ seen: boolean }>`select ${beside === null ? sql`heed.is_seen_before(${keysAsked})` : sql`heed.is_seen_beside(${keysAsked}, ${beside}::uuid)`} as seen`.execute(ctx.db)
  return rows[0]?.seen === true
}

/** Somebody who may be the person on the telephone. Nothing is said of who they are: only what agrees. */
export interface SeenPerson {
  readonly personId: string
  /** As last recorded; null when no name was. */
  readonly name: string | null
  /** What agrees, in words: "same phone and surname". */
  readonly because: string
  readonly reports: number
  readonly lastAt: Date
  readonly flags: readonly string[]
  /** The owner of an open case they are part of. */
  readonly caseOwner: string | null
}

/** What is known beyond the viewer's own sight: how many reports, and whom to ring. */
export interface SeenElsewhere {
  readonly reports: number
  readonly team: string | null
  readonly telephone: string | null
}

/** Everything known of somebody by exact keys. */
export interface Seen {
  readonly people: readonly SeenPerson[]
  readonly elsewhere: readonly SeenElsewhere[]
}

/** The most people shown as possible. */
export const SEEN_MOST = 6

/**
 * Who, among people in earlier reports, this may be: exact agreement on telephone, e-mail, postcode and surname, or date of birth and surname.
 *
 * Reports beyond the viewer's sight are only counted, with whom to ring. Agreement is no identity: whoever takes the report decides.
 * Refuses: not permitted.
 * Source: report of 13 October 2011, ¶20 (repeat callers). Rule PE-02.
 */
export async function seenBefore(ctx: Context, person: MentionAsGiven): Promise<Seen> {
  authorise(may.look(ctx.actor))
  const keys = seenKeysOf(ctx, person)
  if (keys === null) return { people: [], elsewhere: [] }
  const agreeing = await agreeingMentions(ctx, keys)
  const ids = [...new Set(agreeing.map(({ personId }) => personId))].slice(0, SEEN_MOST)
  const histories = ids.length === 0 ? [] : await historiesOf(ctx, ids)
  const owners = ids.length === 0 ? [] : await caseOwnersOf(ctx, ids)
  ctx.shown('person', ids)
  const people = ids.map((personId) => {
    const own = agreeing.filter((mention) => mention.personId === personId)
    const history = histories.find((each) => each.personId === personId)
    const named = own.find(({ givenName, familyName }) => givenName !== null || familyName !== null)
    return {
      personId, name: named === undefined ? null : [named.givenName, named.familyName].filter((part) => part !== null).join(' '),
      because: agreement(keys, own), reports: Number(history?.reports ?? 0), lastAt: history?.lastAt ?? ctx.now,
      flags: [...new Set(history?.flags ?? [])].filter((flag) => flag !== ''), caseOwner: owners.find((owner) => owner.personId === personId)?.name ?? null,
    }
  })
  return { people, elsewhere: await seenElsewhere(ctx, keys) }
}

async function seenElsewhere(ctx: Context, keys: SeenKeys): Promise<readonly SeenElsewhere[]> {
  const asked = JSON.stringify([{ ...keys, address: null }])
  const { rows } = await sql<{ reports: number; team: string | null; telephone: string | null }>`select reports, team, telephone from heed.seen_elsewhere(${asked}::jsonb)`.execute(ctx.db)
  return rows
}

type Agreeing = Awaited<ReturnType<typeof agreeingMentions>>[number]

async function agreeingMentions(ctx: Context, keys: SeenKeys) {
  return ctx.db.selectFrom('personMentions as m').innerJoin('incidents as i', 'i.id', 'm.sourceId')
    .select(['m.personId', 'm.givenName', 'm.familyName', 'm.phoneKey', 'm.emailKey', 'm.familyNameKey', 'm.postcodeKey', 'm.dateOfBirth'])
    .where('m.sourceKind', '=', 'incident').where('m.correctedById', 'is', null).where('i.withdrawnAt', 'is', null)
    .where(({ or, and, eb }) => or([
      ...(keys.phone === null ? [] : [eb('m.phoneKey', '=', keys.phone)]),
      ...(keys.email === null ? [] : [eb('m.emailKey', '=', keys.email)]),
      ...(keys.birth === null || keys.family === null ? [] : [and([eb('m.dateOfBirth', '=', keys.birth), eb('m.familyNameKey', '=', keys.family)])]),
      ...(keys.postcode === null || keys.family === null ? [] : [and([eb('m.postcodeKey', '=', keys.postcode), eb('m.familyNameKey', '=', keys.family)])]),
    ]))
    .orderBy('i.reportedAt', 'desc').orderBy('m.id', 'desc').limit(200).execute()
}

async function historiesOf(ctx: Context, personIds: readonly string[]) {
  return ctx.db.selectFrom('personMentions as m').innerJoin('incidents as i', 'i.id', 'm.sourceId')
    .select(({ fn }) => ['m.personId', fn.count<number>('i.id').distinct().as('reports'), fn.max('i.reportedAt').as('lastAt'), sql<string[]>`string_to_array(string_agg(array_to_string(i.flags, '|'), '|'), '|')`.as('flags')])
    .where('m.personId', 'in', [...personIds]).where('m.sourceKind', '=', 'incident').where('m.correctedById', 'is', null).where('i.withdrawnAt', 'is', null)
    .groupBy('m.personId').execute()
}

async function caseOwnersOf(ctx: Context, personIds: readonly string[]) {
  return ctx.db.selectFrom('casePeople as p').innerJoin('cases as c', 'c.id', 'p.caseId').innerJoin('accounts as a', 'a.id', 'c.ownerId')
    .select(['p.personId', 'a.name']).where('p.personId', 'in', [...personIds]).where('c.status', '!=', 'closed').orderBy('c.openedAt', 'desc').execute()
}

/** What agrees between what was typed and what is on record, strongest first. */
function agreement(keys: SeenKeys, mentions: readonly Agreeing[]): string {
  const same = (what: string, is: (mention: Agreeing) => boolean): string[] => (mentions.some(is) ? [what] : [])
  const parts = [
    ...same('phone', ({ phoneKey }) => keys.phone !== null && phoneKey === keys.phone),
    ...same('e-mail', ({ emailKey }) => keys.email !== null && emailKey === keys.email),
    ...same('date of birth', ({ dateOfBirth }) => keys.birth !== null && dateOfBirth === keys.birth),
    ...same('postcode', ({ postcodeKey }) => keys.postcode !== null && postcodeKey === keys.postcode),
    ...same('surname', ({ familyNameKey }) => keys.family !== null && familyNameKey === keys.family),
  ]
  const last = parts.at(-1) ?? ''
  return `same ${parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`}`
}

/**
 * All that a person has ever said of how it is safe to reach them, newest first: what one report warns of, a later one may leave out.
 *
 * Input: the name of the mention's alias in the statement it stands in.
 * Result: SQL for a text, null where nothing was said; only mentions that the reader may see are read.
 */
export function safeWordsOf(alias: string): RawBuilder<string | null> {
  return sql<string | null>`(select string_agg(said.words, '; ' order by said.at desc) from (
    select e.safe_to_contact as words, max(e.recorded_at) as at from person_mentions e
    where e.person_id = ${sql.ref(`${alias}.personId`)} and e.safe_to_contact is not null and e.corrected_by_id is null group by e.safe_to_contact) said)`
}
