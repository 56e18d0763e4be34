/**
 * The form in which an address is looked up in the gazetteer: its line and postcode in capitals without punctuation.
 *
 * Result: "14 TANNER STREET ZA12BC"; the postcode without its space, left out when it is not known.
 */
export function matchKeyOf(line: string, postcode: string | null): string {
  const words = line.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/['’.]/g, '').toUpperCase().split(/[^\p{L}\p{N}]+/u)
  const key = postcode === null ? '' : postcode.replaceAll(/\s/g, '').toUpperCase()
  return [...words, key].filter((word) => word !== '').join(' ')
}
