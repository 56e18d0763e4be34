import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hiddenIn, isPicture, typeOf, type KnownType } from './kinds.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const container = (brand: string): Buffer => Buffer.concat([hex('00000018'), Buffer.from(`ftyp${brand}`, 'latin1'), Buffer.alloc(12)])

const samples: readonly (readonly [string, Buffer, KnownType | null])[] = [
  ['a JPEG of a telephone', hex('ffd8ffe1 00184578 6966'), 'image/jpeg'], ['a JPEG of a scanner', hex('ffd8ffe0 00104a46 4946'), 'image/jpeg'], ['a JPEG of three bytes', hex('ffd8ff'), 'image/jpeg'],
  ['a PNG', hex('89504e47 0d0a1a0a 0000000d'), 'image/png'], ['a WebP', Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from('WEBPVP8 ')]), 'image/webp'],
  ['a GIF of 1987', Buffer.from('GIF87a...'), 'image/gif'], ['a GIF of 1989', Buffer.from('GIF89a...'), 'image/gif'], ['a PDF', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
  ['a ZIP, or a document', hex('504b0304 14000600'), 'application/zip'], ['a HEIC of a telephone', container('heic'), 'image/heic'], ['an AVIF', container('avif'), 'image/heic'], ['several pictures in one', container('mif1'), 'image/heic'],
  ['a film', container('isom'), 'video/mp4'], ['another film', container('mp42'), 'video/mp4'], ['sound', container('M4A '), 'video/mp4'],
  ['a sound file that begins like a WebP', Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from('WAVEfmt ')]), null], ['a GIF of another year', Buffer.from('GIF90a...'), null], ['an empty ZIP', hex('504b0506 0000'), null],
  ['a PNG cut before its end', hex('89504e47 0d0a1a'), null], ['a PNG that went through a text copy', hex('89504e47 0a1a0a00'), null], ['half a JPEG mark', hex('ffd8'), null], ['a PDF with something before it', Buffer.from(' %PDF-1.7'), null], ['a PDF written small', Buffer.from('%pdf-1.7'), null],
  ['a web page', Buffer.from('<!doctype html>'), null], ['a drawing that can run', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()">'), null], ['a program', Buffer.from('MZ\u0090'), null], ['a script', Buffer.from('#!/bin/sh'), null], ['words', Buffer.from('words'), null], ['nothing', Buffer.alloc(0), null],
  ['a bitmap', Buffer.from('BM......'), null], ['a container that ends in its mark', Buffer.concat([hex('00000018'), Buffer.from('fty')]), null],
]

describe('what a file is', () => {
  it.each(samples)('FI-03 is told from its first bytes: %s', (_what, bytes, type) => {
    expect(typeOf(bytes)).toBe(type)
  })

  it('FI-03 stays what it is whatever follows, and is something else when its first byte is another', () => {
    fc.assert(fc.property(fc.constantFrom(...samples.filter(([, , type]) => type !== null)), fc.uint8Array({ maxLength: 40 }), ([, bytes, type], more) => {
      expect(typeOf(Buffer.concat([bytes, more]))).toBe(type)
      if (type === 'image/heic' || type === 'video/mp4') return
      expect(typeOf(Buffer.concat([Buffer.from([(bytes[0] ?? 0) ^ 1]), bytes.subarray(1)]))).toBeNull()
    }))
  })

  it('FI-03 is answered for any bytes at all, and of bytes that are only letters never a picture but a GIF', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
      const type = typeOf(Buffer.from(bytes))
      expect(type === null || samples.some(([, , known]) => known === type)).toBe(true)
    }))
    fc.assert(fc.property(fc.stringMatching(/^[ -~]{0,32}$/), (text) => {
      const type = typeOf(Buffer.from(text))
      expect(isPicture(type) && type !== 'image/gif' && type !== 'image/webp').toBe(false)
    }))
  })
})

describe('a picture', () => {
  it('FI-04 is one that can be drawn again: nothing else is ever shown', () => {
    const all: readonly (KnownType | null)[] = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'application/pdf', 'video/mp4', 'application/zip', null]
    expect(all.filter(isPicture)).toEqual(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
  })
})

describe('what a file hides', () => {
  it.each([
    ['video/mp4', /where, when and by what device/], ['application/pdf', /who wrote it, when/], ['application/zip', /who wrote it, when/], ['application/octet-stream', /whatever it holds/],
  ])('of the kind %s is said', (type, words) => {
    expect(hiddenIn(type)).toMatch(words)
    expect(hiddenIn(type)).toMatch(/^kept as sent/)
  })

  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic'])('of the kind %s is nothing that Heed leaves in', (type) => {
    expect(hiddenIn(type)).toBeNull()
  })
})
