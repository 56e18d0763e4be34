import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Actor } from '#platform/auth/actor.ts'
import type { Log } from '#platform/log.ts'
import type { Place } from '#platform/part.ts'
import type { Ground } from '#platform/transact.ts'
import { newToken } from '#platform/transact.ts'
import { answersFrom, jsonFrom } from './answers.ts'
import { openApiDocument } from './openapi.ts'
import { type ApiDoor, buildHouse, type BuiltHouse } from './building.ts'
import type { House, Policies } from './house.ts'
import { sendProblem } from './sending.ts'
import type { CookieRules } from './session.ts'
import { signInDoors } from './sign-in.ts'

/** What the running server knows about its installation. */
export interface Installation {
  readonly force: string
  readonly demonstration: boolean
}

/** What a server is made of: the ground, the features' doors, and how it looks. */
export interface ServerParts {
  readonly ground: Ground
  readonly policies: Policies
  readonly routes: (house: House) => void
  readonly navigation: (actor: Actor) => readonly Place[]
  /** Whether the search box is drawn for this person. */
  readonly searches: (actor: Actor) => boolean
  readonly installation: () => Installation
  readonly assets: { readonly folder: string; readonly prefix: string }
  readonly cookies: CookieRules
  readonly log: Log
  /** Proxies before this server whose word is taken for where a request came from; none unless named. */
  readonly trustedProxies?: readonly string[]
  /** Sign-in attempts one address may make in a minute. */
  readonly signInsAMinute?: number
}

/** The largest body of a form or a request: room for an answer that says which field was too long. */
const bodyLimit = 16 * 1024 * 1024

/**
 * The web server: hardened, with every door of every feature hung.
 *
 * Refuses to be made when a door names no policy or one that does not exist.
 */
export async function buildServer(parts: ServerParts): Promise<{ app: FastifyInstance; house: BuiltHouse }> {
  const app = Fastify({
    bodyLimit,
    requestTimeout: 20_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: (parts.trustedProxies ?? []).length === 0 ? false : [...(parts.trustedProxies ?? [])],
    genReqId: () => newToken().slice(0, 12),
    http: { headersTimeout: 8000, connectionsCheckingInterval: 1000, maxHeaderSize: 16_384 },
    routerOptions: { maxParamLength: 200 },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) => parse(done, () => answersFrom(asBuffer(body))))
  app.addContentTypeParser(['application/json', 'application/problem+json'], { parseAs: 'buffer' }, (_request, body, done) => parse(done, () => jsonFrom(asBuffer(body))))
  await app.register(cookie)
  await app.register(multipart, { limits: { fileSize: 20 * 1024 * 1024, files: 10, fields: 200, fieldSize: 1024 * 1024, headerPairs: 100 } })
  await app.register(rateLimit, { global: false })
  await app.register(helmet, { global: true, ...headers(parts.cookies) })
  await app.register(fastifyStatic, { root: parts.assets.folder, prefix: `${parts.assets.prefix}/`, immutable: true, preCompressed: true, maxAge: '365d', index: false, dotfiles: 'ignore' })
  app.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith(`${parts.assets.prefix}/`)) void reply.header('cache-control', 'no-store')
  })
  const house = buildHouse(app, parts)
  signInDoors(app, parts, house)
  parts.routes(house)
  house.assertWhole()
  openDoors(app, parts, house)
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(house.apiDoors, request.url.split('?')[0] ?? '/')
    const error = allowed.length === 0 ? null : Object.assign(new Error('sent by another method'), { statusCode: 405 })
    if (error !== null) void reply.header('allow', allowed.join(', '))
    return sendProblem(parts, request, reply, { error, kind: kindOf(request) })
  })
  app.setErrorHandler((error, request, reply) => sendProblem(parts, request, reply, { error, kind: kindOf(request) }))
  return { app, house }
}

/** Doors for machines that watch: they say nothing of any person. */
function openDoors(app: FastifyInstance, parts: ServerParts, house: BuiltHouse): void {
  house.openDoor('GET', '/health')
  app.get('/health', async (_request, reply) => {
    await parts.ground.pools.look.query('select 1')
    return reply.send({ status: 'up' })
  })
  house.openDoor('GET', '/api/openapi.json')
  const document = openApiDocument(house.apiDoors, parts.installation())
  app.get('/api/openapi.json', async (_request, reply) => reply.send(document))
}

/** The methods that an address of the machine interface takes: its addresses are published, whoever asks. */
function methodsAt(doors: readonly ApiDoor[], path: string): readonly string[] {
  const isAt = (door: ApiDoor): boolean => new RegExp(`^${door.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)
  return doors.filter(isAt).map(({ method }) => method)
}

/** A request of the machine interface is answered in its own language, refusals included. */
function kindOf(request: FastifyRequest): 'page' | 'api' {
  const door = request.routeOptions.url ?? request.url
  return door.startsWith('/api/') || door === '/health' ? 'api' : 'page'
}

function parse(done: (error: Error | null, body?: unknown) => void, read: () => unknown): void {
  try {
    done(null, read())
  } catch (error) {
    done(error instanceof Error ? error : new Error('unreadable body'))
  }
}

function asBuffer(body: string | Buffer): Buffer {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body
}

function headers({ secure }: CookieRules) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"],
        connectSrc: ["'self'"], manifestSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' as const },
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' as const },
    hsts: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
  }
}
