import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'

/**
 * Something the operator must put right before Heed can start: shown as its sentence, without a stack.
 */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

/** What is told to the operator while something long goes on, one sentence a call. */
export type Say = (sentence: string) => void

const Port = z.string().regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535').transform(Number).refine((port) => port <= 65535, 'must be a whole number from 0 to 65535')
const ServerUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: Port.default(8080),
  DATABASE_URL: ServerUrl.optional(),
  TEST_DATABASE_URL: ServerUrl.optional(),
  HEED_DATA: z.string().min(1).optional(),
  HEED_DEMO: z.enum(['auto', 'off'], 'must be auto or off').default('auto'),
  HEED_TLS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  TRUSTED_PROXIES: z.string().default('').transform((list) => list.split(',').map((each) => each.trim()).filter((each) => each !== ''))
    .refine((list) => list.every((each) => isIP(each.replace(/\/\d{1,3}$/, '')) !== 0), 'must be addresses or networks with commas between, for example 10.1.0.4,10.2.0.0/16'),
  CHROMIUM: z.string().min(1).optional(),
})

/** Everything Heed is told from outside, read once. */
export interface Config {
  /** The address to listen on. */
  readonly host: string
  /** The port to listen on; 0 lets the system choose. */
  readonly port: number
  /** The bootstrap login of a PostgreSQL server, or null for the embedded one. */
  readonly databaseUrl: string | null
  /** A server PostgreSQL for the tests, or null for an embedded throw-away one. */
  readonly testDatabaseUrl: string | null
  /** Where Heed keeps what it owns: secrets, the embedded database, its log. */
  readonly dataFolder: string
  /** Whether the demonstration force is loaded into an empty database. */
  readonly demo: 'auto' | 'off'
  /** Whether browsers reach Heed over TLS (at a proxy before it): cookies are then Secure. */
  readonly secure: boolean
  /** Proxies whose word is taken for where a request came from: addresses and networks. */
  readonly trustedProxies: readonly string[]
  /** A Chromium for the browser journeys, or null. */
  readonly chromium: string | null
}

/**
 * The configuration, from the environment; an empty variable counts as unset.
 *
 * Refuses: CannotStart, naming every fault at once
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new CannotStart(['The configuration has faults:', ...faults].join('\n'))
  }
  const values = read.data
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    testDatabaseUrl: values.TEST_DATABASE_URL ?? null,
    dataFolder: values.HEED_DATA === undefined ? join(projectFolder(), '.heed') : resolve(values.HEED_DATA),
    demo: values.HEED_DEMO,
    secure: values.HEED_TLS === 'on',
    trustedProxies: values.TRUSTED_PROXIES,
    chromium: values.CHROMIUM ?? null,
  })
}

/** The configuration as it may be printed: passwords inside addresses are masked. */
export function printableConfig(config: Config): Record<string, string | number | boolean | null> {
  return { ...config, trustedProxies: config.trustedProxies.join(', '), databaseUrl: masked(config.databaseUrl), testDatabaseUrl: masked(config.testDatabaseUrl) }
}

/**
 * The folder Heed was unpacked in: the one whose package.json is Heed's.
 *
 * The sources and the bundle lie at different depths, so it is found by walking up.
 */
export function projectFolder(from: string = import.meta.dirname): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest) && /"name":\s*"heed"/.test(readFileSync(manifest, 'utf8'))) return from
  const parent = dirname(from)
  if (parent === from) throw new CannotStart('Heed cannot find its own folder: its package.json is missing')
  return projectFolder(parent)
}

function masked(url: string | null): string | null {
  return url === null ? null : url.replace(/(:\/\/[^:/@]*:)[^@]*@/, '$1***@').replace(/([?&]password=)[^&]*/, '$1***')
}
