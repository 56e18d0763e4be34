import { sql } from 'kysely'
import { addIncidentEntry, reportsOf } from '#features/incidents/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { isMentionedSo } from '../queries/announced.ts'
import { getExpectations } from '../queries/standards.ts'
import { bandAfter, bandOf, type Band } from '../rules/band.ts'
import { addCaseEntries, lockCase, saveCase, settleDates, takeTurn, type LockedCase, type NewEntry } from './change-case.ts'
import { beginPlan, beginReviews, meetStandard } from './plan.ts'

/** What opens a case, or joins one that is open. */
export interface Opening {
  readonly incidentId: string
  /** Whom the assessment is about; null: the victim the incident names, else its caller. */
  readonly personId: string | null
  readonly band: Band
  readonly assessmentId: string | null
  readonly because: string
}

/** The case there is now. */
export interface Opened {
  readonly caseId: string
  readonly reference: string
  readonly isNew: boolean
}

/**
 * Open a case for an incident and its victim, or join the one that is open for either of them.
 *
 * A new case stands on the unallocated list of the incident's team, which is told at once. One that is open gets the incident and the band.
 * Changes: cases, case_incidents, case_people, case_entries, case_plan_items, clocks, notifications; case.opened, case.incident-linked.
 * Refuses: not found.
 * Source: report of 13 October 2011, ¶36, ¶59. Rule CA-11.
 */
export async function openCase(ctx: Context, opening: Opening): Promise<Opened> {
  const incident = await getIncident(ctx, opening.incidentId)
  const people = await peopleOf(ctx, opening.incidentId, opening.personId)
  const personId = opening.personId ?? people.victim?.personId ?? null
  await takeTurn(ctx, [opening.incidentId, personId])
  const known = await findOpenCase(ctx, opening.incidentId, personId)
  return known === null ? openNew(ctx, opening, incident, people) : join(ctx, known, opening, incident, people)
}

/**
 * Open a case by hand from an incident, with the reason.
 *
 * Its band is that of the incident's approved assessment, else low until one is approved.
 * Changes: as openCase.
 * Refuses: not found; not permitted; conflict, when a case is open for it already; invalid, without a reason.
 * Source: report of 13 October 2011, ¶61, ¶76. Rule CA-21.
 */
export async function openCaseByHand(ctx: Context, { incidentId, reason }: { incidentId: string; reason: string }): Promise<Opened> {
  authorise(may.openByHand(ctx.actor))
  const incident = await getIncident(ctx, incidentId)
  if (incident.isOpenData || incident.duplicateOf !== null) throw new Refusal('conflict', incident.isOpenData ? 'This is open data: no case can be opened from it' : 'This is a duplicate. Open the case from the incident it repeats')
  if (reason.trim() === '') throw new Refusal('invalid', 'Enter why a case is opened', { field: 'reason' })
  const people = await peopleOf(ctx, incidentId, null)
  await takeTurn(ctx, [incidentId, people.victim?.personId ?? null])
  const linked = await ctx.db.selectFrom('caseIncidents as l').innerJoin('cases as c', 'c.id', 'l.caseId').select(['c.id', 'c.reference'])
    .where('l.incidentId', '=', incidentId).where('c.status', '<>', 'closed').executeTakeFirst()
  if (linked !== undefined) throw new Refusal('conflict', `${linked.reference} is open for this incident already`, { see: `/cases/${linked.id}` })
  const assessed = await ctx.db.selectFrom('assessments').select(['id', 'finalBand']).where('incidentId', '=', incidentId).where('status', '=', 'approved').orderBy('approvedAt', 'desc').executeTakeFirst()
  return openCase(ctx, { incidentId, personId: null, band: bandOf(assessed?.finalBand ?? '') ?? 'low', assessmentId: assessed?.id ?? null, because: reason })
}

/**
 * Link another incident to a case, with why.
 *
 * Changes: case_incidents, case_people, case_entries; incident_entries; case.incident-linked.
 * Refuses: not found, for either; not permitted; conflict, when it is linked already or the case is closed.
 */
export async function linkIncident(ctx: Context, { caseId, reference, because }: { caseId: string; reference: string; because: string }): Promise<void> {
  authorise(may.work(ctx.actor))
  const held = await lockCase(ctx, caseId, null)
  if (held.status === 'closed') throw new Refusal('conflict', 'This case is closed. Reopen it first')
  const found = await ctx.db.selectFrom('incidents').select('id').where('reference', '=', reference.trim().toUpperCase()).where('isOpenData', '=', false).executeTakeFirst()
  if (found === undefined) throw new Refusal('invalid', 'No incident that you can see has this reference', { field: 'reference' })
  const already = await ctx.db.selectFrom('caseIncidents as l').innerJoin('cases as c', 'c.id', 'l.caseId').select(['c.id', 'c.reference'])
    .where('l.incidentId', '=', found.id).where('c.status', '<>', 'closed').executeTakeFirst()
  if (already !== undefined) throw new Refusal('invalid', already.id === caseId ? 'This incident is in the case already' : `This incident is in ${already.reference}, which is open`, { field: 'reference' })
  await link(ctx, held, await getIncident(ctx, found.id), because)
  await addPeople(ctx, caseId, (await peopleOf(ctx, found.id, null)).all)
}

