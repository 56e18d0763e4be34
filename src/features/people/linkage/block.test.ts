import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockingKeysOf, keyTextsOf } from './block.ts'
import { cleanText, type Cleaning } from './clean.ts'
import { cleanRecord } from './compare.ts'
import { defaultBlocking } from './default-blocking.ts'
import { KEY_TAKES, type KeyTake } from './model.ts'
import { readModel } from './read-model.ts'

function taken(cleaning: Cleaning, raw: string, take: KeyTake, letters = 0): readonly string[] {
  const value = cleanText(cleaning, raw)
  return value === null ? [] : keyTextsOf({ column: 0, take, letters }, value)
}

describe('what a value gives to a key', () => {
  it.each<[Cleaning, string, KeyTake, number, readonly string[]]>([
    ['family name', 'Pell', 'all', 0, ['pell']],
    ['given name', 'M', 'all', 0, []],
    ['family name', 'Pellham', 'first', 4, ['pell']],
    ['family name', 'Wu', 'first', 4, ['wu']],
    ['given name', 'M', 'first', 3, []],
    ['given name', 'Mary', 'initial', 0, ['m']],
    ['given name', 'M', 'initial', 0, ['m']],
    ['family name', 'Smith', 'sound', 0, ['SM0', 'XMT']],
    ['family name', 'Hull', 'sound', 0, ['HL']],
    ['family name', 'علي', 'sound', 0, []],
    ['given name', 'Zzyzx', 'root', 0, ['zzyzx']],
    ['given name', 'M', 'root', 0, []],
    ['date', '1961-04-02', 'year', 0, ['1961']],
    ['date', '1961', 'year', 0, ['1961']],
    ['family name', 'Pell', 'year', 0, []],
    ['date', '1961-04-02', 'month-day', 0, ['04-02']],
    ['date', 'April 1961', 'month-day', 0, []],
    ['date', '1961', 'all', 0, []],
    ['postcode', 'ZA1 2BC', 'sector', 0, ['ZA1 2']],
    ['postcode', '4011', 'sector', 0, ['401']],
    ['address', 'Flat 2, 14 Tanner Street', 'number', 0, ['2 14']],
    ['address', 'The Lodge', 'number', 0, []],
    ['email', 'm.pell@example.com', 'user', 0, ['m.pell']],
    ['email', 'mp@example.com', 'user', 0, []],
    ['text', 'Mill Lane, Leeds', 'last-word', 0, ['leeds']],
    ['phone', '07700 900123', 'last-word', 0, []],
  ])('as %s of %j by "%s %i" is %j', (cleaning, raw, take, letters, expected) => {
    expect(taken(cleaning, raw, take, letters)).toEqual(expected)
  })

  it('is one and the same root for the forms of a name, and several for a name of several', () => {
    const [bill, william] = [taken('given name', 'Bill', 'root'), taken('given name', 'William', 'root')]
    expect(bill.some((root) => william.includes(root))).toBe(true)
    expect(bill.every((root) => root.startsWith('#'))).toBe(true)
  })

  it('is never an empty text, whatever is asked of whatever is typed', () => {
    const cleaning = fc.constantFrom<Cleaning>('given name', 'family name', 'date', 'phone', 'email', 'postcode', 'address', 'number', 'identifier', 'text')
    fc.assert(fc.property(cleaning, fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...KEY_TAKES), fc.integer({ min: 1, max: 5 }), (clean, raw, take, letters) => {
      expect(taken(clean, raw, take, letters)).not.toContain('')
    }))
  })
})

const COLUMNS = {
  given: { from: 'given', clean: 'given name' }, family: { from: 'family', clean: 'family name' }, born: { from: 'born', clean: 'date' }, phone: { from: 'phone', clean: 'phone' },
  mail: { from: 'mail', clean: 'email' }, code: { from: 'code', clean: 'postcode' }, line: { from: 'line', clean: 'address' }, town: { from: 'town', clean: 'text' }, nino: { from: 'nino', clean: 'identifier' },
} as const
const NAMES = Object.keys(COLUMNS)

