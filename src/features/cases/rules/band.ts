/** How much risk there is, lowest first. */
export const BANDS = ['low', 'medium', 'high'] as const
/** How much risk there is. */
export type Band = (typeof BANDS)[number]

/** A word that is a band, or nothing. */
export function bandOf(word: string): Band | null {
  return BANDS.find((band) => band === word) ?? null
}

/**
 * The band of a case after an assessment was approved.
 *
 * Assessing an incident of the case again says how the victim stands now, so the band goes up or down with it. An incident that is new to the case can only raise it.
 * Source: report of 13 October 2011, ¶36 (the outcome of the assessment guides the management). Rule CA-12.
 */
export function bandAfter(present: Band, assessed: Band, isKnownIncident: boolean): Band {
  if (isKnownIncident) return assessed
  return BANDS.indexOf(assessed) > BANDS.indexOf(present) ? assessed : present
}
