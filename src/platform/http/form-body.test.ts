import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { answersFrom } from './answers.ts'
import { readForm } from './form-body.ts'

interface Read { readonly answers?: Record<string, string | string[]>; readonly files?: { field: string; name: string; type: string; text: string }[]; readonly refused?: string; readonly field?: string | null; readonly fault?: number }

let app: FastifyInstance

beforeAll(async () => {
  app = Fastify({ bodyLimit: 100 * 1024 * 1024 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) => done(null, answersFrom(Buffer.from(body))))
  await app.register(multipart, { limits: { fileSize: 1000, files: 10, fields: 200, fieldSize: 50, fieldNameSize: 30 } })
  const answer = (taken: { atMost: number } | undefined) => async (request: Parameters<typeof readForm>[0]): Promise<Read> => {
    try {
      const { answers, files } = await readForm(request, taken)
      return { answers, files: files.map(({ bytes, ...file }) => ({ ...file, text: bytes.toString('latin1') })) }
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.message, field: error.detail.field ?? null }
      return { fault: error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500 }
    }
  }
  app.post('/plain', answer(undefined))
  app.post('/files', answer({ atMost: 2 }))
})
afterAll(() => app.close())

interface Part { readonly name: string; readonly value: string | Buffer; readonly filename?: string; readonly type?: string }

function bodyOf(parts: readonly Part[]): Buffer {
  return Buffer.concat([...parts.flatMap(({ name, value, filename, type }) => [
    Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`),
    Buffer.from(value), Buffer.from('\r\n'),
  ]), Buffer.from('--edge--\r\n')])
}

async function sent(payload: Buffer | string, type = 'multipart/form-data; boundary=edge', url = '/files'): Promise<Read> {
  return (await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })).json<Read>()
}

const file = (over: Partial<Part> = {}): Part => ({ name: 'photo', value: 'bytes', filename: 'a.jpg', type: 'image/jpeg', ...over })

describe('a form without files', () => {
  it('is its answers, one or several of a name', async () => {
    expect(await sent('a=1&b=2&b=3&c=', 'application/x-www-form-urlencoded', '/plain')).toEqual({ answers: { a: '1', b: ['2', '3'], c: '' }, files: [] })
    expect(await sent('a=1', 'application/x-www-form-urlencoded')).toEqual({ answers: { a: '1' }, files: [] })
    expect(await sent('', 'application/x-www-form-urlencoded', '/plain')).toEqual({ answers: {}, files: [] })
  })

  it('says so when files come to a page that takes none', async () => {
    expect(await sent(bodyOf([file()]), undefined, '/plain')).toEqual({ refused: 'This page takes no files', field: null })
  })
})

describe('a form with files', () => {
  it('is its answers and its files, each file under its field with its name, its kind as sent and its bytes', async () => {
    expect(await sent(bodyOf([{ name: 'note', value: 'A\r\nB' }, file(), { name: 'kind', value: 'x' }, { name: 'kind', value: 'y' }, file({ name: 'other', value: Buffer.from([0, 255, 13, 10]), filename: 'b.bin', type: 'application/x-y' })]))).toEqual({
      answers: { note: 'A\nB', kind: ['x', 'y'] },
      files: [{ field: 'photo', name: 'a.jpg', type: 'image/jpeg', text: 'bytes' }, { field: 'other', name: 'b.bin', type: 'application/x-y', text: '\u0000\u00ff\r\n' }],
    })
  })

  it('has no file where a browser sends the empty field of one that was not chosen', async () => {
    expect(await sent(bodyOf([file({ value: '', filename: '' }), { name: 'note', value: 'x' }]))).toEqual({ answers: { note: 'x' }, files: [] })
  })

  it('keeps an empty file that was chosen, for the act to refuse, and cuts its name at two hundred letters', async () => {
    const { files = [] } = await sent(bodyOf([file({ value: '', filename: 'empty.txt' }), file({ filename: `${'n'.repeat(250)}.jpg` })]))
    expect(files.map(({ name, text }) => [name.length, text])).toEqual([[9, ''], [200, 'bytes']])
  })

  it('says which file is too large', async () => {
    expect(await sent(bodyOf([file({ value: 'x'.repeat(1000) })]))).toMatchObject({ files: [{ field: 'photo' }] })
    expect(await sent(bodyOf([file({ name: 'second', value: 'x'.repeat(1001) })]))).toEqual({ refused: 'The file is larger than 20 MB. Choose a smaller one', field: 'second' })
  })

  it('says how many files may be sent', async () => {
    expect(await sent(bodyOf([file(), file()]))).toMatchObject({ files: [{}, {}] })
    expect(await sent(bodyOf([file(), file(), file()]))).toEqual({ refused: 'Choose at most 2 files at a time', field: 'file' })
  })

  it('says which answer is too long', async () => {
    expect(await sent(bodyOf([{ name: 'note', value: 'x'.repeat(50) }]))).toMatchObject({ answers: { note: 'x'.repeat(50) } })
    expect(await sent(bodyOf([{ name: 'note', value: 'x'.repeat(51) }]))).toEqual({ refused: 'This is longer than Heed takes. Shorten it, or send it as a file', field: 'note' })
  })

  it('refuses a NUL, naming the field', async () => {
    expect(await sent(bodyOf([{ name: 'note', value: 'a\u0000b' }]))).toEqual({ refused: '“note” has a NUL character in it. Remove it and send again', field: 'note' })
  })

  it('takes no field called like a part of every object: that is the sender’s fault and none of ours', async () => {
    for (const name of ['constructor', 'toString', '__proto__']) expect(await sent(bodyOf([{ name, value: 'x' }]))).toEqual({ fault: 400 })
  })

  it('that ends too early, or never begins, is said to be so, whatever is missing', async () => {
    const whole = bodyOf([{ name: 'note', value: 'some words' }, file({ value: 'some bytes of a file' })])
    const cut = 'What was sent cannot be read as a form, or ends too early. Send it again'
    for (const length of [20, 60, 100, 150, whole.length - 12]) expect([length, await sent(whole.subarray(0, length))]).toEqual([length, { refused: cut, field: null }])
    expect(await sent('', 'multipart/form-data; boundary=edge')).toEqual({ answers: {}, files: [] })
    expect(await sent(whole, 'multipart/form-data')).toEqual({ refused: cut, field: null })
  })

  it('whatever bytes are sent as one, is answers, a refusal or the sender’s fault, and never ours', async () => {
    const piece = fc.oneof(fc.constantFrom('--edge\r\n', '--edge--', '\r\n', '\r\n\r\n', 'content-disposition: form-data; name="a"', '; filename="b"', 'content-type: x/y\r\n', '"', 'words'), fc.string({ maxLength: 12 }))
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (pieces) => {
      expect((await sent(pieces.join(''))).fault ?? 400).toBe(400)
    }), { numRuns: 80 })
  })
})
