/** What belongs together, by the reports that make it: one repeat may be of a person, their telephone and their address at once. */
export interface Gathered<T> {
  readonly members: readonly T[]
}

/**
 * Gather those made by exactly the same reports, keeping the order in which each was first met.
 *
 * So one repeat raises one task and stands on one line, however many ways lead to it. Rule RP-11.
 */
export function gatherSame<T>(all: readonly T[], reportIdsOf: (one: T) => readonly string[]): readonly Gathered<T>[] {
  const groups = Map.groupBy(all, (one) => [...new Set(reportIdsOf(one))].sort().join(' '))
  return [...groups.values()].map((members) => ({ members }))
}
