import { describe, expect, it } from 'vitest'
import { addressGroups, type AddressSaid } from './addresses.ts'
import { cleanText } from './clean.ts'

function said(line: string, postcode = '', uprn = ''): AddressSaid {
  return { line: cleanText('address', line), postcode: cleanText('postcode', postcode), uprn: cleanText('identifier', uprn) }
}

function groups(...all: AddressSaid[]): number[] {
  return [...addressGroups(all)]
}

describe('addresses', () => {
  it('are one by property number, by postcode, number and a street spelt alike, and by line in one sector', () => {
    expect(groups(said('14 Tanner Street', 'ZA1 2BC', '99900000001'), said('14 Tannr St', 'ZA1 2BC'), said('somewhere', '', '99900000001'), said('14 Tanner Street', 'ZA1 2BD'))).toEqual([0, 0, 0, 0])
  })

  it('are two in two flats, at two numbers, in two streets of one postcode, in two sectors', () => {
    expect(groups(said('Flat 1, 14 Tanner Street', 'ZA1 2BC'), said('Flat 2, 14 Tanner Street', 'ZA1 2BC'))).toEqual([0, 1])
    expect(groups(said('14 Tanner Street', 'ZA1 2BC'), said('41 Tanner Street', 'ZA1 2BC'), said('14 Quarry Lane', 'ZA1 2BC'), said('14 Tanner Street', 'ZA9 9XX'))).toEqual([0, 1, 2, 3])
  })

  it('of two property numbers are two, whatever their lines say and whatever lies between', () => {
    const found = groups(said('14 Tanner Street', 'ZA1 2BC', '99900000001'), said('14 Tanner Street', 'ZA1 2BC', '99900000002'), said('14 Tanner St', 'ZA1 2BC'))
    expect(found[0]).not.toBe(found[1])
  })

  it('without a postcode belong where nearly all of that line are, or nowhere', () => {
    const many = Array.from({ length: 20 }, () => said('14 Tanner Street', 'ZA1 2BC'))
    expect(groups(...many, said('14 Tanner Street')).at(-1)).toBe(0)
    expect(groups(said('1 High Street', 'ZA1 2BC'), said('1 High Street', 'ZA7 7ZZ'), said('1 High Street'))).toEqual([0, 1, 2])
    expect(groups(said(''), said('The Lodge'))).toEqual([-1, 1])
  })
})

describe('addresses without a number', () => {
  it('are one where line and postcode are the very same, and nowhere else', () => {
    expect(groups(said('The Lodge', 'ZA1 2BC'), said('the lodge', 'za12bc'), said('The Lodge', 'ZA1 2BD'), said('Lodge', 'ZA1 2BC'))).toEqual([0, 0, 2, 3])
  })

  it('that give no postcode belong to nobody’s house but their own property number', () => {
    expect(groups(said('The Lodge'), said('The Lodge'), said('', 'ZA1 2BC'))).toEqual([0, 1, -1])
    expect(groups(said('The Lodge', '', '12'), said('', '', '0012'), said('The Lodge'))).toEqual([0, 0, 2])
  })
})

describe('a line without a postcode', () => {
  const street = (postcode: string, many: number): AddressSaid[] => Array.from({ length: many }, () => said('14 Tanner Street', postcode))

  it('belongs where nine in ten of that line are, and nowhere where one in ten more are elsewhere', () => {
    expect(groups(...street('ZA1 2BC', 9), ...street('ZA7 7ZZ', 1), said('14 Tanner Street')).at(-1)).toBe(0)
    expect(groups(...street('ZA1 2BC', 8), ...street('ZA7 7ZZ', 1), said('14 Tanner Street')).at(-1)).toBe(9)
  })

  it('of which none gives a postcode are one house, said often', () => {
    expect(groups(said('14 Tanner Street'), said('14 tanner st'), said('15 Tanner Street'))).toEqual([0, 0, 2])
  })

  it('does not count for where the others are, and is not taken from its own property number', () => {
    expect(groups(said('14 Tanner Street', 'ZA1 2BC'), ...Array.from({ length: 30 }, () => said('14 Tanner Street'))).every((group) => group === 0)).toBe(true)
    expect(groups(...street('ZA1 2BC', 20), said('14 Tanner Street', '', '77'))).toEqual([...Array.from({ length: 20 }, () => 0), 20])
  })
})

describe('streets of one postcode, number and flat', () => {
  it.each([['14 Tanner Street', '14 Tannerr Street', true], ['14 Tanner Street', '14 Tanner Rd', true], ['14 Tanner Street', '14 Mill Lane', false], ['Flat 2, 14 Tanner Street', 'Flat 2 14 Taner Street', true], ['Flat 2, 14 Tanner Street', '14 Tanner Street', false], ['Flat 2, 14 Tanner Street', 'Room 2, 14 Tanner Street', true]])('%s and %s are one: %s', (one, other, is) => {
    expect(groups(said(one, 'ZA1 2BC'), said(other, 'ZA1 2BC'))).toEqual([0, is ? 0 : 1])
  })
})
