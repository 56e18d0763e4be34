import { sql } from 'kysely'
import { isSeenBefore, mentionPeople, standardiseAddress } from '#features/people/index.ts'
import { resolvePlace, type ResolvedPlace } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import { startClock } from '#platform/clocks/commands.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import type { Context } from '#platform/context.ts'
import { send } from '#platform/db/connect.ts'
import { findUsedDraft, useDraft } from '#platform/drafts.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { followUpFor, recordLists, type RecordLists } from '../queries/record-lists.ts'
import { rowsInForce } from '../rules/codes.ts'
import type { Doubt } from '../rules/doubts.ts'
import type { Report } from '../rules/report.ts'
import { asksForAssessment, type Flag, flagsFrom, type Suggestion, suggestGrade } from '../rules/screening.ts'
import { codedReport, type CodedReport, doubtsOfReport } from './record-report.ts'
import { assertNewNumber, sourceOf } from './their-number.ts'

/** What came of recording a report. */
export interface Recorded {
  readonly incidentId: string
  readonly reference: string
  readonly teamId: string | null
  readonly teamName: string | null
  readonly notifiedAt: Date
  readonly doubts: readonly Doubt[]
  /** The same draft had been sent before: nothing new was recorded. */
  readonly isAgain: boolean
}

/** One flag about to be raised, and what raised it. */
interface Raised {
  readonly flag: Flag
  readonly origin: 'screening' | 'seen before'
}

/** A report read by the force's lists and put on the ground: nothing of it is written yet. */
export interface ReadReport {
  /** The id its incident is to have. */
  readonly incidentId: string
  readonly report: Report
  readonly coded: CodedReport
  readonly place: ResolvedPlace
  readonly addressKey: string | null
  readonly lists: RecordLists
}

/** Everything worked out about a report, ready to be written. */
interface Worked extends ReadReport {
  readonly raised: readonly Raised[]
  readonly suggested: Suggestion
}

/**
 * Record a report of anti-social behaviour: the incident, who and where, the prompt's answers, and the team told of it.
 *
 * All in one act: no incident is ever on record of which no team was told. What is missing or doubtful never stops it.
 * Changes: incidents, screening_answers, incident_flags, incident_entries, persons, person_mentions, notifications, clocks; incident.recorded.
 * Refuses: not permitted; invalid, naming the field, for what is malformed; conflict, when the other system's report is on record already.
 * Source: report of 13 October 2011, ¶20-26, ¶57, ¶75. Rules IN-40, IN-42.
 */
export async function recordIncident(ctx: Context, report: Report): Promise<Recorded> {
  const read = await readReport(ctx, report)
  return 'isAgain' in read ? read : recordRead(ctx, read)
}

/**
 * Read a report by the lists in force and put it on the ground; or give what came of it, when its draft was sent before.
 *
 * Refuses: as recordIncident. Rules IN-40, IN-42.
 */
export async function readReport(ctx: Context, report: Report): Promise<ReadReport | Recorded> {
  authorise(ctx.actor.kind === 'client' ? may.ingest(ctx.actor) : may.record(ctx.actor))
  // what does not depend on each other is asked together, and waited for once
  const [again, lists, place] = await Promise.all([alreadyRecorded(ctx, report), recordLists(ctx), placeOf(ctx, report)])
  if (again !== null) return again
  const { text } = report.place
  return {
    incidentId: newId(), report, coded: codedReport(report, lists, ctx.now), place, lists,
    addressKey: text === null ? null : standardiseAddress(text, place.postcode).key,
  }
}

