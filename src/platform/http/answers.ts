import { Refusal } from '#platform/errors.ts'

/** What was typed, field by field; a field that was ticked more than once is a list. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

/**
 * Read an HTML form's body.
 *
 * Bytes that are not UTF-8, and the NUL character, are refused: PostgreSQL could not keep them.
 * Refuses: invalid, naming the field.
 */
export function answersFrom(body: Buffer): Record<string, string | string[]> {
  const answers: Record<string, string | string[]> = Object.create(null)
  for (const pair of body.toString('latin1').split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at), 'a field name')
    add(answers, name, decoded(at < 0 ? '' : pair.slice(at + 1), name))
  }
  return answers
}

/** Add one answer, keeping earlier answers of the same name. */
export function add(answers: Record<string, string | string[]>, name: string, value: string): void {
  const already = answers[name]
  answers[name] = already === undefined ? value : [...(typeof already === 'string' ? [already] : already), value]
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

function decoded(raw: string, name: string): string {
  const bytes: number[] = []
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i)
    const hex = code === 0x25 ? /^[0-9a-f]{2}$/i.exec(raw.slice(i + 1, i + 3)) : null
    if (hex !== null) {
      bytes.push(Number.parseInt(hex[0], 16))
      i += 2
    } else bytes.push(code === 0x2b ? 0x20 : code)
  }
  const text = strictUtf8(Uint8Array.from(bytes), `“${name}”`)
  if (text.includes('\u0000')) throw new Refusal('invalid', `“${name}” has a NUL character in it. Remove it and send again`, { field: name })
  // Browsers send line ends as CR LF; one form is kept, so that lengths mean the same everywhere.
  return text.replaceAll('\r\n', '\n')
}

/** V8 quotes the body in its message; a body can hold a name, so only the place is kept. */
function plain(message: string): string {
  const position = /position (\d+)/.exec(message)
  return position === null ? 'it stops being JSON early' : `it stops being JSON at character ${position[1]}`
}
