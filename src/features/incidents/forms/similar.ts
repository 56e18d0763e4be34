// What is chosen for each incident like the one in hand.
//   similar.<incident's id>   add, link or separate
//   similar.reason            why, in words
//   knowing                   the reference of which was said that this incident goes out of sight with it
import { z } from 'zod'
import { Id, Version, wordsOrNull } from '#platform/http/fields.ts'
import { EXITS, type Exits } from '../rules/similar.ts'
import { Knowing } from './working.ts'

/** The most characters of a reason. */
const REASON = 1_000

type Typed = Readonly<Record<string, string | readonly string[]>>

/** What was chosen for each similar incident; faults are passed to `fault`, and a report is added to one incident only. */
export function exitsTyped(typed: Typed, fault: (name: string, message: string) => void): Exits {
  const chosen = Object.entries(typed).flatMap(([name, value]) => {
    const id = Id.safeParse(/^similar\.([\da-f-]{36})$/.exec(name)?.[1]).data
    const word = typeof value === 'string' ? value : value[0]
    const exit = EXITS.find((each) => each === word)
    if (id === undefined || word === undefined || word === '') return []
    if (exit === undefined) fault(name, 'Choose what to do with this incident')
    return exit === undefined ? [] : [{ id, exit }]
  })
  const of = (wanted: string): string[] => chosen.flatMap(({ id, exit }) => (exit === wanted ? [id] : []))
  const [addTo = null, second] = of('add')
  if (second !== undefined) fault(`similar.${second}`, 'A report can be added to one incident only. Link it with the others, or keep it separate')
  const given = typed['similar.reason']
  const reason = wordsOrNull('the reason', { max: REASON }).safeParse(typeof given === 'string' ? given : '')
  if (!reason.success) fault('similar.reason', reason.error.issues[0]?.message ?? 'Enter the reason again')
  return { addTo, link: of('link'), separate: of('separate'), reason: reason.data ?? '' }
}

/** What is decided later, on the incident's own page. */
export const SimilarForm = z.record(z.string().max(80), z.union([z.string().max(REASON * 20), z.array(z.string().max(500)).max(20)])).transform((typed, check) => {
  const fault = (field: string, message: string): void => check.addIssue({ code: 'custom', path: [field], message })
  const { version, knowing, ...rest } = typed
  const read = Version.safeParse(version)
  for (const name of Object.keys(rest)) if (!/^similar\.(?:reason|[\da-f-]{36})$/.test(name)) fault(name, `“${name.slice(0, 40)}” is not a field of this page`)
  if (!read.success) fault('version', read.error.issues[0]?.message ?? 'Open the page again')
  return { version: read.data ?? 0, exits: exitsTyped(rest, fault), knowing: Knowing.parse(knowing) }
})
