/** The most characters of a file's name that are kept. */
const LONGEST = 120

const pictureEndings: Readonly<Record<string, readonly string[]>> = { 'image/jpeg': ['jpg', 'jpeg'], 'image/png': ['png'], 'image/webp': ['webp'], 'image/gif': ['gif'] }

/**
 * A file's name as it may be shown and saved under: no folders, no characters that cannot be seen or that turn the reading direction.
 *
 * Result: never empty; the ending is kept when the name is cut. Rule FI-02.
 */
export function plainName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '').replace(/[<>:"|?*]/g, '-').replace(/\s+/g, ' ').replace(/^[.\s]+|[.\s]+$/g, '')
  return plain === '' ? 'file' : shortened(plain)
}

/** A picture's name with the ending of what it is, so that it cannot be saved as a program. Rule FI-02. */
export function pictureName(name: string, type: string): string {
  const endings = pictureEndings[type] ?? []
  const ending = endingOf(name)
  return endings.includes(ending.toLowerCase()) ? name : shortened(`${name}.${endings[0] ?? 'bin'}`)
}

function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= LONGEST) return name
  const ending = endingOf(name)
  const kept = ending === '' || ending.length > 10 ? '' : `.${ending}`
  return `${characters.slice(0, LONGEST - kept.length).join('').replace(/[.\s]+$/, '')}${kept}`
}

function endingOf(name: string): string {
  const at = name.lastIndexOf('.')
  return at <= 0 ? '' : name.slice(at + 1)
}
