import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedQuestionSets, shippedRows } from '../reference.ts'
import { readVersion } from './question-set-file.ts'

const faultsOf = (purpose: 'screening' | 'risk', body: unknown): readonly string[] => {
  const read = readVersion(purpose, typeof body === 'string' ? body : JSON.stringify(body))
  return 'faults' in read ? read.faults : []
}
const prompt = {
  key: 'prompt', version: '2027', label: 'Our own', source: 'Force policy, invented', title: 'The prompt of the first call', defaultGrade: 'extended',
  questions: [{ key: 'd1', text: 'Has it happened before?', setsFlag: 'repeat', cadFlag: null }], suggestions: [{ key: 's1', when: ['repeat'], grade: 'significant', sentence: 'It has happened before', certainty: 'own' }],
}
const option = (key: string, score: number) => ({ key, label: key, score })
const matrix = {
  key: 'matrix', version: '2027', label: 'Our own', source: null, name: 'The matrix', maxScore: 6, signOff: { rank: 'sergeant' }, opensCaseFrom: { band: 'high' },
  bands: [{ key: 'low', name: 'Low', min: 0, max: 3 }, { key: 'high', name: 'High', min: 4, max: 6 }],
  questions: [{ key: 'q1', theme: 'Harm', text: 'How bad is it?', options: [option('no', 0), option('yes', 4)] }, { key: 'q2', theme: 'Harm', text: 'How often?', options: [option('no', 0), option('yes', 2)] }],
  escalators: [{ key: 'e1', isOn: true, raisesTo: 'high', sentence: 'Hate raises it', floor: { question: 'q1', score: 4 }, when: { threatsViolenceOrHate: true } }],
}

describe('a version of the prompt', () => {
  it('AD-08 is taken with its names, its source, and what it does not say filled in', () => {
    expect(readVersion('screening', JSON.stringify(prompt))).toEqual({ version: { key: 'prompt', version: '2027', label: 'Our own', title: prompt.title, source: prompt.source, certainty: 'the force’s own', body: prompt } })
  })

  it.each([
    [{ key: 'The Prompt' }, 'key: Give a key of small letters, figures and hyphens, at most 40'],
    [{ version: undefined }, 'version: Give a key'],
    [{ questions: [] }, 'questions: Ask at least one question'],
    [{ questions: Array.from({ length: 51 }, (_, at) => ({ ...prompt.questions[0], key: `d${at}` })) }, 'questions: Ask at most 50 questions'],
    [{ questions: [{ ...prompt.questions[0], setsFlag: 'noise' }] }, 'questions.0.setsFlag: Name one of the flags: repeat, other agency, personal, hate, vulnerable, intimidation'],
    [{ questions: [prompt.questions[0], prompt.questions[0]] }, 'questions.1.key: “d1” is there twice'],
    [{ suggestions: [prompt.suggestions[0], prompt.suggestions[0]] }, 'suggestions.1.key: “s1” is there twice'],
    [{ suggestions: [{ ...prompt.suggestions[0], when: [] }] }, 'suggestions.0.when: Say what it depends on'],
    [{ title: ' ' }, 'title: Give a text'],
    [{ title: 'x'.repeat(2001) }, 'title: Give a text of 2,000 characters or fewer'],
  ])('AD-08 is refused with where it is wrong: case %#', (over, said) => {
    expect(faultsOf('screening', { ...prompt, ...over })).toEqual([said])
  })

  it('AD-08 names every fault at once', () => {
    expect(faultsOf('screening', { ...prompt, key: '', title: '', questions: [] })).toHaveLength(3)
  })
})

