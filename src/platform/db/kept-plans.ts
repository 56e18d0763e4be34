import { createHash } from 'node:crypto'

const KEPT = /^\s*(insert into|update|with (announced|"?made_with)|select (?!\*))/
// a statement of every column may find one more tomorrow
const OF_EVERY_COLUMN = /\.\*/
// how a list is best read depends on what it is narrowed by, and on how far down its page is
const LISTED = /\blimit \$|\boffset \$|@@/
const MOST_PREPARED = 1000
const named = { act: new Map<string, string>(), look: new Map<string, string>() }

/** The name a statement's plan is kept under on a connection; null for one that is not kept. Inserts have as many shapes as row counts, so there is a limit. */
export function planName(text: string, kind: keyof typeof named): string | null {
  const names = named[kind]
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= MOST_PREPARED || text.length > 8000) return null
  if (!KEPT.test(text) || OF_EVERY_COLUMN.test(text) || (kind === 'look' && LISTED.test(text))) return null
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}
