import type { DelimitedOptions } from '#platform/files/delimited.ts'
import { openSource, unpack } from '#platform/files/source.ts'

type Separator = NonNullable<DelimitedOptions['delimiter']>

/** The one that is looked for first first. */
const SEPARATORS = [',', ';', '\t', '|'] as const satisfies readonly Separator[]
const OPENS_AFTER: readonly string[] = ['', ...SEPARATORS]
/** A header is not longer: what is not told by then is read as parted by commas, and refused in words of its own. */
const HEADER_MOST = 1024 * 1024

/**
 * What parts the columns of a file: a comma, or a semicolon, tab or bar where its header has no comma outside quotation marks.
 *
 * Refuses: invalid, as openSource and unpack.
 */
export async function separatorOf(path: string): Promise<Separator> {
  const { chunks } = unpack(await openSource(path))
  let text = ''
  for await (const chunk of chunks) {
    // every byte a letter: none of a letter of several bytes is a separator or a mark
    text += chunk.toString('latin1')
    if (text.length > HEADER_MOST || bareHeader(text) !== null) break
  }
  const bare = bareHeader(text) ?? bareHeader(`${text}\n`) ?? ''
  return SEPARATORS.find((each) => bare.includes(each)) ?? ','
}

const BYTE_ORDER_MARK = 'ï»¿'

/** The first line that is not empty, without what stands in quotation marks; null while it has not ended. */
export function bareHeader(text: string): string | null {
  let bare = ''
  let isBegun = false
  for (let at = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0; at < text.length; at += 1) {
    const letter = text[at] ?? ''
    if (letter === '\n' || letter === '\r') {
      if (isBegun) return bare
    } else if (letter === '"' && OPENS_AFTER.includes(bare.at(-1) ?? '')) {
      const close = closeOf(text, at)
      if (close === -1) return null
      at = close
    } else bare += letter
    isBegun ||= bare !== '' || letter === '"'
  }
  return null
}

/** Where a quotation that opens here closes; a doubled mark closes nothing. */
function closeOf(text: string, open: number): number {
  let close = text.indexOf('"', open + 1)
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  return close
}
