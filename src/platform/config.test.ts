import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CannotStart, printableConfig, projectFolder, readConfig } from './config.ts'

describe('the configuration', () => {
  it('has a value for everything when nothing is said', () => {
    expect(readConfig({})).toEqual({ host: '127.0.0.1', port: 8080, databaseUrl: null, testDatabaseUrl: null, dataFolder: join(projectFolder(), '.heed'), demo: 'auto', chromium: null, secure: false, trustedProxies: [] })
  })

  it('takes what is said, and an empty variable as not said', () => {
    const config = readConfig({ HOST: '0.0.0.0', PORT: '0', DATABASE_URL: 'postgres://u:p@h/d', HEED_DATA: '/var/heed', HEED_DEMO: 'off', CHROMIUM: '' })
    expect(config).toMatchObject({ host: '0.0.0.0', port: 0, databaseUrl: 'postgres://u:p@h/d', dataFolder: '/var/heed', demo: 'off', chromium: null })
  })

  it('names every fault at once', () => {
    const read = (): unknown => readConfig({ PORT: 'eighty', DATABASE_URL: 'mysql://x', HEED_DEMO: 'yes' })
    expect(read).toThrow(CannotStart)
    expect(read).toThrow(/PORT: .*\n.*DATABASE_URL: .*\n.*HEED_DEMO: /)
  })

  it('says what each may be, in words an operator knows', () => {
    for (const PORT of ['eighty', '65536', '-1', '80.5', '0x50', '1e3', ' ']) expect(() => readConfig({ PORT })).toThrow('PORT: must be a whole number from 0 to 65535')
    expect(() => readConfig({ HEED_DEMO: 'yes' })).toThrow('HEED_DEMO: must be auto or off')
    expect(() => readConfig({ HEED_TLS: 'true' })).toThrow('HEED_TLS: must be on or off')
    expect(readConfig({ PORT: '65535' }).port).toBe(65535)
  })

  it('cannot be changed once read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true)
  })

  it('is printed without its passwords', () => {
    const printed = (url: string): unknown => printableConfig(readConfig({ DATABASE_URL: url }))['databaseUrl']
    expect(printed('postgres://heed:s3cret@db:5432/heed')).toBe('postgres://heed:***@db:5432/heed')
    expect(printed('postgres://db/heed?user=heed&password=s3cret&ssl=1')).toBe('postgres://db/heed?user=heed&password=***&ssl=1')
    expect(printed('postgres://db/heed')).toBe('postgres://db/heed')
  })

  it('says plainly when Heed cannot find its own folder', () => {
    expect(() => projectFolder('/')).toThrow('cannot find its own folder')
  })

  it('takes the word of the proxies that are named, and of nothing that is no address', () => {
    expect(readConfig({ TRUSTED_PROXIES: '10.1.0.4, 10.2.0.0/16,2001:db8::1' }).trustedProxies).toEqual(['10.1.0.4', '10.2.0.0/16', '2001:db8::1'])
    expect(() => readConfig({ TRUSTED_PROXIES: 'proxy.example' })).toThrow(/TRUSTED_PROXIES: must be addresses/)
  })
})
