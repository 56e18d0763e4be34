import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { file } from '#platform/http/replies.ts'
import { getFile } from './queries.ts'

/** A file kept with a record: shown when it is a picture that Heed drew again, else only saved. */
export function fileRoutes(house: House): void {
  house.get('/files/:fileId', { policy: 'platform.openFile', params: z.strictObject({ fileId: Id }) }, async ({ ctx, params }) => {
    const { name, type, isPicture, content } = await getFile(ctx, params.fileId)
    return file({ name, type, bytes: content, inline: isPicture })
  })
}
