import { parseArgs } from 'node:util'
import type { Services } from '#platform/auth/service-actors.ts'
import type { AuditVerb } from '#platform/audit/entry.ts'
import type { Config } from '#platform/config.ts'
import type { Context } from '#platform/context.ts'
import { transact, type Ground } from '#platform/transact.ts'

/** What a verb of the command line is given: its words, and the house opened for it. */
export interface Cli {
  readonly words: readonly string[]
  readonly config: Config
  readonly ground: Ground
  readonly services: Services
  /** The value of `--name VALUE`. */
  flag(name: string): string | undefined
  /** Was `--name` given? */
  has(name: string): boolean
  /** Tell the operator what is going on (standard error). */
  say(sentence: string): void
  /** The verb's result (standard output), one line at a time. */
  print(line: string): void
  /** One act as the command line's own service actor, audited like a page. */
  act<T>(name: string, work: (ctx: Context) => Promise<T>, verb?: AuditVerb): Promise<T>
  look<T>(name: string, work: (ctx: Context) => Promise<T>): Promise<T>
}

/** Flags a verb takes: with a value, or without. */
export type Flags = Readonly<Record<string, 'value' | 'switch'>>

/** A verb operators have. Its result is the process's exit code; nothing means 0. */
export interface Verb {
  readonly name: string
  readonly about: string
  readonly usage: string
  readonly flags: Flags
  run(cli: Cli): Promise<number | void>
}

/** Describe a verb: `name` is its words, `usage` what follows them. */
export function verb(name: string, described: { about: string; usage?: string; flags?: Flags }, run: (cli: Cli) => Promise<number | void>): Verb {
  return { name, about: described.about, usage: described.usage ?? '', flags: described.flags ?? {}, run }
}

/** Wrong words on the command line: shown with the verb's usage, without a stack. */
export class WrongWords extends Error {
  override name = 'WrongWords'
}

/**
 * Read a verb's own words and flags.
 *
 * Refuses: WrongWords, for a flag it does not take.
 */
export function readWords(given: Verb, args: readonly string[]): { words: string[]; flags: ReadonlyMap<string, string | true> } {
  const options = Object.fromEntries(Object.entries(given.flags).map(([name, kind]) => [name, { type: kind === 'value' ? ('string' as const) : ('boolean' as const) }]))
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const flags = new Map<string, string | true>()
    for (const [name, value] of Object.entries(values)) if (typeof value === 'string' || value === true) flags.set(name, value)
    return { words: positionals, flags }
  } catch (error) {
    throw new WrongWords(error instanceof Error ? error.message.split('. ')[0] ?? 'wrong words' : 'wrong words')
  }
}

/** Give a verb its words and the open house. */
export function cliFor(given: { config: Config; ground: Ground; services: Services }, read: { words: readonly string[]; flags: ReadonlyMap<string, string | true> }): Cli {
  const within = (mode: 'look' | 'act') => async <T>(name: string, work: (ctx: Context) => Promise<T>, auditVerb?: AuditVerb): Promise<T> =>
    transact(given.ground, { token: await given.services.tokenOf('cli'), mode, act: name, ...(auditVerb === undefined ? {} : { verb: auditVerb }) }, work)
  return {
    ...given,
    words: read.words,
    flag: (name) => {
      const value = read.flags.get(name)
      return typeof value === 'string' ? value : undefined
    },
    has: (name) => read.flags.has(name),
    say: (sentence) => void process.stderr.write(`${sentence}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
    act: within('act'),
    look: within('look'),
  }
}
