import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed
let app: FastifyInstance
let token = ''
let caseId = ''

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  token = await heed.tokenOf('femi.adeyemi')
  caseId = (await heed.act('service:cli', (ctx) => aCase(ctx))).caseId
}, 60_000)

afterAll(async () => heed.close())

interface Part { readonly name: string; readonly filename?: string; readonly type?: string; readonly bytes: Buffer | string; readonly head?: string }
const boundary = '----heed-test-boundary'

function bodyOf(parts: readonly Part[], { end = `--${boundary}--\r\n`, csrf = true }: { end?: string; csrf?: boolean } = {}): Buffer {
  const all: readonly Part[] = csrf ? [{ name: 'csrf', bytes: csrfTokenOf(token) }, { name: 'about', bytes: 'What she sent' }, ...parts] : parts
  const pieces = all.flatMap(({ name, filename, type, bytes, head }) => [
    Buffer.from(`--${boundary}\r\n${head ?? `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}${type === undefined ? '' : `\r\nContent-Type: ${type}`}`}\r\n\r\n`),
    Buffer.from(bytes), Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(end)])
}

async function send(payload: Buffer, type = `multipart/form-data; boundary=${boundary}`) {
  return app.inject({ method: 'POST', url: `/cases/${caseId}/files`, cookies: { heed: token }, headers: { 'content-type': type }, payload })
}

const keep = (filename: string, bytes: Buffer | string, type = 'image/png') => send(bodyOf([{ name: 'file', filename, type, bytes }]))
const kept = async () => Number((await heed.database.pools.bootstrap.query<{ n: string }>('select count(*) as n from files')).rows[0]?.n)
const latest = async () => {
  const { rows } = await heed.database.pools.bootstrap.query<{ id: string; name: string; type: string; is_picture: boolean }>('select id, name, type, is_picture from files order by kept_at desc, id desc limit 1')
  const row = rows[0]
  return { ...row, answer: await app.inject({ url: `/files/${row?.id}`, cookies: { heed: token } }) }
}

describe('a form of many parts', () => {
  it('is refused in words when it is a bomb, and nothing of it is kept', async () => {
    const before = await kept()
    const small = Array.from({ length: 40 }, (_, at): Part => ({ name: 'file', filename: `${at}.txt`, type: 'text/plain', bytes: 'x' }))
    const bombs: readonly (readonly [string, Buffer, string?])[] = [
      ['many files', bodyOf(small)],
      ['many fields', bodyOf(Array.from({ length: 500 }, (_, at): Part => ({ name: `f${at}`, bytes: 'x' })))],
      ['a field of two million letters', bodyOf([{ name: 'about', bytes: 'y'.repeat(2_000_000) }])],
      ['a field with a long name', bodyOf([{ name: 'z'.repeat(5000), bytes: 'x' }])],
      ['a name of Object’s own', bodyOf([{ name: '__proto__', bytes: 'x' }])],
      ['another name of Object’s own', bodyOf([{ name: 'constructor', bytes: 'x' }])],
      ['a file cut short', bodyOf([{ name: 'file', filename: 'a.txt', type: 'text/plain', bytes: 'x' }], { end: '' })],
      ['no boundary', bodyOf([{ name: 'file', filename: 'a.txt', bytes: 'x' }]), 'multipart/form-data'],
      ['another boundary', bodyOf([{ name: 'file', filename: 'a.txt', bytes: 'x' }]), 'multipart/form-data; boundary=other'],
      ['an empty body', Buffer.alloc(0)],
      ['nothing but a boundary', Buffer.from(`--${boundary}`)],
      ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256))],
      ['no mark of ours', bodyOf([{ name: 'file', filename: 'a.txt', bytes: 'x' }], { csrf: false })],
      ['a file of 21 MB', bodyOf([{ name: 'file', filename: 'a.bin', bytes: Buffer.alloc(21 * 1024 * 1024) }])],
      ['80 MB in four files', bodyOf(Array.from({ length: 4 }, (_, at): Part => ({ name: 'file', filename: `${at}.bin`, bytes: Buffer.alloc(20 * 1024 * 1024 - 64, at) })))],
    ]
    for (const [what, payload, type] of bombs) {
      const answer = await send(payload, type)
      expect([what, Math.floor(answer.statusCode / 100)]).toEqual([what, 4])
    }
    expect(await kept()).toBe(before)
    // more headers than anybody reads are passed over
    const headers = `Content-Disposition: form-data; name="file"; filename="a.txt"\r\n${'X-A: b\r\n'.repeat(3000)}Content-Type: text/plain`
    expect((await send(bodyOf([{ name: 'file', bytes: 'x', head: headers }]))).statusCode).toBeLessThan(500)
    expect((await keep('after.txt', 'all is well')).statusCode).toBe(303)
  }, 60_000)
})

