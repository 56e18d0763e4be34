import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import type { MentionKeys } from '../linkage/keys.ts'

/** A mention as it is compared: what the record says, with the keys it is found by. */
export interface Mention {
  readonly id: string
  readonly personId: string
  readonly sourceKind: 'incident' | 'case'
  readonly sourceId: string
  readonly part: 'caller' | 'victim' | 'witness' | 'suspect'
  readonly title: string | null
  readonly givenName: string | null
  readonly familyName: string | null
  readonly dateOfBirth: string | null
  readonly birthYear: number | null
  readonly phone: string | null
  readonly email: string | null
  readonly addressText: string | null
  readonly postcode: string | null
  readonly addressId: string | null
  readonly addressKey: string | null
  readonly recordedAt: Date
}

/** Keys that candidates are looked for by, with what the day of birth is known to be. */
export type Wanted = Pick<MentionKeys, 'givenNameKey' | 'givenInitial' | 'familyNameKey' | 'familySoundKey' | 'phoneKey' | 'emailKey' | 'postcodeKey' | 'addressKey'> & {
  readonly dateOfBirth: string | null
  readonly birthYear: number | null
}

/** A mention that shares keys with the one asked about, as far as it is weighed and named: where it was recorded is asked only of those that are shown. */
export interface Candidate extends Omit<Mention, 'sourceKind' | 'sourceId' | 'part' | 'recordedAt'> {
  /** The keys it shares, added up (SHARED). */
  readonly byKeys: number
  /** When it was recorded, in seconds since 1970: a hundred are read at each pause of somebody typing. */
  readonly recorded: number
}

/** The keys a candidate may share, as the database adds them up. */
export const SHARED = {
  phone: 1, email: 2, 'birth and surname': 4, 'birth and initial': 8, 'postcode and surname': 16, 'postcode and initial': 32, 'address and initial': 64,
  name: 128, 'name the other way round': 256, 'sound of the surname and given name': 512,
} as const

/** The candidates found, and the keys so common that only part of what they hold was looked at. */
export interface Candidates {
  readonly mentions: readonly Candidate[]
  /** Keys over their cap, in words: what shares a second field with the one asked about was looked at, and no more. Only told to those who see the whole force. */
  readonly common: readonly string[]
  /** Whether there are such keys at all: it decides nothing that a reader could tell. */
  readonly isAnyCommon: boolean
  /** What whoever weighs them must know (weighingAt); null when there is nothing to weigh. */
  readonly weighing: string | null
}

/** The most mentions one key gives. */
export const KEY_CAP = 150

/**
 * Mentions that may be of the same person: those that share one of ten keys, each an indexed lookup, within the reader's own sight.
 *
 * A key that more than 150 mentions share is split by a second field and named in the answer: the rest of it is evidence of nothing.
 * Source: the method in docs/linkage-models.md. Rule PE-21.
 */
export async function findCandidates(ctx: Context, k: Wanted): Promise<Candidates> {
  // named as they are used: a hundred rows at each pause of somebody typing are not renamed one by one
  const { rows } = await sql<Candidate & { readonly common: number; readonly weighing: string | null }>`
    select weighing, by_keys as "byKeys", common, id, person_id as "personId", title, given_name as "givenName", family_name as "familyName",
      date_of_birth as "dateOfBirth", birth_year as "birthYear", phone_given as phone, email_given as email, address_text as "addressText", postcode_given as postcode,
      address_id as "addressId", address_key as "addressKey", date_part('epoch', recorded_at) as recorded
    from heed.mentions_sharing(${k.phoneKey}, ${k.emailKey}, ${k.dateOfBirth}::date, ${k.postcodeKey}, ${k.addressKey}, ${k.familyNameKey}, ${k.givenNameKey}, ${k.givenInitial}, ${k.familySoundKey}, ${KEY_CAP}::integer, ${ctx.now})`.execute(ctx.db.withoutPlugins())
  const over = rows[0]?.common ?? 0
  const common = ctx.actor.seesForce ? Object.entries(SHARED).flatMap(([key, bit]) => ((over & bit) === 0 ? [] : [key])) : []
  return { mentions: rows.sort((a, b) => (a.id < b.id ? -1 : 1)), common, isAnyCommon: over !== 0, weighing: rows[0]?.weighing ?? null }
}

/** What a comparison reads of a mention, under the alias `m`. */
export const MENTION_COLUMNS = sql`m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
  m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at`
