/** One of a person's lists, and how much waits in it. */
export interface Waits {
  readonly key: string
  readonly href: string
  readonly count: number
}

/** What to do first: a sentence and the place where it is done. */
export interface FirstThing {
  readonly text: string
  readonly href: string
}

/** What is said of each list when something waits there, the first first. One thing and several are said differently. */
const ORDER: readonly (readonly [key: string, one: string, several: (count: string) => string])[] = [
  ['drafts', 'Send the report you have not sent', (count) => `Send the ${count} reports you have not sent`],
  ['overdue', 'Do what is overdue: 1 standard of yours', (count) => `Do what is overdue: ${count} standards of yours`],
  ['returned', 'Put right the risk assessment returned to you', (count) => `Put right the ${count} risk assessments returned to you`],
  ['awaiting', 'Approve or return the risk assessment that waits', (count) => `Approve or return the ${count} risk assessments that wait, the highest risk first`],
  ['unallocated-cases', 'Give the case without an owner to somebody', (count) => `Give the ${count} cases without an owner to somebody`],
  ['closing-requests', 'Answer whether a case may be closed', (count) => `Answer whether ${count} cases may be closed`],
  ['reviews-due', 'Hold the case review that is due', (count) => `Hold the ${count} case reviews that are due`],
  ['due-today', 'Do what is due today: 1 standard of yours', (count) => `Do what is due today: ${count} standards of yours`],
  ['allocated', 'Open the incident allocated to you', (count) => `Open the ${count} incidents allocated to you`],
  ['begun', 'Finish the risk assessment you have begun', (count) => `Finish the ${count} risk assessments you have begun`],
  ['new-repeats', 'Look into the new repeat', (count) => `Look into the ${count} new repeats`],
  ['to-research', 'Research the flagged incident', (count) => `Research the ${count} flagged incidents`],
  ['to-recognise', 'Decide whether two people on record are one', (count) => `Decide ${count} questions of who is who`],
  ['told', 'Read what you or your teams were told', (count) => `Read the ${count} things that you or your teams were told`],
]

/** Where each kind of work begins when nothing waits. */
const BEGINNINGS: readonly (readonly [roles: readonly string[], text: string, href: string])[] = [
  [['call handler', 'call supervisor', 'front counter'], 'Take a report when somebody calls or comes in', '/incidents/new'],
  [['responder', 'neighbourhood officer', 'case owner', 'supervisor', 'asb lead', 'central asb unit', 'intelligence'], 'Look at the open incidents of your area', '/incidents'],
  [['administrator'], 'Give people the accounts, roles and teams they need', '/admin'],
  [['auditor'], 'Read what was refused and which sign-ins failed', '/audit'],
]

/**
 * What somebody does first when they come in: the gravest of what waits, and when nothing waits, where their work begins.
 *
 * Input: their lists, by key; lists that are not named here come after those that are, and are never first. Result: null for those with no work here.
 * Source: the house, every page answers what to do next. Rule WK-11.
 */
export function firstThing(waits: readonly Waits[], roles: readonly string[]): FirstThing | null {
  for (const [key, one, several] of ORDER) {
    const list = waits.find((each) => each.key === key && each.count > 0)
    if (list !== undefined) return { text: list.count === 1 ? one : several(list.count.toLocaleString('en-GB')), href: list.href }
  }
  const beginning = BEGINNINGS.find(([theirs]) => theirs.some((role) => roles.includes(role)))
  return beginning === undefined ? null : { text: beginning[1], href: beginning[2] }
}
