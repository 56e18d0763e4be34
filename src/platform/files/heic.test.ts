import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { keepFile } from './commands.ts'
import { withoutHidden } from './heic.ts'
import { typeOf } from './kinds.ts'
import { getFile } from './queries.ts'

let heed: TestHeed
let sent: Buffer

beforeAll(async () => {
  heed = await openTestHeed()
  // AVIF and HEIC are the same container; only what the picture itself is written in differs
  sent = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a03060' } })
    .withExif({ IFD0: { Make: 'PhoneMaker', Model: 'Spy 9' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } }).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Tanner Street</place></x:xmpmeta>').avif().toBuffer()
})

afterAll(() => heed.close())

const keep = (bytes: Buffer) => heed.act('priya.nair', async (ctx) => {
  const id = await keepFile(ctx, { parentKind: 'case', parentId: newId(), sealedUnder: null, teamId: ctx.actor.teamIds[0] ?? null, boroughId: null, upload: { name: 'photo.heic', bytes } })
  return getFile(ctx, id)
})

describe('a HEIC picture', () => {
  it('FI-04 is kept without its place, its device and its time, and is the same picture', async () => {
    expect(typeOf(sent)).toBe('image/heic')
    expect((await sharp(sent).metadata()).exif).toBeDefined()
    for (const word of ['PhoneMaker', 'Spy 9', 'Tanner Street']) expect([word, sent.includes(word)]).toEqual([word, true])
    const { content, isPicture, type } = await keep(sent)
    for (const word of ['PhoneMaker', 'Spy 9', 'Tanner Street', 'GPS']) expect([word, content.includes(word)]).toEqual([word, false])
    expect([isPicture, type, content.length]).toEqual([false, 'image/heic', sent.length])
    const before = await sharp(sent).raw().toBuffer()
    expect((await sharp(content).raw().toBuffer()).equals(before)).toBe(true)
  })

  it('FI-04 that cannot be cleaned is refused, with what to do', async () => {
    for (const bytes of [sent.subarray(0, 40), Buffer.from('0000001866747970686569630000000068656963', 'hex'), Buffer.concat([sent, Buffer.from('0000ffff75756964', 'hex')]), moved(sent)]) {
      await expect(keep(bytes)).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'file' }, message: expect.stringContaining('Send it as JPEG') })
    }
  })

  it('FI-04 with a box beside it that tells is kept with that box emptied', () => {
    const telling = Buffer.concat([sent, box('uuid', Buffer.from('0123456789abcdefTanner Street')), box('moov', box('udta', box('©xyz', Buffer.from('+51.5-000.1/'))))])
    const clean = withoutHidden(telling)
    expect(clean?.length).toBe(telling.length)
    expect(clean?.includes('+51.5')).toBe(false)
    expect(clean?.includes('Tanner')).toBe(false)
  })

  it('FI-04 damaged anyhow is cleaned or refused, never a fault, and never longer', () => {
    fc.assert(fc.property(fc.array(fc.record({ at: fc.nat({ max: 700 }), value: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 8 }), fc.nat({ max: 4000 }), (changes, cut) => {
      const bytes = Buffer.from(sent.subarray(0, Math.max(20, sent.length - cut)))
      for (const { at, value } of changes) bytes[at % bytes.length] = value
      const clean = withoutHidden(bytes)
      expect(clean === null || clean.length === bytes.length).toBe(true)
    }), { numRuns: 2000 })
  })
})

function box(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** The same picture, whose list of places says that something lies beyond its end. */
function moved(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf('iloc')
  copy.fill(0xff, at + 20, at + 24)
  return copy
}
