import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CannotStart, printableConfig, projectFolder, readConfig } from './config.ts'

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(CannotStart)
    return error instanceof Error ? error.message.split('\n') : []
  }
  return []
}

describe('a variable that is wrong', () => {
  it.each([
    ['PORT', 'eighty', /must be a whole number from 0 to 65535/], ['PORT', '-1', /must be a whole number from 0 to 65535/], ['PORT', '65536', /must be a whole number from 0 to 65535/], ['PORT', '80.5', /must be a whole number from 0 to 65535/], ['PORT', 'Infinity', /must be a whole number/],
    ['DATABASE_URL', 'mysql://x', /must begin with postgres:\/\/ or postgresql:\/\//], ['DATABASE_URL', 'db.example', /must begin with postgres/], ['TEST_DATABASE_URL', ' postgres://x', /must begin with postgres/],
    ['HEED_DEMO', 'on', /auto.*off/], ['HEED_DEMO', 'OFF', /auto.*off/], ['HEED_TLS', 'yes', /on.*off/], ['HEED_TLS', '1', /on.*off/],
    ['TRUSTED_PROXIES', 'proxy', /for example 10\.1\.0\.4,10\.2\.0\.0\/16/], ['TRUSTED_PROXIES', '10.1.0.4;10.1.0.5', /commas between/], ['TRUSTED_PROXIES', '10.1.0.4, nowhere', /must be addresses/], ['TRUSTED_PROXIES', '10.1.0', /must be addresses/], ['TRUSTED_PROXIES', '*', /must be addresses/], ['TRUSTED_PROXIES', '10.1.0.0/1600', /must be addresses/],
  ])('%s=%s is named, with what it must be, in one line', (name, value, said) => {
    const [heading, fault = '', ...more] = faultsOf({ [name]: value })
    expect([heading, more]).toEqual(['The configuration has faults:', []])
    expect(fault.startsWith(`  ${name}: `)).toBe(true)
    expect(fault).toMatch(said)
  })

  it('never has its password said: only what an address must begin with', () => {
    expect(faultsOf({ DATABASE_URL: 'pg://heed:s3cret@db/heed' }).join('\n')).not.toContain('s3cret')
  })

  it('is told with every other that is, each in a line of its own', () => {
    expect(faultsOf({ PORT: 'x', DATABASE_URL: 'x', TEST_DATABASE_URL: 'x', HEED_DEMO: 'x', HEED_TLS: 'x', TRUSTED_PROXIES: 'x' }).map((line) => line.split(':')[0]?.trim()))
      .toEqual(['The configuration has faults', 'PORT', 'DATABASE_URL', 'TEST_DATABASE_URL', 'HEED_DEMO', 'HEED_TLS', 'TRUSTED_PROXIES'])
  })
})

describe('a variable that is right', () => {
  it.each([
    [{ PORT: '0' }, { port: 0 }], [{ PORT: '65535' }, { port: 65_535 }], [{ DATABASE_URL: 'postgresql://h/d' }, { databaseUrl: 'postgresql://h/d' }], [{ HEED_TLS: 'on' }, { secure: true }], [{ HEED_TLS: 'off' }, { secure: false }],
    [{ TRUSTED_PROXIES: ' , 10.1.0.4 ,, ::1/128 ' }, { trustedProxies: ['10.1.0.4', '::1/128'] }], [{ HEED_DATA: '/var/../srv/heed/' }, { dataFolder: '/srv/heed' }], [{ HEED_DATA: 'here' }, { dataFolder: resolve('here') }], [{ CHROMIUM: '/usr/bin/chromium' }, { chromium: '/usr/bin/chromium' }],
  ])('%j is read as %j', (environment, expected) => {
    expect(readConfig(environment)).toMatchObject(expected)
  })

  it('is no other’s business: what Heed does not know is not read, and what is empty was not said', () => {
    expect(readConfig({ SECRET: 'x', port: '1', PORT: '', HEED_DEMO: '', TRUSTED_PROXIES: '', HOST: '' })).toEqual(readConfig({}))
    expect(readConfig({ PORT: undefined })).toEqual(readConfig({}))
  })
})

describe('the configuration in print', () => {
  const printed = (url: string): unknown => printableConfig(readConfig({ TEST_DATABASE_URL: url }))['testDatabaseUrl']

  it.each([
    ['postgres://heed:a:b:c@db/heed', 'postgres://heed:***@db/heed'], ['postgres://heed:@db/heed', 'postgres://heed:***@db/heed'], ['postgres://heed@db:5432/heed', 'postgres://heed@db:5432/heed'],
    ['postgresql:///heed?host=/run&password=s3cret', 'postgresql:///heed?host=/run&password=***'], ['postgres://u:p@db/x?password=q', 'postgres://u:***@db/x?password=***'],
  ])('of %s has %s', (url, masked) => {
    expect(printed(url)).toBe(masked)
  })

  it('has every setting in words or numbers, and nothing said of what is not set', () => {
    const shown = printableConfig(readConfig({ TRUSTED_PROXIES: '10.1.0.4,10.1.0.5' }))
    expect(shown).toMatchObject({ trustedProxies: '10.1.0.4, 10.1.0.5', databaseUrl: null, testDatabaseUrl: null, port: 8080 })
    for (const value of Object.values(shown)) expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true)
  })

  it('finds its own folder from anywhere within it', () => {
    expect(projectFolder(join(projectFolder(), 'src/features/cases/rules'))).toBe(projectFolder())
  })
})
