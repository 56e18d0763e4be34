import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAfterFault, isDatabaseBusy, isDatabaseFull, isDatabaseGone, isDeadlock, isDoubled, isUnanswered } from './faults.ts'
import { Unanswered } from './transaction.ts'

const coded = (code: unknown, over: object = {}): Error => Object.assign(new Error('as the driver says it'), { code, ...over })
const kinds = { gone: isDatabaseGone, busy: isDatabaseBusy, deadlock: isDeadlock, doubled: isDoubled, after: isAfterFault, full: isDatabaseFull, unanswered: isUnanswered } as const
const kindsOf = (error: unknown): string[] => Object.entries(kinds).filter(([, is]) => is(error)).map(([name]) => name)

describe('a fault of the database', () => {
  it.each([
    ['08006', ['gone']], ['08001', ['gone']], ['08P01', ['gone']], ['57P01', ['gone']], ['57P03', ['gone']], ['57P05', ['gone']], ['25P03', ['gone']], ['25P04', ['gone']], ['53300', ['gone']],
    ['ECONNREFUSED', ['gone']], ['ECONNRESET', ['gone']], ['EPIPE', ['gone']], ['ETIMEDOUT', ['gone']], ['EHOSTUNREACH', ['gone']], ['ENETUNREACH', ['gone']], ['ENOTFOUND', ['gone']], ['EAI_AGAIN', ['gone']],
    ['55P03', ['busy']], ['57014', ['busy']], ['40001', ['busy']], ['40P01', ['busy', 'deadlock']],
    ['23505', ['doubled']], ['25P02', ['after']], ['53100', ['full']],
    // our own mistakes, and what the database refuses for good: said as faults of ours, and never tried again
    ['23503', []], ['23514', []], ['42501', []], ['42601', []], ['42P01', []], ['22P02', []], ['57P06', []], ['53200', []], ['08', []], ['108006', []], ['ENOENT', []], ['EACCES', []], ['', []], [23505, []], [undefined, []],
  ])('with the code %o is %o', (code, expected) => {
    expect(kindsOf(coded(code))).toEqual(expected)
  })

  it('is gone when its socket is not there, but not when some other file is not', () => {
    expect(kindsOf(coded('ENOENT', { syscall: 'connect' }))).toEqual(['gone'])
    expect(kindsOf(coded('ENOENT', { syscall: 'open' }))).toEqual([])
  })

  it.each([
    'Connection terminated', 'Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Client has encountered a connection error and is not queryable', 'The server does not support SSL connections', 'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('is gone where the driver says so in words only: %s', (words) => {
    expect(kindsOf(new Error(words))).toEqual(['gone'])
    expect(kindsOf(new Error(`He said: ${words}`))).toEqual([])
  })

  it('is found below whatever wrapped it, and in each of several that failed together', () => {
    const wrapped = new Error('while saving', { cause: new Error('while asking', { cause: coded('40P01') }) })
    expect(kindsOf(wrapped)).toEqual(['busy', 'deadlock'])
    expect(kindsOf(new AggregateError([coded('23514'), coded('ECONNREFUSED')]))).toEqual(['gone'])
    expect(kindsOf(new Error('x', { cause: new AggregateError([new Error('y', { cause: coded('53100') })]) }))).toEqual(['full'])
    expect(kindsOf(new AggregateError([]))).toEqual([])
  })

  it('that broke off as an act was being kept is told apart from one that is gone: nobody knows whether it stands', () => {
    expect(kindsOf(new Unanswered(coded('ECONNRESET')))).toEqual(['gone', 'unanswered'])
    expect(kindsOf(new Error('x', { cause: new Unanswered(new Error('y')) }))).toEqual(['unanswered'])
    expect(new Unanswered('z').message).toBe('The database did not say whether this was kept')
  })

  it('is looked for without end in no chain, not even in one that leads back to itself', () => {
    const [first, second] = [coded('x'), coded('y')]
    Object.assign(first, { cause: second })
    Object.assign(second, { cause: first })
    expect(kindsOf(first)).toEqual([])
    expect(kindsOf(new AggregateError([first], 'of a circle'))).toEqual([])
  })

  it('is never seen in what is no error, whatever it holds', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.record({ code: fc.constantFrom('08006', '40P01', '23505', '25P02', '53100'), message: fc.constant('Connection terminated') })), (thrown) => {
      expect(kindsOf(thrown)).toEqual([])
    }))
  })
})
