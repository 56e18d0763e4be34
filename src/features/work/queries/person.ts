import { sql } from 'kysely'
import { standingsOfPerson, type SubjectStanding } from '#features/analysis/index.ts'
import { decidesIdentity } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import { householdsOfPerson, type Namesake, namesakesOf, type PersonHousehold } from './person-kin.ts'

/** A person as one record speaks of them, in the part they played there. */
export interface PersonMention {
  readonly id: string
  readonly sourceKind: 'incident' | 'case'
  readonly sourceId: string
  readonly sourceReference: string | null
  readonly part: 'caller' | 'victim' | 'witness' | 'suspect'
  readonly name: string
  readonly dateOfBirth: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly addressText: string | null
  readonly postcode: string | null
  readonly safeToContact: string | null
  readonly recordedAt: Date
}

/** One report in a person's story. */
export interface PersonReport {
  readonly id: string
  readonly reference: string
  readonly typeName: string | null
  readonly place: string | null
  readonly reportedAt: Date
  readonly status: string
  readonly parts: readonly string[]
}

/** One case a person has to do with, and as what. */
export interface PersonCase {
  readonly id: string
  readonly reference: string
  readonly status: string
  readonly band: string
  readonly ownerName: string | null
  readonly parts: readonly string[]
}

/** Everything known of a person that the viewer may see. */
export interface PersonPage {
  readonly id: string
  readonly name: string
  readonly mentions: readonly PersonMention[]
  readonly reports: readonly PersonReport[]
  readonly cases: readonly PersonCase[]
  /** How and when it is safe to reach them, in their own words, the latest first. */
  readonly safeToContact: readonly string[]
  /** How often, as victim and as caller, under every rule in force. */
  readonly standings: readonly SubjectStanding[]
  readonly households: readonly PersonHousehold[]
  readonly namesakes: readonly Namesake[]
  readonly mayReadHistory: boolean
  /** They may take these records apart, or see how they came together. */
  readonly mayDecideIdentity: boolean
  readonly now: Date
}

/**
 * Everything known of one person through the records the viewer may see.
 *
 * Refuses: not found, when no visible record mentions them. Rule WK-03.
 */
export async function getPersonPage(ctx: Context, personId: string): Promise<PersonPage> {
  const mentions = await mentionsOf(ctx, personId)
  const [latest] = mentions
  if (latest === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const reports = await reportsOf(ctx, mentions)
  const cases = await casesOf(ctx, personId, mentions)
  ctx.shown('person', personId)
  ctx.shown('incident', reports.map(({ id }) => id))
  ctx.shown('case', cases.map(({ id }) => id))
  const named = mentions.find(({ name }) => name !== 'Name not given') ?? latest
  return {
    id: personId, name: named.name, mentions, reports, cases, now: ctx.now,
    safeToContact: [...new Set(mentions.flatMap(({ safeToContact }) => (safeToContact === null ? [] : [safeToContact])))],
    standings: await standingsOfPerson(ctx, personId), households: await householdsOfPerson(ctx, personId), namesakes: await namesakesOf(ctx, personId),
    mayReadHistory: may.readHistory(ctx.actor).allowed, mayDecideIdentity: decidesIdentity(ctx.actor),
  }
}

/**
 * The person under whom somebody is known now, when all that was said of them was recognised as that one person's; null when they are still themselves.
 *
 * So a link kept from before leads on. Rule WK-03.
 */
export async function findPersonNow(ctx: Context, personId: string): Promise<string | null> {
  const still = await ctx.db.selectFrom('personMentions').select('id').where('personId', '=', personId).limit(1).executeTakeFirst()
  if (still !== undefined) return null
  const now = await ctx.db.selectFrom('personLinks as l').innerJoin('personMentions as m', 'm.id', 'l.mentionId').select('m.personId').distinct().where('l.fromPersonId', '=', personId).limit(2).execute()
  const [only, ...others] = now
  return only === undefined || others.length > 0 ? null : only.personId
}

async function mentionsOf(ctx: Context, personId: string): Promise<PersonMention[]> {
  const rows = await ctx.db.selectFrom('personMentions as m')
    .leftJoin('incidents as i', (join) => join.onRef('i.id', '=', 'm.sourceId').on('m.sourceKind', '=', 'incident'))
    .leftJoin('cases as c', (join) => join.onRef('c.id', '=', 'm.sourceId').on('m.sourceKind', '=', 'case'))
    .select(['m.id', 'm.sourceKind', 'm.sourceId', 'm.part', 'm.dateOfBirth', 'm.phone', 'm.email', 'm.addressText', 'm.postcode', 'm.safeToContact', 'm.recordedAt',
      sql<string>`concat_ws(' ', m.title, m.given_name, m.family_name)`.as('name'), sql<string | null>`coalesce(i.reference, c.reference)`.as('sourceReference')])
    .where('m.personId', '=', personId).where('m.correctedById', 'is', null)
    .orderBy('m.recordedAt', 'desc').orderBy('m.id').execute()
  return rows.map((row) => ({ ...row, name: row.name.trim() === '' ? 'Name not given' : row.name }))
}

async function reportsOf(ctx: Context, mentions: readonly PersonMention[]): Promise<PersonReport[]> {
  const ids = [...new Set(mentions.filter(({ sourceKind }) => sourceKind === 'incident').map(({ sourceId }) => sourceId))]
  if (ids.length === 0) return []
  const rows = await ctx.db.selectFrom('incidents as i').leftJoin('referenceValues as t', 't.id', 'i.typeId')
    .select(['i.id', 'i.reference', 't.name as typeName', 'i.locationText as place', 'i.reportedAt', 'i.status'])
    .where('i.id', 'in', ids).where('i.withdrawnAt', 'is', null).orderBy('i.reportedAt', 'desc').orderBy('i.id').execute()
  return rows.map((row) => ({ ...row, parts: partsIn(mentions, row.id) }))
}

async function casesOf(ctx: Context, personId: string, mentions: readonly PersonMention[]): Promise<PersonCase[]> {
  const rows = await ctx.db.selectFrom('cases as c').leftJoin('accounts as o', 'o.id', 'c.ownerId')
    .select((e) => ['c.id', 'c.reference', 'c.status', 'c.band', 'o.name as ownerName', 'c.victimPersonId',
      e.selectFrom('casePeople as p').select(sql<string[]>`coalesce(array_agg(distinct p.part), '{}')`.as('parts')).whereRef('p.caseId', '=', 'c.id').where('p.personId', '=', personId).as('parts')])
    .where((e) => e.or([
      e('c.victimPersonId', '=', personId),
      e('c.id', 'in', e.selectFrom('casePeople as p').select('p.caseId').where('p.personId', '=', personId)),
      e('c.id', 'in', e.selectFrom('personMentions as m').select('m.sourceId').where('m.personId', '=', personId).where('m.sourceKind', '=', 'case')),
    ]))
    .orderBy('c.openedAt', 'desc').orderBy('c.id').execute()
  return rows.map(({ victimPersonId, parts, ...row }) => ({
    ...row, parts: [...new Set([...(victimPersonId === personId ? ['victim'] : []), ...(parts ?? []), ...partsIn(mentions, row.id)])],
  }))
}

function partsIn(mentions: readonly PersonMention[], sourceId: string): readonly string[] {
  return [...new Set(mentions.filter((mention) => mention.sourceId === sourceId).map(({ part }) => part))].sort()
}
