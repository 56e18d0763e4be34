import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { londonDay } from '#platform/time/day.ts'
import { KEYS_VERSION, mentionKeysOf } from '../linkage/keys.ts'
import { type Mention, MENTION_COLUMNS } from '../queries/candidates.ts'
import { standardise } from '../rules/standardise.ts'

/** A thousand mentions whose keys were made by older rules, or by none, are keyed by today's. Result: how many there were. Changes: person_mentions. */
export async function keyAnew(ctx: Context): Promise<number> {
  const { rows } = await sql<Mention>`select ${MENTION_COLUMNS} from person_mentions m where m.keys_version < ${KEYS_VERSION} order by m.keys_version, m.id limit 1000`.execute(ctx.db)
  if (rows.length === 0) return 0
  const keys = rows.map((mention) => ({ id: mention.id, ...mentionKeysOf(standardise(mention, londonDay(ctx.now))) }))
  await sql`update person_mentions m set given_name_key = k."givenNameKey", given_initial = k."givenInitial", family_name_key = k."familyNameKey", family_sound_key = k."familySoundKey",
      phone_key = k."phoneKey", email_key = k."emailKey", postcode_key = k."postcodeKey", address_key = k."addressKey", street_key = k."streetKey", keys_version = k."keysVersion"
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k(id uuid, "givenNameKey" text, "givenInitial" text, "familyNameKey" text, "familySoundKey" text, "phoneKey" text, "emailKey" text, "postcodeKey" text, "addressKey" text, "streetKey" text, "keysVersion" smallint)
    where m.id = k.id`.execute(ctx.db)
  return rows.length
}
