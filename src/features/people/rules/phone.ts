/** A telephone number as given, and as it is compared. */
export interface StandardPhone {
  readonly raw: string
  /** "+447700900123"; null when the text is not a number that can be rung. */
  readonly e164: string | null
  /** The extension dialled after the number is answered. */
  readonly extension: string | null
  /** What two mentions of one telephone have in common: the number without its extension. */
  readonly key: string | null
  readonly doubt: PhoneDoubt | null
}

/** Why a telephone number has no key: the caller withheld it, or it is none, too short, too long or of a shape not in use. */
export type PhoneDoubt = 'withheld' | 'not a number' | 'too short' | 'too long' | 'placeholder'

const WITHHELD = /^(?:with-?\s*held|anon(?:ymous)?|private|blocked|unavailable|unknown|not known|not given|none|nil|refused|n\/?[ak]|nk|no (?:number|phone|cli)|ex-?directory|restricted)\.?$/i
const EXTENSION = /(?:\s*[,;]?\s*(?:ext(?:ension|n)?|x)\.?\s*:?\s*|\s*#\s*)(\d{1,6})\s*$/i

/**
 * A telephone number in its international form, as a British caller or call handler writes it.
 *
 * Spaces, dots, brackets, 0044, +44 (0), a missing first nought and an extension do not matter. Numbers of other countries need + or 00.
 */
export function standardisePhone(raw: string): StandardPhone {
  const none = (doubt: PhoneDoubt): StandardPhone => ({ raw, e164: null, extension: null, key: null, doubt })
  const text = raw.normalize('NFKC').trim()
  if (text === '' || WITHHELD.test(text)) return none('withheld')
  const extension = EXTENSION.exec(text)?.[1] ?? null
  const number = extension === null ? text : text.replace(EXTENSION, '')
  if (/[^\d\s+().\-/\u2010-\u2015]/.test(number.replace(/^tel\.?:?/i, ''))) return none('not a number')
  const digits = number.replaceAll(/\D/g, '')
  if (digits === '') return none('not a number')
  const isForeignForm = /^\s*(?:tel\.?:?\s*)?(?:\+|00)/i.test(number)
  const international = isForeignForm ? digits.replace(/^00/, '') : `44${digits.replace(/^44(?=\d{10}$)/, '').replace(/^0/, '')}`
  const whole = international.startsWith('44') ? `44${international.slice(2).replace(/^0/, '')}` : international
  if (/^(\d)\1{5,}$/.test(digits) || /^44(\d)\1{5,}$/.test(whole) || (digits.length >= 6 && '01234567890123456789'.includes(digits))) return none('placeholder')
  // In Great Britain nine digits (a few old exchanges) or ten follow the country's number; elsewhere fifteen in all is the most.
  const isBritish = whole.startsWith('44')
  if (whole.length < (isBritish ? 11 : 8)) return none('too short')
  if (whole.length > (isBritish ? 12 : 15)) return none('too long')
  return { raw, e164: `+${whole}`, extension, key: `+${whole}`, doubt: null }
}
