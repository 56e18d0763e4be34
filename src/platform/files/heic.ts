// The container of HEIC and AVIF pictures (ISO/IEC 14496-12, 23008-12): where in it the place, the device and the time are written.

/** One box of the container: its kind, and where what it holds begins and ends. */
interface Box {
  readonly kind: string
  readonly from: number
  readonly to: number
}

interface Item {
  readonly id: number
  readonly kind: string
}

interface Extent {
  readonly from: number
  readonly to: number
}

/** Items that say of the picture what it does not show: Exif, and XMP, which is of the kind `mime`. */
const TELLING = ['Exif', 'mime', 'uri ']

/**
 * A picture of this kind without its Exif, its XMP and whatever else its container says of it; the picture itself stays as it was.
 *
 * Result: a copy of the same length, what was said overwritten by noughts; null when it cannot be told where all of it stands.
 */
export function withoutHidden(bytes: Buffer): Buffer | null {
  try {
    const boxes = boxesIn(bytes, 0, bytes.length)
    const meta = boxes.find(({ kind }) => kind === 'meta')
    if (meta === undefined) return null
    const copy = Buffer.from(bytes)
    for (const { from, to } of tellingExtents(bytes, meta)) copy.fill(0, from, to)
    for (const box of [...boxes.filter(({ kind }) => kind === 'uuid'), ...tellingBoxes(bytes, boxes)]) {
      copy.write('free', box.from - 4, 'latin1')
      copy.fill(0, box.from, box.to)
    }
    return copy
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Boxes beside a moving picture that say where and with what it was taken. */
function tellingBoxes(bytes: Buffer, boxes: readonly Box[]): Box[] {
  const moving = boxes.filter(({ kind }) => kind === 'moov').flatMap((box) => boxesIn(bytes, box.from, box.to))
  const inside = [...moving, ...moving.filter(({ kind }) => kind === 'trak').flatMap((box) => boxesIn(bytes, box.from, box.to))]
  return inside.filter(({ kind, to, from }) => ['udta', 'meta', 'uuid'].includes(kind) && to - from >= 0)
}

function tellingExtents(bytes: Buffer, meta: Box): Extent[] {
  const inside = boxesIn(bytes, meta.from + 4, meta.to)
  const info = inside.find(({ kind }) => kind === 'iinf')
  const places = inside.find(({ kind }) => kind === 'iloc')
  if (info === undefined || places === undefined) throw new RangeError('the container lists no items')
  const telling = itemsIn(bytes, info).filter(({ kind }) => TELLING.includes(kind)).map(({ id }) => id)
  const found = placesIn(bytes, places, inside.find(({ kind }) => kind === 'idat'))
  return telling.flatMap((id) => {
    const own = found.get(id)
    if (own === undefined || own.length === 0) throw new RangeError('an item stands nowhere')
    return own
  })
}

function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to;) {
    const short = bytes.readUInt32BE(at)
    const head = short === 1 ? 16 : 8
    const size = short === 0 ? to - at : short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short
    if (size < head || at + size > to) throw new RangeError('a box does not end where it should')
    // the last four bytes before what it holds are its kind only where its length is short: a long one is never rewritten
    boxes.push({ kind: head === 8 ? bytes.toString('latin1', at + 4, at + 8) : longKind(bytes, at), from: at + head, to: at + size })
    at += size
  }
  return boxes
}

function longKind(bytes: Buffer, at: number): string {
  const kind = bytes.toString('latin1', at + 4, at + 8)
  if (['uuid', 'moov', 'udta', 'meta'].includes(kind)) throw new RangeError('a box that tells is longer than any that is')
  return kind
}

function itemsIn(bytes: Buffer, { from, to }: Box): Item[] {
  const isWide = bytes.readUInt8(from) > 0
  return boxesIn(bytes, from + (isWide ? 8 : 6), to).filter(({ kind }) => kind === 'infe').map((entry) => {
    const version = bytes.readUInt8(entry.from)
    if (version < 2) throw new RangeError('an item does not say what it is')
    const id = version === 2 ? bytes.readUInt16BE(entry.from + 4) : bytes.readUInt32BE(entry.from + 4)
    const at = entry.from + (version === 2 ? 8 : 10)
    return { id, kind: bytes.toString('latin1', at, at + 4) }
  })
}

function placesIn(bytes: Buffer, box: Box, data: Box | undefined): Map<number, Extent[]> {
  let at = box.from
  const take = (size: number): number => {
    if (at + size > box.to) throw new RangeError('the list of places is cut short')
    const value = size === 0 ? 0 : size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size)
    at += size
    return value
  }
  const version = take(1)
  take(3)
  const [sizes, more] = [take(1), take(1)]
  const offsetSize = known(sizes >> 4)
  const lengthSize = known(sizes & 15)
  const baseSize = known(more >> 4)
  const indexSize = known(version === 0 ? 0 : more & 15)
  const places = new Map<number, Extent[]>()
  for (let left = take(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const id = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseSize) + (method === 1 ? (data?.from ?? Number.NaN) : 0)
    const extents = Array.from({ length: take(2) }, () => {
      take(indexSize)
      const from = base + take(offsetSize)
      return { from, to: from + take(lengthSize) }
    })
    places.set(id, extents.map((extent) => assertWithin(extent, method, bytes.length)))
  }
  return places
}

function known(size: number): number {
  if (size !== 0 && size !== 4 && size !== 8) throw new RangeError('a place is written in no known size')
  return size
}

/** An extent without a length reaches to the end of what nobody names here: it is not guessed at. */
function assertWithin(extent: Extent, method: number, end: number): Extent {
  if (method > 1 || !(extent.from >= 0 && extent.to > extent.from && extent.to <= end)) throw new RangeError('a place lies outside the file')
  return extent
}
