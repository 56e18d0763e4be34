import { randomBytes } from 'node:crypto'
import { type Clock, systemClock } from './time/clock.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const COUNTER_MAX = 0xfff
const make = idMaker(systemClock, drawn)
const POOL_BYTES = 4096
let pool = Buffer.alloc(0)

/**
 * Whether a text is an id as we write them: lower case, with its hyphens.
 */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text)
}

/**
 * A new id (UUIDv7), later than every id this process has made.
 *
 * Made here and not in the database, which need then return nothing from an insert whose row its writer may not see.
 * Source: RFC 9562, 5.7 and 6.2 (method 1: a counter beside the milliseconds).
 */
export function newId(): string {
  return make()
}

/**
 * A maker of ids with its own clock and its own source of chance, so that a test can stop both.
 */
export function idMaker(clock: Clock, chance: (bytes: number) => Uint8Array): () => string {
  let lastMs = 0
  let counter = 0
  return () => {
    const bytes = Buffer.from(chance(16))
    const ms = clock().getTime()
    if (ms > lastMs) {
      lastMs = ms
      counter = bytes.readUInt16BE(6) & 0x7ff // room for at least 2,048 more in this millisecond
    } else {
      counter += 1
      if (counter > COUNTER_MAX) {
        lastMs += 1
        counter = 0
      }
    }
    bytes.writeUIntBE(lastMs, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

/** Chance is fetched a page at a time: asking the system for sixteen bytes costs more than the rest of an id. */
function drawn(bytes: number): Uint8Array {
  if (pool.length < bytes) pool = randomBytes(Math.max(POOL_BYTES, bytes))
  const taken = pool.subarray(0, bytes)
  pool = pool.subarray(bytes)
  return taken
}
