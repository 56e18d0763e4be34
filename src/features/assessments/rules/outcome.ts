import { Refusal } from '#platform/errors.ts'
import {
  type Answers, type Band, bandOf, bandOfScore, bandRank, type Escalator, type QuestionSetVersion, scoreOf, scoreWithFloors,
} from './question-set.ts'

/** What is known besides the answers, and may raise a band. */
export interface Facts {
  threatsViolenceOrHate: boolean
  vulnerable: boolean
  perpetratorHasCriminalHistory: boolean
  earlierIncidents: number
}

/** Nothing known besides the answers. */
export const NO_FACTS: Facts = {
  threatsViolenceOrHate: false, vulnerable: false, perpetratorHasCriminalHistory: false, earlierIncidents: 0,
}

/** An officer's own judgement that the risk is higher than it was worked out to be. */
export interface Judgement {
  band: Band
  reason: string
}

/** An escalator that fired, as it is kept and shown. */
export interface Fired {
  key: string
  raisesTo: Band
  sentence: string
}

/** What an assessment comes to: five separate things, none in place of another. */
export interface Outcome {
  score: number
  computedBand: Band | null
  fired: Fired[]
  judgement: Judgement | null
  /** None until every question is answered. */
  finalBand: Band | null
}

/**
 * The escalators of a version that are switched on and whose conditions are met, each with its sentence.
 *
 * Source: the version's own; they are their author's policy, so each is off until the force switches it on. Rule RA-05.
 */
export function escalatorsFired(version: QuestionSetVersion, facts: Facts): Fired[] {
  return firing(version, facts).map(({ key, raisesTo, sentence }) => ({ key, raisesTo, sentence }))
}

/**
 * The computed band, raised by the escalators that fired. It never falls.
 *
 * Where an escalator makes a question count at least so much, the score is taken again with that, for the band only.
 * Rule RA-05.
 */
export function escalatedBand(version: QuestionSetVersion, answers: Answers, facts: Facts): Band | null {
  const computed = bandOf(version, answers)
  if (computed === null) return null
  const fired = firing(version, facts)
  const floors = fired.flatMap((escalator) => (escalator.floor ? [escalator.floor] : []))
  const raisedByScore = bandOfScore(version, Math.min(version.maxScore, scoreWithFloors(version, answers, floors)))
  return highest(version, [computed, raisedByScore, ...fired.map((escalator) => escalator.raisesTo)])
}

/**
 * The band that stands: the escalated band, or the higher one an officer judged it to be, with the reason.
 *
 * Judgement is a way up and never down: a score too high is answered by the supervisor sending it back.
 * Input: whose judgement it is, the assessor's or the supervisor's, so that a refusal names the field it was given in.
 * Refuses: invalid, when the judgement is no band of the version, is not higher, or gives no reason.
 * Source: Islington Community MARAC referral criteria (professional judgement as a route to high); ¶36. Rule RA-06.
 */
export function finalBand(version: QuestionSetVersion, escalated: Band, judgement: Judgement | null, whose: 'judgement' | 'raised' = 'judgement'): Band {
  if (judgement === null) return escalated
  if (!version.bands.some(({ key }) => key === judgement.band)) throw new Refusal('invalid', 'Choose one of the bands', { field: `${whose}Band` })
  if (bandRank(version, judgement.band) <= bandRank(version, escalated)) {
    throw new Refusal('invalid', `Judgement can only raise the band, and it is already ${escalated}`, { field: `${whose}Band` })
  }
  if (judgement.reason.trim() === '') {
    throw new Refusal('invalid', 'Enter why the risk is higher than the score shows', { field: `${whose}Reason` })
  }
  return judgement.band
}

/**
 * Everything an assessment comes to, from its version, its answers, what else was known and what was judged.
 *
 * The same four always come to the same: an old assessment replays exactly under its own version.
 * Rule RA-07.
 */
export function outcomeOf(version: QuestionSetVersion, answers: Answers, facts: Facts, judgement: Judgement | null): Outcome {
  const escalated = escalatedBand(version, answers, facts)
  return {
    score: scoreOf(version, answers),
    computedBand: bandOf(version, answers),
    fired: escalatorsFired(version, facts),
    judgement: escalated === null ? null : judgement,
    finalBand: escalated === null ? null : finalBand(version, escalated, judgement),
  }
}

/**
 * Whether a band is at least another, in the order of the version: whether a case opens, for one.
 */
export function isAtLeastBand(version: QuestionSetVersion, band: Band, least: Band): boolean {
  return bandRank(version, band) >= bandRank(version, least)
}

function firing(version: QuestionSetVersion, facts: Facts): Escalator[] {
  return version.escalators.filter((escalator) => escalator.isOn && isMet(escalator.when, facts))
}

/** Every condition named must hold; one that names nothing never fires. */
function isMet(when: Escalator['when'], facts: Facts): boolean {
  const conditions = [
    when.threatsViolenceOrHate ? facts.threatsViolenceOrHate : null,
    when.vulnerable ? facts.vulnerable : null,
    when.perpetratorHasCriminalHistory ? facts.perpetratorHasCriminalHistory : null,
    when.earlierIncidentsAtLeast === undefined ? null : facts.earlierIncidents >= when.earlierIncidentsAtLeast,
  ].filter((condition) => condition !== null)
  return conditions.length > 0 && conditions.every(Boolean)
}

function highest(version: QuestionSetVersion, bands: readonly Band[]): Band {
  return bands.reduce((high, band) => (bandRank(version, band) > bandRank(version, high) ? band : high))
}
