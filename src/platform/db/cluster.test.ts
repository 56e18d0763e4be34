import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRoot } from './account.ts'
import { ensureCluster, findRunning, lastLines, locateCluster, PACKAGED_MAJOR, prepareDataFolder, socketFolder, sweepSockets } from './cluster.ts'

let folder = ''
let said: string[] = []
const say = (sentence: string): void => void said.push(sentence)
const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8)
const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-cluster-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the data folder', () => {
  it('is made with all above it, closed to others but for the way through that the database needs, and left alone once it is there', () => {
    const data = join(folder, 'var', 'heed')
    prepareDataFolder(data)
    expect(modeOf(data)).toBe(isRoot() ? '711' : '700')
    chmodSync(data, 0o750)
    prepareDataFolder(data)
    expect(modeOf(data)).toBe('750')
  })

  it('holds its database, or says in one line where it is instead', () => {
    expect(locateCluster(folder, null, say)).toBe(join(folder, 'postgres'))
    writeFileSync(join(folder, 'postgres-is-at'), '/var/lib/heed/mark/postgres\n')
    expect(locateCluster(folder, null, say)).toBe('/var/lib/heed/mark/postgres')
    expect(said).toEqual([])
  })
})

describe('the folder of the socket', () => {
  it('is short, closed to everybody else, and the same for the same cluster', () => {
    const cluster = join(folder, 'postgres'.padEnd(120, 'x'))
    mkdirSync(cluster)
    const sockets = socketFolder(cluster, own)
    try {
      expect(Buffer.byteLength(join(sockets, '.s.PGSQL.65535.lock'))).toBeLessThanOrEqual(107)
      expect(modeOf(sockets)).toBe('700')
      expect(socketFolder(cluster, own)).toBe(sockets)
    } finally {
      rmSync(sockets, { recursive: true })
    }
  })

  it('that somebody else could have put there is not trusted: one left open, a file, and a link to elsewhere', () => {
    const cluster = join(folder, 'postgres')
    mkdirSync(cluster)
    const expected = socketFolder(cluster, own)
    const fresh: string[] = []
    const asked = (): string => {
      const given = socketFolder(cluster, own)
      fresh.push(given)
      return given
    }
    try {
      chmodSync(expected, 0o755)
      expect(asked()).not.toBe(expected)
      rmSync(expected, { recursive: true })
      writeFileSync(expected, '', { mode: 0o600 })
      expect(asked()).not.toBe(expected)
      rmSync(expected)
      symlinkSync(folder, expected)
      expect(asked()).not.toBe(expected)
      for (const one of fresh) expect([one.startsWith(`${expected}-`), modeOf(one)]).toEqual([true, '700'])
    } finally {
      for (const one of [expected, ...fresh]) rmSync(one, { recursive: true, force: true })
    }
  })

  it('is another for a cluster made anew in the same place', () => {
    const cluster = join(folder, 'postgres')
    mkdirSync(cluster)
    const first = socketFolder(cluster, own)
    rmSync(cluster, { recursive: true })
    mkdirSync(join(folder, 'takes the number'))
    mkdirSync(cluster)
    const second = socketFolder(cluster, own)
    try {
      expect(second).not.toBe(first)
    } finally {
      for (const one of [first, second]) rmSync(one, { recursive: true, force: true })
    }
  })

  it('is swept of what a killed database left in it, once nothing of it lives', () => {
    const [cluster, sockets] = [join(folder, 'postgres'), join(folder, 'sockets')]
    mkdirSync(cluster)
    mkdirSync(sockets)
    for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) writeFileSync(join(sockets, name), '')
    sweepSockets(cluster, sockets)
    expect(existsSync(join(sockets, '.s.PGSQL.5432.lock'))).toBe(!existsSync('/proc/self/cwd'))
  })
})

describe('a process file of the database', () => {
  const wrote = (lines: readonly (string | number)[]): string => {
    const path = join(folder, 'postmaster.pid')
    writeFileSync(path, lines.join('\n'))
    return path
  }

  it.each([[[]], [['']], [['not a number']], [['0', folder, '', '5432', '/tmp']], [['1.5', folder, '', '5432', '/tmp']], [['99999999999999999999']]])('%j tells of nothing that runs, and is left for the database to judge', (lines) => {
    const path = wrote(lines)
    expect(findRunning(folder)).toBeNull()
    expect(existsSync(path)).toBe(true)
  })

  it('that is not there tells of nothing that runs', () => {
    expect(findRunning(folder)).toBeNull()
  })

  it.runIf(existsSync('/proc/self/cwd'))('that names a living program that is no database is removed, for the database would believe it', () => {
    const path = wrote([process.pid, folder, '0', '5432', '/tmp'])
    expect(findRunning(folder)).toBeNull()
    expect(existsSync(path)).toBe(false)
  })
})

describe('a folder that cannot be the database', () => {
  const ensure = (cluster: string): Promise<void> => ensureCluster({ cluster, binaries: join(folder, 'no programs'), account: null, password: 'x', say })

  it('is left as it is, and said to be no database', async () => {
    const cluster = join(folder, 'postgres')
    mkdirSync(cluster)
    writeFileSync(join(cluster, 'holiday.jpg'), 'x')
    await expect(ensure(cluster)).rejects.toThrow(`${cluster} is not empty and is not a PostgreSQL database. Move it away, or set HEED_DATA to another folder.`)
    expect(readFileSync(join(cluster, 'holiday.jpg'), 'utf8')).toBe('x')
    expect(said).toEqual([])
  })

  it.each(['9', '17', '19', ''])('is said to be of another version (%s) with what to do, and is not touched', async (major) => {
    const cluster = join(folder, 'postgres')
    mkdirSync(cluster, { mode: 0o750 })
    writeFileSync(join(cluster, 'PG_VERSION'), `${major}\n`)
    await expect(ensure(cluster)).rejects.toThrow(`was made by PostgreSQL ${major}, and this Heed brings PostgreSQL ${PACKAGED_MAJOR}. Start it with the Heed it was made with`)
    expect(modeOf(cluster)).toBe('750')
  })

  it('of this version is closed again, where a copy or a backup left it open, and what a start cut short left beside it is removed', async () => {
    const cluster = join(folder, 'postgres')
    mkdirSync(cluster)
    chmodSync(cluster, 0o777)
    writeFileSync(join(cluster, 'PG_VERSION'), `${PACKAGED_MAJOR}\n`)
    mkdirSync(`${cluster}.draft-0123456789ab/data`, { recursive: true })
    mkdirSync(join(folder, 'postgres-of-another'))
    await ensure(cluster)
    expect(modeOf(cluster)).toBe('700')
    expect([existsSync(`${cluster}.draft-0123456789ab`), existsSync(join(folder, 'postgres-of-another'))]).toEqual([false, true])
  })

  it('without the programs to make it is said, and nothing half made is left', async () => {
    const cluster = join(folder, 'postgres')
    await expect(ensure(cluster)).rejects.toThrow(`The database could not be made in ${folder}: `)
    expect(said).toEqual(['Making the database (first start)'])
    expect(existsSync(cluster)).toBe(false)
  })
})

describe('what a program said at last', () => {
  it.each([['', ''], ['one\n', 'one'], ['a\nb\nc\nd\n\n', 'b c d'], ['  x  ', 'x']])('of %j is %j', (output, end) => {
    expect(lastLines(output)).toBe(end)
  })
})
