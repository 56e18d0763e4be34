import { type RawBuilder, sql } from 'kysely'
import type { Definition, SubjectKind } from '../rules/repeats.ts'

/** Subjects that are found by a key: all but places, which are found by distance. */
export type KeyedKind = Exclude<SubjectKind, 'place'>

/** Parts in which somebody brings a telephone or an address along: a suspect's or a witness's say nothing of repeat victims. */
const PARTS: Readonly<Record<Exclude<KeyedKind, 'address'>, readonly string[]>> = { victim: ['victim'], caller: ['caller'], household: ['victim', 'caller'], phone: ['victim', 'caller'] }

/** The key of a subject, as a column of the mention `m` or the incident `i`. */
export function keyOf(kind: KeyedKind): RawBuilder<unknown> {
  switch (kind) {
    case 'victim':
    case 'caller': return sql`m.person_id::text`
    case 'household': return sql`m.address_key`
    case 'phone': return sql`m.phone_key`
    case 'address': return sql`coalesce(i.address_key, i.address_id::text)`
  }
}

/** That a row is of one of these subjects, said so that its index is used. */
export function isOneOf(kind: KeyedKind, keys: readonly string[]): RawBuilder<boolean> {
  switch (kind) {
    case 'victim':
    case 'caller': return sql<boolean>`m.person_id = any (${[...keys]}::uuid[])`
    case 'household': return sql<boolean>`m.address_key = any (${[...keys]}::text[])`
    case 'phone': return sql<boolean>`m.phone_key = any (${[...keys]}::text[])`
    case 'address': return sql<boolean>`(i.address_key = any (${[...keys]}::text[]) or (i.address_key is null and i.address_id = any (${keys.filter((key) => UUID.test(key))}::uuid[])))`
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Incidents, with the mentions that bring the subject along where it is one of people. `parts` null: in any part. */
export function sourceOf(kind: KeyedKind, isAnyPart = false): RawBuilder<unknown> {
  if (kind === 'address') return sql`incidents i`
  const part = isAnyPart ? sql`` : sql` and m.part = any (${[...PARTS[kind]]}::text[])`
  return sql`incidents i join person_mentions m on m.source_id = i.id and m.source_kind = 'incident' and m.corrected_by_id is null${part}`
}

/**
 * The keys that reach a definition's count in all a service may see and is not sealed: what the ledger looks through. `repeatsReached` is the same counting for a list.
 *
 * Input: `more` narrows the reports counted and `having` the keys, both as conditions on `i`. Column: key. Rules RP-01, RP-02, RP-03.
 */
export function repeatKeys(kind: KeyedKind, { from, until }: { from: Date; until: Date }, definition: Definition, { more, having }: { more: RawBuilder<unknown>; having: RawBuilder<unknown> }): RawBuilder<{ key: string }> {
  const { sameKind, leastCount, reportWithinDays } = definition
  const reportedOn = sql`(i.reported_at at time zone 'Europe/London')::date`
  const inTime = reportWithinDays === null ? sql`true` : sql`${reportedOn} - coalesce((i.happened_at at time zone 'Europe/London')::date, ${reportedOn}) <= ${reportWithinDays}`
  return sql`
    select distinct k.key from (
      select i.key, ${sameKind ? sql`t.key` : sql`''`} as kind
      from heed.reports_within_sight(${kind}, ${from}, ${until}, null, true) i left join reference_values t on t.id = i.type_id
      where ${inTime} and ${sameKind ? sql`t.key is not null` : sql`true`} and ${more}
      group by 1, 2 having count(distinct coalesce(i.duplicate_of, i.id)) >= ${leastCount} and ${having}) k`
}
