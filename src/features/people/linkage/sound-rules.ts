// The letters of double metaphone whose sound hangs on their neighbours: C, G, S and the rest. The plain ones are in metaphone.ts.

/** A word being coded: where we are in it, and the two codes so far. */
export class Coding {
  /** Upper case, with spaces behind it so that looking ahead needs no care. */
  readonly word: string
  readonly last: number
  readonly isSlavoGermanic: boolean
  at = 0
  primary = ''
  alternate = ''

  constructor(word: string) {
    this.word = `${word}     `
    this.last = word.length - 1
    this.isSlavoGermanic = /W|K|CZ|WITZ/.test(word)
  }

  /** The letter so far from where we are; '' before the word begins. */
  letter(offset: number): string {
    return this.word.charAt(this.at + offset)
  }

  /** Does one of these stand so far from where we are? */
  has(offset: number, ...texts: readonly string[]): boolean {
    const from = this.at + offset
    return from >= 0 && texts.some((text) => this.word.startsWith(text, from))
  }

  /** Does the word begin with one of these? */
  begins(...texts: readonly string[]): boolean {
    return texts.some((text) => this.word.startsWith(text))
  }

  isVowel(offset: number): boolean {
    const from = this.at + offset
    return from >= 0 && 'AEIOUY'.includes(this.word.charAt(from)) && this.word.charAt(from) !== ''
  }

  /** Write a sound (and another for the alternate code), and go on by so many letters. */
  add(sound: string, letters: number, other: string = sound): void {
    this.primary += sound
    this.alternate += other
    this.at += letters
  }
}

/** C: as in Caesar, chemist, Bach, Czerny, bellocchio, McClellan, Mackenzie. */
export function codeC(c: Coding): void {
  const isGermanic = c.at > 1 && !c.isVowel(-2) && c.has(-1, 'ACH') && c.letter(2) !== 'I' && (c.letter(2) !== 'E' || c.has(-2, 'BACHER', 'MACHER'))
  if (isGermanic) return c.add('K', 2)
  if (c.at === 0 && c.has(0, 'CAESAR')) return c.add('S', 2)
  if (c.has(0, 'CHIA')) return c.add('K', 2)
  if (c.has(0, 'CH')) return codeCh(c)
  if (c.has(0, 'CZ') && !c.has(-2, 'WICZ')) return c.add('S', 2, 'X')
  if (c.has(1, 'CIA')) return c.add('X', 3)
  if (c.has(0, 'CC') && !(c.at === 1 && c.letter(-1) === 'M')) {
    const isItalian = c.has(2, 'I', 'E', 'H') && !c.has(2, 'HU')
    if (!isItalian) return c.add('K', 2)
    const isAccident = (c.at === 1 && c.letter(-1) === 'A') || c.has(-1, 'UCCEE', 'UCCES')
    return isAccident ? c.add('KS', 3) : c.add('X', 3)
  }
  if (c.has(0, 'CK', 'CG', 'CQ')) return c.add('K', 2)
  if (c.has(0, 'CI', 'CE', 'CY')) return c.has(0, 'CIO', 'CIE', 'CIA') ? c.add('S', 2, 'X') : c.add('S', 2)
  if (c.has(1, ' C', ' Q', ' G')) return c.add('K', 3)
  return c.add('K', c.has(1, 'C', 'K', 'Q') && !c.has(1, 'CE', 'CI') ? 2 : 1)
}

function codeCh(c: Coding): void {
  if (c.at > 0 && c.has(0, 'CHAE')) return c.add('K', 2, 'X')
  if (c.at === 0 && c.has(1, 'HARAC', 'HARIS', 'HOR', 'HYM', 'HIA', 'HEM') && !c.begins('CHORE')) return c.add('K', 2)
  const isGreek = c.begins('VAN ', 'VON ', 'SCH') || c.has(-2, 'ORCHES', 'ARCHIT', 'ORCHID') || c.has(2, 'T', 'S')
  const isBeforeHard = (c.has(-1, 'A', 'O', 'U', 'E') || c.at === 0) && c.has(2, 'L', 'R', 'N', 'M', 'B', 'H', 'F', 'V', 'W', ' ')
  if (isGreek || isBeforeHard) return c.add('K', 2)
  if (c.at === 0) return c.add('X', 2)
  return c.begins('MC') ? c.add('K', 2) : c.add('X', 2, 'K')
}

