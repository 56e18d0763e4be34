import { describe, expect, it } from 'vitest'
import { storageSentence } from './storage.ts'

const fault = (code: string, over: object = {}) => Object.assign(new Error(`${code}: something, write`), { code, ...over })

describe('a data folder that cannot be written', () => {
  it('is said in a sentence that names it and what to do', () => {
    for (const code of ['ENOSPC', 'EDQUOT', '53100']) expect(storageSentence(fault(code), '/data')).toMatch(/^The disk that holds \/data is full\. Make room/)
    expect(storageSentence(fault('EROFS'), '/data')).toMatch(/can only be read/)
    expect(storageSentence(fault('EACCES', { path: '/data/heed.lock' }), '/data')).toMatch(/^Heed may not write \/data\/heed\.lock/)
  })

  it('is said where a file stands in its place', () => {
    expect(storageSentence(fault('EEXIST', { path: '/data' }), '/data')).toMatch(/^\/data is a file/)
    expect(storageSentence(fault('ENOTDIR', { path: '/data/postgres' }), '/data')).toMatch(/Set HEED_DATA to a folder/)
    expect(storageSentence(fault('EEXIST', { path: '/data-of-another' }), '/data')).toBeNull()
    expect(storageSentence(fault('EEXIST', { path: '/data/audit-key.pem' }), '/data')).toBeNull()
  })

  it('is not made of anything else', () => {
    for (const error of [fault('EEXIST'), fault('ENOENT'), fault('EACCES'), new Error('x'), 'ENOSPC', null, undefined]) expect(storageSentence(error, '/data')).toBeNull()
  })
})
