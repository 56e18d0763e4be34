import { fileVerb, WrongWords, type CliWords, type Verb } from '#platform/cli.ts'
import { linkAfter } from '../linkage/link-after.ts'
import { linkRecords, type Linkage } from '../linkage/link.ts'
import type { Model } from '../linkage/model.ts'
import type { Records } from '../linkage/records.ts'
import { recognitions } from '../linkage/sequence.ts'
import { trainedFile } from './model-file.ts'
import { evaluateFiles } from './evaluate-files.ts'
import { readClusters } from './truth-file.ts'
import { csvRow, readModelFile, readRecordFiles, writeLines } from './record-files.ts'

/** What operators do with files of records: link them, train a model on them, judge a linkage. None needs the database. */
export const fileVerbs: readonly Verb[] = [
  fileVerb('people link', {
    about: 'Say which records of a file are the same person’s', usage: '--model MODEL.json --in RECORDS.csv [--in MORE.csv] --out CLUSTERS.csv [--earlier CLUSTERS.csv | [--pairs PAIRS.csv [--from WEIGHT]] [--sequence]]',
    flags: { model: 'value', in: 'values', out: 'value', earlier: 'value', pairs: 'value', from: 'value', sequence: 'switch' },
  }, linkFiles),
  fileVerb('people train', {
    about: 'Train a model on a file of records, without labels, and write it as a new version', usage: '--model MODEL.json --in RECORDS.csv [--in MORE.csv] --out TRAINED.json [--version NAME]',
    flags: { model: 'value', in: 'values', out: 'value', version: 'value' },
  }, trainOnFiles),
  fileVerb('people evaluate', {
    about: 'Judge a linkage against the truth', usage: '--truth TRUTH.csv --clusters CLUSTERS.csv [--model MODEL.json --in RECORDS.csv] [--person COLUMN] [--group COLUMN]',
    flags: { truth: 'value', clusters: 'value', model: 'value', in: 'values', person: 'value', group: 'value' },
  }, evaluateFiles),
]

async function linkFiles(cli: CliWords): Promise<void> {
  const out = wanted(cli, 'out')
  const earlier = cli.flag('earlier')
  if (earlier !== undefined) {
    if (cli.has('pairs') || cli.has('sequence')) throw new WrongWords('--earlier looks only at what is new: it writes clusters, neither --pairs nor --sequence')
    return linkAnew(cli, out, earlier)
  }
  const from = Number(cli.flag('from') ?? Number.NaN)
  if (cli.has('from') && Number.isNaN(from)) throw new WrongWords('--from takes a weight: a number such as 0 or -3')
  const { model, records } = await readGiven(cli)
  if (cli.has('sequence') && model.time === null) throw new WrongWords('--sequence needs to know when each record came: name the column in the model, "time": "recorded_at"')
  if (cli.has('sequence')) sayTimes(cli, records)
  const linkage = linkRecords(model, records)
  sayHow(cli, model, records, linkage)
  await writeLines(out, cli.has('sequence') ? sequenceLines(linkage, records) : clusterLines(linkage, records))
  const pairs = cli.flag('pairs')
  if (pairs !== undefined) await writeLines(pairs, pairLines(linkage, records, Number.isNaN(from) ? model.thresholds.same : from))
}

/** Link a file of which most was linked before. */
async function linkAnew(cli: CliWords, out: string, path: string): Promise<void> {
  const earlier = await readClusters(path)
  const { model, records } = await readGiven(cli)
  const { clusterOf, fresh, linkedAnew, pairs } = linkAfter(model, records, earlier)
  const gone = earlier.ids.length + fresh - records.count
  cli.say(`${records.count} records, ${fresh} of them new: ${linkedAnew} linked anew, ${pairs} pairs compared, ${new Set(clusterOf).size} persons`)
  if (gone > 0) cli.say(`${gone} records that were linked earlier are not among these: what they were linked with was linked anew without them`)
  await writeLines(out, (function* lines() {
    yield 'record_id,cluster_id'
    for (const [at, id] of records.ids.entries()) yield csvRow([id, clusterOf[at] ?? ''])
  })())
}

