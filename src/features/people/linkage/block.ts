// Which records are compared at all: those that share a blocking key.
import type { Value } from './clean.ts'
import type { Row } from './compare.ts'
import type { BlockingRule, KeyPart, Model } from './model.ts'

/** A key by which a record may be found: the rule's number and its text. */
export interface BlockingKey {
  readonly rule: number
  readonly key: string
}

/** The keys of one record, for an index of records kept elsewhere. */
export function blockingKeysOf(model: Model, row: Row): readonly BlockingKey[] {
  return model.blocking.flatMap((rule, at) => ruleKeysOf(rule, row).map((key) => ({ rule: at, key })))
}

function ruleKeysOf(rule: BlockingRule, row: Row): readonly string[] {
  let keys: readonly (readonly string[])[] = [[]]
  for (const part of rule.parts) {
    const value = row[part.column] ?? null
    const texts = value === null ? [] : keyTextsOf(part, value)
    if (texts.length === 0) return []
    keys = keys.flatMap((key) => texts.map((text) => [...key, text]))
  }
  return [...new Set(keys.map((key) => (rule.isUnordered ? key.toSorted() : key).join('|')))]
}

/** What one value gives to a key: usually one text, several for a name of several roots, none when it says too little. */
export function keyTextsOf({ take, letters }: KeyPart, value: Value): readonly string[] {
  const { text } = value
  switch (take) {
    case 'all': return value.isPart ? [] : [text]
    case 'first': return text.length < Math.min(2, letters) || value.isPart ? [] : [text.slice(0, letters)]
    case 'initial': return [text.slice(0, 1)]
    case 'sound': return [value.sound, value.otherSound].filter((sound) => sound !== '')
    case 'root': return value.isPart ? [] : value.roots.length === 0 ? [text] : value.roots.map((root) => `#${root}`)
    case 'year': return value.year === 0 ? [] : [String(value.year)]
    case 'month-day': return value.day === 0 ? [] : [text.slice(5)]
    case 'sector': return value.first === '' ? [] : [value.first]
    case 'number': return value.first === '' ? [] : [`${value.second} ${value.first}`]
    case 'user': return value.first.length < 4 ? [] : [value.first]
    case 'last-word': return value.words.length === 0 ? [] : [value.words.at(-1) ?? '']
  }
}
