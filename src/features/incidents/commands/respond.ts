import { codeList } from '#features/admin/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { formatInstant, londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { malformedMoment } from '../rules/doubts.ts'
import { assertRegrade, assertResponseMove, type Result, resultIssues } from '../rules/response.ts'
import { addIncidentEntry, type Change, lockIncident, type LockedIncident, saveIncident } from './change-incident.ts'

/** Which incident, and the version of it that the person had read. */
export interface Read {
  readonly incidentId: string
  readonly version: number
}

/**
 * Grade an incident, or grade it again with a reason.
 *
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict; invalid, for a grade not in force, the same grade, or no reason. Rule IN-06.
 */
export async function regrade(ctx: Context, { incidentId, version, grade, reason }: Read & { grade: string; reason: string }): Promise<void> {
  authorise(may.regrade(ctx.actor))
  const incident = await lockIncident(ctx, incidentId, version)
  const grades = await codeList(ctx, 'response-grade', londonDay(incident.reportedAt))
  const named = (key: string | null) => grades.find((row) => row.key === key)?.name ?? key ?? 'none'
  if (!grades.some(({ key }) => key === grade)) throw new Refusal('invalid', 'Choose one of the grades', { field: 'grade' })
  // A first grade changes nothing, so it needs no reason.
  assertRegrade(incident.status, incident.grade, grade, incident.grade === null ? 'first grade' : reason)
  const change = { field: 'Grade', was: named(incident.grade), now: named(grade) }
  const text = incident.grade === null ? `Graded ${change.now}` : `Regraded from ${change.was} to ${change.now}`
  await saveIncident(ctx, incident, { grade }, [{ kind: 'grade', text, changed: [change], detail: { from: incident.grade, to: grade, reason: reason.trim(), suggested: incident.suggestedGrade ?? null } }])
}

/** Who was sent and when, or why nobody was. */
export interface Deployment {
  readonly isDeployed: boolean
  readonly unit: string
  readonly officerId: string | null
  readonly at: Date | null
  readonly told: string
  readonly because: string
}

/**
 * Record that a unit or a colleague was deployed and what they were told, or that nobody was, and why.
 *
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict (Rule IN-05); invalid, when nobody is named, no reason is given or the time is ahead.
 */
