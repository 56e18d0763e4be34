import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explanationsFor, isRarityCounted, says } from './explanations.ts'
import { ABOUTS, EXPLANATIONS, type About, type Explanation } from './model.ts'

const abouts = fc.subarray([...ABOUTS])

describe('the explanations that can be told apart', () => {
  it.each<[readonly About[], readonly Explanation[]]>([
    [['given name', 'family name', 'birth', 'phone', 'email', 'address'], ['same person', 'same household', 'namesake', 'same birthday', 'neighbour', 'shared contact']],
    [['given name', 'family name', 'birth'], ['same person', 'namesake', 'same birthday']],
    [['given name', 'family name', 'area'], ['same person', 'namesake', 'neighbour']],
    [['family name', 'address'], ['same person', 'namesake', 'neighbour']],
    [['family name', 'address', 'birth'], ['same person', 'same household', 'namesake', 'same birthday', 'neighbour']],
    [['phone'], ['same person', 'shared contact']],
    [['phone', 'area'], ['same person', 'neighbour']],
    [['trait'], ['same person', 'shared contact']],
    [[], ['same person']],
  ])('with comparisons about %j are %j', (about, expected) => {
    expect(explanationsFor(about)).toEqual(expected)
  })

  it('tell a household by its postcode and its name, and by a town and a name not', () => {
    const abouts = ['given name', 'family name', 'birth', 'area'] as const
    expect([explanationsFor(abouts, true).includes('same household'), explanationsFor(abouts).includes('same household'), explanationsFor(['given name', 'birth', 'area'], true).includes('same household')]).toEqual([true, false, false])
  })

  it('begin with the same person, each once, and grow with what is compared but for the telephone of a place', () => {
    fc.assert(fc.property(abouts, abouts, (some, more) => {
      const found = explanationsFor(some)
      expect(found[0]).toBe('same person')
      expect(new Set(found).size).toBe(found.length)
      const grown = explanationsFor([...some, ...more])
      expect(found.filter((each) => each !== 'shared contact' && !grown.includes(each))).toEqual([])
    }))
  })

  it('need something they make agree: none is asked for that the comparisons could not show', () => {
    fc.assert(fc.property(abouts, (some) => {
      for (const explanation of explanationsFor(some)) if (explanation !== 'same person') expect(some.some((about) => says(explanation, about) !== 'chance')).toBe(true)
    }))
  })
})

describe('what an explanation says', () => {
  it('of one person is that everything agrees; every rival leaves something to chance', () => {
    for (const about of ABOUTS) expect(says('same person', about)).toBe('agrees')
    for (const explanation of EXPLANATIONS) if (explanation !== 'same person') expect(ABOUTS.some((about) => says(explanation, about) === 'chance')).toBe(true)
  })

  it('of a household is its surname, house and perhaps its telephone, never a first name or a birthday', () => {
    expect((['family name', 'address', 'area', 'phone', 'given name', 'birth', 'email', 'identity'] as const).map((about) => says('same household', about))).toEqual(['agrees', 'agrees', 'agrees', 'may agree', 'chance', 'chance', 'chance', 'chance'])
  })

  it('counts a rare value for more where it left the agreement to chance, and of namesakes and birthdays always', () => {
    for (const explanation of EXPLANATIONS) for (const about of ABOUTS) if (says(explanation, about) === 'chance') expect(isRarityCounted(explanation, about)).toBe(true)
    expect([isRarityCounted('namesake', 'family name'), isRarityCounted('namesake', 'given name'), isRarityCounted('same birthday', 'birth')]).toEqual([true, true, true])
    expect([isRarityCounted('same household', 'family name'), isRarityCounted('neighbour', 'address'), isRarityCounted('same person', 'family name')]).toEqual([false, false, false])
  })
})
