import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { keepFile, MOST_BYTES, sha256 } from './commands.ts'
import { typeOf } from './kinds.ts'
import { pictureName, plainName } from './names.ts'
import { filesOf, getFile, type OpenedFile } from './queries.ts'
import { fileField, FilesTable } from './views.tsx'

let heed: TestHeed
let place: { teamId: string; boroughId: string; sealedUnder: string | null }

beforeAll(async () => {
  heed = await openTestHeed()
  place = { teamId: (await heed.actor('priya.nair')).teamIds[0] ?? '', boroughId: (await heed.actor('karin.lindqvist')).boroughIds[0] ?? '', sealedUnder: null }
})

afterAll(async () => heed.close())

async function kept(name: string, bytes: Buffer, more: { sealedUnder?: string; parentId?: string } = {}): Promise<string> {
  return heed.act('priya.nair', (ctx) => keepFile(ctx, { parentKind: 'case', parentId: newId(), ...place, ...more, upload: { name, bytes } }))
}

const opened = (id: string, as = 'priya.nair'): Promise<OpenedFile> => heed.look(as, (ctx) => getFile(ctx, id))
const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#123456' } })

describe('keeping a file', () => {
  it('FI-05 gives back the very bytes of anything that is not a picture, however many parts they take', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, 'heed')
    const file = await opened(await kept('log.csv', bytes))
    expect(file).toMatchObject({ name: 'log.csv', isPicture: false, bytes: bytes.length, type: 'application/octet-stream' })
    expect(sha256(file.content)).toEqual(sha256(bytes))
  })

  it('FI-05 refuses a file that is empty and one larger than 20 MB', async () => {
    await expect(kept('a.txt', Buffer.alloc(0))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'file' } })
    await expect(kept('a.bin', Buffer.alloc(MOST_BYTES + 1))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('FI-05 is kept as it was: nobody can change or remove a part of it', async () => {
    const id = await kept('a.txt', Buffer.from('words'))
    await expect(heed.act('priya.nair', (ctx) => ctx.db.deleteFrom('fileChunks').where('fileId', '=', id).execute())).rejects.toThrow(/permission denied/)
    await expect(heed.act('priya.nair', (ctx) => ctx.db.updateTable('files').set({ name: 'x' }).where('id', '=', id).execute())).rejects.toThrow(/permission denied/)
  })
})

