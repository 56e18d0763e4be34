import { randomBytes } from 'node:crypto'

/**
 * Markup that is safe to send, made only by the page runtime, the official templates or `trusted`.
 *
 * The private field makes the type nominal: a string can never be taken for markup.
 */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand between tags: markup as it is, text and numbers escaped, nothing for null, undefined and booleans. */
export type Content = Html | string | number | boolean | null | undefined | readonly Content[]

/** Markup with nothing in it. */
export const nothing = new Html('')

/**
 * The word that stands in every form that posts until the page is sent.
 *
 * The house puts the session's own token in its place, so that a view needs to know nothing of sessions.
 */
export const csrfMarker: string = `csrf-${randomBytes(24).toString('hex')}`

const RISKY = /[&<>"'`\0]/
const RISKY_ALL = /[&<>"'`\0]/g

/** Text with every character that could end a text or an attribute replaced. */
export function escapeText(text: string): string {
  return RISKY.test(text) ? text.replace(RISKY_ALL, replacementFor) : text
}

/**
 * Vouches that a string is already safe markup.
 *
 * NOTE: each use is counted and justified; it is for files of ours and the output of official templates, never for what a person typed.
 */
export function trusted(markup: string): Html {
  return new Html(markup)
}

/** Content as the characters to send. */
export function contentText(content: Content): string {
  if (content === null || content === undefined || typeof content === 'boolean') return ''
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  if (content instanceof Html) return content.toString()
  if (isList(content)) {
    let text = ''
    for (const one of content) text += contentText(one)
    return text
  }
  throw new TypeError('Only text, numbers and markup can be put on a page')
}

/** Markup from a template literal whose values are escaped unless they are markup. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  let text = strings[0] ?? ''
  values.forEach((value, at) => {
    text += contentText(value) + (strings[at + 1] ?? '')
  })
  return new Html(text)
}

/** Contents one after another, with a separator between those that say something. */
export function join(contents: readonly Content[], separator: Content = ''): Html {
  const between = contentText(separator)
  return new Html(contents.map(contentText).filter((text) => text !== '').join(between))
}

/** Whether content would show anything. */
export function isEmpty(content: Content): boolean {
  return contentText(content) === ''
}

function isList(content: Html | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content)
}

function replacementFor(character: string): string {
  switch (character) {
    case '&': return '&amp;'
    case '<': return '&lt;'
    case '>': return '&gt;'
    case '"': return '&quot;'
    case "'": return '&#39;'
    case '`': return '&#96;'
    default: return '\uFFFD'
  }
}
