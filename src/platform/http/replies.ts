import type { Fragment, Page } from '#ui/page.ts'

/** Go somewhere else, with a sentence to show there once. */
export interface Redirect {
  readonly redirect: string
  readonly flash: string | null
}

/** Bytes to download; `inline` only for images that Heed itself has drawn again. */
export interface FileReply {
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Buffer; readonly inline: boolean }
}

/** What a page's door may answer with. */
export type Reply = Page | Redirect | FileReply | Fragment

/** Go to a path within Heed; the sentence is shown at the top of the next page. It must name no person and no place. */
export function redirect(path: string, flash: string | null = null): Redirect {
  if (!/^\/(?![/\\])/.test(path)) throw new Error('a redirect must stay within Heed')
  return { redirect: path, flash }
}

/** Send a file to be saved, never to be run. */
export function file(given: { name: string; type: string; bytes: Buffer; inline?: boolean }): FileReply {
  return { file: { ...given, inline: given.inline === true } }
}
