// Words of this file
//   model       what is compared and how, as a file a person can write; the trained part is added by training
//   comparison  one thing two records may agree on; its levels, best first; the first that holds counts
//   about       what a comparison speaks of: it says which rival explanations can account for an agreement
import type { Cleaning } from './clean.ts'
import type { LevelKind, LevelNumbers } from './levels.ts'

/** What a comparison may speak of. */
export const ABOUTS = ['given name', 'family name', 'birth', 'phone', 'email', 'address', 'area', 'identity', 'trait'] as const
/** What a comparison speaks of. */
export type About = (typeof ABOUTS)[number]

/** The explanations of why two records agree: one person, and the rivals. */
export const EXPLANATIONS = ['same person', 'same household', 'namesake', 'same birthday', 'neighbour', 'shared contact'] as const
/** An explanation of why two records agree. */
export type Explanation = (typeof EXPLANATIONS)[number]

/** A column of the records as it is compared. */
export interface Column {
  readonly name: string
  /** The file's own columns, joined by a space. */
  readonly from: readonly string[]
  readonly clean: Cleaning
}

/** One agreement: of one column, of two columns crosswise, or of several agreements together. */
export interface Level extends LevelNumbers {
  readonly kind: LevelKind | 'all' | 'any' | 'swapped'
  /** Which column is looked at, by its place among the model's columns. */
  readonly column: number
  /** Compared crosswise with this one of the other record; -1 for the same column. */
  readonly other: number
  readonly of: readonly Level[]
}

/** One thing two records may agree on. */
export interface Comparison {
  readonly name: string
  readonly about: About
  /** The columns it looks at; it says nothing when none of them is filled in both records. */
  readonly columns: readonly number[]
  readonly levels: readonly Level[]
  /** The column whose rare values count for more when its first level holds; -1 for none. */
  readonly terms: number
}

/** One part of a blocking key: a column, and what of it. */
export interface KeyPart {
  readonly column: number
  readonly take: KeyTake
  readonly letters: number
}

/** What of a value may be part of a blocking key. */
export const KEY_TAKES = ['all', 'first', 'sound', 'root', 'initial', 'year', 'month-day', 'sector', 'number', 'user', 'last-word'] as const
/** What of a value is part of a blocking key. */
export type KeyTake = (typeof KEY_TAKES)[number]

/** Records that share every part of a rule's key are compared. */
export interface BlockingRule {
  readonly name: string
  readonly parts: readonly KeyPart[]
  /** The parts are put in order first, so that names in each other's place meet. */
  readonly isUnordered: boolean
}

/** How pairs become persons. */
export interface Clustering {
  /** No pair counts for more than this, for or against. */
  readonly cap: number
  /** What a pair counts that never came up for comparison. */
  readonly missing: number
  /** Groups are joined while their mean is at least this. */
  readonly joinAt: number
  /** And only where one pair of them at least weighs this; not said, the mean alone decides. */
  readonly linkAt?: number | undefined
}

/** How likely each level of each comparison is under one explanation. */
export interface TrainedClass {
  readonly explanation: Explanation
  /** The share of all compared pairs that this explains. */
  readonly share: number
  /** By comparison, the probability of each of its levels; the last is of none holding. */
  readonly levels: readonly (readonly number[])[]
}

/** What training found. */
export interface Trained {
  /** How it was found: the records, the pairs and the rounds. */
  readonly from: string
  readonly classes: readonly TrainedClass[]
}

/** A model as it is used. */
export interface Model {
  readonly name: string
  readonly version: string
  readonly id: string
  readonly time: string | null
  readonly source: string | null
  readonly columns: readonly Column[]
  readonly comparisons: readonly Comparison[]
  readonly blocking: readonly BlockingRule[]
  /** Which records are compared to train on: the same, unless the model says otherwise. */
  readonly trainingBlocking: readonly BlockingRule[]
  /** The most records that may share a blocking key before it is split. */
  readonly keyCap: number
  /** The columns that are sometimes written in each other's place: given and family name; null for none. */
  readonly swap: readonly [number, number] | null
  /** From which weight two records are the same person, and from which possibly. */
  readonly thresholds: { readonly same: number; readonly possible: number }
  readonly clustering: Clustering
  readonly trained: Trained | null
}

/** The columns and comparisons by what they speak of; -1 where the model has none. */
export function comparisonAbout(model: Model, about: About): number {
  return model.comparisons.findIndex((each) => each.about === about)
}

/** How many levels a comparison has, with "nothing agrees"; level 0 is "cannot be compared". */
export function levelCount(comparison: Comparison): number {
  return comparison.levels.length + 1
}
