import { Refusal } from '#platform/errors.ts'

/** What was typed, field by field; a field that was ticked more than once is a list. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

/** The most answers one form may hold: a report of many people has some hundreds. */
const MOST_ANSWERS = 20_000

const [AMPERSAND, EQUALS, PERCENT, PLUS, SPACE] = [0x26, 0x3d, 0x25, 0x2b, 0x20]

/**
 * Read an HTML form's body, in time that grows with its length and no faster.
 *
 * Bytes that are not UTF-8, and the NUL character, are refused: PostgreSQL could not keep them.
 * Refuses: invalid, naming the field.
 */
export function answersFrom(body: Buffer): Record<string, string | string[]> {
  const answers: Record<string, string | string[]> = Object.create(null)
  let left = MOST_ANSWERS
  for (let from = 0; from < body.length;) {
    const found = body.indexOf(AMPERSAND, from)
    const end = found < 0 ? body.length : found
    const pair = body.subarray(from, end)
    from = end + 1
    // one "&" after another counts as well: no browser sends that, and ten million of them would be looked at one by one
    if (--left < 0) throw new Refusal('invalid', `A form may hold at most ${MOST_ANSWERS.toLocaleString('en-GB')} answers. Send less at a time`)
    if (pair.length === 0) continue
    const at = pair.indexOf(EQUALS)
    const name = decoded(at < 0 ? pair : pair.subarray(0, at), 'a field name')
    add(answers, name, decoded(at < 0 ? pair.subarray(0, 0) : pair.subarray(at + 1), name))
  }
  return answers
}

/** Add one answer, keeping earlier answers of the same name. */
export function add(answers: Record<string, string | string[]>, name: string, value: string): void {
  const already = answers[name]
  if (already === undefined) answers[name] = value
  else if (typeof already === 'string') answers[name] = [already, value]
  else already.push(value)
}

/**
 * Read a JSON body strictly: UTF-8 only, no NUL anywhere.
 *
 * Refuses: invalid, saying where the text stops being JSON.
 */
export function jsonFrom(body: Buffer): unknown {
  const text = strictUtf8(body, 'The body')
  if (text.trim() === '') throw new Refusal('invalid', 'The body is empty: send a JSON object')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal('invalid', `The body is not JSON: ${cause instanceof SyntaxError ? plain(cause.message) : 'it cannot be read'}`)
  }
}

/** Decode UTF-8, refusing broken bytes instead of replacing them. */
export function strictUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('invalid', `${what} has bytes that are not UTF-8 text. Send it as UTF-8`)
  }
}

function decoded(raw: Buffer, name: string): string {
  const bytes = Buffer.allocUnsafe(raw.length)
  let length = 0
  for (let i = 0; i < raw.length; i++) {
    const code = raw[i] ?? 0
    const high = code === PERCENT ? nibble(raw[i + 1]) : -1
    const low = high < 0 ? -1 : nibble(raw[i + 2])
    if (low >= 0) i += 2
    bytes[length++] = low >= 0 ? high * 16 + low : code === PLUS ? SPACE : code
  }
  const text = strictUtf8(bytes.subarray(0, length), `“${name}”`)
  if (text.includes('\u0000')) throw new Refusal('invalid', `“${name}” has a NUL character in it. Remove it and send again`, { field: name })
  // Browsers send line ends as CR LF; one form is kept, so that lengths mean the same everywhere.
  return text.replaceAll('\r\n', '\n')
}

/** The value of one hexadecimal digit; -1 for anything else. */
function nibble(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** V8 quotes the body in its message; a body can hold a name, so only the place is kept. */
function plain(message: string): string {
  const position = /position (\d+)/.exec(message)
  return position === null ? 'it stops being JSON early' : `it stops being JSON at character ${position[1]}`
}
