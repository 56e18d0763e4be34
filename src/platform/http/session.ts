import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How cookies are named and sent: `__Host-` and Secure where Heed is reached over TLS. */
export interface CookieRules {
  readonly secure: boolean
}

/** The name of the cookie that holds the session's token. */
export function sessionCookie({ secure }: CookieRules): string {
  return secure ? '__Host-heed' : 'heed'
}

/** The name of the cookie that a form uses before anyone is signed in. */
export function visitorCookie({ secure }: CookieRules): string {
  return secure ? '__Host-heed-visitor' : 'heed-visitor'
}

/** Set a cookie that no script can read and no other site can use. */
export function setCookie(reply: FastifyReply, rules: CookieRules, name: string, value: string, seconds?: number): void {
  void reply.setCookie(name, value, {
    path: '/', httpOnly: true, sameSite: 'lax', secure: rules.secure, ...(seconds === undefined ? {} : { maxAge: seconds }),
  })
}

/** The session token a browser or another system sent, if it sent one. */
export function tokenOf(request: FastifyRequest, rules: CookieRules, kind: 'page' | 'api'): string | null {
  if (kind === 'page') return request.cookies[sessionCookie(rules)] ?? null
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '')
  return bearer?.[1] ?? null
}

/** The token every form of a session carries: worked out from the session's own token, so nothing need be stored. */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url')
}

/** A sentence for one session's next page, marked so that nobody else can put words into Heed's mouth. */
export function sealedWords(token: string, words: string): string {
  return `${markOf(token, words)}.${Buffer.from(words).toString('base64url')}`
}

/** The sentence that was said to this session; null for anything else that stands in its cookie. */
export function unsealedWords(token: string | null, sealed: string): string | null {
  const [mark = '', written = ''] = sealed.split('.')
  if (token === null) return null
  const words = Buffer.from(written, 'base64url').toString('utf8')
  const [expected, given] = [Buffer.from(markOf(token, words)), Buffer.from(mark)]
  return given.length === expected.length && timingSafeEqual(given, expected) ? words.slice(0, 300) : null
}

function markOf(token: string, words: string): string {
  return createHmac('sha256', token).update(`said:${words}`).digest('base64url')
}

/**
 * May this form have come from one of our own pages?
 *
 * Two checks: the field every form of ours carries, and what the browser says of where the request came from.
 */
export function isOurForm(request: FastifyRequest, token: string | null, field: unknown): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = request.headers.origin
  if (origin !== undefined && origin !== 'null' && hostOf(origin) !== request.headers.host) return false
  if (token === null || typeof field !== 'string') return false
  const expected = Buffer.from(csrfTokenOf(token))
  const given = Buffer.from(field)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
