import { describe, expect, it } from 'vitest'
import { answersFrom } from './answers.ts'
import { Refusal } from '#platform/errors.ts'

const read = (text: string) => answersFrom(Buffer.from(text, 'latin1'))

describe('reading a form', () => {
  it('keeps every answer of a name, decodes what browsers encode, and leaves stray per cents as they are', () => {
    expect({ ...read('a=1&a=2&b=x+y%20z&c=100%&d=%e2%82%AC&e&&=f&g=%4') }).toEqual({ a: ['1', '2'], b: 'x y z', c: '100%', d: '€', e: '', '': 'f', g: '%4' })
    expect({ ...read('n=a%0D%0Ab') }).toEqual({ n: 'a\nb' })
    expect(Object.getPrototypeOf(read('__proto__=x'))).toBeNull()
  })

  it('reads a large form in time that grows with its length, so that one request cannot hold up everyone', () => {
    // NOTE: read in time that grows with the square of its length, these would outlast the test's own limit
    expect(read('a&'.repeat(20_000))['a']).toHaveLength(20_000)
    expect(() => read('a&'.repeat(4_000_000))).toThrow(Refusal)
    // refused after as many as a form may hold, instead of looking at each of them
    expect(() => read('&'.repeat(10_000_000))).toThrow('at most 20,000 answers')
    expect(read('a=1&&b=2&')).toEqual({ a: '1', b: '2' })
    expect(() => read('%41=%42&'.repeat(1_000_000))).toThrow('at most 20,000 answers')
    expect(read(`narrative=${'%41'.repeat(4_000_000)}`)['narrative']).toHaveLength(4_000_000)
  })

  it('refuses bytes that are not UTF-8 and the NUL character, naming the field', () => {
    for (const bad of ['a=%ff', 'a=%c3', 'a=\xff', 'a=%ed%a0%80', 'a=%00', 'a=\0']) expect(() => read(bad)).toThrow('“a”')
  })
})
