import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliFor, readWords, type Cli } from '#platform/cli.ts'
import { readConfig } from '#platform/config.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { findAddresses } from './queries/find-addresses.ts'
import { placesVerbs } from './cli.ts'

let heed: TestHeed
const folder = mkdtempSync(join(tmpdir(), 'heed-places-'))
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(async () => {
  await heed.close()
  rmSync(folder, { recursive: true, force: true })
})

const [importing] = placesVerbs(async () => 3)
async function run(...args: string[]): Promise<{ code: number; printed: string[]; said: string[] }> {
  if (importing === undefined) throw new Error('there is no verb')
  const [printed, said]: [string[], string[]] = [[], []]
  const config = readConfig({ HEED_DATA: folder, DATABASE_URL: 'postgres://somebody:secret@db.example/heed' })
  const cli: Cli = { ...cliFor({ config, ground: heed.ground, services: heed.services }, readWords(importing, args)), print: (line) => void printed.push(line), say: (line) => void said.push(line) }
  return { code: (await importing.run(cli)) ?? 0, printed, said }
}
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const square = (west: number) => ({ type: 'Polygon', coordinates: [[[west, 52], [west + 0.01, 52], [west + 0.01, 52.01], [west, 52.01]]] })

describe('places import', () => {
  it.each([
    [['a.csv'], /--kind borough/], [['a.csv', '--kind', 'planet'], /--kind borough/], [['--kind', 'ward'], /Name one file/], [['a', 'b', '--kind', 'ward'], /Name one file/], [['a.csv', '--kind', 'postcode', '--teams'], /--teams goes with --kind ward/],
  ])('%j is refused before anything is read', async (args, said) => {
    await expect(run(...args)).rejects.toThrow(said)
  })

  it('loads a gazetteer, prints what came of it as one line, and keeps the bad rows with why', async () => {
    const path = file('gazetteer.csv', 'uprn,address,postcode,longitude,latitude\n100,1 Alder Row,ZA9 9AA,-0.09,51.41\n1E+11,2 Alder Row,ZA9 9AA,-0.09,51.41\n,3 Alder Row,,,\n101,4 Alder Row,nonsense,-0.09,51.41\n')
    const { code, printed, said } = await run(path, '--kind', 'address')
    expect(code).toBe(0)
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ files: 1, kind: 'address', read: 4, added: 1, already: 0, changed: 0, rejected: 3 })
    const report = /see (\S+)/.exec(said.join('\n'))?.[1] ?? ''
    const rows = readFileSync(report, 'utf8')
    for (const words of ['has been shortened by a spreadsheet', 'is not a number of 1 to 12 digits', 'is not shaped like a postcode']) expect(rows).toContain(words)
    expect(rows).not.toContain('Alder')
    expect((await heed.look('amara.diallo', (ctx) => findAddresses(ctx, { text: '1 Alder', postcode: null }))).map(({ line }) => line)).toEqual(['1 Alder Row'])
  })

  it('the same file again adds nothing; a later one brings a row up to date', async () => {
    const again = file('gazetteer.csv', 'uprn,address,postcode,longitude,latitude\n0100,1 Alder Row,ZA9 9AA,-0.09,51.41\n')
    expect(JSON.parse((await run(again, '--kind', 'address')).printed[0] ?? '')).toMatchObject({ added: 0, already: 1, changed: 0 })
    const later = file('later.csv', 'uprn,address,postcode,longitude,latitude\n100,1 Alder Row West,ZA9 9AA,-0.09,51.41\n')
    expect(JSON.parse((await run(later, '--kind', 'address')).printed[0] ?? '')).toMatchObject({ added: 0, already: 0, changed: 1 })
    expect((await heed.look('amara.diallo', (ctx) => findAddresses(ctx, { text: null, postcode: 'za99aa' }))).map(({ line }) => line)).toEqual(['1 Alder Row West'])
  })

  it('loads wards and makes their teams in the same call', async () => {
    const ward = file('wards.geojson', JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { WD23CD: 'E05999901', WD23NM: 'Alder' }, geometry: square(-0.5) }] }))
    expect(JSON.parse((await run(ward, '--kind', 'ward', '--teams')).printed[0] ?? '')).toMatchObject({ kind: 'ward', added: 1, teams: 3 })
  })

  it('what is no file of the kind is refused, naming it', async () => {
    await expect(run(file('page.csv', '<!doctype html>'), '--kind', 'postcode')).rejects.toThrow(/page\.csv is a web page/)
    await expect(run(join(folder, 'nowhere.csv'), '--kind', 'postcode')).rejects.toThrow()
  })
})
