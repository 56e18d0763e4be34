import { type Cli, type Verb, verb, WrongWords } from '#platform/cli.ts'
import { installModel } from '../commands/install-model.ts'
import { type Relinked, relinkAll } from '../commands/relink.ts'
import { readModelFile, readModelText } from './record-files.ts'

/** What operators do with the people of Heed itself. */
export const liveVerbs: readonly Verb[] = [
  verb('people relink', {
    about: 'Look at everybody on record anew, or say what that would change', usage: '[--dry-run [--model MODEL.json]]', flags: { 'dry-run': 'switch', model: 'value' },
  }, relink),
  verb('people install', {
    about: 'Put a new version of the model people are recognised by in force', usage: '--model MODEL.json --reason "WHY" [--from 2026-12-01T00:00:00Z]', flags: { model: 'value', reason: 'value', from: 'value' },
  }, install),
]

async function relink(cli: Cli): Promise<void> {
  const path = cli.flag('model')
  const isDry = cli.has('dry-run')
  if (path !== undefined && !isDry) throw new WrongWords('Another model is only tried with --dry-run. Put it in force with "people install"')
  const model = path === undefined ? undefined : await readModelFile(path)
  const found = await relinkAll((work) => cli.act('people.relink', work, 'system'), { isDry, ...(model === undefined ? {} : { model }) })
  for (const line of linesOf(found, isDry)) cli.print(line)
}

/** No names: ids and counts, which say enough to look them up. */
function linesOf(found: Relinked, isDry: boolean): string[] {
  const would = isDry ? 'would be' : 'were'
  return [
    `model ${found.modelVersion}: ${found.mentions} mentions, ${found.pairs} pairs compared, ${found.before} persons before, ${found.after} after`,
    `${found.merges.length} groups of persons ${would} put together, ${found.splits.length} persons ${would} taken apart`,
    ...found.commonKeys.map(({ rule, records, by, uncompared }) => `the key ${rule} is shared by ${records} mentions: split by ${by.join(', ')}${uncompared === 0 ? '' : `, and ${uncompared} pairs were left uncompared`}`),
    ...found.left.map((size) => `${size} mentions hang together, more than are grouped: they ${isDry ? 'would be' : 'were'} left as they are. Look for a telephone, address or name that systems put in for "not known"`),
    ...(isDry ? [...found.merges.map((ids) => `together: ${ids.join(' ')}`), ...found.splits.map((id) => `apart: ${id}`)] : []),
  ]
}

async function install(cli: Cli): Promise<void> {
  const path = cli.flag('model')
  if (path === undefined) throw new WrongWords('--model is needed')
  const from = cli.flag('from')
  const at = from === undefined ? undefined : new Date(from)
  if (at !== undefined && Number.isNaN(at.getTime())) throw new WrongWords('--from takes an instant: 2026-12-01T00:00:00Z')
  const text = await readModelText(path)
  const version = await cli.act('people.installModel', (ctx) => installModel(ctx, { text, reason: cli.flag('reason') ?? '', inForceFrom: at ?? ctx.now }))
  cli.print(`model ${version} is in force from ${(at ?? cli.ground.clock()).toISOString()}`)
}
