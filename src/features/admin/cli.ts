import { verb, WrongWords, type Verb } from '#platform/cli.ts'
import { checkInstallation, type Check } from '#platform/checks.ts'
import { printableConfig } from '#platform/config.ts'
import type { Context } from '#platform/context.ts'
import { issueToken } from './commands.ts'
import { demonstrationPassword, demonstrationPeople } from './queries/people.ts'

/** What operators do with accounts and with the installation itself. */
export const verbs: readonly Verb[] = [
  verb('admin issue-token', { about: 'Issue another system a token for a year; it is printed once, alone', usage: '--client NAME --scope incidents:write', flags: { client: 'value', scope: 'value' } }, async (cli) => {
    const client = cli.flag('client')
    if (client === undefined || !/^[a-z0-9][a-z0-9._-]{0,50}$/.test(client)) throw new WrongWords('Name the system after --client in small letters, figures and hyphens, for example --client dispatch')
    if (cli.flag('scope') !== 'incidents:write') throw new WrongWords('Say what it may do: --scope incidents:write')
    const token = await cli.act('admin.issueToken', (ctx) => issueToken(ctx, { name: client, scopes: ['incidents:write'] }))
    cli.say(`${client} may record incidents for a year. Keep the token: it cannot be shown again`)
    cli.print(token)
  }),
  verb('demo users', { about: 'Who can sign in to the demonstration, and with which password', usage: '[--json]', flags: { json: 'switch' } }, async (cli) => {
    const { password, people } = await cli.look('admin.demonstrationPeople', async (ctx) => ({ password: await demonstrationPassword(ctx), people: await demonstrationPeople(ctx) }))
    if (password === null) {
      cli.say('This is not a demonstration: nobody’s password is known')
      return 1
    }
    if (cli.has('json')) cli.print(JSON.stringify(people.map(({ username, ...rest }) => ({ username, password, ...rest })), null, 2))
    else {
      cli.print(`Everyone’s password: ${password}`)
      for (const { username, rank, roles, team } of people) cli.print(`${username.padEnd(18)} ${(rank ?? 'not police').padEnd(16)} ${roles.join(', ')}${team === null ? '' : ` · ${team}`}`)
    }
    return 0
  }),
  verb('config', { about: 'Print the configuration as it was read, passwords masked' }, async (cli) => {
    for (const [name, value] of Object.entries(printableConfig(cli.config))) cli.print(`${name} = ${value === null ? '(not set)' : String(value)}`)
  }),
]

/** Something that must follow from what is on record, and how often it has not: nought, or something is broken. */
export interface Ledger {
  readonly name: string
  readonly count: (ctx: Context) => Promise<number>
}

/** The verb that looks at the whole installation; each feature that keeps a ledger hands in its own count. */
export function doctorVerb(ledgers: readonly Ledger[]): Verb {
  return verb('doctor', { about: 'Look at everything the installation stands on, and say what is not well' }, async (cli) => {
    const checks: Check[] = await checkInstallation(cli)
    for (const { name, count } of ledgers) {
      const found = await cli.look('admin.doctor', count)
      checks.push({ name, isWell: found === 0, found: String(found) })
    }
    for (const { name, isWell, found } of checks) cli.print(`${isWell ? 'well    ' : 'NOT WELL'}  ${name}: ${found}`)
    return checks.every(({ isWell }) => isWell) ? 0 : 1
  })
}
