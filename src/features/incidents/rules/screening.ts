// The first call's prompt. It is not a risk assessment: it sets flags, suggests a grade and never stops a save.
import type { Day } from '#platform/time/day.ts'
import type { Issue } from './response.ts'

/** What a caller answered, or that they were not asked. */
export const ANSWERS = ['yes', 'no', 'declined', 'not-asked'] as const
/** What a caller answered, or that they were not asked. */
export type AnswerKey = (typeof ANSWERS)[number]

/** What an answer may point to. */
export const FLAGS = ['repeat', 'other agency', 'personal', 'hate', 'vulnerable', 'intimidation'] as const
/** What an answer may point to. */
export type Flag = (typeof FLAGS)[number]

/** A version of the prompt: data, with its source. */
export interface Prompt {
  version: string
  validFrom: Day | null
  validTo: Day | null
  questions: readonly { key: string; text: string; setsFlag: string; cadFlag: string | null }[]
  defaultGrade: string
  suggestions: readonly { key: string; when: readonly string[]; grade: string; sentence: string; certainty: string }[]
}

/** An answer as it was given. */
export interface Answer {
  question: string
  answer: AnswerKey
  detail?: string | null | undefined
  /** Why it was not asked. */
  reason?: string | null | undefined
}

/** A flag, and the answer that raised it. */
export interface RaisedFlag {
  flag: Flag
  question: string
  cadFlag: string | null
  detail: string | null
}

/** A grade, and each reason for it as a sentence. */
export interface Suggestion {
  grade: string
  because: string[]
}

/**
 * The flags the answers raise: one for each question answered yes, in the order of the prompt.
 *
 * Would not say, and not asked, raise nothing; they are kept, and shown to whoever attends.
 * Source: report of 13 October 2011, ¶23, ¶31, ¶35. Rule IN-08.
 */
export function flagsFrom(prompt: Prompt, answers: readonly Answer[]): RaisedFlag[] {
  const raised: RaisedFlag[] = []
  for (const question of prompt.questions) {
    const given = answers.find((answer) => answer.question === question.key)
    const flag = FLAGS.find((known) => known === question.setsFlag)
    if (given?.answer !== 'yes' || flag === undefined || raised.some((other) => other.flag === flag)) continue
    raised.push({ flag, question: question.key, cadFlag: question.cadFlag, detail: given.detail?.trim() || null })
  }
  return raised
}

/**
 * Answers no prompt could have: a question it does not ask, or one answered twice.
 *
 * Only these are malformed. A question left out, or not asked without a reason, is a doubt and never stops a save.
 * Rule IN-09.
 */
export function malformedAnswers(prompt: Prompt, answers: readonly Answer[]): Issue[] {
  const asked = prompt.questions.map((question) => question.key)
  const issues: Issue[] = []
  answers.forEach((answer, n) => {
    if (!asked.includes(answer.question)) {
      issues.push({ field: `screening.${n}.question`, message: `Not a question of this prompt. It asks ${asked.join(', ')}` })
    } else if (answers.findIndex((other) => other.question === answer.question) < n) {
      issues.push({ field: `screening.${n}.question`, message: 'This question has been answered already' })
    }
  })
  return issues
}

/**
 * The questions nobody answered for: left out, or marked not asked without saying why.
 *
 * What matters is whether callers are asked, so not asked is an answer and needs its reason.
 * Source: HMIC 2012 on whether callers were asked; see the prompt's own list. Rule IN-10.
 */
export function unexplained(prompt: Prompt, answers: readonly Answer[]): { question: string; text: string; isLeftOut: boolean }[] {
  return prompt.questions.flatMap((question) => {
    const given = answers.find((answer) => answer.question === question.key)
    if (given && (given.answer !== 'not-asked' || (given.reason ?? '').trim() !== '')) return []
    return [{ question: question.key, text: question.text, isLeftOut: given === undefined }]
  })
}

/**
 * Whether the caller was asked: yes, no and would not say are all answers to a question put.
 *
 * Rule IN-10.
 */
export function wasAsked(answer: Answer): boolean {
  return answer.answer !== 'not-asked'
}

/**
 * The grade the prompt suggests, with each reason. The call handler chooses; this only says what points where.
 *
 * Starts from the prompt's own default and only raises. Vulnerable follows a published grading; the other
 * rules are local defaults that no source gives, and each says so in the prompt's data.
 * Input: order, the grades by urgency; danger, whether someone is in danger or at risk of injury.
 * Source: the suggestions of the prompt, each with its own. Rule IN-11.
 */
export function suggestGrade(
  prompt: Prompt,
  order: readonly { key: string; order: number }[],
  answers: readonly Answer[],
  { danger = false }: { danger?: boolean } = {},
): Suggestion {
  const signals = new Set<string>(flagsFrom(prompt, answers).map((raised) => raised.flag))
  if (danger) signals.add('danger')
  const urgency = (grade: string) => order.find((row) => row.key === grade)?.order ?? Number.POSITIVE_INFINITY
  const fitting = prompt.suggestions.filter((rule) => rule.when.every((signal) => signals.has(signal)))
  const raising = fitting.filter((rule) => urgency(rule.grade) < urgency(prompt.defaultGrade))
  const best = Math.min(...raising.map((rule) => urgency(rule.grade)))
  const because = raising.filter((rule) => urgency(rule.grade) === best)
  const [first] = because
  if (!first) return { grade: prompt.defaultGrade, because: ['nothing answered so far points to a quicker response'] }
  return { grade: first.grade, because: because.map((rule) => rule.sentence) }
}

/**
 * Whether the flags ask for a risk assessment by an officer, and for research by the borough.
 *
 * Source: report of 13 October 2011, ¶29, ¶31, ¶38. Rule IN-12.
 */
export function asksForAssessment(flags: readonly Flag[]): boolean {
  return flags.some((flag) => flag === 'repeat' || flag === 'vulnerable' || flag === 'hate' || flag === 'intimidation')
}
