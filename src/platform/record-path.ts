/** Where a record's own page is: `/incidents/ID`, `/access-grants/ID`. Every kind of record keeps to this, so that an engine can lead to one it knows nothing of. */
export function recordPath(kind: string, id: string): string {
  return `/${kind.replaceAll(' ', '-')}s/${id}`
}

/** A kind of record, or what happened, as the beginning of a sentence. */
export function asHeading(words: string): string {
  const plain = words.replaceAll('-', ' ')
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