export async function deploy(ctx: Context, given: Read & Deployment): Promise<void> {
  authorise(may.deploy(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const next = given.isDeployed ? 'deployed' : 'not deployed'
  assertResponseMove(incident.status, next)
  const changed = [{ field: 'Status', was: incident.status, now: next }]
  if (!given.isDeployed) {
    if (given.because.trim() === '') throw new Refusal('invalid', 'Enter why nobody was deployed', { field: 'because' })
    await saveIncident(ctx, incident, { status: next }, [{ kind: 'deployment', text: 'Not deployed', changed, detail: { because: given.because.trim() } }])
    return
  }
  const officer = given.officerId === null ? null : await colleagueNamed(ctx, given.officerId, 'officerId')
  const unit = given.unit.trim()
  if (unit === '' && officer === null) throw new Refusal('invalid', 'Enter the unit or choose the colleague who was deployed', { field: 'unit' })
  const at = given.at ?? ctx.now
  assertPlausible(at, ctx.now, 'deployedDay')
  const whom = [unit, officer?.name].filter((part) => part !== undefined && part !== '').join(', ')
  await saveIncident(ctx, incident, { status: next }, [
    { kind: 'deployment', text: `Deployed: ${whom}`, changed, detail: { unit, officerId: officer?.id ?? null, deployedAt: at.toISOString() } },
    ...(given.told.trim() === '' ? [] : [{ kind: 'told unit', text: given.told.trim(), detail: { unit: whom } } as const]),
  ])
}

/**
 * Record what the attending unit was told.
 *
 * Changes: incident_entries.
 * Refuses: not permitted, not found; invalid, when it says nothing; conflict, once the incident is resulted.
 */
export async function briefUnit(ctx: Context, { incidentId, told }: { incidentId: string; told: string }): Promise<void> {
  authorise(may.deploy(ctx.actor))
  if (told.trim() === '') throw new Refusal('invalid', 'Enter what the unit was told', { field: 'told' })
  const incident = await lockIncident(ctx, incidentId, null)
  if (incident.status === 'resulted') throw new Refusal('conflict', 'This incident has been resulted, so no unit is on its way', { see: `/incidents/${incidentId}` })
  await addIncidentEntry(ctx, incidentId, 'told unit', told)
}

/** A result as it is given: what was found, by whom and when, and what the caller was told. */
export interface GivenResult extends Result {
  readonly attendedBy: string
  readonly attendedAt: Date | null
}

/**
 * Result an incident: codes in force, a meaningful account, and what the caller was told or why not.
 *
 * Changes: incidents, incident_entries; announces incident.resulted.
 * Refuses: not permitted, not found, conflict (Rule IN-05), invalid (Rule IN-07).
 */
export async function resultIncident(ctx: Context, given: Read & GivenResult): Promise<void> {
  authorise(may.result(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  assertResponseMove(incident.status, 'resulted')
  const entry = await resultEntry(ctx, incident, given)
  const changed: readonly Change[] = [{ field: 'Status', was: incident.status, now: 'resulted' }]
  await saveIncident(ctx, incident, { status: 'resulted', resultedAt: ctx.now }, [{ ...entry, changed }, callerEntry(given)])
  await emit(ctx, 'incident.resulted', { incidentId: incident.id, codes: [...given.codes], boroughId: incident.boroughId, teamId: incident.teamId }, incident.id)
}

/**
 * Correct a result: a new entry pointing at the old, which stays.
 *
 * Changes: incident_entries, incidents (its version).
 * Refuses: not permitted, not found; conflict, when there is no result yet; invalid (Rule IN-07), or without a reason.
 */
export async function correctResult(ctx: Context, given: Read & GivenResult & { reason: string }): Promise<void> {
  authorise(may.result(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  if (incident.status !== 'resulted') throw new Refusal('conflict', 'This incident has no result to correct yet')
  if (given.reason.trim() === '') throw new Refusal('invalid', 'Enter why the result is corrected', { field: 'reason' })
  const old = await ctx.db.selectFrom('incidentEntries').select('id').where('incidentId', '=', incident.id).where('kind', '=', 'result').orderBy('at', 'desc').orderBy('id', 'desc').executeTakeFirst()
  const entry = await resultEntry(ctx, incident, given)
  await saveIncident(ctx, incident, {}, [
    { ...entry, detail: { ...entry.detail, reason: given.reason.trim() }, changed: [{ field: 'Result', was: 'as first recorded', now: 'corrected' }], ...(old === undefined ? {} : { correctsId: old.id }) },
    callerEntry(given),
  ])
}

async function resultEntry(ctx: Context, incident: LockedIncident, given: GivenResult) {
  const [issue] = resultIssues(given, ctx.now)
  if (issue !== undefined) throw new Refusal('invalid', issue.message, { field: issue.field === 'callerToldAt' ? 'callerToldAtDay' : issue.field })
  for (const [field, at] of [['attendedAtDay', given.attendedAt], ['callerToldAtDay', given.callerToldAt]] as const) if (at !== null) assertPlausible(at, ctx.now, field)
  const list = await codeList(ctx, 'result-code', londonDay(incident.reportedAt))
  const rows = given.codes.map((key) => list.find((row) => row.key === key && row.extra['group'] !== 'opening'))
  const known = rows.filter((row) => row !== undefined)
  if (known.length < rows.length) throw new Refusal('invalid', 'One of the codes is not a result code in force on the day of the report', { field: 'codes' })
  return {
    kind: 'result' as const,
    text: given.account.trim(),
    detail: {
      codes: known.map(({ key }) => key), codeNames: known.map(({ code, name }) => (code === null ? name : `${code} ${name}`)),
      attendedBy: given.attendedBy.trim(), attendedAt: given.attendedAt?.toISOString() ?? null,
    },
  }
}

function callerEntry({ callerToldAt, callerToldWhat, notToldBecause }: GivenResult) {
  return callerToldAt === null
    ? { kind: 'caller told' as const, text: `The caller was not told: ${notToldBecause.trim()}`, detail: { toldAt: null } }
    : { kind: 'caller told' as const, text: callerToldWhat.trim(), detail: { toldAt: callerToldAt.toISOString(), toldWhen: formatInstant(callerToldAt) } }
}

/**
 * A colleague of the force by id.
 *
 * Refuses: invalid, naming the field, when there is no such active account.
 */
export async function colleagueNamed(ctx: Context, accountId: string, field: string): Promise<{ id: string; name: string }> {
  const found = await ctx.db.selectFrom('accounts').select(['id', 'name']).where('id', '=', accountId).where('kind', '=', 'police').where('isActive', '=', true).executeTakeFirst()
  if (found === undefined) throw new Refusal('invalid', 'Choose a colleague from the list', { field })
  return found
}

function assertPlausible(at: Date, now: Date, field: string): void {
  const why = malformedMoment(at, now)
  if (why !== null) throw new Refusal('invalid', why, { field })
}
