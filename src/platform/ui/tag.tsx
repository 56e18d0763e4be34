import type { Html } from './html.ts'
import { classes } from './page.ts'

/** The colours the official tag has. Colour never says anything the word does not. */
export type TagColour = 'grey' | 'green' | 'teal' | 'blue' | 'purple' | 'magenta' | 'red' | 'orange' | 'yellow'

/** A word that marks a state. */
export function Tag({ text, colour }: { text: string; colour?: TagColour | undefined }): Html {
  return <strong class={classes('govuk-tag', colour !== undefined && `govuk-tag--${colour}`)}>{text}</strong>
}

const BAND_COLOUR: Readonly<Record<string, TagColour>> = { high: 'red', medium: 'orange', standard: 'blue', low: 'blue' }

/**
 * How much risk there is: the band as a word, with the score it came from.
 *
 * Input: the score and the most it could be, where there is one. A band nobody has set shows as grey "Not assessed".
 */
export function RiskTag({ band, score, outOf }: { band: string | null; score?: number | null | undefined; outOf?: number | null | undefined }): Html {
  if (band === null) return <Tag text="Not assessed" colour="grey" />
  const number = score === null || score === undefined ? '' : ` ${score}${outOf === null || outOf === undefined ? '' : ` of ${outOf}`}`
  return <Tag text={`${band.charAt(0).toUpperCase()}${band.slice(1)}${number}`} colour={BAND_COLOUR[band.toLowerCase()] ?? 'grey'} />
}
