import { isUtf8 } from 'node:buffer'
import { Refusal } from '#platform/errors.ts'
import { unpack, type Source, type Unpacked } from '#platform/files/source.ts'

/** One feature of a GeoJSON file, read whole, or what stopped it from being read. */
export interface ReadFeature {
  /** Counted from 1. */
  readonly number: number
  readonly value: unknown
  readonly fault: string | null
}

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LARGEST_FEATURE_BYTES = 32 * 1024 * 1024

/**
 * The features of a GeoJSON FeatureCollection, one at a time, so that only one is in memory.
 *
 * Refuses: invalid, when the file is not GeoJSON, is TopoJSON, has no features, or ends in the middle of one.
 */
export async function* readFeatures(source: Source): AsyncGenerator<ReadFeature> {
  const unpacked: Unpacked = unpack(source)
  const scanner = new FeatureScanner()
  for await (const chunk of unpacked.chunks) {
    scanner.feed(chunk)
    if (!/^(?:\{|$)/.test(scanner.opening)) {
      throw new Refusal('invalid', `${source.name} is not GeoJSON: it begins with ${JSON.stringify(scanner.opening.slice(0, 30))}.`)
    }
    yield* scanner.take()
  }
  if (!scanner.hasList) throw new Refusal('invalid', `${source.name} ${describeOther(scanner.topType)}`)
  if (!scanner.isWhole) throw new Refusal('invalid', `${source.name} is cut short: it ends in the middle of its features.`)
}

/** Finds where each feature begins and ends, from the brackets that are not in a string. */
class FeatureScanner {
  hasList = false
  isWhole = false
  /** The first bytes of the file as text, to name what it is when it is not GeoJSON. */
  opening = ''
  /** The value of "type" at the top. */
  topType: string | null = null
  #depth = 0
  #isInString = false
  #isEscaped = false
  #string = ''
  #lastString = ''
  #number = 0
  #parts: Buffer[] = []
  #held = 0
  #found: ReadFeature[] = []

  feed(chunk: Buffer): void {
    if (this.opening.length < 30) this.opening = (this.opening + chunk.subarray(0, 400).toString('latin1')).replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
    let from = this.#depth >= 3 && this.hasList && !this.isWhole ? 0 : -1
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (this.#isInString) {
        this.#readString(byte)
        continue
      }
      if (byte === QUOTE) {
        this.#isInString = true
        this.#string = ''
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#depth === 1 && byte === OPEN_BRACKET && this.#lastString === 'features') this.hasList = true
        if (this.#depth === 2 && byte === OPEN_BRACE && this.hasList && !this.isWhole) from = at
        this.#depth += 1
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth -= 1
        if (from !== -1 && this.#depth === 2) {
          this.#complete(chunk.subarray(from, at + 1))
          from = -1
        }
        if (this.#depth === 1 && this.hasList) this.isWhole = true
      }
    }
    if (from !== -1) this.#hold(chunk.subarray(from))
  }

  take(): ReadFeature[] {
    const found = this.#found
    this.#found = []
    return found
  }

  /** Only the words at the top are wanted, and they are short. */
  #readString(byte: number | undefined): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === BACKSLASH) this.#isEscaped = true
    else if (byte === QUOTE) {
      this.#isInString = false
      if (this.#depth !== 1) return
      if (this.#lastString === 'type') this.topType ??= this.#string
      this.#lastString = this.#string
    } else if (this.#depth === 1 && this.#string.length < 30) this.#string += String.fromCharCode(byte ?? 0)
  }

  #hold(part: Buffer): void {
    this.#held += part.length
    if (this.#held <= LARGEST_FEATURE_BYTES) this.#parts.push(part)
    else this.#parts = []
  }

  #complete(part: Buffer): void {
    this.#hold(part)
    this.#number += 1
    const isTooLarge = this.#held > LARGEST_FEATURE_BYTES
    const bytes = Buffer.concat(this.#parts)
    this.#parts = []
    this.#held = 0
    this.#found.push(isTooLarge ? { number: this.#number, value: null, fault: 'is larger than 32 MB' } : parse(this.#number, bytes))
  }
}

function parse(number: number, bytes: Buffer): ReadFeature {
  if (!isUtf8(bytes)) return { number, value: null, fault: 'is not UTF-8 text' }
  if (bytes.includes(0)) return { number, value: null, fault: 'holds a NUL byte' }
  try {
    return { number, value: JSON.parse(bytes.toString('utf8')), fault: null }
  } catch {
    return { number, value: null, fault: 'is not valid JSON' }
  }
}

function describeOther(topType: string | null): string {
  if (topType === 'Topology') return 'is TopoJSON. Convert it to GeoJSON first.'
  if (topType !== null && topType !== 'FeatureCollection') return `is a GeoJSON ${topType}, not a FeatureCollection.`
  return 'is not a GeoJSON FeatureCollection: it has no "features" list.'
}
