import type { Facts, Fired, Judgement } from './outcome.ts'
import { type Answers, type Band, bandRank, type QuestionSetVersion } from './question-set.ts'

/** One answer as it weighs: what was asked, what was chosen, how much it counts of how much it could. */
export interface Driver {
  readonly key: string
  readonly number: number
  readonly text: string
  readonly chosen: string
  readonly score: number
  readonly most: number
}

/** What stands of an outcome, for saying why it is what it is. */
export interface Standing {
  readonly score: number
  readonly computedBand: Band
  readonly fired: readonly Fired[]
  readonly judgement: Judgement | null
  readonly raised: Judgement | null
  readonly finalBand: Band
}

/**
 * The answers given, those that count most first.
 *
 * Rule RA-13.
 */
export function driversOf(version: QuestionSetVersion, answers: Answers): Driver[] {
  return version.questions
    .flatMap(({ key, text, options }, at) => {
      const option = options.find((one) => one.key === answers[key])
      const most = Math.max(...options.map(({ score }) => score))
      return option === undefined ? [] : [{ key, number: at + 1, text, chosen: option.label, score: option.score, most }]
    })
    .toSorted((a, b) => b.score - a.score || a.number - b.number)
}

/**
 * Why the band is what it is, a sentence a reason: the score and where it falls, each escalator that fired, each judgement.
 *
 * Rule RA-13.
 */
export function reasonsOf(version: QuestionSetVersion, standing: Standing): string[] {
  const { score, computedBand, fired, judgement, raised } = standing
  const band = version.bands.find(({ key }) => key === computedBand)
  const range = band === undefined ? '' : ` (${band.min} to ${band.max})`
  return [
    `The score is ${score} of ${version.maxScore}, which is ${computedBand}${range}`,
    ...fired.map(({ sentence }) => sentence),
    ...(judgement === null ? [] : [`The assessor judged it ${judgement.band}: ${judgement.reason}`]),
    ...(raised === null ? [] : [`The supervisor judged it ${raised.band}: ${raised.reason}`]),
  ]
}

/** The bands that judgement can raise this one to, from the least of them. */
export function bandsAbove(version: QuestionSetVersion, band: Band): QuestionSetVersion['bands'] {
  return version.bands.slice(bandRank(version, band) + 1)
}

/** Whether this answer says that it is linked to who the victim is: its question's theme is hate and it counts. */
export function isHateAnswer(version: QuestionSetVersion, key: string, answer: string | null): boolean {
  const question = version.questions.find((one) => one.key === key)
  return question?.theme === 'hate' && (question.options.find((option) => option.key === answer)?.score ?? 0) > 0
}

/**
 * What is known besides the answers: from the incident's flags, the answers, the number of earlier reports, and what the officer says they know.
 *
 * What the record says cannot be taken away by leaving a box unticked.
 * Rule RA-14.
 */
export function factsFrom(version: QuestionSetVersion, answers: Answers, known: { flags: readonly string[]; earlierIncidents: number; said: Partial<Facts> }): Facts {
  const hasFlag = (flag: string): boolean => known.flags.includes(flag)
  const isHate = Object.entries(answers).some(([key, answer]) => isHateAnswer(version, key, answer))
  return {
    threatsViolenceOrHate: known.said.threatsViolenceOrHate === true || isHate || hasFlag('hate') || hasFlag('intimidation'),
    vulnerable: known.said.vulnerable === true || hasFlag('vulnerable'),
    perpetratorHasCriminalHistory: known.said.perpetratorHasCriminalHistory === true,
    earlierIncidents: known.earlierIncidents,
  }
}
