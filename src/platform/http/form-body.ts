import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '#platform/errors.ts'
import { add, strictUtf8 } from './answers.ts'
import type { Upload } from '#platform/files/upload.ts'

/** The most bytes of files that one form may bring, all together: each is held in memory until it is kept. */
const MOST_TOGETHER = 60 * 1024 * 1024

/** The answers and files of one form. */
export interface FormBody {
  readonly answers: Record<string, string | string[]>
  readonly files: readonly Upload[]
}

/**
 * Read a form as a browser sends it, with files where the door takes them.
 *
 * Refuses: invalid, when files come where none are taken, one is larger than 20 MB, there are too many of them or all together are larger than 60 MB.
 */
export async function readForm(request: FastifyRequest, taken: { readonly atMost: number } | undefined): Promise<FormBody> {
  if (!request.isMultipart()) return { answers: plainAnswers(request.body), files: [] }
  if (taken === undefined) throw new Refusal('invalid', 'This page takes no files')
  const answers: Record<string, string | string[]> = Object.create(null)
  const files: Upload[] = []
  let left = MOST_TOGETHER
  const parts = request.parts({ limits: { files: taken.atMost } })
  for await (const part of named(parts, taken.atMost)) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw new Refusal('invalid', 'This is longer than Heed takes. Shorten it, or send it as a file', { field: part.fieldname })
      const value = typeof part.value === 'string' ? part.value : ''
      if (value.includes('\u0000')) throw new Refusal('invalid', `“${part.fieldname}” has a NUL character in it. Remove it and send again`, { field: part.fieldname })
      add(answers, part.fieldname, value.replaceAll('\r\n', '\n'))
      continue
    }
    const bytes = await part.toBuffer().catch((cause: unknown) => {
      if (codeOf(cause) === 'FST_REQ_FILE_TOO_LARGE') throw new Refusal('invalid', 'The file is larger than 20 MB. Choose a smaller one', { field: part.fieldname })
      throw inWords(cause, taken.atMost)
    })
    left -= bytes.length
    if (left < 0) throw new Refusal('invalid', 'The files are larger than 60 MB together. Send fewer at a time', { field: part.fieldname })
    if (bytes.length === 0 && part.filename === '') continue
    files.push({ field: part.fieldname, name: strictUtf8(Buffer.from(part.filename, 'utf8'), 'The file’s name').slice(0, 200), type: part.mimetype, bytes })
  }
  return { answers, files }
}

/** The parts of a form; a file too many is said in words, before it is read. */
async function* named(parts: AsyncIterable<Multipart>, atMost: number): AsyncGenerator<Multipart> {
  try {
    yield* parts
  } catch (cause) {
    throw inWords(cause, atMost)
  }
}

/** What the reader of forms found fault with, as somebody can mend it; anything else as it is. */
function inWords(cause: unknown, atMost: number): unknown {
  if (codeOf(cause) === 'FST_FILES_LIMIT') return new Refusal('invalid', `Choose at most ${atMost} files at a time`, { field: 'file' })
  const isCut = cause instanceof Error && /Unexpected end of (form|file|multipart)|Part terminated early|Malformed part header|Premature close|Boundary not found|Unsupported content type/i.test(cause.message)
  return isCut ? Object.assign(new Refusal('invalid', 'What was sent cannot be read as a form, or ends too early. Send it again'), { cause }) : cause
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}

function plainAnswers(body: unknown): Record<string, string | string[]> {
  const answers: Record<string, string | string[]> = Object.create(null)
  if (body === null || typeof body !== 'object') return answers
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') answers[name] = value
    else if (Array.isArray(value)) answers[name] = value.map(String)
  }
  return answers
}
