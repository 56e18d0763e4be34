import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { verb, WrongWords, type Cli, type Verb } from '#platform/cli.ts'
import { Refusal } from '#platform/errors.ts'
import { openRejects, type Rejects } from '#platform/files/rejects.ts'
import { openSource } from '#platform/files/source.ts'
import { isId } from '#platform/ids.ts'
import { shareRead, tellProgress } from '#platform/progress.ts'
import { importFile } from './imports/import-file.ts'
import { readImportMap, type ImportMap } from './imports/map-schema.ts'
import { listImports, reverseImport } from './imports/reverse-import.ts'

/** The operator's verbs for incidents. */
export const verbs: readonly Verb[] = [
  verb('incidents import', {
    about: 'Import incidents: data.police.uk street files or API records, or any CSV through a map; plain or .gz. The same file again adds nothing',
    usage: 'FILE… --source NAME [--map MAP.json]',
    flags: { source: 'value', map: 'value' },
  }, importFiles),
  verb('incidents imports', { about: 'List the imports on record, one line each' }, async (cli) => {
    for (const row of await cli.look('incidents.importFiles', listImports)) cli.print(JSON.stringify(row))
  }),
  verb('incidents reverse-import', { about: 'Withdraw everything one import added; importing the file again restores it', usage: 'ID' }, async (cli) => {
    const [id] = cli.words
    if (!isId(id)) throw new WrongWords('Give the id of the import (see “incidents imports”)')
    cli.print(JSON.stringify({ withdrawn: await cli.act('incidents.importFiles', (ctx) => reverseImport(ctx, id)) }))
  }),
]

interface Total {
  files: number
  read: number
  asb: number
  added: number
  already: number
  rejected: number
  restored: number
}

async function importFiles(cli: Cli): Promise<number> {
  const source = cli.flag('source')?.trim() ?? ''
  if (cli.words.length === 0) throw new WrongWords('Name at least one file')
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,62}$/.test(source) || source === 'heed' || source.startsWith('client:')) {
    throw new WrongWords('Name where the files come from: --source NAME, such as met or leicestershire. The same name each time keeps what was imported before from being added again')
  }
  const map = await mapFor(cli.flag('map'))
  const started = cli.ground.clock()
  const rejects = openRejects(cli.config.dataFolder, `incidents-${source}-${started.toISOString()}`)
  const total: Total = { files: 0, read: 0, asb: 0, added: 0, already: 0, rejected: 0, restored: 0 }
  const failed = await importEach(cli, { source, map, rejects, total })
  const report = await rejects.close()
  if (report !== null) cli.say(`${rejects.count.toLocaleString('en-GB')} rows could not be used: see ${report}`)
  const { restored, ...shown } = total
  const seconds = Math.round((cli.ground.clock().getTime() - started.getTime()) / 100) / 10
  cli.print(JSON.stringify({ ...shown, ...(restored === 0 ? {} : { restored }), seconds }))
  return failed === 0 ? 0 : 1
}

/** Each file is an act of its own: one that cannot be read does not undo the others. Result: how many could not be. */
async function importEach(cli: Cli, { source, map, rejects, total }: { source: string; map: ImportMap | null; rejects: Rejects; total: Total }): Promise<number> {
  let failed = 0
  for (const path of cli.words) {
    const now = { read: 0, share: '0 %' }
    const stop = tellProgress(cli.say, () => `Importing ${basename(path)}: ${now.share}, ${(total.read + now.read).toLocaleString('en-GB')} rows read`)
    try {
      const done = await importFile(cli.ground, await openSource(path), {
        token: await cli.services.tokenOf('cli'), source, map,
        watch: async ({ read, bytesRead, sizeBytes }, bad) => {
          Object.assign(now, { read, share: shareRead(bytesRead, sizeBytes) })
          await rejects.add(basename(path), bad)
        },
      })
      total.files += 1
      for (const key of ['read', 'asb', 'added', 'already', 'rejected', 'restored'] as const) total[key] += done[key]
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      failed += 1
      cli.say(`${cause.message}\nNothing of ${basename(path)} was kept.`)
    } finally {
      stop()
    }
  }
  return failed
}

async function mapFor(path: string | undefined): Promise<ImportMap | null> {
  if (path === undefined) return null
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Refusal('invalid', `The map ${basename(path)} cannot be opened.`)
  })
  return readImportMap(basename(path), text)
}
