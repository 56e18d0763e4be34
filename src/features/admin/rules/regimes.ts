// How often cases are reviewed, as a force writes it down: one review a line, of a risk, by a rank, every so many days.
import { STANDARD_BANDS } from './bands.ts'

/** The ranks that review cases. */
export const REVIEW_RANKS = ['sergeant', 'inspector', 'chief inspector', 'superintendent'] as const
/** The longest time between two reviews. */
const DAYS_MOST = 366

/** One review of a regime. */
export interface RegimeReview {
  readonly band: (typeof STANDARD_BANDS)[number]
  readonly rank: (typeof REVIEW_RANKS)[number]
  readonly everyDays: number
}

/**
 * The reviews of a regime, read from lines such as "high, inspector, 28".
 *
 * A band that no line names has no reviews. Result: or what is wrong, naming the line. Rule AD-10.
 */
export function reviewsOf(text: string): { readonly reviews: readonly RegimeReview[] } | { readonly message: string } {
  const lines = text.split('\n').map((line) => line.trim().toLowerCase()).filter((line) => line !== '')
  if (lines.length === 0) return { message: 'Enter at least one review, for example: high, inspector, 28' }
  const reviews: RegimeReview[] = []
  for (const [at, line] of lines.entries()) {
    const read = reviewOf(line)
    if ('message' in read) return { message: `Line ${at + 1}: ${read.message}` }
    if (reviews.some(({ band, rank }) => band === read.band && rank === read.rank)) return { message: `Line ${at + 1}: the ${read.rank}’s review of ${read.band} risk is there already. Leave one of them out` }
    reviews.push(read)
  }
  return { reviews }
}

function reviewOf(line: string): RegimeReview | { readonly message: string } {
  const parts = line.split(',').map((part) => part.trim().replaceAll(/\s+/g, ' '))
  const [bandWord, rankWord, daysWord = ''] = parts
  const band = STANDARD_BANDS.find((each) => each === bandWord)
  const rank = REVIEW_RANKS.find((each) => each === rankWord)
  const everyDays = /^\d{1,3}$/.test(daysWord) ? Number(daysWord) : 0
  if (parts.length !== 3) return { message: 'enter a risk, a rank and a number of days with commas between them, for example: high, inspector, 28' }
  if (band === undefined) return { message: `begin with ${STANDARD_BANDS.join(', ')}` }
  if (rank === undefined) return { message: `the rank is one of ${REVIEW_RANKS.join(', ')}` }
  return everyDays >= 1 && everyDays <= DAYS_MOST ? { band, rank, everyDays } : { message: `the days are a whole number from 1 to ${DAYS_MOST}` }
}

/** A regime's reviews as they are typed: what `reviewsOf` reads. */
export function reviewLines(reviews: readonly { readonly band: string; readonly rank: string; readonly everyDays: number }[]): string {
  return reviews.map(({ band, rank, everyDays }) => `${band}, ${rank}, ${everyDays}`).join('\n')
}
