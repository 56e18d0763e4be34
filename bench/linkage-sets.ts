import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readModelFile, readRecordFiles } from '../src/features/people/cli/record-files.ts'
import { columnOf, readTable } from '../src/features/people/cli/truth-file.ts'
import { addressGroups } from '../src/features/people/linkage/addresses.ts'
import { judge, measureOf, type Judgement, type Measure } from '../src/features/people/linkage/evaluate.ts'
import { valueIn } from '../src/features/people/linkage/compare.ts'
import { linkRecords, type Linkage } from '../src/features/people/linkage/link.ts'
import { rowAt, type Records } from '../src/features/people/linkage/records.ts'
import { recognitions } from '../src/features/people/linkage/sequence.ts'
import { projectFolder } from '#platform/config.ts'

/** A labelled set: its model, its files, where the truth stands, and what must be reached. */
export interface LabelledSet {
  readonly name: string
  readonly model: string
  readonly files: readonly string[]
  readonly truth: { readonly file: string | null; readonly id: string; readonly person: string | null }
  readonly reach: { readonly pair?: number; readonly cluster?: number; readonly bCubed?: number; readonly precision?: number; readonly largest?: number; readonly noFalse?: boolean }
}

const febrl = (name: string, model: string, files: readonly string[], reach: LabelledSet['reach']): LabelledSet => ({ name, model, files, truth: { file: null, id: 'rec_id', person: null }, reach })

/** The sets and the figures to reach, of the method's own table. */
export const SETS: readonly LabelledSet[] = [
  febrl('febrl4, all fields', 'febrl.json', ['febrl4a.csv', 'febrl4b.csv'], { pair: 0.999, noFalse: true }),
  febrl('febrl4, no number and no birth', 'febrl-calls.json', ['febrl4a.csv', 'febrl4b.csv'], { pair: 0.996 }),
  febrl('febrl3, all fields', 'febrl.json', ['febrl3.csv'], { cluster: 0.999 }),
  febrl('febrl3, no number and no birth', 'febrl-calls.json', ['febrl3.csv'], { cluster: 0.996 }),
  { name: 'fake_1000', model: 'fake.json', files: ['fake_1000.csv'], truth: { file: 'fake_1000.csv', id: 'unique_id', person: 'cluster' }, reach: { cluster: 0.95, precision: 0.99 } },
  { name: 'fake_20000', model: 'fake.json', files: ['fake_20000.csv'], truth: { file: 'fake_20000.csv', id: 'unique_id', person: 'group' }, reach: { cluster: 0.915, bCubed: 0.94 } },
  { name: 'asb_dev', model: 'asb.json', files: ['asb_dev_records.csv'], truth: { file: 'asb_dev_truth.csv', id: 'record_id', person: 'person_id' }, reach: { cluster: 0.945, bCubed: 0.962, largest: 60 } },
]