/** The open case for a victim or an incident, the oldest first; null when there is none that this person sees. */
export async function findOpenCase(ctx: Context, incidentId: string, personId: string | null): Promise<string | null> {
  const row = await ctx.db.selectFrom('cases as c').select('c.id').where('c.status', '<>', 'closed')
    .where((e) => e.or([
      e.exists(e.selectFrom('caseIncidents as l').select('l.caseId').whereRef('l.caseId', '=', 'c.id').where('l.incidentId', '=', incidentId)),
      ...(personId === null ? [] : [e('c.victimPersonId', '=', personId)]),
    ])).orderBy('c.openedAt').executeTakeFirst()
  return row?.id ?? null
}

/**
 * Carry on in the open case of an incident what was put right there: somebody's details, or somebody added.
 *
 * Changes: case_people, cases. Nothing, where no case is open for it.
 */
export async function followPeople(ctx: Context, { incidentId, mentionId, correctsId }: { incidentId: string; mentionId: string; correctsId: string | null }): Promise<void> {
  if (!(await isMentionedSo(ctx, { incidentId, mentionId, correctsId }))) return
  if (correctsId !== null) {
    await ctx.db.updateTable('casePeople').set({ mentionId }).where('mentionId', '=', correctsId).execute()
    const named = await ctx.db.updateTable('cases').set({ victimMentionId: mentionId }).where('victimMentionId', '=', correctsId).executeTakeFirst()
    if (named.numUpdatedRows > 0n) return
  }
  const caseId = await findOpenCase(ctx, incidentId, null)
  if (caseId === null) return
  ctx.changed('case', caseId)
  if (correctsId === null) await addPeople(ctx, caseId, (await peopleOf(ctx, incidentId, null)).all.filter(({ id }) => id === mentionId))
}

type Incident = Awaited<ReturnType<typeof getIncident>>
type Heard = { readonly id: string; readonly personId: string; readonly part: 'caller' | 'victim' | 'witness' | 'suspect' }
interface People { readonly victim: Heard | null; readonly all: readonly Heard[] }

