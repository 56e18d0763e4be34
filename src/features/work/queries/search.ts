import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { findSearch } from '#platform/searches.ts'
import { type PersonSought, understand } from './understand-query.ts'

/** One incident that was found. */
export interface FoundIncident {
  readonly id: string
  readonly reference: string
  readonly typeName: string | null
  readonly place: string | null
  readonly reportedAt: Date
  readonly status: string
  readonly isOpenData: boolean
}

/** One person that was found: the latest name of theirs that the viewer may know, and how often they were mentioned. */
export interface FoundPerson {
  readonly id: string
  readonly name: string
  readonly parts: readonly string[]
  readonly mentions: number
  readonly lastAt: Date
}

/** One case that was found. */
export interface FoundCase {
  readonly id: string
  readonly reference: string
  readonly status: string
  readonly band: string
  readonly victimName: string | null
  readonly typeName: string | null
  readonly ownerName: string | null
  readonly openedAt: Date
}

/** Whom to ring about somebody that another borough knows of. */
export interface ElsewhereContact {
  readonly team: string | null
  readonly telephone: string | null
}

/** What a search gave. */
export interface SearchPage {
  readonly query: string
  readonly as: readonly string[]
  readonly incidents: readonly FoundIncident[]
  readonly people: readonly FoundPerson[]
  readonly cases: readonly FoundCase[]
  readonly elsewhere: readonly ElsewhereContact[]
  /** There is more than is shown. */
  readonly isCut: boolean
  readonly now: Date
}

/** The most of each kind that one page of results holds. */
export const MOST_FOUND = 50

/**
 * What one of the viewer's own searches finds, within what they may see.
 *
 * A reference that does not exist and one that may not be seen take the same query and the same words.
 * Refuses: not found, for somebody else's search. Rules WK-02, WK-10.
 */
export async function getSearchPage(ctx: Context, searchId: string): Promise<SearchPage> {
  const query = await findSearch(ctx, searchId)
  if (query === null) throw new Refusal('not found', 'There is no search of yours at this address')
  ctx.shown('search', searchId)
  return searchFor(ctx, query)
}

/** What these words find, within what the viewer may see. */
export async function searchFor(ctx: Context, query: string): Promise<SearchPage> {
  const understood = understand(query, ctx.now)
  const { references, sourceReference, person, place, words } = understood
  const people = person === null ? [] : await findPeople(ctx, person)
  const byWords = words === null ? [] : await idsWithWords(ctx, words)
  const withNumber = sourceReference === null ? [] : await idsWithNumber(ctx, sourceReference)
  const incidents = await findIncidents(ctx, { references, sourceReference, place, ids: [...byWords, ...withNumber] })
  const casesByWords = words === null ? [] : await caseIdsWithWords(ctx, words)
  const cases = await findCases(ctx, { references, ids: casesByWords, incidentIds: incidents.map(({ id }) => id), personIds: people.map(({ id }) => id) })
  const elsewhere = person === null ? [] : await knownElsewhere(ctx, person)
  ctx.shown('incident', incidents.map(({ id }) => id))
  ctx.shown('person', people.map(({ id }) => id))
  ctx.shown('case', cases.map(({ id }) => id))
  const isCut = [incidents, people, cases].some(({ length }) => length > MOST_FOUND) || [byWords, withNumber, casesByWords].some(({ length }) => length > MOST_FOUND)
  return {
    query, as: understood.as, incidents: incidents.slice(0, MOST_FOUND), people: people.slice(0, MOST_FOUND), cases: cases.slice(0, MOST_FOUND), elsewhere, isCut, now: ctx.now,
  }
}

async function idsWithWords(ctx: Context, words: string): Promise<readonly string[]> {
  const { rows } = await sql<{ incidentId: string }>`select incident_id from heed.search_words(${words}, ${MOST_FOUND + 1}::integer)`.execute(ctx.db)
  return rows.map(({ incidentId }) => incidentId)
}

/** Incidents to which a further report came under this number of another system, the latest first. */
async function idsWithNumber(ctx: Context, sourceReference: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('incidentEntries').select('incidentId').where('sourceReference', '=', sourceReference)
    .groupBy('incidentId').orderBy((e) => e.fn.max('at'), 'desc').orderBy('incidentId').limit(MOST_FOUND + 1).execute()
  return rows.map(({ incidentId }) => incidentId)
}

async function caseIdsWithWords(ctx: Context, words: string): Promise<readonly string[]> {
  const { rows } = await sql<{ caseId: string }>`select case_id from heed.cases_with_words(${words}, ${MOST_FOUND + 1}::integer)`.execute(ctx.db)
  return rows.map(({ caseId }) => caseId)
}

