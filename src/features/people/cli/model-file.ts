import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Model } from '../linkage/model.ts'

/** The lines of a model's file with its trained part: the file as it was written, so that a person's own words in it stay; a list of plain values on one line. */
export async function trainedFile(path: string, model: Model, version: string | null): Promise<readonly string[]> {
  const written = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')))
  const trained = model.trained === null ? null : { ...model.trained, classes: model.trained.classes.map((each) => ({ ...each, share: toPlaces(each.share), levels: each.levels.map((row) => row.map(toPlaces)) })) }
  const digest = createHash('sha256').update(JSON.stringify(trained)).digest('hex').slice(0, 8)
  const text = JSON.stringify({ ...written, version: version ?? `${model.version}+${digest}`, trained }, null, 1)
  return [text.replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inside: string) => `[${inside.replaceAll(/\s*\n\s*/g, ' ')}]`)]
}

/** Seven places that count: enough to score the same, and short enough to read. */
function toPlaces(probability: number): number {
  return Number(probability.toPrecision(7))
}
