import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Actor } from '#platform/auth/actor.ts'
import type { Policy } from '#platform/auth/policy.ts'
import { writeAudit, type AuditVerb } from '#platform/audit/entry.ts'
import type { Context } from '#platform/context.ts'
import { inTransaction } from '#platform/db/connect.ts'
import { isDatabaseGone } from '#platform/db/faults.ts'
import { Refusal } from '#platform/errors.ts'
import { enter, NobodyEntered, transact, whoIs } from '#platform/transact.ts'
import type { FieldErrors } from '#ui/page.ts'

import { readForm } from './form-body.ts'
import type { ApiAbout, ApiReply, Door, DoorAbout, FormAbout, FormHandlers, House } from './house.ts'
import { KnownKey, onceUnder } from './idempotency.ts'
import { KnownClients } from './known-clients.ts'
import { errorsFrom, FieldsRefused } from './problems.ts'

import { sendProblem, sendReply } from './sending.ts'
import type { ServerParts } from './server.ts'
import { isOurForm, tokenOf } from './session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking, once known. */
    actor: Actor | null
    /** Set when the database could not be asked who it is: the body is still read, so that nothing typed is lost. */
    databaseGone: unknown
  }
}

/** A door of the machine interface, for its OpenAPI description. */
export interface ApiDoor {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly about: ApiAbout<unknown, unknown, unknown>
}

/** The house once built: its doors can be listed. */
export interface BuiltHouse extends House {
  readonly doors: readonly Door[]
  readonly apiDoors: readonly ApiDoor[]
  /** List a door that needs no one to be signed in. */
  openDoor(method: Door['method'], path: string): void
  /** Refuses to start when a door's policy does not exist. */
  assertWhole(): void
}

/** Hang doors on Fastify: who may comes before the body is read, and one transaction does the rest. */
export function buildHouse(app: FastifyInstance, parts: ServerParts): BuiltHouse {
  app.decorateRequest('actor', null)
  app.decorateRequest('databaseGone', null)
  const doors: Door[] = []
  const apiDoors: ApiDoor[] = []
  const known = new KnownClients()
  const door = (method: Door['method'], path: string, kind: Door['kind'], policy: string): void => void doors.push({ method, path, kind, policy })
  const hang = <P, Q, F>(mode: 'ask' | 'act') => (path: string, about: FormAbout<P, Q, F>, handlers: FormHandlers<P, Q, F>): void => {
    door('POST', path, mode, about.policy)
    app.post(path, { onRequest: gate(parts, about.policy, 'page') }, async (request, reply) => takeForm(parts, request, reply, mode === 'ask' ? 'look' : 'act', about, handlers))
  }
  return {
    doors,
    apiDoors,
    openDoor: (method, path) => door(method, path, 'open', 'open'),
    assertWhole: () => {
      for (const { path, policy } of doors) {
        if (policy !== 'open' && policy !== 'signed-in' && !parts.policies.has(policy)) throw new Error(`The door ${path} names the policy “${policy}”, which does not exist`)
      }
    },
    get: (path, about, show) => {
      door('GET', path, 'look', about.policy)
      app.get(path, { onRequest: gate(parts, about.policy, 'page') }, async (request, reply) => {
        if (request.databaseGone !== null) throw request.databaseGone
        const { params, query } = addressOf(request, about)
        const answer = await within(parts, request, 'look', about, (ctx) => show({ ctx, params, query }))
        return sendReply(parts, request, reply, answer, { actor: request.actor })
      })
    },
    post: hang('act'),
    ask: hang('ask'),
    api: {
      get: (path, about, answer) => {
        door('GET', path, 'api look', about.policy)
        apiDoors.push({ method: 'GET', path, about: about as ApiAbout<unknown, unknown, unknown> })
        app.get(path, { onRequest: gate(parts, about.policy, 'api', known) }, async (request, reply) => {
          if (request.databaseGone !== null) throw request.databaseGone
          const params = addressPart(about.params, request.params)
          return answerApi(parts, known, request, reply, () => within(parts, request, 'look', { ...about, kind: 'api' }, (ctx) => answer({ ctx, params })))
        })
      },
      post: (path, about, answer) => {
        door('POST', path, 'api act', about.policy)
        apiDoors.push({ method: 'POST', path, about: about as ApiAbout<unknown, unknown, unknown> })
        app.post(path, { onRequest: gate(parts, about.policy, 'api', known) }, async (request, reply) => {
          return answerApi(parts, known, request, reply, async () => {
            const made = await takeApi(parts, request, path, about, answer)
            if (about.locates !== undefined) void reply.header('location', about.locates(made.body))
            return made
          })
        })
      },
    },
  }
}

