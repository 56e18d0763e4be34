import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { unreadableOf } from '#features/people/index.ts'
import type { ResolvedPlace } from '#features/places/index.ts'
import { type AsbType, codeInForce, typeInForce } from '../rules/codes.ts'
import { type Doubt, doubts, malformedMoment } from '../rules/doubts.ts'
import { partsOf, type Report } from '../rules/report.ts'
import type { Grade } from '../rules/response.ts'
import { malformedAnswers, type Prompt } from '../rules/screening.ts'
import { type Listed, promptFor, type RecordLists } from '../queries/record-lists.ts'

export type { Report, ReportedPerson } from '../rules/report.ts'

/** What a report says in the force's codes, once it is known to be well formed. */
export interface CodedReport {
  readonly type: Listed<AsbType> | null
  readonly grade: Listed<Grade> | null
  readonly prompt: Listed<Prompt>
}

/**
 * Read a report by the lists in force on the London day it was made.
 *
 * Refuses: invalid, naming the field: a moment ahead, a type, channel or grade not in force, a question the prompt does not ask.
 * Rules IN-01, IN-02, IN-09, IN-13.
 */
export function codedReport(report: Report, lists: RecordLists, now: Date): CodedReport {
  for (const [field, at] of [['reportedAt', report.reportedAt], ['occurredFrom', report.occurredFrom], ['occurredTo', report.occurredTo]] as const) {
    const fault = at === null ? null : (malformedMoment(at, now) ?? (field === 'reportedAt' ? tooLongAgo(at) : null))
    if (fault !== null) throw new Refusal('invalid', fault, { field })
  }
  const prompt = promptFor(lists, report.reportedAt)
  if (prompt === null) throw new Error('no screening prompt is loaded')
  const [malformed] = malformedAnswers(prompt, report.screening)
  if (malformed !== undefined) throw new Refusal('invalid', malformed.message, { field: malformed.field })
  return { type: typeOf(report, lists), grade: gradeOf(report, lists), prompt }
}

/** A report is numbered within its year, and no force has kept such reports since before computers did. */
function tooLongAgo(at: Date): string | null {
  return londonDay(at) < '1990-01-01' ? 'This is before 1990. Check the year' : null
}

function typeOf(report: Report, lists: RecordLists): Listed<AsbType> | null {
  if (report.type === null) return null
  const found = typeInForce(lists.types, report.type, report.reportedAt)
  if (!found.ok) throw new Refusal('invalid', found.reason, { field: 'type' })
  return lists.types.find((row) => row === found.row) ?? null
}

function gradeOf(report: Report, lists: RecordLists): Listed<Grade> | null {
  if (report.grade === null) return null
  const found = codeInForce(lists.grades, report.grade, report.reportedAt)
  if (found.ok) return found.row
  throw new Refusal('invalid', `${found.reason}. Use one of ${lists.grades.map(({ key }) => key).join(', ')}`, { field: 'grade' })
}

/** What is missing or doubtful about a report, once its place has been looked for. Rule IN-14. */
export function doubtsOfReport(ctx: Context, report: Report, prompt: Prompt, place: ResolvedPlace): Doubt[] {
  return doubts({
    channel: report.channel, recordedAt: ctx.now, reportedAt: report.reportedAt, occurredFrom: report.occurredFrom, occurredTo: report.occurredTo,
    type: report.type, qualifier: report.qualifier, narrative: report.narrative, grade: report.grade,
    place: {
      text: place.text ?? '', postcode: place.postcode, isPostcodeKnown: place.isPostcodeKnown, hasPoint: place.point !== null,
      isInsideAnArea: place.isInsideAnArea, metresFromPostcode: place.metresFromPostcode,
    },
    hasTeam: place.team !== null && !place.team.isFallback,
    people: report.people.flatMap((person) => partsOf(person).map((role) => ({
      role, isNamed: person.givenName !== null || person.familyName !== null,
      isReachable: [person.phone, person.email, person.addressText, person.postcode].some((way) => way !== null),
      isBornAfterReport: person.dateOfBirth !== null && person.dateOfBirth > londonDay(report.reportedAt), unreadable: unreadableOf(person, londonDay(report.reportedAt)), isAnonymous: person.isAnonymous === true,
    }))),
    prompt, answers: report.screening,
  })
}
