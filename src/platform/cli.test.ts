import { describe, expect, it, vi } from 'vitest'
import { fileVerb, readWords, verb, wordsFor, WrongWords } from './cli.ts'
import { lineLog } from './log.ts'
import { shareRead, tellProgress } from './progress.ts'

const given = verb('trial', { about: 'Try', usage: 'FILE', flags: { month: 'value', in: 'values', json: 'switch' } }, async () => 0)

describe('the words of a verb', () => {
  it('are its own words and its own flags, the last where one is given twice, all where many may be', () => {
    const words = wordsFor(readWords(given, ['a.csv', '--month', '2026-10', '--in', 'x', '--month=2026-11', '--in', 'y', '--json', 'b.csv']))
    expect([words.words, words.flag('month'), words.all('in'), words.has('json'), words.has('month'), words.flag('none'), words.all('none')]).toEqual([['a.csv', 'b.csv'], '2026-11', ['x', 'y'], true, true, undefined, []])
    expect([wordsFor(readWords(given, [])).words, wordsFor(readWords(given, [])).has('json')]).toEqual([[], false])
    expect(wordsFor(readWords(given, ['--', '--month'])).words).toEqual(['--month'])
  })

  it('take a weight below nought as it is written, and no switch for one', () => {
    const words = wordsFor(readWords(given, ['--month', '-3', '--in', '-0.5', '--in=-7', '--', '--month', '-4']))
    expect([words.flag('month'), words.all('in'), words.words]).toEqual(['-3', ['-0.5', '-7'], ['--month', '-4']])
    expect(() => readWords(given, ['--json', '-3'])).toThrow(WrongWords)
  })

  it.each([[['--unheard-of']], [['--month']], [['--json=yes']], [['-x']]])('%o are refused in one sentence', (args) => {
    expect(() => readWords(given, args)).toThrow(WrongWords)
    try {
      readWords(given, args)
    } catch (error) {
      expect(error instanceof Error ? error.message : '').toMatch(/^[^\n]{5,120}$/)
    }
  })

  it('a verb for files alone needs no house', async () => {
    const alone = fileVerb('trial', { about: 'Try' }, async ({ words }) => words.length)
    expect(await alone.runAlone?.(wordsFor({ words: ['a', 'b'], flags: new Map() }))).toBe(2)
    expect([alone.usage, alone.flags]).toEqual(['', {}])
  })
})

describe('the log of the machine', () => {
  const lines: string[] = []
  const log = lineLog((line) => lines.push(line), () => new Date('2026-11-23T12:00:00Z'))

  it('is one line of JSON each', () => {
    log.info('started', { port: 80 })
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ at: '2026-11-23T12:00:00.000Z', level: 'info', what: 'started', port: 80 })
    expect(lines.at(-1)?.endsWith('}\n')).toBe(true)
  })

  it('never repeats what an error says, for a driver’s message can quote a person', () => {
    const cause = Object.assign(new Error('Key (phone)=(07700 900123)'), { code: '23505' })
    log.error('failed', Object.assign(new Error('Ada Pell\nTanner Street', { cause }), { code: 'X1' }), { job: 'cases.open' })
    log.error('failed', 'Ada Pell said so')
    log.error('failed', { name: 'Ada Pell' })
    for (const line of lines) expect(line).not.toMatch(/Ada|Pell|07700|Tanner/)
    const [, first = ''] = lines
    expect(JSON.parse(first)).toMatchObject({ level: 'error', what: 'failed', job: 'cases.open', error: 'Error', code: 'X1', cause: expect.stringContaining('23505') })
  })
})

describe('how something long is going', () => {
  it('is told every two seconds, and not of what takes less', () => {
    vi.useFakeTimers()
    try {
      const said: string[] = []
      let done = 0
      const stop = tellProgress((sentence) => said.push(sentence), () => `${(done += 1)} read`)
      vi.advanceTimersByTime(1_999)
      expect(said).toEqual([])
      vi.advanceTimersByTime(4_002)
      stop()
      vi.advanceTimersByTime(60_000)
      expect(said).toEqual(['1 read', '2 read', '3 read'])
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([[0, 100, '0 %'], [45, 100, '45 %'], [99.9, 100, '99 %'], [150, 100, '100 %'], [2048, null, '2 kB'], [5_000_000, 0, '4,883 kB']])('%d of %o is %s', (read, size, said) => {
    expect(shareRead(read, size)).toBe(said)
  })
})
