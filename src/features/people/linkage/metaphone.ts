import { codeC, codeG, codeJ, codeS, codeW, Coding } from './sound-rules.ts'

/** How long a code may grow: as published. */
const CODE_LETTERS = 4

/**
 * How a name sounds to an English ear, twice: the likelier way and another, the same when there is only one.
 *
 * It was made for names written in English, and serves other names less well: what it costs them is in the model card.
 * Source: L. Philips, The double metaphone search algorithm, C/C++ Users Journal, June 2000.
 */
export function doubleMetaphone(text: string): readonly [string, string] {
  const word = text.toUpperCase().replaceAll(/[^A-ZÇÑ ]/g, '')
  const c = new Coding(word)
  if (c.begins('GN', 'KN', 'PN', 'WR', 'PS')) c.at = 1
  if (c.letter(0) === 'X') c.add('S', 1)
  while (c.at <= c.last && (c.primary.length < CODE_LETTERS || c.alternate.length < CODE_LETTERS)) codeLetter(c)
  return [c.primary.slice(0, CODE_LETTERS), c.alternate.slice(0, CODE_LETTERS)]
}

/** Letters that sound one way, and are written once when doubled: letter, sound, letters that may follow it. */
const PLAIN: Readonly<Record<string, readonly [sound: string, followers: readonly string[]]>> = {
  B: ['P', ['B']], F: ['F', ['F']], K: ['K', ['K']], N: ['N', ['N']], Q: ['K', ['Q']], V: ['F', ['V']],
}

const BY_NEIGHBOURS: Readonly<Record<string, (c: Coding) => void>> = {
  C: codeC, D: codeD, G: codeG, H: codeH, J: codeJ, L: codeL, M: codeM, P: codeP, R: codeR, S: codeS, T: codeT, W: codeW, X: codeX, Z: codeZ,
}

function codeLetter(c: Coding): void {
  const letter = c.letter(0)
  if ('AEIOUY'.includes(letter)) return c.add(c.at === 0 ? 'A' : '', 1)
  if (letter === 'Ç') return c.add('S', 1)
  if (letter === 'Ñ') return c.add('N', 1)
  const plain = PLAIN[letter]
  if (plain !== undefined) return c.add(plain[0], c.has(1, ...plain[1]) ? 2 : 1)
  const code = BY_NEIGHBOURS[letter]
  return code === undefined ? c.add('', 1) : code(c)
}

function codeD(c: Coding): void {
  if (c.has(0, 'DG')) return c.has(2, 'I', 'E', 'Y') ? c.add('J', 3) : c.add('TK', 2)
  return c.add('T', c.has(0, 'DT', 'DD') ? 2 : 1)
}

function codeH(c: Coding): void {
  const isSounded = (c.at === 0 || c.isVowel(-1)) && c.isVowel(1)
  return isSounded ? c.add('H', 2) : c.add('', 1)
}

function codeL(c: Coding): void {
  if (c.letter(1) !== 'L') return c.add('L', 1)
  const ending = c.word.slice(0, c.last + 1)
  const isAtEnd = c.at === c.last - 2 && c.has(-1, 'ILLO', 'ILLA', 'ALLE')
  const isSpanish = isAtEnd || ((/(?:AS|OS)$/.test(ending) || /[AO]$/.test(ending)) && c.has(-1, 'ALLE'))
  return isSpanish ? c.add('L', 2, '') : c.add('L', 2)
}

function codeM(c: Coding): void {
  const isDumb = c.has(-1, 'UMB') && (c.at + 1 === c.last || c.has(2, 'ER'))
  return c.add('M', isDumb || c.letter(1) === 'M' ? 2 : 1)
}

function codeP(c: Coding): void {
  if (c.letter(1) === 'H') return c.add('F', 2)
  return c.add('P', c.has(1, 'P', 'B') ? 2 : 1)
}

function codeR(c: Coding): void {
  const isFrench = c.at === c.last && !c.isSlavoGermanic && c.has(-2, 'IE') && !c.has(-4, 'ME', 'MA')
  const letters = c.letter(1) === 'R' ? 2 : 1
  return isFrench ? c.add('', letters, 'R') : c.add('R', letters)
}

function codeT(c: Coding): void {
  if (c.has(0, 'TION', 'TIA', 'TCH')) return c.add('X', 3)
  if (c.has(0, 'TH', 'TTH')) {
    const isHard = c.has(2, 'OM', 'AM') || c.begins('VAN ', 'VON ', 'SCH')
    return isHard ? c.add('T', 2) : c.add('0', 2, 'T')
  }
  return c.add('T', c.has(1, 'T', 'D') ? 2 : 1)
}

function codeX(c: Coding): void {
  const isSilent = c.at === c.last && (c.has(-3, 'IAU', 'EAU') || c.has(-2, 'AU', 'OU'))
  return c.add(isSilent ? '' : 'KS', c.has(1, 'C', 'X') ? 2 : 1)
}

function codeZ(c: Coding): void {
  if (c.letter(1) === 'H') return c.add('J', 2)
  const isSlavic = c.has(1, 'ZO', 'ZI', 'ZA') || (c.isSlavoGermanic && c.at > 0 && c.letter(-1) !== 'T')
  return c.add('S', c.letter(1) === 'Z' ? 2 : 1, isSlavic ? 'TS' : 'S')
}
