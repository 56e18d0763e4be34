import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { auditKeyIn, sealAudit } from './audit/seal.ts'
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

/** What a verb prints, says and answers, in one of the two folders; `meanwhile` happens when its act is committed. */
async function run(name: string, at: 0 | 1, flags: Record<string, string> = {}, meanwhile = async (): Promise<void> => undefined): Promise<{ printed: string[]; said: string[]; code: number }> {
  const [printed, said]: [string[], string[]] = [[], []]
  const cli = cliFor({ config: readConfig({ HEED_DATA: folders[at] }), ground: heed.ground, services: heed.services }, { words: [], flags: new Map(Object.entries(flags)) })
  const act: typeof cli.act = async (...given) => {
    const result = await cli.act(...given)
    await meanwhile()
    return result
  }
  const code = await verbs.find((each) => each.name === name)?.run({ ...cli, act, print: (line) => void printed.push(line), say: (sentence) => void said.push(sentence) })
  return { printed, said, code: code ?? 0 }
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
  expect(await run('audit new-key', 1, { 'instead-of': keyOf(0) })).toMatchObject({ code: 0, said: [expect.stringContaining(`signed with the key ${keyOf(1)} from now on`)] })
  expect(await entriesOf('platform.new-audit-key')).toEqual([{ verb: 'alteration', detail: { keyId: keyOf(1), insteadOf: keyOf(0) } }])
  const { code, printed, said } = await run('audit verify', 1)
  expect([code, JSON.parse(printed[0] ?? '').faults]).toEqual([0, []])
  expect(said[0]).toMatch(new RegExp(`^Heads \\d+ to \\d+ \\(\\d+\\) were signed with the key ${keyOf(0)}, which was given up as lost`))
  await expect(run('audit verify', 0)).rejects.toThrow(`signed with the key ${keyOf(1)}`)
})

it('PL-02 another folder is told whose key it needs though nothing waits to be sealed, and its check leaves no head behind', async () => {
  await run('audit verify', 1)
  const { worker } = heed.database.pools
  while ((await sealAudit(worker, auditKeyIn(folders[1] ?? ''), folders[1] ?? '', heed.clock.now())) > 0);
  await expect(run('audit verify', 0)).rejects.toThrow(`signed with the key ${keyOf(1)}`)
})

it('PL-02 a key is not said to sign while a Heed with the lost one signs on; the next try takes over, and both acts cover what the lost key signed', async () => {
  const stillRunning = async (): Promise<void> => {
    while ((await sealAudit(heed.database.pools.worker, auditKeyIn(folders[1] ?? ''), folders[1] ?? '', heed.clock.now())) > 0);
  }
  const tried = await run('audit new-key', 0, { 'instead-of': keyOf(1) }, stillRunning)
  expect(tried).toMatchObject({ code: 1, said: [`A Heed that is still running signed with the key ${keyOf(1)} meanwhile. Stop it, then run this again`] })
  expect((await run('audit new-key', 0, { 'instead-of': keyOf(1) })).code).toBe(0)
  expect(await run('audit verify', 0)).toMatchObject({ code: 0, said: [expect.stringContaining(`signed with the key ${keyOf(1)}, which was given up`), expect.stringContaining('The audit is whole')] })
})
