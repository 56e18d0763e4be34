import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import type { MentionKeys } from '../rules/keys.ts'

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

/** What a candidate was found by. */
export const PROBES = ['phone', 'email', 'birth and surname', 'birth and initial', 'postcode and surname', 'postcode and initial', 'address and initial', 'name', 'name the other way round', 'sound of the surname and given name'] as const
/** What a candidate was found by. */
export type Probe = (typeof PROBES)[number]

/** Keys that candidates are looked for by, with what the day of birth is known to be. */
export type Wanted = Pick<MentionKeys, 'givenNameKey' | 'givenInitial' | 'familyNameKey' | 'familySoundKey' | 'phoneKey' | 'emailKey' | 'postcodeKey' | 'addressKey'> & {
  readonly dateOfBirth: string | null
  readonly birthYear: number | null
}

/** The candidates found, and the keys so common that only part of what they hold was looked at. */
export interface Candidates {
  readonly mentions: readonly Mention[]
  /** Keys over their cap that were split by a second field. */
  readonly split: readonly Probe[]
}

/** The most mentions one key gives. */
export const KEY_CAP = 150

/**
 * Mentions that may be of the same person: those that share one of ten keys, each an indexed lookup, within the reader's own sight.
 *
 * A key that more than 150 mentions share is split by a second field and named in the answer: the rest of it is evidence of nothing.
 * Source: linkage.md of the design, 3.5. Rule PE-21.
 */
export async function findCandidates(ctx: Context, wanted: Wanted): Promise<Candidates> {
  const asked = probesOf(wanted)
  if (asked.length === 0) return { mentions: [], split: [] }
  const found = await run(ctx, asked.map(({ probe, where }) => ({ probe, where })))
  const over = asked.filter(({ probe }) => found.filter((row) => row.probe === probe).length > KEY_CAP)
  const narrower = over.flatMap(({ probe, narrow }) => (narrow === null ? [] : [{ probe, where: narrow }]))
  const again = narrower.length === 0 ? [] : await run(ctx, narrower)
  const isOver = new Set<string>(over.map(({ probe }) => probe))
  const mentions = new Map([...found.filter(({ probe }) => !isOver.has(probe)), ...again].map(({ probe: _, ...mention }) => [mention.id, mention]))
  return { mentions: [...mentions.values()], split: over.map(({ probe }) => probe) }
}

interface Asked {
  readonly probe: Probe
  readonly where: RawBuilder<unknown>
  /** The same key and a second field; null when there is none to split it by. */
  readonly narrow: RawBuilder<unknown> | null
}

