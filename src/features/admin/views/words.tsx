/** Ranks and roles by the names people know, one after another: what is an abbreviation stands in capitals. */
export function rolesAsSaid(names: readonly string[]): string {
  return names.join(', ').replaceAll(/\b(?:asb|pcso)\b/g, (letters) => letters.toUpperCase())
}

/** The same, where nothing stands before them. */
export function rolesAsHeading(names: readonly string[]): string {
  return sentence(rolesAsSaid(names))
}

/** Words beginning with a capital. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How sure a source is, as the files that ship with Heed have it, in words. */
export function certaintyWords(certainty: string): string {
  return certainty === 'verified-partial' ? 'verified in part' : certainty
}
