/** How many cases one page of a list holds. */
export const PAGE_SIZE = 25

/** How far a list of cases is counted; beyond it the count says “or more”. */
export const COUNT_MOST = 10_000

/** How many entries of a case's log are shown at once, newest first. */
export const ENTRIES_SHOWN = 500