/** Who is it, and could they ever? Asked before the body is read, so that nobody learns what a form would take. */
function gate(parts: ServerParts, policyName: string, kind: 'page' | 'api', known: KnownClients | null = null) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const token = tokenOf(request, parts.cookies, kind)
    try {
      request.actor = token === null ? null : await whoCame(parts, token, known)
    } catch (error) {
      if (!isDatabaseGone(error)) throw error
      request.databaseGone = error
      return undefined
    }
    if (request.actor === null) return turnAway(request, reply, kind)
    const policy: Policy<never> | undefined = parts.policies.get(policyName)
    const decision = policy === undefined ? null : policy(request.actor)
    if (decision === null || decision.allowed) return assertSentAs(request, kind)
    await noteRefusal(parts, request, token, policyName, 'not permitted')
    return sendProblem(parts, request, reply, { error: new Refusal('not permitted', decision.reason), kind, actor: request.actor })
  }
}

async function whoCame({ ground }: ServerParts, token: string, known: KnownClients | null): Promise<Actor | null> {
  const before = known?.get(token, ground.clock()) ?? null
  if (before !== null) return before
  const actor = await whoIs(ground, token)
  if (actor !== null) known?.keep(token, actor, ground.clock())
  return actor
}

/** Answer a machine; one whose token has just ended is turned away as it would have been at the door. */
async function answerApi(parts: ServerParts, known: KnownClients, request: FastifyRequest, reply: FastifyReply, answer: () => Promise<ApiReply<unknown>>): Promise<FastifyReply> {
  try {
    const { status, body } = await answer()
    return reply.status(status).send(body)
  } catch (error) {
    if (!(error instanceof NobodyEntered)) throw error
    known.forget(tokenOf(request, parts.cookies, 'api') ?? '')
    return turnAway(request, reply, 'api')
  }
}

/** A page takes forms and a machine's door takes JSON: one sent as the other is not read at all. */
function assertSentAs(request: FastifyRequest, kind: 'page' | 'api'): undefined {
  const type = /^\s*([^\s;]+)/.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase()
  if (request.method === 'GET' || type === undefined) return
  const isJson = type === 'application/json' || type === 'application/problem+json'
  if (isJson !== (kind === 'api')) throw Object.assign(new Error('sent as another kind of content'), { statusCode: 415 })
}

function turnAway(request: FastifyRequest, reply: FastifyReply, kind: 'page' | 'api'): FastifyReply {
  if (kind === 'api') {
    return reply.status(401).header('www-authenticate', 'Bearer').type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: 'Sign in', status: 401, detail: 'Send a token: Authorization: Bearer …' }))
  }
  const back = request.method === 'GET' && request.url !== '/' ? `?next=${encodeURIComponent(request.url)}` : ''
  return reply.redirect(`/sign-in${back}`, 303)
}

async function within<T>(parts: ServerParts, request: FastifyRequest, mode: 'look' | 'act', about: { policy: string; verb?: AuditVerb; kind?: 'page' | 'api' }, work: (ctx: Context) => Promise<T>): Promise<T> {
  // the kind of door decides which token counts, never how its address is spelt
  const token = tokenOf(request, parts.cookies, about.kind ?? 'page') ?? ''
  try {
    return await transact(parts.ground, { token, mode, act: about.policy, requestId: request.id, presumed: request.actor, ...(about.verb === undefined ? {} : { verb: about.verb }) }, work)
  } catch (error) {
    if (error instanceof Refusal && !(error instanceof NobodyEntered) && (error.kind === 'not permitted' || error.kind === 'not found')) await noteRefusal(parts, request, token, about.policy, error.kind)
    throw error
  }
}

