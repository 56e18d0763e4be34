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
