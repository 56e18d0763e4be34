import type { Content } from '#ui/html.ts'

/** What a person reads of a piece of a page, in its order: words alone, as they stand. */
export function readWords(part: Content): string {
  return plain(String(part).replaceAll(/<(script|svg|style)[\s\S]*?<\/\1>/g, ' '))
}

/** The ways out of a piece of a page: the words of each link, and where it leads. */
export function readLinks(part: Content): readonly (readonly [words: string, href: string])[] {
  return [...String(part).matchAll(/<a [^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href = '', words = '']) => [plain(words), unescaped(href)])
}

/** The rows of the table of this caption, each cell as it reads; the headings first. */
export function readTable(part: Content, caption: string): readonly (readonly string[])[] {
  const table = [...String(part).matchAll(/<table[\s\S]*?<\/table>/g)].map(([found]) => found).find((found) => plain(/<caption[^>]*>([\s\S]*?)<\/caption>/.exec(found)?.[1] ?? '') === caption)
  if (table === undefined) throw new Error(`There is no table “${caption}”`)
  return [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => plain(cell)))
}

/** What a summary list says: each key with its value. */
export function readFacts(part: Content): Readonly<Record<string, string>> {
  return Object.fromEntries([...String(part).matchAll(/<dt[^>]*>([\s\S]*?)<\/dt>\s*<dd[^>]*>([\s\S]*?)<\/dd>/g)].map(([, key = '', value = '']) => [plain(key), plain(value)]))
}

function plain(markup: string): string {
  return unescaped(markup.replaceAll(/<\/(p|li|td|th|tr|h\d|dt|dd|summary|div|label|option)>|<br ?\/?>/g, ' ').replaceAll(/<[^>]*>/g, '')).replaceAll(/\s+/g, ' ').trim()
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&')
}
