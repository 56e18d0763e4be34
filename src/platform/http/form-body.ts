import type { FastifyRequest } from 'fastify'
import { Refusal } from '#platform/errors.ts'
import { add, strictUtf8 } from './answers.ts'
import type { Upload } from '#platform/files/upload.ts'

/** The answers and files of one form. */
export interface FormBody {
  readonly answers: Record<string, string | string[]>
  readonly files: readonly Upload[]
}

/**
 * Read a form as a browser sends it, with files where the door takes them.
 *
 * Refuses: invalid, when files come where none are taken, or one is larger than 20 MB.
 */
export async function readForm(request: FastifyRequest, taken: { readonly atMost: number } | undefined): Promise<FormBody> {
  if (!request.isMultipart()) return { answers: plainAnswers(request.body), files: [] }
  if (taken === undefined) throw new Refusal('invalid', 'This page takes no files')
  const answers: Record<string, string | string[]> = Object.create(null)
  const files: Upload[] = []
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      const value = typeof part.value === 'string' ? part.value : ''
      if (value.includes('\u0000')) throw new Refusal('invalid', `“${part.fieldname}” has a NUL character in it. Remove it and send again`, { field: part.fieldname })
      add(answers, part.fieldname, value.replaceAll('\r\n', '\n'))
      continue
    }
    const bytes = await part.toBuffer().catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'FST_REQ_FILE_TOO_LARGE') throw new Refusal('invalid', 'The file is larger than 20 MB. Choose a smaller one', { field: part.fieldname })
      throw cause
    })
    if (bytes.length === 0 && part.filename === '') continue
    files.push({ field: part.fieldname, name: strictUtf8(Buffer.from(part.filename, 'utf8'), 'The file’s name').slice(0, 200), type: part.mimetype, bytes })
  }
  if (files.length > taken.atMost) throw new Refusal('invalid', `Choose at most ${taken.atMost} files at a time`, { field: files[0]?.field ?? '' })
  return { answers, files }
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