describe('a hostile file', () => {
  const script = '<script>alert(1)</script>'

  it('is never sent so that a browser would run it, whatever its name, its type or its beginning says', async () => {
    const files: readonly (readonly [string, Buffer | string, string])[] = [
      ['a.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`, 'image/svg+xml'],
      ['a.html', `<!doctype html>${script}`, 'text/html'],
      ['a.png', `<!doctype html>${script}`, 'image/png'],
      ['a.pdf', `%PDF-1.7\n${script}`, 'application/pdf'],
      ['a.xml', `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`, 'text/xml'],
      ['a.js', 'alert(1)', 'text/javascript'],
      ['a.zip', Buffer.concat([Buffer.from('504b030414000000080000000000000000000000000000000000', 'hex'), Buffer.alloc(2000)]), 'application/zip'],
      ['..\\..\\etc\\a.hta', script, 'application/hta'],
      ['../../../a.txt', 'x', 'text/plain'],
    ]
    for (const [name, bytes, type] of files) {
      expect([name, (await keep(name, bytes, type)).statusCode]).toEqual([name, 303])
      const { answer, name: shown, is_picture } = await latest()
      expect([name, is_picture, answer.statusCode]).toEqual([name, false, 200])
      expect(answer.headers['content-disposition']).toMatch(/^attachment; /)
      expect(answer.headers['content-type']).toMatch(/^(application\/octet-stream|application\/pdf|text\/plain)/)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['content-security-policy']).toContain('sandbox')
      expect(shown).not.toMatch(/[/\\]/)
    }
  })

  it('that is two things at once is drawn again as the picture it is, and is nothing else any more', async () => {
    const jpeg = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#224466' } }).withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${script}</x:xmpmeta>`).jpeg().toBuffer()
    const png = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#224466' } }).png().toBuffer()
    const gif = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777777' } }).gif().toBuffer()
    for (const [name, bytes] of [['a.gif', Buffer.concat([gif, Buffer.from(script)])], ['a.jpg', Buffer.concat([jpeg, Buffer.from(`PK\u0003\u0004${script}`)])], ['a.html', Buffer.concat([png, Buffer.from(`<html>${script}`)])]] as const) {
      expect((await keep(name, bytes, 'text/html')).statusCode).toBe(303)
      const { answer } = await latest()
      expect(answer.headers['content-type']).toMatch(/^image\/(jpeg|png|gif)$/)
      expect(answer.rawPayload.includes('script')).toBe(false)
      expect(answer.rawPayload.includes('PK\u0003\u0004')).toBe(false)
    }
  })

  it('that would fill the memory or never end is refused soon: vast, of many pages, or lying about its size', async () => {
    const before = await kept()
    const vast = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000000' } }).png({ compressionLevel: 9 }).toBuffer()
    const lying = Buffer.from(await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000000' } }).png().toBuffer())
    lying.writeUInt32BE(0x7fffffff, 16)
    lying.writeUInt32BE(0x7fffffff, 20)
    const deep = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(4 * 1024 * 1024)])
    for (const [what, bytes] of [['vast', vast], ['lying', lying], ['noughts', deep], ['short', vast.subarray(0, 400)]] as const) {
      const answer = await keep('a.png', bytes)
      expect([what, answer.statusCode]).toEqual([what, 422])
    }
    expect(await kept()).toBe(before)
    const pages = await sharp(Buffer.alloc(20 * 4000 * 3, 7), { raw: { width: 20, height: 4000, channels: 3, pageHeight: 20 } }).webp({ loop: 0 }).toBuffer()
    expect((await keep('moving.webp', pages)).statusCode).toBe(303)
    const { answer } = await latest()
    expect((await sharp(answer.rawPayload, { animated: true }).metadata()).pages ?? 1).toBe(1)
  }, 60_000)
})