/** Write a report that has been read. Changes: as recordIncident. */
export async function recordRead(ctx: Context, read: ReadReport): Promise<Recorded> {
  const { incidentId, report } = read
  const [worked, reference] = await Promise.all([workOut(ctx, read), nextReference(ctx, report)])
  await insertIncident(ctx, reference, worked)
  await insertParts(ctx, worked)
  await mentionPeople(ctx, { kind: 'incident', id: incidentId }, report.people.map(({ role, ...person }) => ({ part: role, ...person })))
  if (report.draftId !== undefined && report.draftId !== null) await useDraft(ctx, report.draftId, 'report', incidentId)
  ctx.changed('incident', incidentId)
  const { team, boroughId } = worked.place
  await emit(ctx, 'incident.recorded', {
    incidentId, typeKey: worked.coded.type?.key ?? null, qualifier: report.qualifier, boroughId, teamId: team?.id ?? null, flags: worked.raised.map(({ flag }) => flag),
  }, incidentId)
  await tellTeam(ctx, worked)
  await startFollowUp(ctx, worked)
  return {
    incidentId, reference, teamId: team?.id ?? null, teamName: team?.name ?? null, notifiedAt: ctx.now, isAgain: false,
    doubts: doubtsOfReport(ctx, report, worked.coded.prompt, worked.place),
  }
}

/**
 * The report this draft became, when it has been sent before; held until the act ends, so that two at once are one.
 *
 * Refuses: conflict, when the other system's own number is on record: naming the incident where the actor may know of it.
 */
async function alreadyRecorded(ctx: Context, report: Report): Promise<Recorded | null> {
  await assertNewNumber(ctx, report.sourceReference)
  const usedFor = report.draftId === undefined || report.draftId === null ? null : await findUsedDraft(ctx, report.draftId)
  if (usedFor === null) return null
  const incident = await ctx.db.selectFrom('incidents as i').leftJoin('teams as t', 't.id', 'i.teamId')
    .select(['i.id', 'i.reference', 'i.teamId', 't.name as teamName', 'i.recordedAt']).where('i.id', '=', usedFor).executeTakeFirst()
  if (incident === undefined) throw new Refusal('conflict', 'This report has been recorded already')
  ctx.shown('incident', incident.id)
  return { incidentId: incident.id, reference: incident.reference, teamId: incident.teamId, teamName: incident.teamName, notifiedAt: incident.recordedAt, doubts: [], isAgain: true }
}

/**
 * A report whose people or address were in one before is flagged a repeat, whether or not the caller said so. Rule IN-45.
 */
async function workOut(ctx: Context, read: ReadReport): Promise<Worked> {
  const { report, coded, lists, addressKey } = read
  const asked: Raised[] = flagsFrom(coded.prompt, report.screening).map(({ flag }) => ({ flag, origin: 'screening' }))
  const isKnown = asked.some(({ flag }) => flag === 'repeat') ? false : await isSeenBefore(ctx, report.people.filter(({ role }) => role !== 'suspect'), addressKey)
  return {
    ...read,
    raised: isKnown ? [...asked, { flag: 'repeat', origin: 'seen before' }] : asked,
    suggested: suggestGrade(coded.prompt, rowsInForce(lists.grades, report.reportedAt), report.screening, { danger: report.isInDanger === true }),
  }
}

async function placeOf(ctx: Context, report: Report): Promise<ResolvedPlace> {
  const { text, postcode, longitude, latitude, addressId } = report.place
  const point = longitude === null || latitude === null ? null : { longitude, latitude }
  return resolvePlace(ctx, { text, postcode, point, addressId }, londonDay(report.reportedAt))
}

async function nextReference(ctx: Context, report: Report): Promise<string> {
  const year = Number(londonDay(report.reportedAt).slice(0, 4))
  const { rows } = await sql<{ reference: string }>`select heed.next_reference('ASB', ${year}::integer) as reference`.execute(ctx.db)
  const reference = rows[0]?.reference
  if (reference === undefined) throw new Error('the database gave no reference')
  return reference
}

