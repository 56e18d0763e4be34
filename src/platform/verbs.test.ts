import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { auditKeyIn } from './audit/seal.ts'
import { cliFor, WrongWords } from './cli.ts'
import { readConfig } from './config.ts'
import { verbs } from './verbs.ts'

let heed: TestHeed
const folders: string[] = []

beforeAll(async () => {
  heed = await openTestHeed()
  folders.push(mkdtempSync(join(tmpdir(), 'heed-verbs-')), mkdtempSync(join(tmpdir(), 'heed-verbs-')))
})
afterAll(async () => {
  await heed.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** What a verb prints and answers, in one of the two folders. */
async function run(name: string, at: 0 | 1, flags: Record<string, string> = {}): Promise<{ printed: string[]; code: number }> {
  const printed: string[] = []
  const cli = cliFor({ config: readConfig({ HEED_DATA: folders[at] }), ground: heed.ground, services: heed.services }, { words: [], flags: new Map(Object.entries(flags)) })
  const code = await verbs.find((each) => each.name === name)?.run({ ...cli, print: (line) => void printed.push(line), say: () => undefined })
  return { printed, code: code ?? 0 }
}
const keyOf = (at: 0 | 1): string => auditKeyIn(folders[at] ?? '').id
const entriesOf = async (act: string): Promise<readonly { verb: string; detail: unknown }[]> =>
  (await heed.database.pools.bootstrap.query<{ verb: string; detail: unknown }>("select verb, payload::json -> 'detail' as detail from audit_entries where act = $1 order by at", [act])).rows

it('PL-02 whoever checks the audit is in it, and the check finds it whole', async () => {
  expect((await run('audit verify', 0)).code).toBe(0)
  expect((await run('audit verify', 0)).code).toBe(0)
  expect((await entriesOf('platform.verify-audit')).map(({ verb }) => verb)).toEqual(['consultation', 'consultation'])
})

it('PL-02 another folder neither checks nor signs the audit with its own key, unless the lost key is named', async () => {
  await expect(run('audit verify', 1)).rejects.toThrow(`signed with the key ${keyOf(0)}, and the one in ${folders[1]} is ${keyOf(1)}`)
  await expect(run('audit new-key', 0)).rejects.toThrow('is signed with the key of this folder already')
  await expect(run('audit new-key', 1)).rejects.toThrow(WrongWords)
  await expect(run('audit new-key', 1, { 'instead-of': keyOf(1) })).rejects.toThrow(`--instead-of ${keyOf(0)}`)
  expect((await run('audit new-key', 1, { 'instead-of': keyOf(0) })).code).toBe(0)
  expect(await entriesOf('platform.new-audit-key')).toEqual([{ verb: 'alteration', detail: { keyId: keyOf(1), insteadOf: keyOf(0) } }])
  const { code, printed } = await run('audit verify', 1)
  expect(code).toBe(1)
  expect(JSON.parse(printed[0] ?? '').faults).toEqual(expect.arrayContaining([expect.stringContaining(`was signed with another key (${keyOf(0)})`)]))
  await expect(run('audit verify', 0)).rejects.toThrow(`signed with the key ${keyOf(1)}`)
})