/** G: as in ghost, laugh, tagliaro, gerald, danger, Biaggi, Wagner. */
export function codeG(c: Coding): void {
  if (c.letter(1) === 'H') return codeGh(c)
  if (c.letter(1) === 'N') {
    if (c.at === 1 && c.isVowel(-1) && !c.isSlavoGermanic) return c.add('KN', 2, 'N')
    return !c.has(2, 'EY') && c.letter(1) !== 'Y' && !c.isSlavoGermanic ? c.add('N', 2, 'KN') : c.add('KN', 2)
  }
  if (c.has(1, 'LI') && !c.isSlavoGermanic) return c.add('KL', 2, 'L')
  if (c.at === 0 && (c.letter(1) === 'Y' || c.has(1, 'ES', 'EP', 'EB', 'EL', 'EY', 'IB', 'IL', 'IN', 'IE', 'EI', 'ER'))) return c.add('K', 2, 'J')
  const isDanger = (c.has(1, 'ER') || c.letter(1) === 'Y') && !c.begins('DANGER', 'RANGER', 'MANGER') && !c.has(-1, 'E', 'I') && !c.has(-1, 'RGY', 'OGY')
  if (isDanger) return c.add('K', 2, 'J')
  if (c.has(1, 'E', 'I', 'Y') || c.has(-1, 'AGGI', 'OGGI')) {
    if (c.begins('VAN ', 'VON ', 'SCH') || c.has(1, 'ET')) return c.add('K', 2)
    return c.has(1, 'IER ') ? c.add('J', 2) : c.add('J', 2, 'K')
  }
  return c.add('K', c.letter(1) === 'G' ? 2 : 1)
}

function codeGh(c: Coding): void {
  if (c.at > 0 && !c.isVowel(-1)) return c.add('K', 2)
  if (c.at === 0) return c.letter(2) === 'I' ? c.add('J', 2) : c.add('K', 2)
  const isSilent = (c.at > 1 && c.has(-2, 'B', 'H', 'D')) || (c.at > 2 && c.has(-3, 'B', 'H', 'D')) || (c.at > 3 && c.has(-4, 'B', 'H'))
  if (isSilent) return c.add('', 2)
  if (c.at > 2 && c.letter(-1) === 'U' && c.has(-3, 'C', 'G', 'L', 'R', 'T')) return c.add('F', 2)
  return c.add(c.at > 0 && c.letter(-1) !== 'I' ? 'K' : '', 2)
}

/** S: as in isle, sugar, shoe, Sholz, Sio, Schneider, school, resnais. */
export function codeS(c: Coding): void {
  if (c.has(-1, 'ISL', 'YSL')) return c.add('', 1)
  if (c.at === 0 && c.has(0, 'SUGAR')) return c.add('X', 1, 'S')
  if (c.has(0, 'SH')) return c.has(1, 'HEIM', 'HOEK', 'HOLM', 'HOLZ') ? c.add('S', 2) : c.add('X', 2)
  if (c.has(0, 'SIO', 'SIA')) return c.add('S', 3, c.isSlavoGermanic ? 'S' : 'X')
  if ((c.at === 0 && c.has(1, 'M', 'N', 'L', 'W')) || c.letter(1) === 'Z') return c.add('S', c.letter(1) === 'Z' ? 2 : 1, 'X')
  if (c.has(0, 'SC')) return codeSc(c)
  const letters = c.has(1, 'S', 'Z') ? 2 : 1
  return c.at === c.last && c.has(-2, 'AI', 'OI') ? c.add('', letters, 'S') : c.add('S', letters)
}

function codeSc(c: Coding): void {
  if (c.letter(2) !== 'H') return c.has(2, 'I', 'E', 'Y') ? c.add('S', 3) : c.add('SK', 3)
  if (c.has(3, 'ER', 'EN')) return c.add('X', 3, 'SK')
  if (c.has(3, 'OO', 'UY', 'ED', 'EM')) return c.add('SK', 3)
  const isBeforeConsonant = c.at === 0 && !'AEIOUY'.includes(c.word.charAt(3)) && c.letter(3) !== 'W'
  return isBeforeConsonant ? c.add('X', 3, 'S') : c.add('X', 3)
}

/** J: as in Jose, Yankelovich, hajji. */
export function codeJ(c: Coding): void {
  if (c.has(0, 'JOSE') || c.begins('SAN ')) {
    const isSpanish = (c.at === 0 && c.letter(4) === ' ') || c.begins('SAN ')
    return isSpanish ? c.add('H', 1) : c.add('J', 1, 'H')
  }
  const letters = c.letter(1) === 'J' ? 2 : 1
  if (c.at === 0) return c.add('J', letters, 'A')
  if (c.isVowel(-1) && !c.isSlavoGermanic && c.has(1, 'A', 'O')) return c.add('J', letters, 'H')
  if (c.at === c.last) return c.add('J', letters, '')
  const isSounded = !c.has(1, 'L', 'T', 'K', 'S', 'N', 'M', 'B', 'Z') && !c.has(-1, 'S', 'K', 'L')
  return c.add(isSounded ? 'J' : '', letters)
}

/** W: as in write, Wasserman, Arnow, filipowicz. */
export function codeW(c: Coding): void {
  if (c.has(0, 'WR')) return c.add('R', 2)
  const opens = c.at === 0 && (c.isVowel(1) || c.has(0, 'WH'))
  if (opens) {
    c.primary += 'A'
    c.alternate += c.isVowel(1) ? 'F' : 'A'
  }
  const isSlavic = (c.at === c.last && c.isVowel(-1)) || c.has(-1, 'EWSKI', 'EWSKY', 'OWSKI', 'OWSKY') || c.begins('SCH')
  if (isSlavic) return c.add('', 1, 'F')
  return c.has(0, 'WICZ', 'WITZ') ? c.add('TS', 4, 'FX') : c.add('', 1)
}
