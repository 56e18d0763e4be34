import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'
import { type Earlier, linkAfter } from './link-after.ts'
import { comparePairs, countsFor, linkRecords } from './link.ts'
import type { Model } from './model.ts'
import { findingPairs, pairFinder } from './pairs.ts'
import { readModel } from './read-model.ts'
import { RecordIntake, type Records } from './records.ts'
import { atOnce } from './steps.ts'
import { train } from './train.ts'

type Raw = readonly string[]

const written = readModel(readFileSync(join(projectFolder(), 'models/asb.json'), 'utf8'))
const [header = '', ...lines] = readFileSync(join(projectFolder(), 'samples/linkage/asb_excerpt.csv'), 'utf8').trim().split('\n')
const names = header.split(',')
const rows: readonly Raw[] = lines.map((line) => line.split(','))
const field = (row: Raw, name: string): string => row[names.indexOf(name)]?.trim() ?? ''

function intake(some: readonly Raw[]): Records {
  const taken = new RecordIntake(written)
  for (const row of some) taken.add(field(row, written.id), written.columns.map(({ from }) => from.map((name) => field(row, name)).filter((text) => text !== '').join(' ')), '', '')
  return taken.finish().records
}

const all = intake(rows)
const trained: Model = { ...written, trained: train(written, countsFor(written, all, comparePairs(written, all))) }
/** How rare a name is changes with the records there are: without that, every pair weighs the same in any company. */
const steady: Model = { ...trained, comparisons: trained.comparisons.map((each) => ({ ...each, terms: -1 })) }

function clustersOf(model: Model, records: Records): Map<string, string> {
  const { groups } = linkRecords(model, records)
  return new Map(records.ids.map((id, at) => [id, records.ids[groups[at] ?? at] ?? '']))
}

function earlierOf(clusterOf: ReadonlyMap<string, string>): Earlier {
  const names = [...new Set(clusterOf.values())]
  const ids = [...clusterOf.keys()].sort()
  return { names, ids, clusters: ids.map((id) => names.indexOf(clusterOf.get(id) ?? '')) }
}

/** Who is with whom, whatever the clusters are called. */
function partition(clusterOf: ReadonlyMap<string, string>): string {
  const groups = new Map<string, string[]>()
  for (const [id, cluster] of clusterOf) groups.set(cluster, [...(groups.get(cluster) ?? []), id])
  return [...groups.values()].map((ids) => ids.sort().join(' ')).sort().join('\n')
}

function addedTo(model: Model, some: readonly Raw[], more: readonly Raw[]): Map<string, string> {
  const records = intake([...some, ...more])
  const { clusterOf } = linkAfter(model, records, earlierOf(clustersOf(model, intake(some))))
  return new Map(records.ids.map((id, at) => [id, clusterOf[at] ?? '']))
}

/** Some of the sample's records, and those that come later. */
const split = fc.tuple(fc.integer({ min: 0, max: rows.length - 400 }), fc.uniqueArray(fc.integer({ min: 0, max: 399 }), { maxLength: 60 })).map(([from, later]) => {
  const part = rows.slice(from, from + 400)
  return { before: part.filter((_, at) => !later.includes(at)), later: later.flatMap((at) => (part[at] === undefined ? [] : [part[at]])) }
})

