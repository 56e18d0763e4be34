import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { LightMyRequestResponse } from 'fastify'
import { issueToken } from '#features/admin/index.ts'
import type { Door } from '#platform/http/house.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import type { TestHeed } from '#test/harness.ts'
import { policies } from '../../src/features.ts'
import { listDoors } from '../../src/server.ts'

/** Every door of the server, from its own list. */
export async function allDoors(): Promise<readonly Door[]> {
  return listDoors(policies)
}

/** A door as the checked lists write it. */
export function nameOf({ method, path }: Door): string {
  return `${method} ${path}`
}

/** A checked list of doors: each line is a door and the reason it stands there. */
export function readList(name: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(import.meta.dirname, name), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => {
    const [door = '', reason = ''] = line.split(' — ')
    return [door, reason]
  }))
}

/** The address of a door with ids in it that no record has. */
export function addressOf(path: string, idFor: (name: string) => string = () => newId()): string {
  return path.replace(/:(\w+)/g, (_all, name: string) => idFor(name))
}

/** What a visitor sends besides the address. */
export interface Sent {
  readonly body?: string | Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Knock at a door, as somebody holding this token or as a stranger. An act comes with its own session's form field. */
export async function knock(app: FastifyInstance, door: Pick<Door, 'method' | 'path' | 'kind'>, token: string | null, sent: Sent = {}): Promise<LightMyRequestResponse> {
  const isApi = door.kind.startsWith('api')
  const who: Record<string, string> = token === null ? {} : { cookie: `heed=${token}`, authorization: `Bearer ${token}` }
  const csrf = `csrf=${token === null ? 'none' : csrfTokenOf(token)}`
  const carried = door.method === 'GET' ? {} : { payload: sent.body ?? (isApi ? '{}' : csrf), headers: { 'content-type': sent.type ?? (isApi ? 'application/json' : 'application/x-www-form-urlencoded') } }
  return app.inject({ method: door.method, url: addressOf(door.path), ...carried, headers: { ...who, ...carried.headers, ...sent.headers } })
}

/** A token of another system that may record incidents, and do nothing else. */
export async function clientToken(heed: TestHeed): Promise<string> {
  return heed.act('robin.castle', (ctx) => issueToken(ctx, { name: 'dispatch', scopes: ['incidents:write'] }))
}
