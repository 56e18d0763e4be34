import { Refusal } from '#platform/errors.ts'
import { WrongWords, type CliWords } from '#platform/cli.ts'
import { judge, measureOf, type Measure } from '../linkage/evaluate.ts'
import { comparePairs } from '../linkage/link.ts'
import { readModelFile, readRecordFiles } from './record-files.ts'
import { columnOf, readTable, type Table } from './truth-file.ts'

const ID = ['record_id', 'unique_id', 'rec_id', 'id']
const PERSON = ['person_id', 'cluster', 'cluster_id', 'group', 'person']

/** Judge a linkage's clusters against a file that says whose each record is; by group too, where the truth names one. */
export async function evaluateFiles(cli: CliWords): Promise<void> {
  const [truthPath, clustersPath, person] = [cli.flag('truth'), cli.flag('clusters'), cli.flag('person')]
  if (truthPath === undefined || clustersPath === undefined) throw new WrongWords('--truth and --clusters are both needed')
  const truth = await readTable(truthPath, ID)
  const clusters = await readTable(clustersPath, ID)
  const persons = columnOf(truth, person === undefined ? PERSON : [person])
  const found = columnOf(clusters, ['cluster_id'])
  const ids = [...found.keys()].filter((id) => persons.has(id)).sort()
  if (ids.length === 0) throw new Refusal('invalid', `${truth.name} and ${clusters.name} have no record id in common. Are they of the same records?`)
  if (ids.length < found.size) cli.say(`${found.size - ids.length} records of ${clusters.name} are not in ${truth.name} and are left out`)
  if (ids.length < persons.size) cli.say(`${persons.size - ids.length} records of ${truth.name} are not in ${clusters.name} and are left out: what was not found of them is not counted against it`)
  const [foundNumbers, trueNumbers] = [numbered(ids, found), numbered(ids, persons)]
  const all = judge(foundNumbers, trueNumbers)
  cli.print(`records ${all.records}   persons ${all.persons}   clusters ${all.found}   largest ${all.largest} (true ${all.largestTrue})`)
  cli.print(lineOf('pairs in clusters', all.pairs))
  cli.print(lineOf('B-cubed', all.bCubed))
  cli.print(lineOf('whole persons', all.clusters))
  await printBlocking(cli, ids, trueNumbers)
  printGroups(cli, truth, ids, foundNumbers, trueNumbers)
}

function lineOf(what: string, { precision, recall, f1 }: Measure): string {
  return `${what.padEnd(18)} precision ${precision.toFixed(4)}   recall ${recall.toFixed(4)}   F1 ${f1.toFixed(4)}`
}

function numbered(ids: readonly string[], of: ReadonlyMap<string, string>): readonly number[] {
  const numbers = new Map<string, number>()
  return ids.map((id) => {
    const key = of.get(id) ?? ''
    const found = numbers.get(key) ?? numbers.size
    numbers.set(key, found)
    return found
  })
}

/** With the model and the records, how many true pairs came up for comparison at all: no linkage finds more but through others. */
async function printBlocking(cli: CliWords, ids: readonly string[], persons: readonly number[]): Promise<void> {
  const modelPath = cli.flag('model')
  if (modelPath === undefined || cli.all('in').length === 0) return
  const model = await readModelFile(modelPath)
  const records = await readRecordFiles(model, cli.all('in'))
  const person = new Map(ids.map((id, at) => [id, persons[at] ?? -1]))
  const whose = records.ids.map((id) => person.get(id) ?? -1)
  const compared = comparePairs(model, records)
  let right = 0
  for (let at = 0; at < compared.count; at += 1) {
    const one = whose[compared.left[at] ?? 0]
    if (one !== -1 && one === whose[compared.right[at] ?? 0]) right += 1
  }
  const { truePairs } = judge(persons, persons).pairs
  cli.print(`blocking           ${compared.count} pairs compared, recall ${(truePairs === 0 ? 1 : right / truePairs).toFixed(4)}`)
}

const FEW_PAIRS = 5000

/** By group: true pairs both of whose records are of the group, and pairs said of at least one of them. */
function printGroups(cli: CliWords, truth: Table, ids: readonly string[], found: readonly number[], persons: readonly number[]): void {
  const named = cli.flag('group')
  const column = named ?? (truth.header.includes('group') && truth.header.includes('person_id') ? 'group' : null)
  if (column === null) return
  const groupOf = columnOf(truth, [column])
  const groups = [...new Set(ids.map((id) => groupOf.get(id) ?? ''))].filter((group) => group !== '').sort()
  const rows = groups.map((group) => {
    const inside = ids.flatMap((id, at) => (groupOf.get(id) === group ? [at] : []))
    const { pairs } = judge(inside.map((at) => found[at] ?? 0), inside.map((at) => persons[at] ?? 0))
    return { group, ...measureOf(pairs.right, pairs.foundPairs, pairs.truePairs), truePairs: pairs.truePairs }
  })
  cli.print(`by ${column}`)
  for (const row of rows) cli.print(`${lineOf(`  ${row.group}`, row)}   true pairs ${row.truePairs}`)
  const large = rows.filter(({ truePairs }) => truePairs >= FEW_PAIRS).map(({ recall }) => recall)
  if (large.length > 1) cli.print(`gap in recall between groups of ${FEW_PAIRS} true pairs or more: ${(100 * (Math.max(...large) - Math.min(...large))).toFixed(1)} points`)
}