async function trainOnFiles(cli: CliWords): Promise<void> {
  const out = wanted(cli, 'out')
  const { model, records } = await readGiven(cli)
  const linkage = linkRecords({ ...model, trained: null }, records)
  sayHow(cli, { ...model, trained: null }, records, linkage)
  await writeLines(out, await trainedFile(wanted(cli, 'model'), linkage.model, cli.flag('version') ?? null))
}

/** A flag that must be there. */
export function wanted(cli: CliWords, name: string): string {
  const value = cli.flag(name)
  if (value === undefined) throw new WrongWords(`--${name} is missing`)
  return value
}

async function readGiven(cli: CliWords): Promise<{ model: Model; records: Records }> {
  const paths = cli.all('in')
  const modelPath = wanted(cli, 'model')
  if (paths.length === 0) throw new WrongWords('--in is missing: name the file of records')
  const model = await readModelFile(modelPath)
  return { model, records: await readRecordFiles(model, paths, (sentence) => cli.say(sentence)) }
}

/** Times are put in order as texts: of those that do not begin with the year the order means nothing. */
function sayTimes(cli: CliWords, { times, count }: Records): void {
  const odd = times.filter((time) => !/^\d{4}[-/]?\d\d/.test(time)).length
  if (odd > 0) cli.say(`model.time: ${odd} of ${count} times do not begin with year and month, as 2025-01-31T14:05 does, and are put in order as texts`)
}

function sayHow(cli: CliWords, model: Model, records: Records, { compared, groups, model: used }: Linkage): void {
  cli.say(`${records.count} records, ${compared.count} pairs compared, ${new Set(groups).size} persons`)
  if (model.trained === null) cli.say(`Trained on these records: ${used.trained?.from ?? ''}`)
  for (const [rule, splits] of Map.groupBy(compared.splits, (each) => each.rule)) {
    const most = splits.reduce((sum, each) => Math.max(sum, each.records), 0)
    const uncompared = splits.reduce((sum, each) => sum + each.uncompared, 0)
    const by = [...new Set(splits.flatMap((each) => each.by))]
    const left = uncompared === 0 ? '' : `; ${uncompared} pairs of records alike in everything were not each compared`
    cli.say(`${splits.length === 1 ? 'A key' : `${splits.length} keys`} of ${rule}, shared by ${splits.length === 1 ? '' : 'up to '}${most} records, split by ${by.join(', ')}${left}`)
  }
}

function* clusterLines(linkage: Linkage, records: Records): Generator<string> {
  yield 'record_id,cluster_id'
  for (let at = 0; at < records.count; at += 1) yield csvRow([records.ids[at] ?? '', records.ids[linkage.groups[at] ?? at] ?? ''])
}

function* sequenceLines(linkage: Linkage, records: Records): Generator<string> {
  yield 'record_id,best_earlier_id,weight,cluster_id'
  for (const { record, best, weight, group } of recognitions(linkage, records)) {
    yield csvRow([records.ids[record] ?? '', records.ids[best] ?? '', best === -1 ? '' : rounded(weight), records.ids[group] ?? ''])
  }
}

function* pairLines({ compared, weight, model }: Linkage, records: Records, from: number): Generator<string> {
  yield csvRow(['left_id', 'right_id', 'weight', ...model.comparisons.map(({ name }) => name)])
  for (let at = 0; at < compared.count; at += 1) {
    if ((weight[at] ?? 0) < from) continue
    yield csvRow([records.ids[compared.left[at] ?? 0] ?? '', records.ids[compared.right[at] ?? 0] ?? '', rounded(weight[at] ?? 0), ...(compared.patterns[compared.patternOf[at] ?? 0]?.levels ?? [])])
  }
}

/** A weight to three places, the same wherever it is written. */
function rounded(weight: number): string {
  const text = weight.toFixed(3)
  return text === '-0.000' ? '0.000' : text
}
