import { type Redirect, redirect } from '#platform/http/replies.ts'
import type { LinkedDuplicate } from '../commands/duplicate.ts'

/** Where somebody is led who linked a duplicate: whoever does not see it any more goes home, and is told where it went. */
export function afterLink(incidentId: string, { reference, teamName, isSeen, isTaken }: LinkedDuplicate): Redirect {
  const untold = isTaken ? '. Heed tells nobody whom the seal does not name: if somebody was working it, tell them yourself that it is theirs no more' : ''
  if (isSeen) return redirect(`/incidents/${incidentId}`, isTaken ? `Linked as a duplicate, and under the seal of the other${untold}` : 'Linked as a duplicate')
  return redirect('/', `Linked as a duplicate of ${reference}, and under its seal: you do not see it any more. It is worked under that number${teamName === null ? '' : ` by ${teamName}`}${untold}`)
}
