import { doubleMetaphone } from './metaphone.ts'
import type { StandardMention } from '../rules/standardise.ts'

/** The version of these rules; mentions keyed under an older one are keyed again at night. */
export const KEYS_VERSION = 2

/** The forms of one mention that candidates are found by; null where nothing is known. */
export interface MentionKeys {
  readonly givenNameKey: string | null
  /** The first letter of the given name, or an initial given in its place. */
  readonly givenInitial: string | null
  readonly familyNameKey: string | null
  /** How the last part of the family name sounds. */
  readonly familySoundKey: string | null
  readonly phoneKey: string | null
  readonly emailKey: string | null
  readonly postcodeKey: string | null
  readonly addressKey: string | null
  readonly streetKey: string | null
  readonly keysVersion: number
}

/**
 * The keys one mention is found by, in the columns the database keeps indexed.
 *
 * Source: the method in docs/linkage-models.md. Rule PE-20.
 */
export function mentionKeysOf({ name, phone, email, postcode, address }: StandardMention): MentionKeys {
  const lastOfFamily = name.family.at(-1)
  const sound = lastOfFamily === undefined || name.familyKey === null ? '' : doubleMetaphone(lastOfFamily)[0]
  return {
    givenNameKey: name.givenKey, givenInitial: (name.givenKey ?? name.initials[0] ?? '').slice(0, 1) || null,
    familyNameKey: name.familyKey, familySoundKey: sound === '' ? null : sound,
    phoneKey: phone?.key ?? null, emailKey: email?.key ?? null, postcodeKey: postcode?.key ?? null, addressKey: address?.key ?? null, streetKey: address?.street ?? null,
    keysVersion: KEYS_VERSION,
  }
}
