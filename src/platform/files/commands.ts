import { createHash } from 'node:crypto'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Upload } from '#platform/files/upload.ts'
import { newId } from '#platform/ids.ts'
import { withoutHidden } from './heic.ts'
import { isPicture, typeOf } from './kinds.ts'
import { pictureName, plainName } from './names.ts'
import { drawAgain } from './pictures.ts'

/** The largest file that is kept. */
export const MOST_BYTES = 20 * 1024 * 1024

const PART = 1024 * 1024

/** A file that came with a form, and the record it belongs to with the sight of that record. */
export interface NewFile {
  readonly parentKind: string
  readonly parentId: string
  readonly upload: Pick<Upload, 'name' | 'bytes'>
  readonly sealedUnder: string | null
  readonly teamId: string | null
  readonly boroughId: string | null
}

/**
 * Keep a file with a record, on the act's own transaction. A picture is drawn again first; the bytes sent are not kept, only their digest.
 * One that cannot be drawn here (HEIC) is kept without what its container says of place, device and time.
 *
 * Who may attach to the record is asked by the record's own command. Files are not checked for viruses.
 * Result: the file's id. Changes: files, file_chunks.
 * Refuses: invalid, when it is empty, larger than 20 MB, or a picture that cannot be drawn. Rules FI-02 to FI-05.
 */
export async function keepFile(ctx: Context, given: NewFile): Promise<string> {
  const { bytes: sent } = given.upload
  if (sent.length === 0) throw new Refusal('invalid', 'The file is empty. Choose another', { field: 'file' })
  if (sent.length > MOST_BYTES) throw new Refusal('invalid', 'The file is larger than 20 MB. Choose a smaller one', { field: 'file' })
  const type = typeOf(sent)
  const name = plainName(given.upload.name)
  const picture = isPicture(type) ? { type, bytes: await drawAgain(sent, type) } : null
  const bytes = picture?.bytes ?? (type === 'image/heic' ? cleaned(sent) : sent)
  const id = newId()
  await ctx.db.insertInto('files').values({
    id, parentKind: given.parentKind, parentId: given.parentId, name: picture === null ? name : pictureName(name, picture.type), type: type ?? 'application/octet-stream',
    isPicture: picture !== null, bytes: bytes.length, sha256: sha256(bytes), sentSha256: sha256(sent),
    teamId: given.teamId, boroughId: given.boroughId, sealedUnder: given.sealedUnder, keptAt: ctx.now, keptBy: ctx.actor.id,
  }).execute()
  for (let part = 0; part * PART < bytes.length; part += 1) {
    await ctx.db.insertInto('fileChunks').values({ fileId: id, part, content: bytes.subarray(part * PART, (part + 1) * PART) }).execute()
  }
  ctx.changed('file', id)
  return id
}

function cleaned(sent: Buffer): Buffer {
  const clean = withoutHidden(sent)
  if (clean === null) throw new Refusal('invalid', 'What this HEIC picture says of place and time cannot be taken out of it. Send it as JPEG: on the telephone share it by e-mail, or choose “Most Compatible” under Camera, Formats', { field: 'file' })
  return clean
}

/** The digest by which a file can be told to be unchanged. */
export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
