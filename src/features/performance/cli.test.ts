import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { anIncident } from '#features/incidents/examples.ts'
import { type Cli, cliFor, readWords } from '#platform/cli.ts'
import { readConfig } from '#platform/config.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { verbs } from './cli.ts'

const Printed = z.object({ month: z.string(), partial: z.string().nullable(), total: z.object({ figures: z.record(z.string(), z.number()) }), measures: z.array(z.object({ key: z.string(), source: z.string() })) })

let heed: TestHeed
let folder: string

beforeAll(async () => {
  heed = await openTestHeed()
  folder = mkdtempSync(join(tmpdir(), 'heed-figures-'))
  await heed.act('amara.diallo', (ctx) => anIncident(ctx))
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await heed.close()
})

async function compute(...args: string[]): Promise<string[]> {
  const [verb] = verbs
  if (verb === undefined) throw new Error('there is no verb')
  const printed: string[] = []
  const config = readConfig({ HEED_DATA: folder, DATABASE_URL: 'postgres://somebody:secret@db.example/heed' })
  const cli: Cli = { ...cliFor({ config, ground: heed.ground, services: heed.services }, readWords(verb, args)), print: (line) => void printed.push(line) }
  await verb.run(cli)
  return printed
}

describe('performance compute', () => {
  it('prints the force’s figures of a month as one line of JSON, with the source of each', async () => {
    const printed = await compute('--month', '2026-11')
    expect(printed).toHaveLength(1)
    const read = Printed.parse(JSON.parse(printed[0] ?? ''))
    expect(read).toMatchObject({ month: '2026-11', total: { figures: { 'asb-incidents': 1, 'cases-opened': 0 } } })
    expect(read.partial).toContain('not over')
    expect(read.measures.every(({ source }) => source.includes('¶58'))).toBe(true)
  })

  it('asks for a month when it is given none, or something else', async () => {
    await expect(compute()).rejects.toThrow('yyyy-mm')
    await expect(compute('--month', 'October')).rejects.toThrow('yyyy-mm')
  })
})
