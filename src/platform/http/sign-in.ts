import { verify } from '@node-rs/argon2'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { hashOf } from '#platform/auth/service-actors.ts'
import { unknownPersonHash } from '#platform/auth/passwords.ts'
import { writeAudit, type AuditVerb } from '#platform/audit/entry.ts'
import { inTransaction, type Db } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { newToken, whoIs } from '#platform/transact.ts'
import type { FieldErrors } from '#ui/page.ts'
import type { BuiltHouse } from './building.ts'
import { countedAddress, originOf } from './address.ts'
import { readForm } from './form-body.ts'
import { sendProblem, sendReply } from './sending.ts'
import type { ServerParts } from './server.ts'
import { isOurForm, sessionCookie, setCookie, tokenOf, visitorCookie } from './session.ts'
import { SignInPage } from './sign-in-page.tsx'
import { Refusal } from '#platform/errors.ts'

/** Minutes without a request, and hours altogether, after which a session ends. */
const idleMinutes = 15
const lastsHours = 10

const wrong = 'Enter the user name and password you were given'
const Next = z.object({ next: z.string().max(300).regex(/^\/(?![/\\])[\x21-\x7e]*$/).optional().catch(undefined) })
const SignIn = z.object({ username: z.string().trim().max(64), password: z.string().max(200) })

/**
 * The doors through which people come and go.
 *
 * One answer for an unknown name, a wrong password, a locked and a closed account, after the same work. Wrong passwords are counted by account and
 * address: a stranger's tries keep nobody else out.
 * Source: OWASP ASVS 5.0 6.3.8. Rule PL-04.
 */
export function signInDoors(app: FastifyInstance, parts: ServerParts, house: BuiltHouse): void {
  for (const [method, path] of [['GET', '/sign-in'], ['POST', '/sign-in'], ['POST', '/sign-out']] as const) house.openDoor(method, path)
  app.get('/sign-in', async (request, reply) => {
    const token = tokenOf(request, parts.cookies, 'page')
    if (token !== null && (await whoIs(parts.ground, token)) !== null) return reply.redirect('/', 303)
    return show(parts, request, reply, { next: Next.parse(request.query).next })
  })
  const limit = { rateLimit: { max: parts.signInsAMinute ?? 120, timeWindow: '1 minute', hook: 'preHandler' as const, keyGenerator: (request: FastifyRequest) => countedAddress(request.ip) } }
  app.post('/sign-in', { config: limit, bodyLimit: 65_536 }, async (request, reply) => {
    const { answers } = await readForm(request, undefined)
    assertOurs(parts, request, answers['csrf'])
    const { next } = Next.parse(answers)
    const given = SignIn.safeParse(answers)
    const token = given.success ? await signIn(parts, request, given.data) : null
    if (token === null) return show(parts, request, reply, { next, ...(given.success ? { username: given.data.username } : {}), errors: [{ field: 'username', message: wrong }] })
    // whoever signs in where somebody is signed in leaves no session of theirs behind
    const before = tokenOf(request, parts.cookies, 'page')
    if (before !== null) await signOut(parts, request, before)
    setCookie(reply, parts.cookies, sessionCookie(parts.cookies), token)
    void reply.clearCookie(visitorCookie(parts.cookies), { path: '/' })
    return reply.redirect(next ?? '/', 303)
  })
  app.post('/sign-out', { bodyLimit: 65_536 }, async (request, reply) => {
    const { answers } = await readForm(request, undefined)
    const token = tokenOf(request, parts.cookies, 'page')
    if (token === null) return reply.redirect('/sign-in', 303)
    assertOurs(parts, request, answers['csrf'])
    await signOut(parts, request, token)
    void reply.clearCookie(sessionCookie(parts.cookies), { path: '/' }).header('clear-site-data', '"cache", "storage"')
    return reply.redirect('/sign-in', 303)
  })
}

function assertOurs(parts: ServerParts, request: FastifyRequest, field: unknown): void {
  const token = tokenOf(request, parts.cookies, 'page') ?? request.cookies[visitorCookie(parts.cookies)] ?? null
  if (!isOurForm(request, token, field)) throw new Refusal('not permitted', 'This form did not come from a page that Heed sent you. Open the sign-in page again')
}

async function signIn(parts: ServerParts, request: FastifyRequest, given: { username: string; password: string }): Promise<string | null> {
  const { address, isOnePlace } = originOf(request)
  // counted before the password is looked at, and kept whatever comes of it: tries sent all at once are counted like tries one after another
  const known = await inTransaction(parts.ground.pools.door, async (db) => {
    const { rows } = await sql<{ accountId: string; passwordHash: string; isLocked: boolean; isActive: boolean }>`select * from heed.try_sign_in(${given.username}, ${address}, ${isOnePlace})`.execute(db)
    return rows[0]
  })
  const matches = await verify(known?.passwordHash ?? (await unknownPersonHash()), given.password)
  const succeeded = known !== undefined && matches && known.isActive && !known.isLocked
  return inTransaction(parts.ground.pools.door, async (db) => {
    // an unknown name costs the same question to the database as a known one
    await sql`select heed.note_signed_in(${succeeded ? known.accountId : newId()}::uuid, ${succeeded ? address : ''})`.execute(db)
    if (!succeeded) {
      await note(parts, request, db, 'failed sign-in', null, known?.accountId ?? null)
      return null
    }
    const token = newToken()
    await sql`select heed.open_session(${newId()}::uuid, ${known.accountId}::uuid, ${hashOf(token)}, ${idleMinutes}, make_interval(hours => ${lastsHours}))`.execute(db)
    await sql`select heed.enter(${token})`.execute(db)
    await note(parts, request, db, 'sign-in', known.accountId, known.accountId)
    return token
  })
}

async function signOut(parts: ServerParts, request: FastifyRequest, token: string): Promise<void> {
  await inTransaction(parts.ground.pools.door, async (db) => {
    const { rows } = await sql<{ id: string | null }>`select heed.enter(${token}) ->> 'id' as id`.execute(db)
    const id = rows[0]?.id ?? null
    if (id !== null) await note(parts, request, db, 'sign-out', id, id)
    await sql`select heed.end_session(${token}, 'signed out')`.execute(db)
  })
}

async function note(parts: ServerParts, request: FastifyRequest, db: Db, verb: AuditVerb, actorId: string | null, accountId: string | null): Promise<void> {
  await writeAudit(db, {
    at: parts.ground.clock(), actorId, verb, act: 'session', requestId: request.id,
    subjects: accountId === null ? [] : [{ kind: 'account', ids: [accountId] }],
  })
}

function show(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, given: { next: string | undefined; username?: string; errors?: FieldErrors }): FastifyReply {
  try {
    return sendReply(parts, request, reply, SignInPage(given), { actor: null, status: given.errors === undefined ? 200 : 422 })
  } catch (error) {
    return sendProblem(parts, request, reply, { error, kind: 'page' })
  }
}
