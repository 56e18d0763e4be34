import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Refusal } from '../errors.ts'

/** A file to be read once, from its start to its end. */
export interface Source {
  /** What a person calls it: the file's name without its folder. */
  readonly name: string
  /** Its size as stored (compressed, if it is); null when not known. */
  readonly sizeBytes: number | null
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The bytes of a source, unpacked when it was compressed, and what has been seen of it so far. */
export interface Unpacked {
  readonly chunks: AsyncGenerator<Buffer>
  /** How many bytes of the file as stored have been read. */
  bytesRead(): number
  /** The SHA-256 of the file as stored, as hex; whole only when `chunks` has ended. */
  sha256(): string
}

/**
 * A file on disk as a source.
 *
 * Refuses: invalid, when there is no such file, it is a folder, or it may not be read.
 */
export async function openSource(path: string): Promise<Source> {
  const name = basename(path)
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Refusal('invalid', `${name} is not a file.`)
    return { name, sizeBytes: found.size, bytes: createReadStream(path, { highWaterMark: 64 * 1024 }) }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    const isMissing = codeOf(cause) === 'ENOENT'
    throw new Refusal('invalid', isMissing ? `There is no file ${name}.` : `${name} cannot be opened.`)
  }
}

/** Bytes already in memory as a source. */
export function sourceOf(name: string, bytes: Uint8Array | string): Source {
  const buffer = Buffer.from(bytes)
  return { name, sizeBytes: buffer.length, bytes: Readable.from(buffer.length === 0 ? [] : [buffer]) }
}

/**
 * The bytes of a source, unpacked when they are gzip whatever the file is called.
 *
 * Refuses: invalid, when the file is empty, cut short or damaged, or is plainly something else (a spreadsheet, a ZIP, UTF-16 text, a web page).
 */
export function unpack(source: Source): Unpacked {
  const hash = createHash('sha256')
  let read = 0
  let digest: string | null = null
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of source.bytes) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      read += buffer.length
      hash.update(buffer)
      yield buffer
    }
  }
  return {
    chunks: unpackedChunks(source.name, counted()),
    bytesRead: () => read,
    sha256: () => (digest ??= hash.digest('hex')),
  }
}

/** Whoever reads no further, or is refused, leaves no file open. */
async function* unpackedChunks(name: string, stored: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* unpackedFrom(name, stored)
  } finally {
    await stored.return(undefined)
  }
}

async function* unpackedFrom(name: string, stored: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await firstOf(name, stored)
  if (first === null) throw new Refusal('invalid', `${name} is empty.`)
  const whole = prepend(first, stored)
  if (!isGzip(first)) {
    refuseOtherKinds(name, first)
    yield* whole
    return
  }
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  pipeline(Readable.from(whole), gunzip, () => undefined)
  let isFirst = true
  try {
    for await (const chunk of gunzip) {
      const buffer = Buffer.from(chunk)
      if (isFirst) {
        if (isGzip(buffer)) throw new Refusal('invalid', `${name} is compressed twice. Unpack it once and try again.`)
        refuseOtherKinds(name, buffer)
      }
      isFirst = false
      yield buffer
    }
  } catch (cause) {
    throw gzipRefusal(name, cause)
  }
  if (isFirst) throw new Refusal('invalid', `${name} is empty.`)
}

/** Short files and slow streams may give their first bytes one at a time; four are needed to know what it is. */
async function firstOf(name: string, stored: AsyncGenerator<Buffer>): Promise<Buffer | null> {
  let first = Buffer.alloc(0)
  while (first.length < 16) {
    const next = await stored.next().catch((cause: unknown) => {
      if (cause instanceof Refusal) throw cause
      throw new Refusal('invalid', `${name} cannot be read.`)
    })
    if (next.done === true) break
    first = Buffer.concat([first, next.value])
  }
  return first.length === 0 ? null : first
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function refuseOtherKinds(name: string, first: Buffer): void {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, at) => first[at] === byte)
  const opening = first.subarray(0, 64).toString('latin1').trimStart().toLowerCase()
  if (starts(0x50, 0x4b, 0x03, 0x04)) throw new Refusal('invalid', `${name} is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV UTF-8.`)
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) throw new Refusal('invalid', `${name} is UTF-16 text. Save it as UTF-8.`)
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw new Refusal('invalid', `${name} is an old spreadsheet. Save it as CSV UTF-8.`)
  if (opening.startsWith('%pdf')) throw new Refusal('invalid', `${name} is a PDF.`)
  if (opening.startsWith('<!doctype') || opening.startsWith('<html')) {
    throw new Refusal('invalid', `${name} is a web page: the download gave a page and not the file.`)
  }
}

function gzipRefusal(name: string, cause: unknown): unknown {
  const code = codeOf(cause)
  if (code === 'Z_BUF_ERROR') return new Refusal('invalid', `${name} is cut short: its compressed data ends in the middle. Copy or download it again.`)
  if (code !== null && code.startsWith('Z_')) return new Refusal('invalid', `${name} is damaged: its compressed data cannot be unpacked.`)
  return cause
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}
