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

/** The candidates found, and the keys so common that only part of what they hold was looked at. */
export interface Candidates {
  readonly mentions: readonly Mention[]
  /** Keys over their cap, in words: what shares a second field with the one asked about was looked at, and no more. Only told to those who see the whole force. */
  readonly common: readonly string[]
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
  const { rows } = await sql<Mention & { readonly probe: string; readonly isCommon: boolean }>`
    select probe, is_common, id, person_id, source_kind, source_id, part, title, given_name, family_name, date_of_birth, birth_year, phone_given as phone, email_given as email,
      address_text, postcode_given as postcode, address_id, address_key, recorded_at
    from heed.mentions_sharing(${k.phoneKey}, ${k.emailKey}, ${k.dateOfBirth}::date, ${k.postcodeKey}, ${k.addressKey}, ${k.familyNameKey}, ${k.givenNameKey}, ${k.givenInitial}, ${k.familySoundKey}, ${KEY_CAP}::integer)`.execute(ctx.db)
  const common = ctx.actor.seesForce ? new Set(rows.flatMap(({ probe, isCommon }) => (isCommon ? [probe] : []))) : new Set<string>()
  return { mentions: rows.map(({ probe: _, isCommon: __, ...mention }) => mention).sort((a, b) => (a.id < b.id ? -1 : 1)), common: [...common] }
}

/** What a comparison reads of a mention, under the alias `m`. */
export const MENTION_COLUMNS = sql`m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
  m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at`