async function getIncident(ctx: Context, incidentId: string) {
  const row = await ctx.db.selectFrom('incidents').select(['id', 'reference', 'teamId', 'boroughId', 'typeId', 'qualifier', 'sealedUnder', 'isOpenData', 'duplicateOf']).where('id', '=', incidentId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such incident')
  return row
}

async function peopleOf(ctx: Context, incidentId: string, personId: string | null): Promise<People> {
  const all = await ctx.db.selectFrom('personMentions').select(['id', 'personId', 'part']).where('sourceId', 'in', await reportsOf(ctx, incidentId)).where('correctedById', 'is', null).orderBy('recordedAt').orderBy('id').execute()
  const victim = all.find((one) => one.personId === personId) ?? all.find(({ part }) => part === 'victim') ?? all.find(({ part }) => part === 'caller') ?? null
  return { victim, all: all.map((one) => (one === victim ? { ...one, part: 'victim' } : one)) }
}

async function openNew(ctx: Context, opening: Opening, incident: Incident, people: People): Promise<Opened> {
  const { rows } = await sql<{ reference: string }>`select heed.next_reference('CASE', ${Number(londonDay(ctx.now).slice(0, 4))}) as reference`.execute(ctx.db)
  const reference = rows[0]?.reference ?? ''
  const teamId = incident.teamId ?? (await fallbackTeam(ctx))
  const caseId = newId()
  const made = {
    id: caseId, reference, band: opening.band, typeId: incident.typeId, qualifier: incident.qualifier, ownerId: null, teamId, boroughId: incident.boroughId,
    victimPersonId: opening.personId ?? people.victim?.personId ?? null, victimMentionId: people.victim?.id ?? null, assessmentId: opening.assessmentId, reviewedFrom: ctx.now, sealedUnder: null,
    openedAt: ctx.now, openedBy: ctx.actor.id, changedAt: ctx.now, changedBy: ctx.actor.id,
  }
  await ctx.db.insertInto('cases').values(made).execute()
  await addCaseEntries(ctx, caseId, [{ kind: 'opened', text: `Opened at ${opening.band} risk from ${incident.reference}`, reason: opening.because, detail: { band: opening.band, incidentId: incident.id, assessmentId: opening.assessmentId } }])
  await link(ctx, made, incident, opening.because, reference)
  await addPeople(ctx, caseId, people.all)
  const expected = await getExpectations(ctx)
  await beginPlan(ctx, made, expected, false)
  await beginReviews(ctx, made, expected)
  await tell(ctx, { kind: 'case opened', subjectKind: 'case', subjectId: caseId, teamId, boroughId: incident.boroughId })
  await meetStandard(ctx, made, 'neighbourhood-team-told', 'The team responsible was told when the case was opened', expected)
  await settleDates(ctx, caseId, expected)
  await emit(ctx, 'case.opened', { caseId, incidentId: incident.id, band: opening.band, boroughId: incident.boroughId, teamId, isByHand: ctx.actor.kind !== 'service' }, caseId)
  return { caseId, reference, isNew: true }
}

async function join(ctx: Context, caseId: string, opening: Opening, incident: Incident, people: People): Promise<Opened> {
  const held = await lockCase(ctx, caseId, null)
  const linked = await ctx.db.selectFrom('caseIncidents').select('caseId').where('caseId', '=', caseId).where('incidentId', '=', incident.id).executeTakeFirst()
  if (linked === undefined) {
    await link(ctx, held, incident, opening.because)
    await addPeople(ctx, caseId, people.all)
  }
  if (opening.assessmentId === null || opening.assessmentId === held.assessmentId) return { caseId, reference: held.reference, isNew: false }
  const band = bandAfter(held.band, opening.band, linked !== undefined)
  const entry: NewEntry = band === held.band
    ? { kind: 'band', text: `Assessed again at ${opening.band} risk: the case stays ${held.band}`, detail: { assessmentId: opening.assessmentId } }
    : { kind: 'band', text: `Risk now ${band}, was ${held.band}`, changed: [{ field: 'Risk', was: held.band, now: band }], detail: { assessmentId: opening.assessmentId } }
  const settled = band === opening.band
  await saveCase(ctx, held, settled ? { band, assessmentId: opening.assessmentId, reviewedFrom: ctx.now } : {}, [entry])
  if (settled) {
    const expected = await getExpectations(ctx)
    const now = { ...held, band, reviewedFrom: ctx.now }
    await beginPlan(ctx, now, expected, false)
    await beginReviews(ctx, now, expected)
    await settleDates(ctx, caseId, expected)
  }
  await tell(ctx, { kind: 'case assessed again', subjectKind: 'case', subjectId: caseId, ...(held.ownerId === null ? { teamId: held.teamId } : { accountId: held.ownerId }), boroughId: held.boroughId, sealedUnder: held.sealedUnder })
  return { caseId, reference: held.reference, isNew: false }
}

async function link(ctx: Context, held: Pick<LockedCase, 'id' | 'sealedUnder'>, incident: Incident, because: string, openedAs: string | null = null): Promise<void> {
  await ctx.db.insertInto('caseIncidents').values({ caseId: held.id, incidentId: incident.id, linkedAt: ctx.now, linkedBy: ctx.actor.id, because }).execute().catch(inOneCaseOnly)
  if (openedAs === null) {
    await addCaseEntries(ctx, held.id, [{ kind: 'incident linked', text: `${incident.reference} linked`, reason: because, detail: { incidentId: incident.id } }])
    await emit(ctx, 'case.incident-linked', { caseId: held.id, incidentId: incident.id }, held.id)
  }
  await addIncidentEntry(ctx, incident.id, 'case', openedAs === null ? 'Joined to a case' : `Case ${openedAs} opened`, { caseId: held.id })
  if (held.sealedUnder !== null) await sql`select heed.spread_seal(${held.id}::uuid)`.execute(ctx.db)
}

/** The table lets an incident be in one open case at a time, also in one that this person does not see: that much stands in the incident's own log. */
function inOneCaseOnly(error: unknown): never {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'case_incidents_one_open_case') {
    throw new Refusal('conflict', 'A case is open for this incident already. Its team answers for it: the incident’s log says which case it is')
  }
  throw error
}

async function addPeople(ctx: Context, caseId: string, people: readonly Heard[]): Promise<void> {
  const there = await ctx.db.selectFrom('casePeople').select(['personId', 'part']).where('caseId', '=', caseId).execute()
  const isThere = (one: Heard) => there.some(({ personId, part }) => personId === one.personId && (part === one.part || one.part === 'caller'))
  const rows = people.filter((one, at) => !isThere(one) && people.findIndex((other) => other.personId === one.personId && other.part === one.part) === at)
  if (rows.length === 0) return
  await ctx.db.insertInto('casePeople').values(rows.map(({ id, personId, part }) => ({ id: newId(), caseId, mentionId: id, personId, part, addedAt: ctx.now, addedBy: ctx.actor.id }))).execute()
}

async function fallbackTeam(ctx: Context): Promise<string> {
  const team = await ctx.db.selectFrom('teams').select('id').where('isFallback', '=', true).executeTakeFirst()
  if (team === undefined) throw new Refusal('conflict', 'No team is responsible for this place, and the force has named none to receive what no team is responsible for')
  return team.id
}
