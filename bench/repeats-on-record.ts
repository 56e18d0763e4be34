import { sql, type Kysely } from 'kysely'
import type { Database } from '#db/types.ts'

/**
 * So many reports of so many days up to an instant, with the people in them: some homes, telephones and people again and again, most once; all invented and the same each time.
 *
 * Three fifths have a victim, nine tenths a caller, a fifth a witness and a tenth a suspect; a fiftieth repeats the report before it, a hundredth is withdrawn or sealed.
 * Filled as a restore fills a table: triggers off, indexes made when the rows are there; then the last month's reports are touched once more, as work touches them.
 */
export async function fillWithRepeats(db: Kysely<Database>, { reports, days, until }: { reports: number; days: number; until: Date }): Promise<void> {
  await db.transaction().execute(async (one) => {
    for (const [setting, value] of Object.entries({ statement_timeout: '0', synchronous_commit: 'off', session_replication_role: 'replica', maintenance_work_mem: '256MB' })) {
      await sql`select set_config(${setting}, ${value}, true)`.execute(one)
    }
    const { rows: indexes } = await sql<{ name: string; definition: string }>`
      select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid in ('incidents'::regclass, 'person_mentions'::regclass, 'persons'::regclass) and not i.indisunique`.execute(one)
    for (const { name } of indexes) await sql`drop index ${sql.raw(name)}`.execute(one)
    await sql`create function pg_temp.share(n integer, salt integer) returns double precision language sql immutable as $$ select (hashint8(n::bigint * 1000003 + salt)::bigint + 2147483648) / 4294967296.0 $$`.execute(one)
    // half are of a few, whom one hears of again and again; half of anybody
    await sql`create function pg_temp.again(n integer, salt integer, most integer) returns integer language sql immutable as $$
      select floor(case when pg_temp.share(n, salt + 500) < 0.5 then most * 0.1 * pg_temp.share(n, salt) ^ 2 else most * 0.1 + most * pg_temp.share(n, salt) end)::integer $$`.execute(one)
    await sql`create function pg_temp.named(kind integer, n integer) returns uuid language sql immutable as $$ select md5(kind || ' ' || n)::uuid $$`.execute(one)
    await fillReports(one, reports, days, until)
    await fillMentions(one, reports)
    for (const { definition } of indexes) await sql.raw(definition).execute(one)
  })
  for (const table of ['incidents', 'person_mentions', 'persons']) await sql`vacuum analyze ${sql.table(table)}`.execute(db)
  await sql`update incidents set version = version + 1 where reported_at > ${until}::timestamptz - interval '30 days'`.execute(db)
}

async function fillReports(one: Kysely<Database>, reports: number, days: number, until: Date): Promise<void> {
  await sql`
    insert into incidents (id, reference, channel, reported_at, occurred_from, type_id, qualifier, narrative, location_text, postcode, address_key, easting, northing, ward_id, borough_id, team_id,
      status, resulted_at, risk_order, flags, duplicate_of, withdrawn_at, sealed_under, recorded_at, recorded_by)
    select pg_temp.named(1, n), 'BENCH/' || n, '101', at, at - pg_temp.share(n, 1) * interval '40 days', t.id, 'nuisance', repeat('Shouting in the street and a bin set alight again. ', 1 + n % 9),
      home || ' Tanner Street', 'ZA1 2BC', 'ZA12BC ' || home, 530000 + floor(12000 * pg_temp.share(home, 5))::integer, 180000 + floor(12000 * pg_temp.share(home, 6))::integer, w.id, w.parent_id, ta.team_id,
      case when n % 10 = 0 then 'recorded' else 'resulted' end, case when n % 10 = 0 then null else at + interval '2 hours' end,
      case when n % 97 = 0 then 3 when n % 31 = 0 then 2 when n % 11 = 0 then 1 else 0 end, case when n % 7 = 0 then array['vulnerable'] when n % 5 = 0 then array['repeat'] else '{}' end,
      case when n % 50 = 1 then pg_temp.named(1, n - 1) end, case when n % 100 = 2 then at + interval '1 day' end, case when n % 100 = 3 then pg_temp.named(2, n) end, at, a.id
    from generate_series(1, ${reports}::integer) n
      cross join lateral (select ${until}::timestamptz - (${reports}::integer - n) * (${days}::double precision / ${reports}::integer) * interval '1 day' as at, pg_temp.again(n, 2, ${reports}::integer) as home) x
      join (select id, parent_id, row_number() over (order by code) - 1 as place, count(*) over () as wards from areas where kind = 'ward') w on w.place = home % w.wards
      join team_areas ta on ta.area_id = w.id
      join (select id, row_number() over (order by key) - 1 as place, count(*) over () as kinds from reference_values where code_set = 'asb-type') t on t.place = floor(t.kinds * pg_temp.share(n, 3) ^ 2)
      cross join (select id from accounts where username = 'amara.diallo') a`.execute(one)
}

/** Who lives in a ward mostly reports from it: a person, their telephone and their home go together. */
async function fillMentions(one: Kysely<Database>, reports: number): Promise<void> {
  await sql`
    insert into person_mentions (id, person_id, source_kind, source_id, part, given_name, family_name, given_initial, given_name_key, family_name_key, phone, phone_key, address_text, postcode, postcode_key, address_key, recorded_at, recorded_by)
    select pg_temp.named(10 + p.place, n), pg_temp.named(3, who), 'incident', pg_temp.named(1, n), p.part, 'Given' || who % 900, 'Family' || who % 7000, 'g', 'given' || who % 900, 'family' || who % 7000,
      case when who % 4 > 0 then '07700 9' || who end, case when who % 4 > 0 then '+4477009' || who / 2 end, who / 3 || ' Tanner Street', 'ZA1 2BC', 'ZA12BC', 'ZA12BC ' || who / 3, i.recorded_at, i.recorded_by
    from incidents i cross join lateral (select substr(i.reference, 7)::integer as n) x
      cross join lateral (values (1, 'victim', 0.6), (2, 'caller', 0.9), (3, 'witness', 0.2), (4, 'suspect', 0.1)) p (place, part, share)
      cross join lateral (select pg_temp.again(n, 20 + p.place, ${reports}::integer) as who) y
    where i.reference like 'BENCH/%' and pg_temp.share(n, 10 + p.place) < p.share`.execute(one)
  await sql`insert into persons (id, created_at, created_by) select distinct person_id, now(), recorded_by from person_mentions`.execute(one)
}
