import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../errors.ts'
import { openSource, sourceOf, unpack, type Source } from './source.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-source-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function whole(source: Source): Promise<{ bytes: Buffer; read: number; sha256: string }> {
  const unpacked = unpack(source)
  const chunks: Buffer[] = []
  for await (const chunk of unpacked.chunks) chunks.push(chunk)
  return { bytes: Buffer.concat(chunks), read: unpacked.bytesRead(), sha256: unpacked.sha256() }
}

function pieces(name: string, bytes: Buffer, size: number): Source {
  async function* given(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return { name, sizeBytes: bytes.length, bytes: given() }
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('a file to be read', () => {
  it('is told by its name without its folder, and its size as it lies there', async () => {
    const path = join(folder, 'street reports.csv')
    writeFileSync(path, 'a,b\n1,2\n')
    const source = await openSource(path)
    expect([source.name, source.sizeBytes]).toEqual(['street reports.csv', 8])
    expect((await whole(source)).bytes.toString()).toBe('a,b\n1,2\n')
  })

  it('in memory is read as one on disk is, text or bytes, and is none of the memory it came from', async () => {
    const given = Buffer.from('a,b\n')
    const source = sourceOf('m.csv', given)
    given.fill(0)
    expect([source.name, source.sizeBytes, (await whole(source)).bytes.toString()]).toEqual(['m.csv', 4, 'a,b\n'])
    expect((await whole(sourceOf('m.csv', 'é\n'))).bytes.toString()).toBe('é\n')
  })

  it('names no folder in what it says is wrong', async () => {
    for (const [path, said] of [[join(folder, 'none.csv'), 'There is no file none.csv.'], [folder, 'is not a file.'], [join(folder, 'a\u0000b'), 'cannot be opened.']] as const) {
      const refused = await openSource(path).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(Refusal)
      expect(refused instanceof Refusal ? [refused.kind, refused.message.includes(said), refused.message.includes(`${folder}/`)] : []).toEqual(['invalid', true, false])
    }
  })
})

describe('unpacking', () => {
  it('gives the same bytes, plain or packed, however they arrive, with the SHA-256 and the count of what lies there', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), async (given, size, isPacked) => {
      const bytes = Buffer.concat([Buffer.from('x,'), given])
      const stored = isPacked ? gzipSync(bytes) : bytes
      expect(await whole(pieces('x', stored, size))).toEqual({ bytes, read: stored.length, sha256: digest(stored) })
    }), { numRuns: 60 })
  })

  it('reads packed files put one after the other as one, whatever they are called', async () => {
    const stored = Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n')])
    expect((await whole(sourceOf('two.csv', stored))).bytes.toString()).toBe('a,b\n1,2\n')
  })

  it('does not read what nobody asks for', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1
        yield Buffer.alloc(1024, 0x61)
      }
    }
    const unpacked = unpack({ name: 'endless.csv', sizeBytes: null, bytes: endless() })
    for (let chunk = 0; chunk < 3; chunk++) await unpacked.chunks.next()
    await unpacked.chunks.return(undefined)
    expect([given < 10, unpacked.bytesRead()]).toEqual([true, given * 1024])
  })

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'f is empty.'], ['a packed nothing', gzipSync(''), 'f is empty.'], ['a ZIP or a spreadsheet', Buffer.from('504b030414', 'hex'), 'f is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV UTF-8.'],
    ['UTF-16, little end first', Buffer.from('fffe6100', 'hex'), 'f is UTF-16 text. Save it as UTF-8.'], ['UTF-16, big end first', Buffer.from('feff0061', 'hex'), 'f is UTF-16 text. Save it as UTF-8.'],
    ['an old spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'f is an old spreadsheet. Save it as CSV UTF-8.'], ['a PDF', Buffer.from('%PDF-1.7'), 'f is a PDF.'], ['a web page', Buffer.from('  <!DOCTYPE html>'), 'f is a web page: the download gave a page and not the file.'],
    ['another web page', Buffer.from('<HTML lang="en">'), 'f is a web page: the download gave a page and not the file.'], ['packed twice', gzipSync(gzipSync('a,b\n')), 'f is compressed twice. Unpack it once and try again.'],
  ])('says in a sentence that it is %s, also inside a packed file', async (_what, bytes, said) => {
    await expect(whole(sourceOf('f', bytes))).rejects.toThrow(new Refusal('invalid', said))
    if (bytes.length > 0 && bytes[0] !== 0x1f) await expect(whole(sourceOf('f', gzipSync(bytes)))).rejects.toThrow(new Refusal('invalid', said))
  })

  it('of a packed file cut anywhere, or with any byte spoilt, is the true bytes or a refusal: never others, and never a fault', async () => {
    const plain = Buffer.from('name,street\n'.repeat(30))
    const packed = gzipSync(plain)
    await fc.assert(fc.asyncProperty(fc.integer({ min: 2, max: packed.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, isCut) => {
      const spoilt = isCut ? packed.subarray(0, at) : Buffer.from(packed.map((byte, place) => (place === at ? byte ^ by : byte)))
      const outcome = await whole(sourceOf('f', spoilt)).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Refusal)
      else expect(outcome).toMatchObject({ bytes: plain })
    }), { numRuns: 120 })
  })

  it('says of a packed file that it is cut short or damaged, whichever it is, and takes nothing for packed by half its mark', async () => {
    const packed = gzipSync('name,street\n'.repeat(30))
    await expect(whole(sourceOf('f', packed.subarray(0, packed.length - 9)))).rejects.toThrow(new Refusal('invalid', 'f is cut short: its compressed data ends in the middle. Copy or download it again.'))
    await expect(whole(sourceOf('f', Buffer.concat([packed.subarray(0, 10), Buffer.alloc(30, 0xff)])))).rejects.toThrow(new Refusal('invalid', 'f is damaged: its compressed data cannot be unpacked.'))
    for (const bytes of [Buffer.from('1f61', 'hex'), Buffer.from('618b', 'hex')]) expect((await whole(sourceOf('f', bytes))).bytes).toEqual(bytes)
  })

  it('whose reading fails says that it cannot be read', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.reject(new Error('EIO'))
    }
    await expect(whole({ name: 'f', sizeBytes: null, bytes: broken() })).rejects.toThrow(new Refusal('invalid', 'f cannot be read.'))
  })
})
