import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectFolder } from '#platform/config.ts'
import { writeSyntheticPeople } from './synthetic-people.ts'

const MILLION = 1_000_000
/** One record in so many comes later: ten thousand of a million and ten thousand. */
const LATER = 101
const TRAINED_ON = 100_000

/** Says one figure against what it is to reach. */
export type Tell = (what: string, figures: Readonly<Record<string, string | number>>, isEnough: boolean) => void

/** A million invented records to clusters, and ten thousand more into them, by the verbs as an operator runs them, each in a process of its own. */
export async function tellMillion(tell: Tell): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'heed-linkage-'))
  const [all, before, later, some] = ['all.csv', 'before.csv', 'later.csv', 'some.csv'].map((name) => join(folder, name))
  if (all === undefined || before === undefined || later === undefined || some === undefined) return
  try {
    await writeSyntheticPeople(all, MILLION + MILLION / (LATER - 1))
    await parted(all, { before, later, some })
    const shipped = join(projectFolder(), 'models/asb.json')
    const floor = await sortSeconds(before)
    const { seconds, megabytes } = await verb(['link', '--model', shipped, '--in', before, '--out', join(folder, 'clusters.csv')])
    tell('linkage of 1,000,000 records to clusters', { seconds, 'at most': 60, 'MB of memory': megabytes, 'at most MB': 4096, 'reading and sorting the file': floor, ratio: seconds / floor }, seconds <= 60 && megabytes <= 4096)
    await tellAdded({ folder, shipped, before, later, some, all }, tell)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function tellAdded(given: { folder: string; shipped: string; before: string; later: string; some: string; all: string }, tell: Tell): Promise<void> {
  const [trained, earlier, added, whole] = ['trained.json', 'earlier.csv', 'added.csv', 'whole.csv'].map((name) => join(given.folder, name))
  if (trained === undefined || earlier === undefined || added === undefined || whole === undefined) return
  await verb(['train', '--model', given.shipped, '--in', given.some, '--out', trained])
  await verb(['link', '--model', trained, '--in', given.before, '--out', earlier])
  const { seconds, megabytes } = await verb(['link', '--model', trained, '--in', given.before, '--in', given.later, '--earlier', earlier, '--out', added])
  await verb(['link', '--model', trained, '--in', given.all, '--out', whole])
  const [known, now, anew] = [await clustersIn(earlier), await clustersIn(added), await clustersIn(whole)]
  const same = sameShare(now, anew)
  let renamed = 0
  for (const [id, cluster] of known) if (now.get(id) !== cluster) renamed += 1
  tell('10,000 new records into 1,000,000', { seconds, 'at most': 30, 'MB of memory': megabytes, 'with the same others as in a whole run': same.toFixed(4), 'at least': 0.995, 'of the million, in a cluster of another name': renamed }, seconds <= 30 && same >= 0.995)
}

/** The records that come later apart from the rest, and some of the rest to train on. */
async function parted(all: string, { before, later, some }: { before: string; later: string; some: string }): Promise<void> {
  const files = [before, later, some].map((path) => createWriteStream(path))
  let at = -1
  for await (const text of createInterface({ input: createReadStream(all) })) {
    at += 1
    const isLater = at % LATER === 0
    const into = [at === 0 || !isLater, at === 0 || isLater, at === 0 || (!isLater && at <= TRAINED_ON)]
    for (const [n, file] of files.entries()) if (into[n] === true && !file.write(`${text}\n`)) await once(file, 'drain')
  }
  await Promise.all(files.map((file) => new Promise((resolve) => file.end(resolve))))
}

async function clustersIn(path: string): Promise<ReadonlyMap<string, string>> {
  const clusters = new Map<string, string>()
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const [id = '', cluster = ''] = text.split(',')
    if (id !== 'record_id') clusters.set(id, cluster)
  }
  return clusters
}

/** The share of the records that are with exactly the same others in both. */
function sameShare(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): number {
  const [a, b, both] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const [id, cluster] of one) {
    count(a, cluster)
    count(b, other.get(id) ?? '')
    count(both, `${cluster} ${other.get(id) ?? ''}`)
  }
  let same = 0
  for (const [id, cluster] of one) {
    const shared = both.get(`${cluster} ${other.get(id) ?? ''}`)
    if (shared === a.get(cluster) && shared === b.get(other.get(id) ?? '')) same += 1
  }
  return same / one.size
}

async function sortSeconds(path: string): Promise<number> {
  const started = performance.now()
  let text = ''
  for await (const chunk of createReadStream(path, 'utf8')) text += String(chunk)
  const fields = text.split('\n').map((row) => row.split(','))
  fields.sort((a, b) => ((a[4] ?? '') < (b[4] ?? '') ? -1 : (a[4] ?? '') > (b[4] ?? '') ? 1 : 0))
  return (performance.now() - started) / 1000
}

async function verb(words: readonly string[]): Promise<{ seconds: number; megabytes: number }> {
  const started = performance.now()
  const child = spawn(process.execPath, [join(projectFolder(), 'bin/heed.mjs'), 'people', ...words], { stdio: ['ignore', 'ignore', 'ignore'] })
  let peak = 0
  const sample = setInterval(() => {
    peak = Math.max(peak, memoryOf(child.pid))
  }, 100)
  const [code] = await once(child, 'close')
  clearInterval(sample)
  if (code !== 0) throw new Error(`people ${words[0] ?? ''} ended with ${String(code)}`)
  return { seconds: (performance.now() - started) / 1000, megabytes: peak }
}

function memoryOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
