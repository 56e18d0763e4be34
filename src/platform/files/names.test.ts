import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureName, plainName } from './names.ts'

describe('a file’s name', () => {
  it.each([
    ['photo.jpg', 'photo.jpg'], ['C:\\Users\\a\\photo.jpg', 'photo.jpg'], ['/etc/passwd', 'passwd'], ['../../x.txt', 'x.txt'], ['..\\..\\x.txt', 'x.txt'], ['a/b\\c.txt', 'c.txt'],
    ['photo\u202egpj.exe', 'photogpj.exe'], ['a\u200bb.txt', 'ab.txt'], ['a\u0000b.txt', 'ab.txt'], ['a\u2028b.txt', 'ab.txt'], ['a\ue000b.txt', 'ab.txt'],
    ['a<b>:"|?*.txt', 'a-b------.txt'], ['  a   b .txt ', 'a b .txt'], ['a\tb.txt', 'ab.txt'], ['.htaccess', 'htaccess'], ['name.', 'name'], ['...', 'file'], ['', 'file'], ['folder/', 'file'], ['\u200b', 'file'], ['. .', 'file'],
    ['e\u0301te\u0301.txt', 'été.txt'], ['снимок.png', 'снимок.png'], ['写真 1.png', '写真 1.png'], ['😀.png', '😀.png'],
  ])('FI-02 sent as %j is kept as %j', (sent, kept) => {
    expect(plainName(sent)).toBe(kept)
  })

  it('FI-02 is cut at 120 characters with its ending kept, unless what follows the dot is no ending', () => {
    expect(plainName('a'.repeat(120))).toBe('a'.repeat(120))
    expect(plainName(`${'a'.repeat(117)}.jpg`)).toBe(`${'a'.repeat(116)}.jpg`)
    expect(plainName(`${'a'.repeat(116)}.jpg`)).toBe(`${'a'.repeat(116)}.jpg`)
    expect(plainName(`a.${'b'.repeat(200)}`)).toBe(`a.${'b'.repeat(118)}`)
    expect(plainName(`${'a'.repeat(130)}.abcdefghij`)).toBe(`${'a'.repeat(109)}.abcdefghij`)
    expect(plainName(`${'a'.repeat(130)}.abcdefghijk`)).toBe('a'.repeat(120))
    expect(plainName('a'.repeat(130))).toBe('a'.repeat(120))
  })

  it('FI-02 is cut between characters and never within one, and not left with a dot or a space', () => {
    expect(plainName('😀'.repeat(130))).toBe('😀'.repeat(120))
    expect(plainName(`${'a'.repeat(115)} ${'b'.repeat(20)}.jpg`)).toBe(`${'a'.repeat(115)}.jpg`)
    expect(plainName(`${'a'.repeat(115)}.${'b'.repeat(12)}.jpg`)).toBe(`${'a'.repeat(115)}.jpg`)
  })

  it('FI-02 whatever is sent, is short, visible, within one folder, never empty, and the same when it is cleaned again', () => {
    const piece = fc.constantFrom('a', 'B', '.', '..', '/', '\\', ' ', '\t', '\n', ':', '*', '\u202e', '\u200f', '\ufeff', '\u0007', 'é', '😀', '\ud800', '\u2029', '.exe', 'x'.repeat(60))
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')), (sent) => {
      const kept = plainName(sent)
      expect(kept).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/u)
      expect(kept).toMatch(/^[^.\s].*$/u)
      expect(kept).not.toMatch(/[.\s]$/)
      expect([...kept].length).toBeLessThanOrEqual(120)
      expect(plainName(kept)).toBe(kept)
    }), { numRuns: 200 })
  })
})

describe('a picture’s name', () => {
  it.each([
    ['a.jpg', 'image/jpeg', 'a.jpg'], ['a.JPEG', 'image/jpeg', 'a.JPEG'], ['a.png', 'image/jpeg', 'a.png.jpg'], ['a.exe', 'image/png', 'a.exe.png'], ['a', 'image/webp', 'a.webp'], ['a.gif', 'image/gif', 'a.gif'],
    ['.jpg', 'image/jpeg', '.jpg.jpg'], ['jpg', 'image/jpeg', 'jpg.jpg'], ['a.jpg.html', 'image/gif', 'a.jpg.html.gif'], ['a.bmp', 'image/bmp', 'a.bmp.bin'],
  ])('FI-02 of %j, which is %s, is %j', (name, type, expected) => {
    expect(pictureName(name, type)).toBe(expected)
  })

  it('FI-02 ends as what it is, however long it was, and is then left alone', () => {
    const types = fc.constantFrom<readonly [string, RegExp]>(['image/jpeg', /\.jpe?g$/i], ['image/png', /\.png$/i], ['image/webp', /\.webp$/i], ['image/gif', /\.gif$/i])
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), types, (sent, [type, ending]) => {
      const named = pictureName(plainName(sent), type)
      expect(named).toMatch(ending)
      expect([...named].length).toBeLessThanOrEqual(120)
      expect(pictureName(named, type)).toBe(named)
    }))
  })
})