/** The folder of labelled sets kept beside the repository, or null when there is none. */
export function findLinkageSets(): string | null {
  const beside = join(projectFolder(), '..')
  for (const { name } of readdirSync(beside, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const folder = join(beside, name, 'linkage', 'given')
    if (existsSync(join(folder, 'asb_dev_records.csv'))) return folder
  }
  return null
}

/** A set linked and judged: pairs at the default threshold, and groups. */
export interface LinkedSet {
  readonly set: LabelledSet
  readonly records: Records
  readonly linkage: Linkage
  /** By record, the number of its person. */
  readonly truth: readonly number[]
  readonly groups: Judgement
  readonly pairs: Measure & { readonly wrong: number }
}

/** Link a labelled set with its shipped model and the defaults. */
export async function linkSet(folder: string, set: LabelledSet): Promise<LinkedSet> {
  const model = await readModelFile(join(projectFolder(), 'models', set.model))
  const records = await readRecordFiles(model, set.files.map((file) => join(folder, file)))
  const persons = set.truth.file === null ? null : columnOf(await readTable(join(folder, set.truth.file), [set.truth.id]), [set.truth.person ?? ''])
  const numbers = new Map<string, number>()
  const truth = records.ids.map((id) => {
    const person = persons === null ? (id.split('-')[1] ?? '') : (persons.get(id) ?? '')
    numbers.set(person, numbers.get(person) ?? numbers.size)
    return numbers.get(person) ?? 0
  })
  const linkage = linkRecords(model, records)
  const groups = judge(linkage.groups, truth)
  let [said, right] = [0, 0]
  for (let at = 0; at < linkage.compared.count; at += 1) {
    if ((linkage.weight[at] ?? 0) < model.thresholds.same) continue
    said += 1
    if (truth[linkage.compared.left[at] ?? 0] === truth[linkage.compared.right[at] ?? 0]) right += 1
  }
  return { set, records, linkage, truth, groups, pairs: { ...measureOf(right, said, groups.pairs.truePairs), wrong: said - right } }
}

/** What is said at the call, at the default threshold: of known callers, how many are known again; of new ones, how many are taken for another. */
export function atTheCall({ linkage, records, truth }: LinkedSet): { recognised: number; precision: number; falseOnNew: number } {
  const seen = new Set<number>()
  const counts = { known: 0, fresh: 0, said: 0, right: 0, wrongOnNew: 0 }
  for (const { record, best, weight } of recognitions(linkage, records)) {
    const person = truth[record] ?? 0
    const isKnown = seen.has(person)
    seen.add(person)
    if (records.sources[record] !== 'call') continue
    if (isKnown) counts.known += 1
    else counts.fresh += 1
    if (best === -1 || weight < linkage.model.thresholds.same) continue
    counts.said += 1
    if (truth[best] === person) counts.right += 1
    if (!isKnown) counts.wrongOnNew += 1
  }
  return { recognised: counts.right / counts.known, precision: counts.right / counts.said, falseOnNew: counts.wrongOnNew / counts.fresh }
}

/** As far apart as a father and a son. */
const GENERATION_YEARS = 14

/** Records of two people at one address with one surname: joined wrongly, of so many. */
export function kinJoined({ linkage, records, truth }: Pick<LinkedSet, 'records' | 'truth'> & { readonly linkage: Pick<Linkage, 'model' | 'groups'> }, addressOf: ReadonlyMap<string, string>): { twins: number; twinsJoined: number; namesakes: number; namesakesJoined: number } {
  const at = (name: string): number => linkage.model.columns.findIndex((column) => column.name === name)
  const [given, family, birth] = [at('given'), at('family'), at('birth')]
  const homes = Map.groupBy(records.ids.keys(), (record) => addressOf.get(records.ids[record] ?? '') ?? '')
  const found = { twins: 0, twinsJoined: 0, namesakes: 0, namesakesJoined: 0 }
  for (const [home, members] of homes) {
    if (home === '') continue
    for (const [i, one] of members.entries()) for (const two of members.slice(i + 1)) {
      if (truth[one] === truth[two]) continue
      const [a, b] = [rowAt(records, one), rowAt(records, two)]
      const [bornA, bornB] = [valueIn(a, birth), valueIn(b, birth)]
      if (bornA === null || bornB === null || valueIn(a, family) === null || valueIn(a, family)?.text !== valueIn(b, family)?.text) continue
      const isJoined = linkage.groups[one] === linkage.groups[two] ? 1 : 0
      const isTwin = bornA.text === bornB.text && !bornA.isPart
      const isNamesake = valueIn(a, given)?.isPart === false && valueIn(a, given)?.text === valueIn(b, given)?.text && Math.abs(bornA.year - bornB.year) >= GENERATION_YEARS
      if (isTwin) [found.twins, found.twinsJoined] = [found.twins + 1, found.twinsJoined + isJoined]
      if (isNamesake) [found.namesakes, found.namesakesJoined] = [found.namesakes + 1, found.namesakesJoined + isJoined]
    }
  }
  return found
}

/** Recall and precision of the groups, by a label of the record. */
export function byLabel({ linkage, records, truth }: LinkedSet, labelOf: ReadonlyMap<string, string>): readonly (Measure & { readonly label: string; readonly truePairs: number })[] {
  const labels = Map.groupBy(records.ids.keys(), (record) => labelOf.get(records.ids[record] ?? '') ?? '')
  return [...labels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, inside]) => {
    const { pairs } = judge(inside.map((record) => linkage.groups[record] ?? 0), inside.map((record) => truth[record] ?? 0))
    return { label, precision: pairs.precision, recall: pairs.recall, f1: pairs.f1, truePairs: pairs.truePairs }
  })
}

/** How well records are put at one address. */
export function addressesJudged({ linkage, records }: LinkedSet, addressOf: ReadonlyMap<string, string>): Measure {
  const at = (name: string): number => linkage.model.columns.findIndex((column) => column.name === name)
  const [uprn, line, postcode] = [at('uprn'), at('address'), at('postcode')]
  const rows = records.ids.map((_, record) => rowAt(records, record))
  const groups = addressGroups(rows.map((row) => ({ uprn: row[uprn] ?? null, line: row[line] ?? null, postcode: row[postcode] ?? null })))
  const numbers = new Map<string, number>()
  const kept = records.ids.flatMap((id, record) => ((groups[record] ?? -1) >= 0 && (addressOf.get(id) ?? '') !== '' ? [record] : []))
  return judge(kept.map((record) => groups[record] ?? 0), kept.map((record) => {
    const address = addressOf.get(records.ids[record] ?? '') ?? ''
    numbers.set(address, numbers.get(address) ?? numbers.size)
    return numbers.get(address) ?? 0
  })).pairs
}
