declare module '#platform/events/emit.ts' {
  interface Events {
    /** Somebody or somewhere became a repeat under a rule of the force, and the borough was told. */
    'repeat.found': { readonly findingId: string; readonly ruleId: string; readonly boroughId: string | null; readonly reports: number }
    'repeat.dealt-with': { readonly findingId: string; readonly outcome: string; readonly boroughId: string | null }
  }
}

export {}
