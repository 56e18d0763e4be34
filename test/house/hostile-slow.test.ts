import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed
let app: FastifyInstance
let port = 0

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  port = address !== null && typeof address === 'object' ? address.port : 0
})

afterAll(async () => heed.close())

/** A sender who begins so and then only drips: what came back, and after how many seconds the door was shut. */
async function drip(begin: string, drop: string): Promise<{ said: string; seconds: number }> {
  const socket: Socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('data', (bytes) => void (said += bytes.toString('latin1')))
  socket.on('error', () => undefined)
  const began = performance.now()
  const shut = once(socket, 'close').catch(() => undefined)
  socket.write(begin)
  const dripping = setInterval(() => socket.writable && socket.write(drop), 400)
  const isShut = await Promise.race([shut.then(() => true), pause(40_000, false)])
  clearInterval(dripping)
  socket.destroy()
  return { said, seconds: isShut ? (performance.now() - began) / 1000 : Number.POSITIVE_INFINITY }
}

async function health(): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status, () => 0)
}

describe('senders who drip', () => {
  it('headers or a body are shut out in time, however many, while others are answered', async () => {
    const token = await heed.tokenOf('priya.nair')
    const post = `POST /incidents/drafts HTTP/1.1\r\nHost: heed\r\nCookie: heed=${token}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nnarrative=`
    const upload = `POST /cases/00000000-0000-7000-8000-000000000000/files HTTP/1.1\r\nHost: heed\r\nCookie: heed=${token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`
    const slow = [
      ...Array.from({ length: 60 }, () => drip('GET / HTTP/1.1\r\nHost: heed\r\nX-A: ', 'b')),
      ...Array.from({ length: 60 }, () => drip(post, 'y')),
      ...Array.from({ length: 30 }, () => drip(upload, 'y')),
      ...Array.from({ length: 30 }, () => drip('POST /sign-in HTTP/1.1\r\nHost: heed\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\ny\r\n')),
    ]
    await pause(1500)
    await expect.poll(health, { timeout: 20_000 }).toBe(200)
    const shut = await Promise.all(slow)
    expect(Math.max(...shut.map(({ seconds }) => seconds))).toBeLessThan(40)
    expect(shut.filter(({ said }) => / (200|303) /.test(said.slice(0, 20)))).toEqual([])
    await expect.poll(health, { timeout: 20_000 }).toBe(200)
  }, 90_000)

  it('leave no act half done and no connection to the database held', async () => {
    const { rows } = await heed.database.pools.bootstrap.query<{ n: number }>("select count(*)::integer as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'")
    expect(rows[0]?.n).toBe(0)
  })
})
