import { sql } from 'kysely'
import { type AddressResidents, residentsAt, type Resident } from '#features/analysis/index.ts'
import type { Context } from '#platform/context.ts'

/** The people of a person's household at one address: others, never the person. */
export interface PersonHousehold {
  readonly label: string
  /** A mention of the person that gives the address, by which its page is opened. */
  readonly mentionId: string
  readonly isCommunal: boolean
  /** How many people, of any time, gave the address. */
  readonly people: number
  readonly others: readonly Resident[]
}

/** Somebody of the same name who is another person, so far as is known. */
export interface Namesake {
  readonly personId: string
  readonly name: string
  readonly dateOfBirth: string | null
  readonly postcode: string | null
  readonly records: number
  readonly lastAt: Date
}

/** The most namesakes that a page lists. */
export const NAMESAKES_SHOWN = 20

/**
 * The households a person has been of: others who gave the same address within overlapping times, for each address by itself.
 *
 * They are of one household and not one person. At an address that many give, only those of one family name are. Rule WK-07.
 */
export async function householdsOfPerson(ctx: Context, personId: string): Promise<readonly PersonHousehold[]> {
  const rows = await ctx.db.selectFrom('personMentions').select(['id', 'addressKey', 'recordedAt']).where('personId', '=', personId).where('addressKey', 'is not', null).where('correctedById', 'is', null).orderBy('recordedAt', 'desc').execute()
  const mentionOf = new Map(rows.toReversed().flatMap(({ id, addressKey }) => (addressKey === null ? [] : [[addressKey, id] as const])))
  const keys = [...new Set(rows.flatMap(({ addressKey }) => (addressKey === null ? [] : [addressKey])))]
  return (await residentsAt(ctx, keys)).map((address) => ({ label: address.label, mentionId: mentionOf.get(address.key) ?? '', isCommunal: address.isCommunal, people: address.people, others: othersIn(address, personId) }))
}

function othersIn({ households }: AddressResidents, personId: string): readonly Resident[] {
  return (households.find((household) => household.some((resident) => resident.personId === personId)) ?? []).filter((resident) => resident.personId !== personId)
}

/**
 * Other people of the same name, so far as is known: each kept apart, with what tells them apart.
 *
 * Only those in a record that the reader may see. Rule WK-08.
 */
export async function namesakesOf(ctx: Context, personId: string): Promise<readonly Namesake[]> {
  const { rows } = await sql<Omit<Namesake, 'records'> & { records: number | string }>`
    select m.person_id, (array_agg(concat_ws(' ', m.title, m.given_name, m.family_name) order by m.recorded_at desc))[1] as name,
      (array_agg(m.date_of_birth order by m.recorded_at desc) filter (where m.date_of_birth is not null))[1] as date_of_birth,
      (array_agg(m.postcode order by m.recorded_at desc) filter (where m.postcode is not null))[1] as postcode,
      count(distinct m.source_id) as records, max(m.recorded_at) as last_at
    from person_mentions m
    where m.corrected_by_id is null and m.person_id <> ${personId}::uuid and (m.family_name_key, m.given_name_key) in (
      select s.family_name_key, s.given_name_key from person_mentions s
      where s.person_id = ${personId}::uuid and s.corrected_by_id is null and s.family_name_key is not null and s.given_name_key is not null)
    group by m.person_id order by max(m.recorded_at) desc, m.person_id limit ${NAMESAKES_SHOWN}`.execute(ctx.db)
  ctx.shown('person', rows.map((row) => row.personId))
  return rows.map((row) => ({ ...row, records: Number(row.records) }))
}
