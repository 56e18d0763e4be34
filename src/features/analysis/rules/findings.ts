/** What came of a new repeat. */
export const OUTCOMES = ['action under way', 'already in hand', 'no further action', 'not a repeat'] as const
/** One of them. */
export type Outcome = (typeof OUTCOMES)[number]

/** How a new repeat stands. */
export const FINDING_STATES = ['raised', 'acknowledged', 'dealt with'] as const
/** One of them. */
export type FindingState = (typeof FINDING_STATES)[number]