async function findIncidents(ctx: Context, by: { references: readonly string[]; sourceReference: string | null; place: string | null; ids: readonly string[] }): Promise<FoundIncident[]> {
  const { references, sourceReference, place, ids } = by
  if (references.length === 0 && sourceReference === null && place === null && ids.length === 0) return []
  return ctx.db.selectFrom('incidents as i').leftJoin('referenceValues as t', 't.id', 'i.typeId')
    .select(['i.id', 'i.reference', 't.name as typeName', 'i.locationText as place', 'i.reportedAt', 'i.status', 'i.isOpenData'])
    .where((e) => e.or([
      ...(references.length === 0 ? [] : [e('i.reference', 'in', [...references])]),
      ...(sourceReference === null ? [] : [e.and([e('i.sourceReference', '=', sourceReference), e('i.isOpenData', '=', false)])]),
      ...(place === null ? [] : [e.and([e('i.postcode', '=', place), e('i.isOpenData', '=', false)])]),
      ...(ids.length === 0 ? [] : [e('i.id', 'in', [...ids])]),
    ]))
    .where('i.withdrawnAt', 'is', null)
    .orderBy('i.reportedAt', 'desc').orderBy('i.id').limit(MOST_FOUND + 1).execute()
}

/** People with a visible mention that agrees with every part of what was asked. */
async function findPeople(ctx: Context, sought: PersonSought): Promise<FoundPerson[]> {
  const parts = [['phoneKey', sought.phone], ['emailKey', sought.email], ['postcodeKey', sought.postcode], ['familyNameKey', sought.family], ['givenNameKey', sought.given]] as const
  let query = ctx.db.selectFrom('personMentions as m')
    .select((e) => ['m.personId as id', e.fn.countAll<number>().as('mentions'), e.fn.max('m.recordedAt').as('lastAt'),
      sql<string[]>`array_agg(distinct m.part)`.as('parts'),
      sql<string>`(array_agg(concat_ws(' ', m.title, m.given_name, m.family_name) order by m.recorded_at desc))[1]`.as('name')])
    .where('m.correctedById', 'is', null)
  for (const [column, value] of parts) if (value !== null) query = query.where(`m.${column}`, '=', value)
  if (sought.birth !== null) query = query.where('m.dateOfBirth', '=', sought.birth)
  const rows = await query.groupBy('m.personId').orderBy('lastAt', 'desc').orderBy('m.personId').limit(MOST_FOUND + 1).execute()
  return rows.map((row) => ({ ...row, mentions: Number(row.mentions), name: row.name.trim() === '' ? 'Name not given' : row.name }))
}

async function findCases(ctx: Context, by: { references: readonly string[]; ids: readonly string[]; incidentIds: readonly string[]; personIds: readonly string[] }): Promise<FoundCase[]> {
  const { references, ids, incidentIds, personIds } = by
  if (references.length === 0 && ids.length === 0 && incidentIds.length === 0 && personIds.length === 0) return []
  return ctx.db.selectFrom('cases as c').leftJoin('accounts as o', 'o.id', 'c.ownerId').leftJoin('personMentions as m', 'm.id', 'c.victimMentionId').leftJoin('referenceValues as t', 't.id', 'c.typeId')
    .select(['c.id', 'c.reference', 'c.status', 'c.band', 'o.name as ownerName', 'c.openedAt', 't.name as typeName', sql<string | null>`nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '')`.as('victimName')])
    .where((e) => e.or([
      ...(references.length === 0 ? [] : [e('c.reference', 'in', [...references])]),
      ...(ids.length === 0 ? [] : [e('c.id', 'in', [...ids])]),
      ...(personIds.length === 0 ? [] : [e('c.victimPersonId', 'in', [...personIds]), e('c.id', 'in', e.selectFrom('casePeople as p').select('p.caseId').where('p.personId', 'in', [...personIds]))]),
      ...(incidentIds.length === 0 ? [] : [e('c.id', 'in', e.selectFrom('caseIncidents as l').select('l.caseId').where('l.incidentId', 'in', [...incidentIds]))]),
    ]))
    .orderBy('c.openedAt', 'desc').orderBy('c.id').limit(MOST_FOUND + 1).execute()
}

/** Whom to ring where somebody agreeing on a key lies beyond the viewer's sight: never for a name alone, words or a reference. */
async function knownElsewhere(ctx: Context, { phone, email, postcode, birth, family }: PersonSought): Promise<ElsewhereContact[]> {
  const isKey = phone !== null || email !== null || (family !== null && (postcode !== null || birth !== null))
  if (!isKey || ctx.actor.seesForce) return []
  const keys = JSON.stringify([{ phone, email, birth: family === null ? null : birth, postcode: family === null ? null : postcode, family, address: null }])
  const { rows } = await sql<ElsewhereContact>`select team, telephone from heed.seen_elsewhere(${keys}::jsonb)`.execute(ctx.db)
  return rows
}
