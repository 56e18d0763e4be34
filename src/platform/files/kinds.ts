/** What a file is, told from its first bytes alone. Null: nothing that is known by them. */
export type KnownType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic' | 'image/gif' | 'application/pdf' | 'video/mp4' | 'application/zip'

/** Pictures that Heed draws again; only these are ever shown in a page. */
export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif'

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
  return type === 'image/jpeg' || type === 'image/png' || type === 'image/webp' || type === 'image/gif'
}

/**
 * What a file of this kind still says that nobody sees, in words for whoever sends or opens it; null when Heed takes it out, or can say nothing of it.
 *
 * Films and documents are kept as they came: they are evidence as they are, and no library takes everything out of them without changing them.
 */
export function hiddenIn(type: string): string | null {
  if (type === 'video/mp4') return 'kept as sent: it may hold where, when and by what device it was recorded'
  if (type === 'application/pdf' || type === 'application/zip') return 'kept as sent: it may hold who wrote it, when, and what was changed'
  return type === 'application/octet-stream' ? 'kept as sent, with whatever it holds' : null
}

/** The two kinds of file in an ISO container that people send from telephones. */
function familyOf(brand: string): KnownType {
  return ['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1', 'avif'].includes(brand) ? 'image/heic' : 'video/mp4'
}
