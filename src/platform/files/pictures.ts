import sharp from 'sharp'
import { Refusal } from '#platform/errors.ts'
import type { PictureType } from './kinds.ts'

/** The most points a picture may have: a small file can hold a picture that would fill the machine's memory. */
const MOST_POINTS = 50_000_000

/**
 * Draw a picture again, upright, with nothing in it but the picture: no place, no device, no time, no thumbnail. One that moves goes on moving.
 *
 * Refuses: invalid, when it is damaged or has more than 50 million points. Rule FI-04.
 */
export async function drawAgain(bytes: Buffer, type: PictureType): Promise<Buffer> {
  const about = await sharp(bytes, { limitInputPixels: false }).metadata().catch(() => null)
  if (about === null) throw new Refusal('invalid', damaged, { field: 'file' })
  if (about.width * (about.pageHeight ?? about.height) * (about.pages ?? 1) > MOST_POINTS) throw new Refusal('invalid', 'This picture has more than 50 million points. Make it smaller and send it again', { field: 'file' })
  const pages = type === 'image/gif' ? -1 : 1
  const upright = sharp(bytes, { limitInputPixels: MOST_POINTS, failOn: 'error', pages, sequentialRead: true }).autoOrient()
  const drawn = type === 'image/gif' ? upright.gif() : type === 'image/jpeg' ? upright.jpeg({ quality: 90 }) : type === 'image/png' ? upright.png() : upright.webp({ quality: 90 })
  return drawn.timeout({ seconds: 15 }).toBuffer().catch((cause: unknown) => {
    throw Object.assign(new Refusal('invalid', damaged, { field: 'file' }), { cause })
  })
}

const damaged = 'This picture cannot be read: it may be damaged. Open it, save it again and send that'
