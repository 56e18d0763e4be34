import { parseArgs } from 'node:util'
import type { Services } from '#platform/auth/service-actors.ts'
import type { AuditVerb } from '#platform/audit/entry.ts'
import type { Config } from '#platform/config.ts'
import type { Context } from '#platform/context.ts'
import { transact, type Ground } from '#platform/transact.ts'

/** What every verb of the command line is given: its words and flags, and where to answer. */
export interface CliWords {
  readonly words: readonly string[]
  /** The value of `--name VALUE`; the last, when it was given more than once. */
  flag(name: string): string | undefined
  /** Every value of `--name VALUE`, in the order given. */
  all(name: string): readonly string[]
  /** Was `--name` given? */
  has(name: string): boolean
  /** Tell the operator what is going on (standard error). */
  say(sentence: string): void
  /** The verb's result (standard output), one line at a time. */
  print(line: string): void
}

/** What a verb that works in the house is given besides: the house opened for it. */
export interface Cli extends CliWords {
  readonly config: Config
  readonly ground: Ground
  readonly services: Services
  /** One act as the command line's own service actor, audited like a page. */
  act<T>(name: string, work: (ctx: Context) => Promise<T>, verb?: AuditVerb): Promise<T>
  look<T>(name: string, work: (ctx: Context) => Promise<T>): Promise<T>
}

/** Flags a verb takes: with a value, with one or more, or without. */
export type Flags = Readonly<Record<string, 'value' | 'values' | 'switch'>>

/** A verb operators have. Its result is the process's exit code; nothing means 0. */
export interface Verb {
  readonly name: string
  readonly about: string
  readonly usage: string
  readonly flags: Flags
  run(cli: Cli): Promise<number | void>
  /** For a verb that works on files alone: the house is not opened, and it is run so instead. */
  readonly runAlone?: (cli: CliWords) => Promise<number | void>
}

/** Describe a verb: `name` is its words, `usage` what follows them. */
export function verb(name: string, described: { about: string; usage?: string; flags?: Flags }, run: (cli: Cli) => Promise<number | void>): Verb {
  return { name, about: described.about, usage: described.usage ?? '', flags: described.flags ?? {}, run }
}

/** Describe a verb that works on files alone and needs neither database nor people. */
export function fileVerb(name: string, described: { about: string; usage?: string; flags?: Flags }, runAlone: (cli: CliWords) => Promise<number | void>): Verb {
  return { ...verb(name, described, runAlone), runAlone }
}

/** Wrong words on the command line: shown with the verb's usage, without a stack. */
export class WrongWords extends Error {
  override name = 'WrongWords'
}

/** A verb's own words and flags, read. */
export interface ReadWords {
  readonly words: string[]
  readonly flags: ReadonlyMap<string, string | true | readonly string[]>
}

/**
 * Read a verb's own words and flags.
 *
 * Refuses: WrongWords, for a flag it does not take.
 */
export function readWords(given: Verb, args: readonly string[]): ReadWords {
  const options = Object.fromEntries(Object.entries(given.flags).map(([name, kind]) => [name, { type: kind === 'switch' ? ('boolean' as const) : ('string' as const), multiple: kind === 'values' }]))
  try {
    const { values, positionals } = parseArgs({ args: withWeights(given, args), options, allowPositionals: true, strict: true })
    const flags = new Map<string, string | true | readonly string[]>()
    for (const [name, value] of Object.entries(values)) {
      if (Array.isArray(value)) flags.set(name, value.filter((each) => typeof each === 'string'))
      else if (typeof value === 'string' || value === true) flags.set(name, value)
    }
    return { words: positionals, flags }
  } catch (error) {
    throw new WrongWords(error instanceof Error ? error.message.split('. ')[0] ?? 'wrong words' : 'wrong words')
  }
}

/** "--from -3" as "--from=-3": what begins with a minus and a digit is a number, and no flag. */
function withWeights(given: Verb, args: readonly string[]): string[] {
  const end = args.indexOf('--')
  return args.reduce<string[]>((kept, arg, at) => {
    const before = kept.at(-1) ?? ''
    const kind = before.startsWith('--') ? given.flags[before.slice(2)] : undefined
    if (/^-\d/.test(arg) && (kind === 'value' || kind === 'values') && (end === -1 || at < end)) kept[kept.length - 1] = `${before}=${arg}`
    else kept.push(arg)
    return kept
  }, [])
}

/** Give a verb its words. */
export function wordsFor(read: ReadWords): CliWords {
  const all = (name: string): readonly string[] => {
    const value = read.flags.get(name)
    return typeof value === 'string' ? [value] : value === undefined || value === true ? [] : value
  }
  return {
    words: read.words, all, flag: (name) => all(name).at(-1), has: (name) => read.flags.has(name),
    say: (sentence) => void process.stderr.write(`${sentence}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
  }
}

/** Give a verb its words and the open house. */
export function cliFor(given: { config: Config; ground: Ground; services: Services }, read: ReadWords): Cli {
  const within = (mode: 'look' | 'act') => async <T>(name: string, work: (ctx: Context) => Promise<T>, auditVerb?: AuditVerb): Promise<T> =>
    transact(given.ground, { token: await given.services.tokenOf('cli'), mode, act: name, isOnce: true, ...(auditVerb === undefined ? {} : { verb: auditVerb }) }, work)
  return { ...given, ...wordsFor(read), act: within('act'), look: within('look') }
}