/** The act's own transaction is undone by the refusal, so it is noted in another. */
async function noteRefusal(parts: ServerParts, request: FastifyRequest, token: string | null, act: string, kind: string): Promise<void> {
  const ids = Object.values(Object(request.params)).filter((value): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value))
  await inTransaction(parts.ground.pools.look, async (db) => {
    const actor = token === null ? null : await enter(db, token)
    await writeAudit(db, {
      at: parts.ground.clock(), actorId: actor?.id ?? null, verb: 'refusal', act, subjects: ids.length === 0 ? [] : [{ kind: 'asked for', ids }],
      requestId: request.id, detail: { kind },
    })
  }).catch((error: unknown) => parts.log.error('refusal not noted', error, { request: request.id }))
}

async function takeForm<P, Q, F>(
  parts: ServerParts, request: FastifyRequest, reply: FastifyReply, mode: 'look' | 'act', about: FormAbout<P, Q, F>, handlers: FormHandlers<P, Q, F>,
): Promise<FastifyReply> {
  const { answers, files } = await readForm(request, about.files)
  const { csrf, ...typed } = answers
  try {
    if (request.databaseGone !== null) throw request.databaseGone
    if (!isOurForm(request, tokenOf(request, parts.cookies, 'page'), csrf)) {
      throw new Refusal('not permitted', 'This form did not come from a page that Heed sent you in this session. Open the page again and repeat what you did')
    }
    const { params, query } = addressOf(request, about)
    const read = about.form.safeParse(typed)
    const showAgain = async (errors: FieldErrors): Promise<FastifyReply> => {
      const page = await within(parts, request, 'look', about, (ctx) => handlers.again({ ctx, params, query, errors, answers: typed }))
      return sendReply(parts, request, reply, page, { actor: request.actor, status: 422 })
    }
    if (!read.success) {
      // Somebody who may not do this learns that first, from the act itself; then what was wrong with the form.
      return await showAgain(errorsFrom(read.error))
    }
    try {
      const answer = await within(parts, request, mode, about, (ctx) => handlers.accept({ ctx, params, query, form: read.data, files }))
      return sendReply(parts, request, reply, answer, { actor: request.actor })
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'invalid') return await showAgain([{ field: error.detail.field ?? '', message: error.message }])
      throw error
    }
  } catch (error) {
    return sendProblem(parts, request, reply, { error, kind: 'page', actor: request.actor, answers: typed })
  }
}

async function takeApi<P, B, R>(
  parts: ServerParts, request: FastifyRequest, path: string, about: ApiAbout<P, B, R>, answer: (asked: { ctx: Context; params: P; body: B }) => Promise<ApiReply<R>>,
): Promise<ApiReply<R>> {
  if (request.databaseGone !== null) throw request.databaseGone
  const params = addressPart(about.params, request.params)
  const read = about.body?.safeParse(request.body)
  if (read !== undefined && !read.success) throw new FieldsRefused(errorsFrom(read.error))
  // Every door of the machine interface that takes a body declares its shape.
  const body = read?.data as B
  const key = keyOf(request)
  if (about.idempotent !== true || key === null) return within(parts, request, 'act', { ...about, kind: 'api' }, (ctx) => answer({ ctx, params, body }))
  // one key is for one request: the same body to another address is another
  const hash = createHash('sha256').update(canonical(about.params === undefined ? request.body : { params, body: request.body })).digest()
  // what was kept under this route and key was this door's own reply
  const once = async (isPresumedNew: boolean): Promise<ApiReply<R>> => (await within(parts, request, 'act', { ...about, kind: 'api' }, (ctx) =>
    onceUnder(ctx, { route: path, key, hash, isPresumedNew }, () => answer({ ctx, params, body })))) as ApiReply<R>
  try {
    return await once(true)
  } catch (error) {
    if (error instanceof KnownKey) return once(false)
    throw error
  }
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new Refusal('invalid', 'Idempotency-Key must be 1 to 200 printable characters without spaces', { field: 'Idempotency-Key' })
  return key
}

function addressOf<P, Q>(request: FastifyRequest, about: DoorAbout<P, Q>): { params: P; query: Q } {
  return { params: addressPart(about.params, request.params), query: addressPart(about.query, request.query) }
}

/** An address that cannot be one of ours is an address where there is nothing. */
function addressPart<T>(shape: z.ZodType<T> | undefined, value: unknown): T {
  // A door that declares no shape is given none of the value.
  if (shape === undefined) return {} as T
  const read = shape.safeParse(value)
  if (!read.success) throw new Refusal('not found', 'There is nothing at this address')
  return read.data
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)
}

