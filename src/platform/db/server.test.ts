import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { databaseOn, serverAt } from './server.ts'

describe('the server an address names', () => {
  it('is reached as the address says, every part of it', () => {
    expect(serverAt('postgres://heed:s3cret@db.example:6432/records').bootstrap).toMatchObject({ host: 'db.example', port: 6432, user: 'heed', password: 's3cret', database: 'records' })
    expect(serverAt('postgresql://heed@db.example').bootstrap).toMatchObject({ host: 'db.example', port: 5432, user: 'heed' })
    expect(serverAt('postgres://heed:p%40ss%2Fword@db/x').bootstrap).toMatchObject({ password: 'p@ss/word' })
    expect(serverAt('postgres://heed:x@/records?host=/run/postgresql').bootstrap).toMatchObject({ host: '/run/postgresql', database: 'records' })
  })

  it('has one key for whoever is given the same login, whichever database they name, and another for another login or password', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,12}$/)
    fc.assert(fc.property(word, word, word, word, (user, password, other, database) => {
      const { loginKey } = serverAt(`postgres://${user}:${password}@db/heed`)
      expect(loginKey).toMatch(/^[0-9a-f]{64}$/)
      expect(serverAt(`postgres://${user}:${password}@db/${database}`).loginKey).toBe(loginKey)
      expect(serverAt(`postgres://${user}:${other}@db/heed`).loginKey === loginKey).toBe(other === password)
      expect(serverAt(`postgres://${other}:${password}@db/heed`).loginKey === loginKey).toBe(other === user)
    }), { numRuns: 40 })
  })

  it('does not mistake the end of a name for the beginning of a password', () => {
    expect(serverAt('postgres://ab:c@db/x').loginKey).not.toBe(serverAt('postgres://a:bc@db/x').loginKey)
  })

  it('is the same with another of its databases: the same key, the same way there, and the first left as it was', () => {
    const server = serverAt('postgres://heed:s3cret@db:6432/records')
    const other = databaseOn(server, 'trial')
    expect(other).toEqual({ loginKey: server.loginKey, bootstrap: { ...server.bootstrap, database: 'trial' } })
    expect(server.bootstrap.database).toBe('records')
  })
})
