/** What a file is, told from its first bytes alone. Null: nothing that is known by them. */
export type KnownType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'image/gif' | 'application/pdf' | 'video/mp4' | 'application/zip'

/** Pictures that Heed draws again; only these are ever shown in a page. */
export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp'

/**
 * Tell what a file is by its first bytes; its name and what the sender called it count for nothing.
 *
 * Rule FI-03.
 */
export function typeOf(bytes: Buffer): KnownType | null {
  const starts = (hex: string, at = 0): boolean => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex
  if (starts('ffd8ff')) return 'image/jpeg'
  if (starts('89504e470d0a1a0a')) return 'image/png'
  if (starts('52494646') && starts('57454250', 8)) return 'image/webp'
  if (starts('474946383761') || starts('474946383961')) return 'image/gif'
  if (starts('255044462d')) return 'application/pdf'
  if (starts('504b0304')) return 'application/zip'
  return starts('66747970', 4) ? familyOf(bytes.subarray(8, 12).toString('latin1')) : null
}

/** Is it a picture that can be drawn again and shown? */
export function isPicture(type: KnownType | null): type is PictureType {
  return type === 'image/jpeg' || type === 'image/png' || type === 'image/webp'
}

/** The two kinds of file in an ISO container that people send from telephones. */
function familyOf(brand: string): KnownType {
  return ['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1', 'avif'].includes(brand) ? 'image/heic' : 'video/mp4'
}