async function insertIncident(ctx: Context, reference: string, { incidentId, report, coded, place, addressKey, raised, suggested }: Worked): Promise<void> {
  const flags = raised.map(({ flag }) => flag)
  await send(ctx.db.insertInto('incidents').values({
    id: incidentId, reference, source: sourceOf(ctx), sourceReference: report.sourceReference,
    channel: report.channel, reportedAt: report.reportedAt, occurredFrom: report.occurredFrom, occurredTo: report.occurredTo,
    typeId: coded.type?.id ?? null, openingQualifier: report.qualifier, qualifier: report.qualifier, narrative: report.narrative,
    locationText: place.text, postcode: place.postcode, addressId: place.addressId, addressKey,
    longitude: place.point?.longitude ?? null, latitude: place.point?.latitude ?? null, easting: place.grid?.easting ?? null, northing: place.grid?.northing ?? null,
    h3: place.h3, lsoaCode: place.lsoaCode, wardId: place.wardId, boroughId: place.boroughId, teamId: place.team?.id ?? null,
    grade: coded.grade?.key ?? null, suggestedGrade: suggested.grade, suggestedBecause: suggested.because,
    flags, assessmentAsked: asksForAssessment(flags), recordedAt: ctx.now, recordedBy: ctx.actor.id,
  }))
}

/** What hangs on the incident alone goes in together. */
async function insertParts(ctx: Context, { incidentId, report, coded, raised, suggested }: Worked): Promise<void> {
  const answers = report.screening.map(({ question, answer, detail, reason }) => ({
    incidentId, questionSetId: coded.prompt.id, question, answer, detail: detail ?? null, notAskedBecause: reason ?? null, answeredAt: ctx.now, recordedBy: ctx.actor.id,
  }))
  const flags = raised.map(({ flag, origin }) => ({ id: newId(), incidentId, flag, origin, raisedAt: ctx.now, raisedBy: ctx.actor.id }))
  const entry = (kind: 'recorded' | 'grade', text: string, detail: object) => ({ id: newId(), incidentId, kind, at: ctx.now, byId: ctx.actor.id, text, detail: JSON.stringify(detail) })
  const recorded = entry('recorded', 'Report recorded', { channel: report.channel })
  const graded = coded.grade === null ? [] : [entry('grade', `Graded ${coded.grade.name}`, { grade: coded.grade.key, suggested: suggested.grade, because: suggested.because })]
  const flagged = flags.length === 0 ? ctx.db : ctx.db.with('madeWithFlags', (db) => db.insertInto('incidentFlags').values(flags))
  const answered = answers.length === 0 ? flagged : flagged.with('madeWithAnswers', (db) => db.insertInto('screeningAnswers').values(answers))
  await send(answered.insertInto('incidentEntries').values([recorded, ...graded]))
}

/** Never nowhere: where not even a fallback team is set up, whoever recorded it is told instead. */
async function tellTeam(ctx: Context, { incidentId, place: { team, boroughId } }: Worked): Promise<void> {
  await tell(ctx, {
    kind: 'incident recorded', subjectKind: 'incident', subjectId: incidentId, boroughId,
    ...(team === null ? { accountId: ctx.actor.id } : { teamId: team.id }),
  })
}

/** The victim of every incident is followed up; the clock has a deadline only where the force has set one. */
async function startFollowUp(ctx: Context, { incidentId, report, place, lists }: Worked): Promise<void> {
  const standard = followUpFor(lists, report.reportedAt)
  if (standard === null) return
  const holidays = standard.target === null ? { coversFrom: '', coversTo: '', days: new Set<string>() } : await holidaysKept(ctx)
  await startClock(ctx, {
    kind: 'victim-follow-up', name: standard.name, subjectKind: 'incident', subjectId: incidentId, startedAt: report.reportedAt,
    target: standard.target, warnBefore: standard.warnBefore, ownerId: null, teamId: place.team?.id ?? null, boroughId: place.boroughId,
    sealedUnder: null, escalateTo: standard.escalateTo, pauseReasons: standard.pauseReasons,
  }, holidays)
}
