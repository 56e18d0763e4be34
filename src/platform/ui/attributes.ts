import { escapeText } from './html.ts'

/** A value an attribute can have; null, undefined and false leave the attribute out. */
export type AttributeValue = string | number | boolean | null | undefined

const NAME = /^[a-zA-Z][a-zA-Z0-9:_.-]*$/
const HOLDS_ADDRESS = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'poster', 'cite', 'ping', 'data', 'background', 'srcset'])
const REFUSED = new Set(['style', 'srcdoc'])
const SCHEMES = new Set(['http', 'https', 'mailto', 'tel'])

/**
 * One attribute ready to be written into a tag, with its leading space, or nothing.
 *
 * Refuses: style, srcdoc and event handlers (the content security policy forbids them); addresses with a scheme that can run.
 */
export function attributeText(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  assertAttributeName(name)
  if (typeof value === 'boolean') {
    if (name.startsWith('aria-')) return ` ${name}="${String(value)}"`
    return value ? ` ${name}` : ''
  }
  if (typeof value === 'number') return ` ${name}="${value}"`
  if (typeof value !== 'string') throw new TypeError(`The attribute ${name} takes text, a number or a yes or no`)
  if (HOLDS_ADDRESS.has(name.toLowerCase())) assertAddress(value)
  return ` ${name}="${escapeText(value)}"`
}

/** Refuses an attribute name that could break out of a tag, run code or set a style. */
export function assertAttributeName(name: string): void {
  const lower = name.toLowerCase()
  if (!NAME.test(name)) throw new TypeError('An attribute has a name that is not allowed')
  if (lower.startsWith('on') || REFUSED.has(lower)) throw new TypeError(`The attribute ${lower} is not allowed on a page`)
}

/** Refuses an address whose scheme is not http, https, mailto or tel. An address without a scheme is fine. */
export function assertAddress(address: string): void {
  const scheme = /^([^/?#]*?):/.exec(address.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff]/g, ''))
  if (scheme !== null && !SCHEMES.has((scheme[1] ?? '').toLowerCase())) {
    throw new TypeError('An address on a page may only be http, https, mailto, tel or within Heed')
  }
}
