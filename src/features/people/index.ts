// The front door of people: what other features may use.

export { safeWordsOf } from './queries.ts'
export {
  MATCH_KINDS,
  matchKeysOf,
  standardise,
  standardiseAddress,
  type MatchKey,
  type MatchKind,
  type MentionAsGiven,
  type StandardMention,
} from './rules/standardise.ts'
export { birthAsKnown } from './rules/birth.ts'
export { unreadableOf, type Unreadable } from './rules/unreadable.ts'
export { correctMention, mentionPeople, mentionRow, mentionRows, type NewMention } from './commands.ts'
export { isSeenBefore, seenKeysOf, type SeenKeys } from './queries.ts'
export { seenBefore, SEEN_MOST, type Likelihood, type Seen, type SeenElsewhere, type SeenPerson } from './queries/seen-before.ts'

export { countReviews, decidesIdentity } from './queries/reviews.ts'
export { recogniseIn } from './commands/recognise.ts'
export { relinkAll, type Relinked } from './commands/relink.ts'

/** The tables that only people writes. */
export const owns = ['persons', 'person_mentions', 'person_links', 'identity_decisions', 'identity_reviews', 'linkage_models', 'linkage_terms', 'linkage_counts'] as const