function modelOf(names: readonly string[], more: object = {}) {
  return readModel(JSON.stringify({ name: 'n', version: '1', id: 'id', columns: Object.fromEntries(Object.entries(COLUMNS).filter(([name]) => names.includes(name))), ...more }))
}

describe('the keys of a model that names none', () => {
  const some = fc.subarray(NAMES, { minLength: 1 })

  it('are there for any columns at all, and ask only of columns the model has', () => {
    fc.assert(fc.property(some, (names) => {
      const { blocking, columns, comparisons } = modelOf(names)
      expect(blocking.length).toBeGreaterThan(0)
      expect(blocking).toEqual(defaultBlocking(columns, comparisons))
      for (const { parts } of blocking) for (const { column } of parts) expect(columns[column]).toBeDefined()
    }))
  })

  it('never rest on one name, one birthday or one town alone where there is anything to put beside it', () => {
    fc.assert(fc.property(some, (names) => {
      const { blocking, columns } = modelOf(names)
      const alone = blocking.filter(({ parts }) => parts.length === 1).map(({ parts: [part] }) => columns[part?.column ?? -1]?.clean)
      if (blocking.some(({ parts }) => parts.length > 1)) expect(alone.every((clean) => clean === 'identifier' || clean === 'phone' || clean === 'email')).toBe(true)
    }))
  })

  it('are named by what they ask for, each once', () => {
    const names = modelOf(NAMES).blocking.map(({ name }) => name)
    expect(names).toContain('family:sound + given:first 3')
    expect(names).toContain('nino')
    expect(names).toContain('mail:user')
    expect(new Set(names).size).toBeGreaterThanOrEqual(names.length - 2)
  })
})

describe('the keys of one record', () => {
  it('are none of a rule of which any part is not said', () => {
    const model = modelOf(NAMES, { blocking: [['family', 'born'], ['phone']] })
    expect(blockingKeysOf(model, cleanRecord(model, { family: 'Pell' }))).toEqual([])
    expect(blockingKeysOf(model, cleanRecord(model, { family: 'Pell', phone: '07700 900123' }))).toEqual([{ rule: 1, key: '+447700900123' }])
    expect(blockingKeysOf(model, cleanRecord(model, { family: 'Pell', born: '1961-04-02' }))).toEqual([{ rule: 0, key: 'pell|1961-04-02' }])
  })

  it('meet for names in each other’s place where the rule is unordered, and do not where it is not', () => {
    const keys = (model: ReturnType<typeof modelOf>, given: string, family: string): string => JSON.stringify(blockingKeysOf(model, cleanRecord(model, { given, family })))
    const [unordered, ordered] = [modelOf(NAMES, { blocking: [{ key: ['given', 'family'], unordered: true }] }), modelOf(NAMES, { blocking: [['given', 'family']] })]
    expect(keys(unordered, 'Maria', 'Mason')).toBe(keys(unordered, 'Mason', 'Maria'))
    expect(keys(ordered, 'Maria', 'Mason')).not.toBe(keys(ordered, 'Mason', 'Maria'))
  })

  it('of a name that sounds two ways are two, and each only once', () => {
    const model = modelOf(NAMES, { blocking: [['family:sound', 'given']] })
    expect(blockingKeysOf(model, cleanRecord(model, { given: 'Mary', family: 'Smith' })).map(({ key }) => key)).toEqual(['SM0|mary', 'XMT|mary'])
    const twice = modelOf(NAMES, { blocking: [{ key: ['given:initial', 'family:initial'], unordered: true }] })
    expect(blockingKeysOf(twice, cleanRecord(twice, { given: 'Mary', family: 'Mason' })).map(({ key }) => key)).toEqual(['m|m'])
  })
})
