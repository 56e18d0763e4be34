/**
 * Postcodes of the United Kingdom: a national format, known to people and to places alike.
 *
 * The shape is what is checked, never whether the Post Office has such a one: a list of postcodes is always older than the streets.
 */

/** The parts of a postcode, from the widest to the narrowest. */
export interface PostcodeParts {
  /** "SE" of SE1 3LL. */
  readonly area: string
  /** "SE1" of SE1 3LL. */
  readonly district: string
  /** "SE1 3" of SE1 3LL. */
  readonly sector: string
}

const SHAPE = /^(GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))([0-9][A-Z]{2})$/

/**
 * A postcode as it is printed ("SE1 3LL"), or null when the text is not shaped like one.
 *
 * Case, missing or extra spaces, dots and hyphens do not matter. The letter O typed for the nought that begins
 * the second half is put right, since no letter can stand there.
 * Source: Cabinet Office, government data standards catalogue, postcode format; the letters it leaves out of the second
 * half are let through, because the invented postcodes of the area ZA use them.
 */
export function postcodeOf(text: string): string | null {
  const letters = text.normalize('NFKC').toUpperCase().replaceAll(/[\s.\-_]/g, '')
  if (letters.length < 5 || letters.length > 7) return null
  const inward = letters.slice(-3).replace(/^O/, '0')
  const matched = SHAPE.exec(letters.slice(0, -3) + inward)
  if (matched === null || (matched[1] === 'GIR' && matched[2] !== '0AA')) return null
  return `${matched[1]} ${matched[2]}`
}

/** The parts of a postcode already in its printed form. */
export function partsOf(postcode: string): PostcodeParts {
  const [district = '', inward = ''] = postcode.split(' ')
  return { area: /^[A-Z]+/.exec(district)?.[0] ?? '', district, sector: `${district} ${inward.slice(0, 1)}` }
}
