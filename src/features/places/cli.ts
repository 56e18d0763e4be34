import { verb, WrongWords, type Cli, type Verb } from '#platform/cli.ts'
import type { Context } from '#platform/context.ts'
import { openRejects } from '#platform/files/rejects.ts'
import { openSource, type Source } from '#platform/files/source.ts'
import { shareRead, tellProgress } from '#platform/progress.ts'
import { loadAddresses } from './commands/load-addresses.ts'
import { loadAreas, type Loaded, type Watch } from './commands/load-areas.ts'
import { loadPostcodes } from './commands/load-postcodes.ts'

/** Something another feature does once wards have been loaded. Result: how many teams it made. */
export type RaiseTeams = (ctx: Context) => Promise<number>

const KINDS = ['borough', 'ward', 'lsoa', 'postcode', 'address'] as const
type Kind = (typeof KINDS)[number]

/** The operator's verbs for places; `raiseTeams` gives every ward without a team one of its own. */
export function placesVerbs(raiseTeams: RaiseTeams): readonly Verb[] {
  return [
    verb('places import', {
      about: 'Load boroughs, wards, LSOAs (GeoJSON), postcodes or a gazetteer of addresses (CSV); plain or .gz',
      usage: 'FILE --kind borough|ward|lsoa|postcode|address [--teams]   (--teams: one Safer Neighbourhoods team for each ward that has none)',
      flags: { kind: 'value', teams: 'switch' },
    }, async (cli) => importPlaces(cli, raiseTeams)),
  ]
}

async function importPlaces(cli: Cli, raiseTeams: RaiseTeams): Promise<number> {
  const kind = KINDS.find((known) => known === cli.flag('kind'))
  const [path, ...others] = cli.words
  if (kind === undefined) throw new WrongWords(`Say what the file holds: --kind ${KINDS.join(', --kind ')}`)
  if (path === undefined || others.length > 0) throw new WrongWords('Name one file')
  if (cli.has('teams') && kind !== 'ward') throw new WrongWords('--teams goes with --kind ward')
  const started = cli.ground.clock()
  const source = await openSource(path)
  const rejects = openRejects(cli.config.dataFolder, `${kind}-${source.name}-${started.toISOString()}`)
  const seen = { read: 0, bytes: 0 }
  const counted = countBytes(source, (bytes) => (seen.bytes += bytes))
  const stop = tellProgress(cli.say, () => `Loading ${source.name}: ${shareRead(seen.bytes, source.sizeBytes)} of the file, ${seen.read.toLocaleString('en-GB')} read`)
  const watch: Watch = async (read, faults) => {
    seen.read = read
    await rejects.add(source.name, faults)
  }
  const loaded = await cli.act('places.loadPlaces', (ctx) => load(ctx, kind, counted, watch)).finally(stop)
  const teams = cli.has('teams') ? await cli.act('admin.changeTeams', raiseTeams) : null
  const report = await rejects.close()
  if (report !== null) cli.say(`${loaded.rejected} could not be used: see ${report}`)
  const seconds = Math.round((cli.ground.clock().getTime() - started.getTime()) / 100) / 10
  cli.print(JSON.stringify({ files: 1, kind, ...loaded, ...(teams === null ? {} : { teams }), seconds }))
  return 0
}

function load(ctx: Context, kind: Kind, source: Source, watch: Watch): Promise<Loaded> {
  if (kind === 'postcode') return loadPostcodes(ctx, source, watch)
  if (kind === 'address') return loadAddresses(ctx, source, watch)
  return loadAreas(ctx, source, kind, watch)
}

function countBytes(source: Source, count: (bytes: number) => void): Source {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.bytes) {
      count(chunk.length)
      yield chunk
    }
  }
  return { ...source, bytes: counted() }
}
