import { describe, expect, it } from 'vitest'
import { blockingKeysOf } from './block.ts'
import type { Cleaning } from './clean.ts'
import { cleanRecord } from './compare.ts'
import type { Model } from './model.ts'
import { readModel } from './read-model.ts'

const KINDS = {
  given: 'given name', family: 'family name', born: 'date', phone: 'phone', mail: 'email', code: 'postcode', line: 'address', town: 'text', nino: 'identifier', floor: 'number',
} as const satisfies Readonly<Record<string, Cleaning>>
type Name = keyof typeof KINDS

function modelOf(...names: readonly Name[]): Model {
  return readModel(JSON.stringify({ name: 'n', version: '1', id: 'id', columns: Object.fromEntries(names.map((name) => [name, { from: name, clean: KINDS[name] }])) }))
}
const rulesOf = (...names: readonly Name[]): readonly string[] => modelOf(...names).blocking.map(({ name, isUnordered }) => (isUnordered ? `${name} in any order` : name))

describe('the keys of a model that names none', () => {
  it('of a name are both parts in some form, the whole and the sound of them in any order', () => {
    expect(rulesOf('given', 'family')).toEqual([
      'given + family in any order', 'family:sound + given:first 3', 'family:first 4 + given:root', 'family + given:initial', 'given + family:first 3', 'given:sound + family:sound in any order',
    ])
  })

  it('of a birthday go with either name, in four forms', () => {
    const birth = (name: string): string[] => [`born + ${name}:initial`, `born:month-day + ${name}:first 3`, `born:year + ${name}`, `born:year + ${name}:sound`]
    expect(rulesOf('family', 'born')).toEqual(birth('family'))
    expect(rulesOf('given', 'family', 'born').slice(6)).toEqual([...birth('given'), ...birth('family')])
  })

  it('of a postcode go by it and by its sector, of a line of an address by the line alone, of a number not at all', () => {
    expect(rulesOf('family', 'code')).toEqual(['code + family:initial', 'code:sector + family', 'code:sector + family:sound'])
    expect(rulesOf('family', 'line')).toEqual(['line + family:initial'])
    expect(rulesOf('family', 'code', 'floor')).toEqual(['code + family:initial', 'code:sector + family', 'code:sector + family:sound', 'code + floor'])
  })

  it('of what is somebody’s own stand alone, an e-mail address by its user too', () => {
    expect(rulesOf('nino')).toEqual(['nino'])
    expect(rulesOf('phone', 'mail', 'nino')).toEqual(['nino', 'phone', 'mail', 'mail:user'])
  })

  it('of a town go with the beginning of a name, with a place, and with a birthday', () => {
    expect(rulesOf('family', 'town')).toEqual(['town + family:first 4'])
    expect(rulesOf('code', 'town')).toEqual(['code + town'])
    expect(rulesOf('born', 'town')).toEqual(['born + town'])
    expect(rulesOf('born', 'code', 'line', 'town')).toEqual(['code + line', 'code + town', 'line + town', 'born + code', 'born + line', 'born + town'])
  })

  it('of one column that says little alone are that column: a file of towns can still be compared', () => {
    expect([rulesOf('town'), rulesOf('given'), rulesOf('born'), rulesOf('code')]).toEqual([['town'], ['given'], ['born'], ['code']])
  })

  it('put no two columns of one comparison in one key', () => {
    const model = readModel(JSON.stringify({
      name: 'n', version: '1', id: 'id', columns: { line: { from: 'line', clean: 'address' }, code: { from: 'code', clean: 'postcode' }, town: { from: 'town', clean: 'text' } },
      comparisons: [{ columns: ['line', 'code'], about: 'address', levels: [{ kind: 'exact' }] }, { column: 'town' }],
    }))
    expect(model.blocking.map(({ name }) => name)).toEqual(['line + town', 'code + town'])
  })

  it('pass by a second column that a name may stand in, and one that is spoken of as a birth and is none', () => {
    const model = readModel(JSON.stringify({
      name: 'n', version: '1', id: 'id', columns: { given: { from: 'g', clean: 'given name' }, family: { from: 'f', clean: 'family name' }, maiden: { from: 'm', clean: 'family name' }, age: { from: 'a', clean: 'number' } },
      comparisons: [{ column: 'given' }, { column: 'family' }, { column: 'maiden' }, { column: 'age', about: 'birth' }],
    }))
    const names = model.blocking.map(({ name }) => name)
    expect(names).toHaveLength(6)
    expect(names.some((name) => name.includes('maiden') || name.includes('age'))).toBe(false)
  })
})

describe('two records of one person', () => {
  const everything: readonly Name[] = ['given', 'family', 'born', 'phone', 'mail', 'code', 'line', 'town', 'nino']
  const model = modelOf(...everything)
  type Said = Partial<Record<Name, string>>
  const ada: Said = { given: 'Katherine', family: 'Featherstone', born: '1961-04-02', phone: '07700 900123', mail: 'k.feather@example.com', code: 'ZA1 2BC', line: '14 Tanner Street', town: 'Marlow', nino: 'AB123' }
  const none: Said = { given: 'Katherine', family: 'Featherstone' }
  const sharing = (left: Said, right: Said): readonly string[] => {
    const [one, other] = [left, right].map((said) => new Set(blockingKeysOf(model, cleanRecord(model, said)).map(({ rule, key }) => `${rule} ${key}`)))
    return [...(one ?? [])].flatMap((key) => (other?.has(key) === true ? [model.blocking[Number(key.split(' ')[0])]?.name ?? ''] : []))
  }

  it.each<[string, Said]>([
    ['her name alone', none], ['her short name', { given: 'Kate', family: 'Featherstone' }], ['her surname misheard', { given: 'Katherine', family: 'Fetherston' }], ['her names in each other’s place', { given: 'Featherstone', family: 'Katherine' }],
    ['both names misheard and in each other’s place', { given: 'Fetherston', family: 'Catherine' }], ['an initial', { given: 'K', family: 'Featherstone' }], ['her telephone alone', { phone: '+44 7700 900123' }], ['her e-mail address with another provider', { mail: 'k.feather@example.org' }],
    ['her birthday, and her first initial', { given: 'K', born: '2/4/1961' }], ['her birthday in another year', { given: 'Kat', born: '1971-04-02' }], ['the year alone, and her surname', { family: 'Featherstone', born: '1961' }], ['her postcode and initial', { given: 'K', code: 'za12bc' }],
    ['her sector and surname', { family: 'Featherstone', code: 'ZA1 2XY' }], ['her house and initial', { given: 'K', line: '14 Tanner St' }], ['her town and surname', { family: 'Feathers', town: 'Marlow' }], ['her birthday and town, with no name', { born: '1961-04-02', town: 'Marlow' }], ['her number', { nino: 'ab 123' }],
  ])('meet when one of them gives %s', (_what, said) => {
    expect(sharing(ada, said)).not.toEqual([])
  })

  it.each<[string, Said]>([
    ['a surname', { family: 'Featherstone' }], ['a first name', { given: 'Katherine' }], ['a birthday', { born: '1961-04-02' }], ['a town', { town: 'Marlow' }], ['a postcode', { code: 'ZA1 2BC' }], ['a line', { line: '14 Tanner Street' }],
    ['the first letters of both names', { given: 'Kathy', family: 'Feast' }], ['nothing', {}],
  ])('do not meet by %s alone: thousands share it', (_what, said) => {
    expect(sharing(ada, said)).toEqual([])
  })
})
