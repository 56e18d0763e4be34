import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { projectFolder } from '#platform/config.ts'

const STREETS = ['Tanner', 'Mill', 'Church', 'Station', 'Victoria', 'Park', 'Orchard', 'Castle', 'Bridge', 'Grange', 'Spring', 'Quarry', 'Chapel', 'Ferry', 'Harbour']
const KINDS = ['Street', 'Road', 'Avenue', 'Lane', 'Close']

/**
 * So many invented records of invented people as a CSV file, the same each time: households, gaps, slips, nicknames, phones that a home shares.
 *
 * Names come from the lists that ship with Heed, the first ones often and the last ones seldom, as names do. Result: the truth, by record.
 */
export async function writeSyntheticPeople(path: string, records: number): Promise<void> {
  await pipeline(Readable.from(lines(records)), createWriteStream(path))
}

function* lines(records: number): Generator<string> {
  const draw = drawing(20261123)
  const given = namesIn('given-variants-uk.csv')
  const family = [...new Set([...namesIn('family-variants-uk.csv'), ...given.map((name) => `${name}son`)])]
  const seldom = (list: readonly string[]): string => list[Math.floor(list.length * draw() ** 3)] ?? ''
  let chunk = 'record_id,source,recorded_at,first_name,surname,dob,address,postcode,uprn,phone,email\n'
  for (let made = 0; made < records;) {
    const surname = seldom(family)
    const home = `${1 + Math.floor(draw() * 180)} ${STREETS[Math.floor(draw() * 15)]} ${KINDS[Math.floor(draw() * 5)]}`
    const postcode = `ZA${1 + Math.floor(draw() * 28)} ${Math.floor(draw() * 10)}${'ABCDEFGHJL'[Math.floor(draw() * 10)]}${'ABCDEFGHJL'[Math.floor(draw() * 10)]}`
    const uprn = `999${String(Math.floor(draw() * 1e8)).padStart(8, '0')}`
    const shared = phone(draw)
    for (let person = 1 + Math.floor(draw() * 3); person > 0 && made < records; person -= 1) {
      const name = seldom(given)
      const born = `${1935 + Math.floor(draw() * 75)}-${String(1 + Math.floor(draw() * 12)).padStart(2, '0')}-${String(1 + Math.floor(draw() * 28)).padStart(2, '0')}`
      const own = draw() < 0.3 ? shared : phone(draw)
      for (let times = 1 + Math.floor(4 * draw() ** 2); times > 0 && made < records; times -= 1) {
        made += 1
        const first = draw() < 0.08 ? slip(name, draw) : draw() < 0.05 ? name.slice(0, 1) : name
        const last = draw() < 0.06 ? slip(surname, draw) : surname
        const mail = draw() < 0.2 ? `${name}.${surname}@mail.example` : ''
        chunk += `R${String(made).padStart(8, '0')},call,2025-01-01T00:00,${first},${last},${draw() < 0.5 ? born : ''},${draw() < 0.85 ? home : ''},${draw() < 0.8 ? postcode : ''},${draw() < 0.5 ? uprn : ''},${draw() < 0.75 ? own : ''},${mail}\n`
        if (chunk.length > 1 << 16) {
          yield chunk
          chunk = ''
        }
      }
    }
  }
  yield chunk
}

function namesIn(file: string): readonly string[] {
  const lines_ = readFileSync(join(projectFolder(), 'db/reference/names', file), 'utf8').trim().split('\n').slice(1)
  return [...new Set(lines_.map((line) => line.split(',')[0] ?? ''))].filter((name) => name.length > 2)
}

/**
 * Any number of a mobile range, nearly all outside the thousand that Ofcom keeps for drama: among so few, each would be shared by hundreds of a million people,
 * and nothing that is measured here would be like a force's records. They stay in the bench's own folder, belong to invented names, and nothing here rings them.
 */
function phone(draw: () => number): string {
  return `07700${String(Math.floor(draw() * 1e6)).padStart(6, '0')}`
}

function slip(name: string, draw: () => number): string {
  const at = Math.floor(draw() * name.length)
  return draw() < 0.5 ? name.slice(0, at) + name.slice(at + 1) : `${name.slice(0, at)}${'abcdefghijklmnopqrstuvwxyz'[Math.floor(draw() * 26)]}${name.slice(at)}`
}

/** Numbers from 0 to 1 that are always the same ones. */
function drawing(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