describe('records added to what was linked before', () => {
  it('come to what linking all of them comes to', () => {
    fc.assert(fc.property(split, ({ before, later }) => {
      expect(partition(addedTo(steady, before, later))).toBe(partition(clustersOf(steady, intake([...before, ...later]))))
    }), { numRuns: 25 })
  })

  it('come to that one after another, too', () => {
    const [before, ...later] = [rows.slice(0, 300), rows.slice(300, 320), rows.slice(320, 321), rows.slice(321, 360)]
    let clusters = clustersOf(steady, intake(before))
    let so: readonly Raw[] = before
    for (const more of later) {
      so = [...so, ...more]
      const records = intake(so)
      const { clusterOf } = linkAfter(steady, records, earlierOf(clusters))
      clusters = new Map(records.ids.map((id, at) => [id, clusterOf[at] ?? '']))
    }
    expect(partition(clusters)).toBe(partition(clustersOf(steady, intake(so))))
  })

  it('come to nearly that where names are the rarer for them', () => {
    const records = intake(rows)
    const whole = clustersOf(trained, records)
    const added = addedTo(trained, rows.slice(0, rows.length - 100), rows.slice(rows.length - 100))
    const [one, two] = [new Set(partition(whole).split('\n')), new Set(partition(added).split('\n'))]
    expect([...one].filter((each) => two.has(each)).length / one.size).toBeGreaterThanOrEqual(0.995)
  })

  it('are compared with whatever a whole run compares them with', () => {
    const pairsAbout = pairFinder(steady, all.columns, all.count)
    const whole = atOnce(findingPairs(steady, all.columns, all.count))
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: all.count - 1 }), { minLength: 1, maxLength: 40 }), (some) => {
      const about = Uint8Array.from({ length: all.count }, (_, at) => (some.includes(at) ? 1 : 0))
      const found = pairsAbout(about)
      const wanted = Array.from(whole.left, (left, at) => [left, whole.right[at] ?? 0] as const).filter(([left, right]) => about[left] === 1 || about[right] === 1)
      expect(Array.from(found.left, (left, at) => [left, found.right[at]])).toEqual(wanted)
    }), { numRuns: 20 })
  })

  it('leave every cluster its name that is still that cluster', () => {
    const before = clustersOf(steady, intake(rows.slice(0, 700)))
    const named = new Map([...before].map(([id, cluster]) => [id, `person of ${cluster}`]))
    const records = intake(rows)
    const { clusterOf } = linkAfter(steady, records, earlierOf(named))
    const members = (of: ReadonlyMap<string, string>, cluster: string): number => [...of.values()].filter((each) => each === cluster).length
    const after = new Map(records.ids.map((id, at) => [id, clusterOf[at] ?? '']))
    for (const [id, cluster] of named) {
      if (after.get(id) === cluster) continue
      // renamed only where it was put with a cluster at least as large, or came apart
      const now = after.get(id) ?? ''
      expect(named.has(id) && ([...named.values()].includes(now) ? members(named, now) : 0) >= members(named, cluster) || members(after, cluster) > 0, `${id} was ${cluster}, is ${now}`).toBe(true)
    }
    const clusters = new Map<string, Set<string>>()
    for (const [id, cluster] of after) clusters.set(cluster, (clusters.get(cluster) ?? new Set()).add(id))
    expect(clusters.size).toBe(new Set(partition(after).split('\n')).size)
  })

  it('link anew whoever was with a record that has gone, and nobody else', () => {
    const before = clustersOf(steady, intake(rows.slice(0, 400)))
    const [gone = ''] = [...before].find(([id, cluster]) => id !== cluster && [...before.values()].filter((each) => each === cluster).length === 3) ?? []
    const left = intake(rows.slice(0, 400).filter((row) => field(row, written.id) !== gone))
    const { clusterOf, fresh, linkedAnew } = linkAfter(steady, left, earlierOf(before))
    expect(fresh).toBe(0)
    expect(linkedAnew).toBeGreaterThanOrEqual(2)
    expect(linkedAnew).toBeLessThan(100)
    expect(partition(new Map(left.ids.map((id, at) => [id, clusterOf[at] ?? ''])))).toBe(partition(clustersOf(steady, left)))
  })

  it('are as they were where nothing is new', () => {
    const records = intake(rows.slice(0, 300))
    const before = clustersOf(steady, records)
    const { clusterOf, linkedAnew, pairs } = linkAfter(steady, records, earlierOf(before))
    expect([linkedAnew, pairs]).toEqual([0, 0])
    expect(records.ids.map((_, at) => clusterOf[at])).toEqual(records.ids.map((id) => before.get(id)))
  })

  it('are refused with a model that would be trained on them anew', () => {
    expect(() => linkAfter(written, intake(rows.slice(0, 10)), earlierOf(new Map()))).toThrow(/not trained.*people train/)
  })
})
