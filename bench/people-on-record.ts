import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { mentionKeysOf } from '#features/people/linkage/keys.ts'
import { standardise, type MentionAsGiven } from '#features/people/rules/standardise.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { asBootstrap } from '../test/support/server.ts'
import { type BenchHouse } from './house.ts'
import { writeSyntheticPeople } from './synthetic-people.ts'

const INCIDENTS = 100_000
const CALLS = 8000
const TEXTS = ['given_name', 'family_name', 'date_of_birth', 'birth_year', 'phone', 'email', 'address_text', 'postcode', 'given_name_key', 'given_initial', 'family_name_key', 'family_sound_key', 'phone_key', 'email_key', 'postcode_key', 'address_key', 'street_key', 'keys_version'] as const

/** Somebody who calls again, saying less than is on record. */
export interface Caller {
  readonly said: MentionAsGiven
  /** The person of the record the caller was made from. */
  readonly mentionOf: string
}

/** So many mentions, each of a person of their own, copied in past the policies, their indexes made afterwards. Result: people who call again, saying less than is on record. */
export async function fillWithPeople(house: BenchHouse, path: string, mentions: number): Promise<readonly Caller[]> {
  await writeSyntheticPeople(path, mentions)
  const db = kyselyOn(house.database.pools.bootstrap)
  const callers: Caller[] = []
  const incidents = Array.from({ length: INCIDENTS }, () => newId())
  const { rows: [by] } = await sql<{ id: string }>`select id from accounts where username = 'amara.diallo'`.execute(db)
  await asBootstrap(house.database.server, async (client) => {
    await client.query("set session_replication_role = replica; set synchronous_commit = off; set statement_timeout = 0; set maintenance_work_mem = '256MB'")
    const { rows: indexes } = await client.query<{ name: string; definition: string }>("select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i where i.indrelid in ('incidents'::regclass, 'person_mentions'::regclass, 'persons'::regclass) and not i.indisunique")
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    await client.query(`insert into incidents (id, reference, channel, reported_at, occurred_from, qualifier, narrative, location_text, status, recorded_at, recorded_by)
      select id, 'BENCH/' || n, '101', now(), now(), 'personal', 'Shouting in the street', n || ' Tanner Street', 'recorded', now(), $2 from unnest($1::uuid[]) with ordinality as x (id, n)`, [incidents, by?.id])
    const into = client.query(copyFrom(`copy person_mentions (id, person_id, source_kind, source_id, part, ${TEXTS.join(', ')}, recorded_at, recorded_by) from stdin (format csv)`))
    await pipeline(Readable.from(rowsOf(path, { incidents, by: by?.id ?? '', every: Math.floor(mentions / CALLS), callers })), into)
    await client.query('insert into persons (id, created_at, created_by) select distinct person_id, now(), recorded_by from person_mentions')
    for (const { definition } of indexes) await client.query(definition)
    for (const table of ['incidents', 'person_mentions', 'persons']) await client.query(`vacuum analyze ${table}`)
  })
  return callers
}

async function* rowsOf(path: string, { incidents, by, every, callers }: { incidents: readonly string[]; by: string; every: number; callers: Caller[] }): AsyncGenerator<string> {
  let at = -1
  let chunk: string[] = []
  for await (const text of createInterface({ input: createReadStream(path) })) {
    at += 1
    if (at === 0) continue
    const [, , , givenName, familyName, dateOfBirth, addressText, postcode, , phone, email] = text.split(',').map((value) => (value === '' ? null : value))
    const given: MentionAsGiven = { givenName: givenName ?? null, familyName: familyName ?? null, dateOfBirth: dateOfBirth ?? null, phone: phone ?? null, email: email ?? null, addressText: addressText ?? null, postcode: postcode ?? null }
    const standard = standardise(given, '2026-11-23')
    const keys = mentionKeysOf(standard)
    const personId = newId()
    const values = [given.givenName, given.familyName, given.dateOfBirth, standard.birth?.year ?? null, given.phone, given.email, given.addressText, given.postcode, keys.givenNameKey, keys.givenInitial, keys.familyNameKey, keys.familySoundKey, keys.phoneKey, keys.emailKey, keys.postcodeKey, keys.addressKey, keys.streetKey, keys.keysVersion]
    chunk.push([newId(), personId, 'incident', incidents[at % INCIDENTS], 'caller', ...values.map((value) => value ?? ''), '2026-11-01T00:00:00Z', by].join(','))
    if (at % every === 0 && given.phone !== null) callers.push({ said: { ...given, dateOfBirth: null, email: null, phone: callers.length % 5 < 3 ? given.phone : null }, mentionOf: personId })
    if (chunk.length === 2000) {
      yield `${chunk.join('\n')}\n`
      chunk = []
    }
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`
}