describe('a picture', () => {
  it('FI-04 loses the place, the device and the time hidden in it, and stands upright', async () => {
    const sent = await picture(40, 20).withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Make: 'PhoneMaker', Model: 'Spy 9' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } }).jpeg().toBuffer()
    expect((await sharp(sent).metadata()).exif).toBeDefined()
    const file = await opened(await kept('photo.JPG', sent))
    const about = await sharp(file.content).metadata()
    expect([about.exif, about.icc, about.xmp, about.iptc, about.orientation]).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect([about.width, about.height]).toEqual([20, 40])
    expect(file.content.includes('PhoneMaker')).toBe(false)
    expect(file).toMatchObject({ isPicture: true, type: 'image/jpeg', name: 'photo.JPG' })
  })

  it('FI-04 loses a page hidden behind it', async () => {
    const sent = Buffer.concat([await picture(10, 10).png().toBuffer(), Buffer.from('<script>alert(1)</script>')])
    const file = await opened(await kept('a.png', sent))
    expect(file.content.includes('script')).toBe(false)
  })

  it('FI-04 is refused when it would fill the memory, and when it is cut short', async () => {
    const vast = await picture(9000, 6000).png({ compressionLevel: 9 }).toBuffer()
    expect(vast.length).toBeLessThan(500_000)
    await expect(kept('bomb.png', vast)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('50 million') })
    const whole = await sharp(Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 7919) % 251)), { raw: { width: 300, height: 300, channels: 3 } }).jpeg().toBuffer()
    await expect(kept('half.jpg', whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(kept('not.jpg', Buffer.from('ffd8ff00', 'hex'))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('FI-04 one that moves goes on moving, without the comment and the place hidden in it', async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((background) => sharp({ create: { width: 12, height: 8, channels: 3, background } }).png().toBuffer()))
    const drawn = await sharp(frames, { join: { animated: true } }).gif({ delay: [200, 200, 200], loop: 2 }).toBuffer()
    const words = Buffer.from('51.41 N 0.09 W, telephone of PC Nobody')
    const sent = Buffer.concat([drawn.subarray(0, -1), Buffer.from([0x21, 0xfe, words.length]), words, Buffer.from([0x00, 0x3b])])
    expect(typeOf(sent)).toBe('image/gif')
    const file = await opened(await kept('door.gif', sent))
    expect(file).toMatchObject({ isPicture: true, type: 'image/gif', name: 'door.gif' })
    expect([file.content.includes('PC Nobody'), sent.includes('PC Nobody')]).toEqual([false, true])
    expect(await sharp(file.content).metadata()).toMatchObject({ pages: 3, width: 12, height: 8, delay: [200, 200, 200], loop: 2 })
  })

  it('FI-04 one that moves is refused when all its frames together would fill the memory', async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((background) => sharp({ create: { width: 12, height: 8, channels: 3, background } }).png().toBuffer()))
    const sent = await sharp(frames, { join: { animated: true } }).gif().toBuffer()
    // the screen it is shown on and its first frame: 5,000 by 4,000 points for each of three
    for (const at of [6, sent.indexOf('2c00000000', 0, 'hex') + 5]) {
      sent.writeUInt16LE(5000, at)
      sent.writeUInt16LE(4000, at + 2)
    }
    await expect(kept('vast.gif', sent)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('50 million') })
  })

  it('FI-02 cannot be saved as a program', async () => {
    const file = await opened(await kept('holiday.jpg.exe', await picture(5, 5).webp().toBuffer()))
    expect(file).toMatchObject({ type: 'image/webp', name: 'holiday.jpg.exe.webp' })
  })
})

describe('what is kept as it came', () => {
  it.each([
    ['film.mp4', Buffer.from('0000001866747970697336d6', 'hex'), 'Film or sound, download', 'where, when and by what device it was recorded'],
    ['letter.pdf', Buffer.from('%PDF-1.7 /Author (Nobody)'), 'PDF, download', 'who wrote it, when, and what was changed'],
    ['letter.docx', Buffer.from('504b030414000600', 'hex'), 'Document or archive, download', 'who wrote it, when, and what was changed'],
    ['log.csv', Buffer.from('a,b'), 'Download', 'with whatever it holds'],
  ])('%s says so beside its download', async (name, bytes, kind, said) => {
    const parentId = newId()
    const id = await kept(name, bytes, { parentId })
    expect((await opened(id)).content.equals(bytes)).toBe(true)
    const page = String(<FilesTable files={await heed.look('priya.nair', (ctx) => filesOf(ctx, parentId))} now={heed.clock.now()} />)
    expect(page).toContain(kind)
    expect(page).toContain(said)
  })

  it('and the field says it before anything is sent; a picture says nothing', async () => {
    expect(String(fileField({ label: 'File' }))).toContain('may hide where, when, and by whom or what they were made')
    const parentId = newId()
    await kept('a.png', await picture(5, 5).png().toBuffer(), { parentId })
    expect(String(<FilesTable files={await heed.look('priya.nair', (ctx) => filesOf(ctx, parentId))} now={heed.clock.now()} />)).not.toContain('kept as sent')
  })
})

