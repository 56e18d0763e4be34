import { describe, expect, it } from 'vitest'
import { doubleMetaphone } from './metaphone.ts'

describe('double metaphone', () => {
  // as PostgreSQL's dmetaphone and dmetaphone_alt (fuzzystrmatch, after L. Philips) give them
  it.each([
    ['catherine', 'K0RN', 'KTRN'], ['katherine', 'K0RN', 'KTRN'], ['edge', 'AJ', 'AJ'], ['gough', 'KF', 'KF'], ['hughes', 'HS', 'HS'], ['jackson', 'JKSN', 'AKSN'],
    ['jose', 'HS', 'HS'], ['knight', 'NT', 'NT'], ['mcclelland', 'MKLL', 'MKLL'], ['michael', 'MKL', 'MXL'], ['mohammed', 'MHMT', 'MHMT'], ['nguyen', 'NKN', 'NKN'],
    ['philip', 'FLP', 'FLP'], ['roger', 'RKR', 'RJR'], ['schmidt', 'XMT', 'SMT'], ['siobhan', 'SPN', 'XPN'], ['smith', 'SM0', 'XMT'], ['thomas', 'TMS', 'TMS'],
    ['wright', 'RT', 'RT'], ['xavier', 'SF', 'SFR'], ['zhao', 'J', 'J'],
  ])('of %s is %s or %s', (word, likely, other) => {
    expect(doubleMetaphone(word)).toEqual([likely, other])
    expect(doubleMetaphone(word.toUpperCase())).toEqual([likely, other])
  })

  it('of what has no letters, or letters it does not know, is empty and fails not', () => {
    expect([doubleMetaphone(''), doubleMetaphone('14'), doubleMetaphone('محمد')]).toEqual([['', ''], ['', ''], ['', '']])
  })
})