describe('a version of the matrix', () => {
  it('AD-08 is taken when its scores, bands and names agree', () => {
    expect(faultsOf('risk', matrix)).toEqual([])
  })

  it.each([
    [{ maxScore: 7 }, ['maxScore: The answers add up to 6 at most, not 7', 'bands.1.max: The last band must end at the most that can be scored, 7']],
    [{ bands: [matrix.bands[0], { key: 'high', name: 'High', min: 5, max: 6 }] }, ['bands.1.min: This band must begin at 4, so that no score has two bands or none']],
    [{ bands: [matrix.bands[0], { key: 'high', name: 'High', min: 3, max: 6 }] }, ['bands.1.min: This band must begin at 4, so that no score has two bands or none']],
    [{ bands: [{ key: 'high', name: 'High', min: 1, max: 6 }] }, ['bands.0.min: This band must begin at 0, so that no score has two bands or none']],
    [{ bands: [{ key: 'high', name: 'High', min: 0, max: 5 }] }, ['bands.0.max: The last band must end at the most that can be scored, 6']],
    [{ bands: [{ ...matrix.bands[0], key: 'high' }, matrix.bands[1]] }, ['bands.1.key: “high” is there twice']],
    [{ opensCaseFrom: { band: 'grave' } }, ['opensCaseFrom.band: There is no band “grave”']],
    [{ escalators: [{ ...matrix.escalators[0], raisesTo: 'grave' }] }, ['escalators.0.raisesTo: There is no band “grave”']],
    [{ escalators: [{ ...matrix.escalators[0], floor: { question: 'q9', score: 1 } }] }, ['escalators.0.floor.question: There is no question “q9”']],
    [{ escalators: [{ ...matrix.escalators[0], when: { moon: 'full' } }] }, [expect.stringMatching(/^escalators\.0\.when: /)]],
    [{ signOff: { rank: 'mayor' } }, ['signOff.rank: Name a rank']],
    [{ questions: [{ ...matrix.questions[0], options: [option('no', 0)] }] }, ['questions.0.options: Offer at least two answers']],
    [{ questions: [{ ...matrix.questions[0], options: [option('no', -1), option('yes', 4)] }, matrix.questions[1]] }, ['questions.0.options.0.score: Give a score of 0 or more']],
    [{ questions: [{ ...matrix.questions[0], options: [option('yes', 0), option('yes', 4)] }, matrix.questions[1]] }, ['questions.0.options.1.key: “yes” is there twice']],
  ])('AD-08 is refused with where it is wrong: case %#', (over, said) => {
    expect(faultsOf('risk', { ...matrix, ...over })).toEqual(said)
  })

  it('AD-08 any bands that cover every score once are taken, and any that do not are not', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), fc.integer({ min: -1, max: 1 }), (ends, slip) => {
      const cuts = [...ends.toSorted((a, b) => a - b), 6]
      const bands = cuts.map((max, at) => ({ key: `b${at}`, name: `Band ${at}`, min: (cuts[at - 1] ?? -1) + 1 + (at === cuts.length - 1 ? slip : 0), max }))
      const read = faultsOf('risk', { ...matrix, bands, opensCaseFrom: undefined, escalators: [] })
      expect(read.length === 0).toBe(slip === 0)
    }), { numRuns: 40 })
  })
})

describe('what is no version at all', () => {
  it.each(['', '{', 'null', '[]', '"prompt"', '5'])('AD-08 %j is refused in words, for either purpose', (text) => {
    for (const purpose of ['screening', 'risk'] as const) expect(faultsOf(purpose, text).length).toBeGreaterThan(0)
  })

  it('AD-08 one of the other purpose is refused', () => {
    expect(faultsOf('risk', prompt).length).toBeGreaterThan(0)
    expect(faultsOf('screening', matrix).length).toBeGreaterThan(0)
  })
})

describe('what ships', () => {
  it('AD-08 could be loaded by a force itself', () => {
    for (const { purpose, body } of shippedQuestionSets()) expect([purpose, faultsOf(purpose, body)]).toEqual([purpose, []])
  })

  it('AD-09 is rows with a name each, no key in a list twice on a day, and a source wherever one is claimed', () => {
    const rows = shippedRows()
    expect(new Set(rows.map(({ codeSet }) => codeSet)).size).toBe(10)
    for (const { name, key, certainty, source, codeSet } of rows) {
      expect([codeSet, key, name.length > 0]).toEqual([codeSet, key, true])
      if (certainty === 'verified') expect([codeSet, key, source]).toEqual([codeSet, key, expect.stringMatching(/\S/)])
    }
    const standing = rows.filter(({ validTo }) => validTo === null).map(({ codeSet, key }) => `${codeSet} ${key}`)
    expect(new Set(standing).size).toBe(standing.length)
  })
})