describe('what could run', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const page = Buffer.from('<!doctype html><script>alert(1)</script>')

  it('FI-03 is told by its bytes and never by its name', () => {
    expect(typeOf(svg)).toBeNull()
    expect(typeOf(page)).toBeNull()
    expect(typeOf(Buffer.from('%PDF-1.7'))).toBe('application/pdf')
    expect(typeOf(Buffer.from('0000001866747970686569630000', 'hex'))).toBe('image/heic')
    expect(typeOf(Buffer.alloc(0))).toBeNull()
  })

  it('FI-03 is only ever downloaded, as plain bytes, with nothing sniffed', async () => {
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    for (const [name, bytes] of [['photo.jpg', page], ['plan.svg', svg], ['x.pdf', Buffer.from('%PDF-1.7 <script>')]] as const) {
      const answer = await app.inject({ url: `/files/${await kept(name, bytes)}`, cookies: { heed: token } })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-disposition'], name).toMatch(/^attachment; /)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['content-type']).toMatch(/^application\/(octet-stream|pdf)/)
      expect(answer.headers['content-security-policy']).toContain('sandbox')
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    const shown = await app.inject({ url: `/files/${await kept('a.png', await picture(4, 4).png().toBuffer())}`, cookies: { heed: token } })
    expect([shown.headers['content-disposition'], shown.headers['content-type']]).toEqual(["inline; filename*=UTF-8''a.png", 'image/png'])
  })
})

describe('a file’s name', () => {
  it('FI-02 has no folders, nothing unseen, and nothing that turns the reading direction', () => {
    expect(plainName('../../etc/passwd')).toBe('passwd')
    expect(plainName('C:\\Users\\x\\note.txt')).toBe('note.txt')
    expect(plainName('invoice\u202Egpj.exe')).toBe('invoicegpj.exe')
    expect(plainName('a\u0000b\r\nc\u200B.txt')).toBe('abc.txt')
    expect(plainName('...')).toBe('file')
    expect(plainName('')).toBe('file')
    expect(plainName(`${'é'.repeat(300)}.jpeg`)).toHaveLength(120)
    expect(pictureName('.htaccess', 'image/png')).toBe('.htaccess.png')
  })

  it('FI-02 holds whatever was sent', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (sent) => {
      const name = plainName(sent)
      expect([...name].length).toBeGreaterThan(0)
      expect([...name].length).toBeLessThanOrEqual(120)
      expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]|^\./u)
    }))
  })
})

describe('sight of files', () => {
  it('FI-01 follows the record: another borough, another team, partners and volunteers find nothing', async () => {
    const parentId = newId()
    const id = await kept('a.txt', Buffer.from('words'), { parentId })
    expect((await opened(id, 'karin.lindqvist')).content.toString()).toBe('words')
    for (const name of ['owen.tate', 'hana.suzuki', 'robin.castle']) {
      await expect(opened(id, name), name).rejects.toMatchObject({ kind: 'not found' })
      expect(await heed.look(name, (ctx) => filesOf(ctx, parentId)), name).toEqual([])
      expect(await heed.look(name, (ctx) => ctx.db.selectFrom('fileChunks').select('part').where('fileId', '=', id).execute()), name).toEqual([])
    }
    for (const name of ['dev.mistry', 'peter.lamb']) await expect(opened(id, name), name).rejects.toMatchObject({ kind: 'not permitted' })
    expect(await heed.look('dev.mistry', (ctx) => filesOf(ctx, parentId))).toEqual([])
  })

  it('FI-01 of a sealed case is by name, whoever kept it', async () => {
    const caseId = newId()
    const id = await kept('a.txt', Buffer.from('words'), { parentId: caseId, sealedUnder: caseId })
    for (const name of ['karin.lindqvist', 'amara.diallo', 'priya.nair']) await expect(opened(id, name), name).rejects.toMatchObject({ kind: 'not found' })
    const { id: accountId } = await heed.actor('karin.lindqvist')
    await heed.act('service:platform', (ctx) => ctx.db.insertInto('accessGrants').values({ id: newId(), subjectKind: 'case', subjectId: caseId, accountId, relation: 'named', reason: 'named', grantedBy: ctx.actor.id, grantedAt: ctx.now }).execute())
    expect((await opened(id, 'karin.lindqvist')).name).toBe('a.txt')
  })

  it('leaves an audit row that names the file and its record', async () => {
    const id = await kept('a.txt', Buffer.from('words'))
    const { parentId } = await opened(id)
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select(['verb', 'subjectIds']).orderBy('id', 'desc').limit(1).execute())
    expect(rows).toEqual([{ verb: 'consultation', subjectIds: [id, parentId] }])
  })
})
