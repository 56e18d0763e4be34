import { sql, type RawBuilder } from 'kysely'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
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
