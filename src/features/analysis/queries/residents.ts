import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { householdsOf, isCommunal, type Residence } from '../rules/households.ts'

/** Somebody who gave an address as theirs, as the reader's records say. */
export interface Resident extends Residence {
  readonly name: string
  /** In what parts they gave it: victim, caller, witness, suspect. */
  readonly parts: readonly string[]
}

/** Everybody who gave one address as theirs, as the households they were. */
export interface AddressResidents {
  readonly key: string
  readonly label: string
  /** Many unrelated people gave it: sharing it says little. */
  readonly isCommunal: boolean
  readonly people: number
  readonly households: readonly (readonly Resident[])[]
}

interface Row {
  readonly key: string
  readonly label: string | null
  readonly personId: string
  readonly name: string | null
  readonly familyKey: string | null
  readonly parts: readonly string[]
  readonly firstAt: Date
  readonly lastAt: Date
  readonly gazetteerSays: boolean
}

/**
 * Who gave these addresses as theirs, through the records the reader may see: households as lists of people, never as one person.
 *
 * Input: addresses in the form they are compared in. Result: an address nobody gave is left out. Rules RP-30, RP-31.
 */
export async function residentsAt(ctx: Context, keys: readonly string[]): Promise<readonly AddressResidents[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<Row>`
    select m.address_key as key, m.person_id,
      (array_agg(nullif(concat_ws(', ', m.address_text, m.postcode), '') order by m.recorded_at desc))[1] as label,
      (array_agg(nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '') order by m.recorded_at desc) filter (where concat_ws('', m.given_name, m.family_name) <> ''))[1] as name,
      (array_agg(m.family_name_key order by m.recorded_at desc) filter (where m.family_name_key is not null))[1] as family_key,
      array_agg(distinct m.part order by m.part) as parts, min(m.recorded_at) as first_at, max(m.recorded_at) as last_at,
      exists (select 1 from incidents c join addresses a on a.id = c.address_id where c.address_key = m.address_key and a.is_communal) as gazetteer_says
    from person_mentions m where m.address_key = any (${[...keys]}::text[]) and m.corrected_by_id is null group by 1, 2`.execute(ctx.db)
  ctx.shown('person', rows.map(({ personId }) => personId))
  return keys.flatMap((key) => {
    const own = rows.filter((row) => row.key === key)
    const [first] = own
    return first === undefined ? [] : [addressFrom(key, first.label ?? 'An address', first.gazetteerSays, own)]
  })
}

function addressFrom(key: string, label: string, gazetteerSays: boolean, rows: readonly Row[]): AddressResidents {
  const residents = new Map(rows.map(({ personId, name, familyKey, parts, firstAt, lastAt }): [string, Resident] => [
    personId, { personId, familyKey, name: name ?? 'Name not given', parts, firstOn: londonDay(firstAt), lastOn: londonDay(lastAt) },
  ]))
  const communal = isCommunal([...residents.values()], gazetteerSays)
  const households = householdsOf([...residents.values()], communal).map((household) => household.flatMap(({ personId }) => residents.get(personId) ?? []))
  return { key, label, isCommunal: communal, people: residents.size, households }
}
