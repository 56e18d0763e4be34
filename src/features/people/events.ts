declare module '#platform/events/emit.ts' {
  interface Events {
    /** Mentions were taken to be of other persons than before: `personIds` are those they left and those they came to. */
    'people.recognised': { readonly personIds: readonly string[]; readonly mentionIds: readonly string[] }
    /** Somebody decided whether mentions are of one person, or took such a decision back: `mentionIds` are those it speaks of. */
    'people.decided': { readonly decisionId: string; readonly verdict: 'same' | 'different' | 'not sure' | 'undone'; readonly mentionIds: readonly string[] }
  }
}

export {}
