import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readRecordFiles } from '../src/features/people/cli/record-files.ts'
import { columnOf, readTable } from '../src/features/people/cli/truth-file.ts'
import { hangingTogether } from '../src/features/people/commands/hanging.ts'
import { judge, type Judgement } from '../src/features/people/linkage/evaluate.ts'
import { comparePairs } from '../src/features/people/linkage/link.ts'
import type { Model } from '../src/features/people/linkage/model.ts'
import { readModel } from '../src/features/people/linkage/read-model.ts'
import { rowAt, type Records, termsOf } from '../src/features/people/linkage/records.ts'
import { atOnce } from '../src/features/people/linkage/steps.ts'
import { groupsOf, pairsWeighed } from '../src/features/people/queries/gather.ts'
import { weighingWith } from '../src/features/people/queries/weighing.ts'
import { kinJoined } from './linkage-sets.ts'
import { projectFolder } from '#platform/config.ts'

/** Records put in order as those on record are at night: by the model that comes with Heed, held down and asked about as live. */
export interface LiveGroups {
  readonly whole: Judgement
  readonly byLabel: ReadonlyMap<string, Judgement>
  /** Records of two people of one surname at one address: joined wrongly, of so many. */
  readonly kin: ReturnType<typeof kinJoined>
}

/** The columns of the labelled calls, by the names Heed's own have. */
const CALLED: Readonly<Record<string, string>> = { given_name: 'first_name', family_name: 'surname', date_of_birth: 'dob', id: 'record_id', source_kind: 'source' }

const Written = z.looseObject({ id: z.string(), source: z.string(), columns: z.record(z.string(), z.looseObject({ from: z.string() })) })

/** The model that comes with Heed, for the labelled calls' own columns. */
function modelForCalls(): Model {
  const written = Written.parse(JSON.parse(readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8')))
  const called = (name: string): string => CALLED[name] ?? name
  const columns = Object.fromEntries(Object.entries(written.columns).map(([name, column]) => [name, { ...column, from: called(column.from) }]))
  return readModel(JSON.stringify({ ...written, id: called(written.id), source: called(written.source), columns }))
}

/** The labelled calls as the night would group them, judged against the truth, as a whole and by the label of the record. */
export async function groupedLive(folder: string): Promise<LiveGroups> {
  const model = modelForCalls()
  const records = await readRecordFiles(model, [join(folder, 'asb_dev_records.csv')])
  const truthFile = await readTable(join(folder, 'asb_dev_truth.csv'), ['record_id'])
  const [persons, labels] = [columnOf(truthFile, ['person_id']), columnOf(truthFile, ['group'])]
  const numbers = new Map<string, number>()
  const truth = records.ids.map((id) => {
    const person = persons.get(id) ?? ''
    numbers.set(person, numbers.get(person) ?? numbers.size)
    return numbers.get(person) ?? 0
  })
  const groups = atNight(model, records)
  const judged = (places: readonly number[]): Judgement => judge(places.map((at) => groups[at] ?? at), places.map((at) => truth[at] ?? 0))
  const byLabel = [...Map.groupBy(records.ids.keys(), (at) => labels.get(records.ids[at] ?? '') ?? '')].sort(([a], [b]) => (a < b ? -1 : 1))
  const kin = kinJoined({ linkage: { model, groups }, records, truth }, columnOf(truthFile, ['address_id']))
  return { whole: judged([...records.ids.keys()]), byLabel: new Map(byLabel.map(([label, places]) => [label, judged(places)])), kin }
}

function atNight(model: Model, records: Records): Int32Array {
  const weighing = weighingWith(model, termsOf(model, records))
  const given = model.columns.findIndex(({ name }) => name === 'given')
  const groups = Int32Array.from(records.ids, (_, at) => at)
  for (const places of atOnce(hangingTogether(records, records.ids, comparePairs(model, records), weighing, []))) {
    const rows = places.map((place) => rowAt(records, place))
    const mentions = places.map((place, at) => ({ id: records.ids[place] ?? '', givenName: rows[at]?.[given]?.text ?? null }))
    for (const group of groupsOf({ mentions, ...pairsWeighed(weighing, rows) }, weighing, [])) {
      for (const at of group) groups[places[at] ?? 0] = places[group[0] ?? 0] ?? 0
    }
  }
  return groups
}
