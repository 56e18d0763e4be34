// The front door of people: what other features may use.

export {
  MATCH_KINDS,
  matchKeysOf,
  standardise,
  type MatchKey,
  type MatchKind,
  type MentionAsGiven,
  type StandardMention,
} from './rules/standardise.ts'
