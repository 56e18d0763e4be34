import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#platform/auth/actor.ts'
import { csrfMarker } from '#ui/html.ts'
import { Frame } from '#ui/layout.tsx'
import type { FrameData, Page } from '#ui/page.ts'
import type { Answers } from './answers.ts'
import { problemDocument, problemFrom, problemPage, type Problem } from './problems.ts'
import { file, redirect, type Reply } from './replies.ts'
import type { ServerParts } from './server.ts'
import { csrfTokenOf, sealedWords, setCookie, unsealedWords, tokenOf, visitorCookie } from './session.ts'
import { newToken } from '#platform/transact.ts'

export { file, redirect }

/** The cookie that carries a sentence to the next page, marked with the session it was said to. */
function saidCookie({ cookies }: ServerParts): string {
  return cookies.secure ? '__Host-heed-said' : 'heed-said'
}

/** Send what a door answered: a page in its frame, a fragment of one, a redirect or a file. */
export function sendReply(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, answer: Reply, given: { actor: Actor | null; status?: number }): FastifyReply {
  if ('redirect' in answer) {
    const token = tokenOf(request, parts.cookies, 'page')
    if (answer.flash !== null && token !== null) setCookie(reply, parts.cookies, saidCookie(parts), sealedWords(token, answer.flash), 60)
    return reply.redirect(answer.redirect, 303)
  }
  if ('file' in answer) {
    const { name, type, bytes, inline } = answer.file
    void reply.header('content-disposition', `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`)
    return reply.type(inline ? type : safeType(type)).header('content-security-policy', "default-src 'none'; sandbox").send(bytes)
  }
  void reply.status(given.status ?? 200).type('text/html; charset=utf-8')
  if ('fragment' in answer) return reply.send(withCsrf(parts, request, reply, answer.fragment.toString()))
  return reply.send(withCsrf(parts, request, reply, Frame({ page: answer, frame: frameFor(parts, request, reply, given) })))
}

/** Say what was refused or what failed, to a person as a page and to a machine as a problem document. */
export function sendProblem(
  parts: ServerParts, request: FastifyRequest, reply: FastifyReply,
  given: { error: unknown; kind: 'page' | 'api'; actor?: Actor | null; answers?: Answers },
): FastifyReply {
  const problem = given.error === null ? notFound : problemFrom(given.error)
  if (problem.status >= 500) parts.log.error('request failed', given.error, { request: request.id, method: request.method, door: request.routeOptions.url ?? 'none', status: problem.status })
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds))
  if (given.kind === 'api') return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problemDocument(problem, request.id)))
  const actor = given.actor ?? request.actor ?? null
  const page: Page = problemPage(problem, {
    reader: { isSignedIn: actor !== null, searches: actor !== null && parts.searches(actor) },
    reference: request.id, now: parts.ground.clock(), ...(given.answers === undefined ? {} : { answers: given.answers }), href: request.url.split('?')[0] ?? '/',
  })
  return sendReply(parts, request, reply, page, { actor, status: problem.status })
}

const notFound: Problem = { status: 404, title: 'Not found', detail: 'There is nothing at this address that you can see', errors: [] }

function frameFor(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, { actor, status }: { actor: Actor | null; status?: number }): FrameData {
  const installation = parts.installation()
  const said = request.cookies[saidCookie(parts)]
  if (said !== undefined) void reply.clearCookie(saidCookie(parts), { path: '/', secure: parts.cookies.secure })
  const path = request.url.split('?')[0] ?? '/'
  const places = actor === null ? [] : parts.navigation(actor)
  const here = [...places].sort((a, b) => b.href.length - a.href.length).find(({ href, holds = href }) => href === path || (holds !== '/' && path.startsWith(`${holds}/`)))
  return {
    force: installation.force,
    demonstration: installation.demonstration,
    signedIn: actor === null ? null : { name: actor.name },
    // while the records are out of reach nobody can tell whose session it is
    isMarked: actor !== null || (status === 503 && tokenOf(request, parts.cookies, 'page') !== null),
    searches: actor !== null && parts.searches(actor),
    navigation: places.map((place) => ({ text: place.text, href: place.href, current: place === here })),
    flash: said === undefined ? null : unsealedWords(tokenOf(request, parts.cookies, 'page'), said),
    assets: parts.assets.prefix,
  }
}

/** Put the session's own token where forms carry their marker. Before sign-in, a visitor's cookie stands in for the session. */
function withCsrf(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, page: string): string {
  if (!page.includes(csrfMarker)) return page
  let token = tokenOf(request, parts.cookies, 'page') ?? request.cookies[visitorCookie(parts.cookies)] ?? null
  if (token === null) {
    token = newToken()
    setCookie(reply, parts.cookies, visitorCookie(parts.cookies), token)
  }
  return page.replaceAll(csrfMarker, csrfTokenOf(token))
}


/** Types a browser might run are sent as plain bytes. */
function safeType(type: string): string {
  return /^(image\/(png|jpeg|webp)|application\/pdf|text\/(plain|csv)|application\/json)\b/.test(type) ? type : 'application/octet-stream'
}
