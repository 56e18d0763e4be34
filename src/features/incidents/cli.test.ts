import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, cliFor, readWords, WrongWords } from '#platform/cli.ts'
import { readConfig } from '#platform/config.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { verbs } from './cli.ts'

let heed: TestHeed
let folder: string
beforeAll(async () => {
  heed = await openTestHeed()
  folder = mkdtempSync(join(tmpdir(), 'heed-incidents-'))
})
afterAll(async () => {
  await heed.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(name: string, ...args: string[]): Promise<{ code: number; printed: string[]; said: string[] }> {
  const verb = verbs.find((each) => each.name === name)
  if (verb === undefined) throw new Error(`there is no verb ${name}`)
  const [printed, said]: [string[], string[]] = [[], []]
  const config = readConfig({ HEED_DATA: folder })
  const cli: Cli = { ...cliFor({ config, ground: heed.ground, services: heed.services }, readWords(verb, args)), print: (line) => void printed.push(line), say: (line) => void said.push(line) }
  return { code: (await verb.run(cli)) ?? 0, printed, said }
}

const header = 'Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n'
const row = (month: string, longitude = '-0.09', type = 'Anti-social behaviour') => `${month},Force,Force,${longitude},51.41,On or near Tanner Street,E01000001,Area 1,${type}\n`
function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const totals = ({ printed }: { printed: string[] }): Record<string, unknown> => JSON.parse(printed.at(-1) ?? '{}')

describe('incidents import', () => {
  it('prints one line of totals over all its files, and adds nothing when they come again', async () => {
    const [one, two] = [file('one.csv', header + row('2020-01') + row('2020-01') + row('2020-01', '-0.07', 'Burglary')), file('two.csv', header + row('2020-02'))]
    const first = await run('incidents import', one, two, '--source', 'met')
    expect([first.code, first.printed.length, first.said]).toEqual([0, 1, []])
    expect(totals(first)).toMatchObject({ files: 2, read: 4, asb: 3, added: 3, already: 0, rejected: 0 })
    expect(totals(first)).not.toHaveProperty('restored')
    expect(totals(await run('incidents import', one, two, '--source', 'met'))).toMatchObject({ added: 0, already: 3 })
    expect(totals(await run('incidents import', two, '--source', 'other')).added).toBe(1)
  })

  it('keeps the rows it could not use in a file of their own and says where, each by its number and column', async () => {
    const done = await run('incidents import', file('bad.csv', header + row('2020-03') + row('last March') + row('2020-13')), '--source', 'bad')
    expect([done.code, totals(done)]).toEqual([0, expect.objectContaining({ read: 3, added: 1, rejected: 2 })])
    expect(done.said[0]).toMatch(/^2 rows could not be used: see /)
    const report = done.said[0]?.split(': see ')[1] ?? ''
    const lines = readFileSync(report, 'utf8')
    expect(lines).toContain('bad.csv')
    expect(lines).toMatch(/Month/)
    expect(readdirSync(folder).length).toBeGreaterThan(0)
  })

  it('a file that cannot be read leaves the others as they are, says so, and ends in 1', async () => {
    const done = await run('incidents import', file('good.csv', header + row('2020-04')), file('colours.csv', 'Colour,Size\nred,3\n'), '--source', 'mixed')
    expect([done.code, totals(done)]).toEqual([1, expect.objectContaining({ files: 1, added: 1 })])
    expect(done.said.join('\n')).toMatch(/colours\.csv is in no published layout[\s\S]*Nothing of colours\.csv was kept\./)
  })

  it.each([
    [['--source', 'met'], 'Name at least one file'],
    [['x.csv'], 'Name where the files come from'],
    [['x.csv', '--source', ''], 'Name where the files come from'],
    [['x.csv', '--source=-met'], 'Name where the files come from'],
    [['x.csv', '--source', 'heed'], 'Name where the files come from'],
    [['x.csv', '--source', 'client:dispatch'], 'Name where the files come from'],
    [['x.csv', '--source', `m${'x'.repeat(63)}`], 'Name where the files come from'],
  ])('%j are the wrong words', async (args, words) => {
    const error: unknown = await run('incidents import', ...args).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(WrongWords)
    expect(String(error)).toContain(words)
  })

  it('reads a force’s own file through a map, and says when the map cannot be opened or used', async () => {
    const map = file('own.json', JSON.stringify({ heedMap: 1, name: 'own', timeZone: 'Europe/London', timeFormats: ['dd/MM/yyyy HH:mm'], fields: { reference: 'No', reportedAt: 'When', narrative: 'Said' } }))
    const own = file('own.csv', 'No,When,Said\n1,01/03/2020 12:00,Shouting\n2,02/03/2020 12:00,Music\n')
    expect(totals(await run('incidents import', own, '--source', 'own', '--map', map))).toMatchObject({ read: 2, asb: 2, added: 2 })
    expect((await refusalOf(run('incidents import', own, '--source', 'own', '--map', join(folder, 'none.json')))).message).toBe('The map none.json cannot be opened.')
    expect((await refusalOf(run('incidents import', own, '--source', 'own', '--map', file('broken.json', '{')))).kind).toBe('invalid')
  })
})

describe('incidents imports and incidents reverse-import', () => {
  it('list what was imported, newest first, and withdraw it once; importing again restores it and says so', async () => {
    const path = file('again.csv', header + row('2020-05') + row('2020-05'))
    heed.clock.moveTo(new Date('2026-11-23T13:00:00Z'))
    await run('incidents import', path, '--source', 'again')
    const [newest] = (await run('incidents imports')).printed.map((line): { id: string; source: string; fileName: string; rowsAdded: number; reversedAt: string | null } => JSON.parse(line))
    expect(newest).toMatchObject({ source: 'again', fileName: 'again.csv', rowsAdded: 2, reversedAt: null })
    expect(totals(await run('incidents reverse-import', newest?.id ?? ''))).toEqual({ withdrawn: 2 })
    expect((await refusalOf(run('incidents reverse-import', newest?.id ?? ''))).message).toBe('This import was reversed before')
    expect(totals(await run('incidents import', path, '--source', 'again'))).toMatchObject({ added: 0, restored: 2 })
  })

  it('say what is wrong with an id that is none, and that there is no import of one', async () => {
    for (const words of [[], ['7'], ['again']]) await expect(run('incidents reverse-import', ...words)).rejects.toThrow('Give the id of the import')
    expect((await refusalOf(run('incidents reverse-import', newId()))).message).toBe('There is no such import')
  })
})