function probesOf(k: Wanted): Asked[] {
  const asked: Asked[] = []
  const add = (probe: Probe, keys: readonly (string | null)[], where: () => RawBuilder<unknown>, by: RawBuilder<unknown> | null): void => {
    if (keys.some((key) => key === null)) return
    asked.push({ probe, where: where(), narrow: by === null ? null : sql`${where()} and ${by}` })
  }
  const byInitial = k.givenInitial === null ? null : sql`m.given_initial = ${k.givenInitial}`
  const bySurname = k.familyNameKey === null ? null : sql`m.family_name_key = ${k.familyNameKey}`
  const byBirth = k.birthYear === null ? null : sql`m.birth_year = ${k.birthYear}`
  const byPostcode = k.postcodeKey === null ? null : sql`m.postcode_key = ${k.postcodeKey}`
  add('phone', [k.phoneKey], () => sql`m.phone_key = ${k.phoneKey}`, byInitial ?? bySurname)
  add('email', [k.emailKey], () => sql`m.email_key = ${k.emailKey}`, byInitial ?? bySurname)
  add('birth and surname', [k.dateOfBirth, k.familyNameKey], () => sql`m.date_of_birth = ${k.dateOfBirth} and m.family_name_key = ${k.familyNameKey}`, byInitial)
  add('birth and initial', [k.dateOfBirth, k.givenInitial], () => sql`m.date_of_birth = ${k.dateOfBirth} and m.given_initial = ${k.givenInitial}`, bySurname)
  add('postcode and surname', [k.postcodeKey, k.familyNameKey], () => sql`m.postcode_key = ${k.postcodeKey} and m.family_name_key = ${k.familyNameKey}`, byInitial)
  add('postcode and initial', [k.postcodeKey, k.givenInitial], () => sql`m.postcode_key = ${k.postcodeKey} and m.given_initial = ${k.givenInitial}`, bySurname)
  add('address and initial', [k.addressKey, k.givenInitial], () => sql`m.address_key = ${k.addressKey} and m.given_initial = ${k.givenInitial}`, bySurname)
  add('name', [k.familyNameKey, k.givenNameKey], () => sql`m.family_name_key = ${k.familyNameKey} and m.given_name_key = ${k.givenNameKey}`, byBirth ?? byPostcode)
  add('name the other way round', [k.familyNameKey, k.givenNameKey], () => sql`m.family_name_key = ${k.givenNameKey} and m.given_name_key = ${k.familyNameKey}`, byBirth ?? byPostcode)
  add('sound of the surname and given name', [k.familySoundKey, k.givenNameKey], () => sql`m.family_sound_key = ${k.familySoundKey} and m.given_name_key = ${k.givenNameKey}`, byBirth ?? byPostcode)
  return asked
}

async function run(ctx: Context, probes: readonly { readonly probe: Probe; readonly where: RawBuilder<unknown> }[]): Promise<(Mention & { readonly probe: Probe })[]> {
  const each = probes.map(({ probe, where }) => sql`(select ${probe}::text as probe, ${MENTION_COLUMNS} from person_mentions m where ${where} and m.corrected_by_id is null limit ${KEY_CAP + 1})`)
  const { rows } = await sql<Mention & { readonly probe: Probe }>`${sql.join(each, sql` union all `)}`.execute(ctx.db)
  return rows
}

/** What a comparison reads of a mention, under the alias `m`. */
export const MENTION_COLUMNS = sql`m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
  m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at`

/** The fewest letters of a surname, and figures of a telephone number, by which somebody is looked for while more is still being typed. */
export const BEGUN = { letters: 3, figures: 7 } as const

/** What has been typed so far of a surname and a telephone number, each as it is compared. */
export interface Begun {
  readonly family: string | null
  readonly givenInitial: string | null
  /** In the international form: "+4477009". */
  readonly phone: string | null
}

/**
 * Mentions whose surname or telephone number begins like this, the latest 50 of each, within the reader's own sight.
 *
 * Only to show who may be meant while somebody is typing; it is evidence of nothing. Rule PE-21.
 */
export async function findBegun(ctx: Context, { family, givenInitial, phone }: Begun): Promise<readonly Mention[]> {
  const arms: RawBuilder<unknown>[] = []
  const add = (where: RawBuilder<unknown>): void => void arms.push(sql`(select ${MENTION_COLUMNS} from person_mentions m where ${where} and m.corrected_by_id is null limit ${BEGUN_SHOWN})`)
  if (family !== null && family.length >= BEGUN.letters && givenInitial !== null) add(sql`${from('m.family_name_key', family)} and m.given_initial = ${givenInitial}`)
  if (phone !== null && phone.replaceAll(/\D/g, '').length >= BEGUN.figures + 1) add(from('m.phone_key', phone))
  if (arms.length === 0) return []
  const { rows } = await sql<Mention>`${sql.join(arms, sql` union all `)}`.execute(ctx.db)
  return rows
}

const BEGUN_SHOWN = 50

/** From the text itself to the last that begins with it, in the order of code points. */
function from(column: 'm.family_name_key' | 'm.phone_key', text: string): RawBuilder<unknown> {
  return sql`${sql.ref(column)} collate "C" >= ${text} and ${sql.ref(column)} collate "C" < ${`${text}\u{10ffff}`}`
}
