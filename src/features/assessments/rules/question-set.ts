// A question set is data in versions. An assessment keeps the version it was scored with, and replays under it.
//
//   score            what the answers add up to
//   computed band    where the score falls
//   escalated band   the computed band, raised by the escalators that fired
//   final band       the escalated band, raised by judgement if anyone judged it higher
import { Refusal } from '#platform/errors.ts'
import type { Day } from '#platform/time/day.ts'

/** A band of risk, by its key; a version names and orders its own. */
export type Band = string

/** A version of a question set. */
export interface QuestionSetVersion {
  key: string
  version: string
  name: string
  label: string
  validFrom: Day | null
  validTo: Day | null
  maxScore: number
  signOff: { rank: string }
  /** From the least risk to the most. */
  bands: readonly { key: Band; name: string; min: number; max: number }[]
  questions: readonly Question[]
  escalators: readonly Escalator[]
}

/** A question, its options and what each scores. */
export interface Question {
  key: string
  theme: string
  text: string
  note?: string | null
  options: readonly { key: string; label: string; score: number }[]
}

/** A rule that may raise a band, never lower it, and that the force may switch on. */
export interface Escalator {
  key: string
  isOn: boolean
  when: {
    threatsViolenceOrHate?: boolean | undefined
    vulnerable?: boolean | undefined
    perpetratorHasCriminalHistory?: boolean | undefined
    earlierIncidentsAtLeast?: number | undefined
  }
  raisesTo: Band
  /** A question that then counts at least so much. */
  floor: { question: string; score: number } | null
  sentence: string
}

/** The option chosen for each question answered so far. */
export type Answers = Readonly<Record<string, string>>

/** How far a set has been answered. */
export interface Completeness {
  answered: number
  total: number
  missing: string[]
  isComplete: boolean
}

/**
 * What the answers given so far add up to.
 *
 * Refuses: invalid, when an answer is to a question or an option this version does not have.
 * Source: the version's own. Rule RA-01.
 */
export function scoreOf(version: QuestionSetVersion, answers: Answers): number {
  return scoreWithFloors(version, answers, [])
}

/**
 * How far a set has been answered, and which questions are left.
 *
 * Rule RA-02.
 */
export function completenessOf(version: QuestionSetVersion, answers: Answers): Completeness {
  const missing = version.questions.filter((question) => !isAnswered(answers, question.key)).map((question) => question.key)
  const total = version.questions.length
  return { answered: total - missing.length, total, missing, isComplete: missing.length === 0 }
}

/**
 * The band the answers come to, or none until every question is answered.
 *
 * An unanswered question is not a no: a band made without it would be too low.
 * Source: the version's own. Rule RA-03.
 */
export function bandOf(version: QuestionSetVersion, answers: Answers): Band | null {
  return completenessOf(version, answers).isComplete ? bandOfScore(version, scoreOf(version, answers)) : null
}

/**
 * The band a score falls in.
 *
 * Refuses: an Error, when the version leaves a gap there; a version is checked before it is used.
 */
export function bandOfScore(version: QuestionSetVersion, score: number): Band {
  const band = version.bands.find((row) => row.min <= score && score <= row.max)
  if (!band) throw new Error(`No band of ${version.version} holds the score ${score}`)
  return band.key
}

/**
 * How high a band stands among those of its version: 0 is the least risk.
 */
export function bandRank(version: QuestionSetVersion, band: Band): number {
  const rank = version.bands.findIndex((row) => row.key === band)
  if (rank < 0) throw new Refusal('invalid', `Not a band of this version: ${version.bands.map((row) => row.key).join(', ')}`)
  return rank
}

/**
 * What is wrong with a version, so that no assessment is begun with it: gaps, overlaps, doubles, unknown names.
 *
 * Rule RA-04.
 */
export function faultsOf(version: QuestionSetVersion): string[] {
  const faults: string[] = []
  const keys = version.questions.map((question) => question.key)
  if (new Set(keys).size !== keys.length) faults.push('Two questions have one key')
  for (const question of version.questions) {
    const options = question.options.map((option) => option.key)
    if (options.length < 2 || new Set(options).size !== options.length) faults.push(`Question ${question.key} needs two different options or more`)
  }
  const most = version.questions.reduce((sum, question) => sum + Math.max(...question.options.map((option) => option.score)), 0)
  if (most !== version.maxScore) faults.push(`The highest answers add up to ${most}, not ${version.maxScore}`)
  let next = 0
  for (const band of version.bands) {
    if (band.min !== next || band.max < band.min) faults.push(`Band ${band.key} should begin at ${next}`)
    next = band.max + 1
  }
  if (next !== version.maxScore + 1) faults.push(`The bands end at ${next - 1}, not ${version.maxScore}`)
  for (const { key, raisesTo, floor } of version.escalators) {
    if (!version.bands.some((band) => band.key === raisesTo)) faults.push(`Escalator ${key} raises to no band`)
    if (floor && !keys.includes(floor.question)) faults.push(`Escalator ${key} speaks of no question`)
  }
  return faults
}

/**
 * What the answers add up to when some questions count at least so much.
 *
 * Input: floors of questions; one that was answered higher stands as it is.
 */
export function scoreWithFloors(version: QuestionSetVersion, answers: Answers, floors: readonly { question: string; score: number }[]): number {
  const known = new Map(version.questions.map((question) => [question.key, question]))
  let score = 0
  for (const [key, chosen] of Object.entries(answers)) {
    const question = known.get(key)
    if (!question) throw new Refusal('invalid', `This version has no question ${key}`, { field: key })
    const option = question.options.find((row) => row.key === chosen)
    if (!option) throw new Refusal('invalid', 'Choose one of the answers to this question', { field: key })
    const floor = Math.max(0, ...floors.filter((row) => row.question === key).map((row) => row.score))
    score += Math.max(option.score, floor)
  }
  return score
}

function isAnswered(answers: Answers, key: string): boolean {
  return Object.hasOwn(answers, key)
}
