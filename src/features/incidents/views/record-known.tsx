import type { Content, Html } from '#ui/html.ts'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { AskedPerson, Known, KnownPlace } from '../queries/record-page.ts'
import type { SeenPerson } from '#features/people/index.ts'
import { bandOf } from '../rules/bands.ts'

/** Where the place lies and who is told there, with the gazetteer's addresses to choose from. */
export function PlaceFound({ place }: { place: KnownPlace | null }): Html | null {
  if (place === null) return null
  const where = [place.wardName === null ? null : `${place.wardName} ward`, place.boroughName].filter((part) => part !== null).join(', ')
  return (
    <div>
      <p class="govuk-body-s">
        {where === '' ? 'This place is not found in any area yet.' : <strong>{where}.</strong>}
        {place.teamName === null ? null : ` ${place.teamName} will be told${place.isFallbackTeam ? ', as no Safer Neighbourhoods team is found' : ''}.`}
        {place.isPostcodeUnknown ? ' The postcode is not on the list we hold: it is kept as typed.' : null}
      </p>
      {place.choices.length === 0 ? null : (
        <div class="govuk-button-group" role="group" aria-label="Addresses that may be meant">
          {place.choices.map(({ id, line, postcode }) => (
            <PageButton text={postcode === null ? line : `${line}, ${postcode}`} act={`place.${id}`} fill={{ 'place.addressId': id, 'place.text': line, ...(postcode === null ? {} : { 'place.postcode': postcode }) }} />
          ))}
        </div>
      )}
    </div>
  )
}

/** What Heed knows of the people, the address and the answers typed so far. */
export function WhatHeedKnows({ known }: { known: Known }): Html {
  const { address, suggestion } = known
  const people = known.people.filter(({ seen, personId }) => seen.people.length > 0 || seen.elsewhere.length > 0 || seen.soFar !== null || personId !== null)
  return (
    <div>
      {people.map((person) => <PersonKnown person={person} now={known.now} />)}
      {address === null ? null : (
        <p class="govuk-body"><strong>This address:</strong> {reportsOf(address.reports)}, last <When at={address.lastAt} now={known.now} />.</p>
      )}
      {people.length === 0 && address === null ? <p class="govuk-body-s">No earlier report agrees with what is typed so far.</p> : null}
      {suggestion === null
        ? <p class="govuk-body-s">A grade is suggested as the prompt is answered.</p>
        : <p class="govuk-body"><strong>Suggested grade: {suggestion.grade}</strong>, because {suggestion.because.join(', and ')}. You choose.</p>}
    </div>
  )
}

/** What is said above each kind of likeness, the surest first. */
const LIKELY = [['same', 'Probably known'], ['possible', 'Possibly known'], ['another', 'Shares something, but likelier somebody else'], ['agrees so far', 'Agree with what is typed so far']] as const

/** Who may be linked or declined by one key: somebody the evidence speaks for. */
const KEYED: readonly SeenPerson['likelihood'][] = ['same', 'possible']

function PersonKnown({ person, now }: { person: Known['people'][number]; now: Date }): Html {
  const { place, seen, personId } = person
  const name = `people.${place}.personId`
  const isOpen = personId === null
  return (
    <div class="heed-known-person">
      <h3 class="govuk-heading-s">Person {place + 1}</h3>
      {isOpen ? null : (
        <p class="govuk-body-s">You said this is someone on record. <PageButton text="Undo" about={` for person ${place + 1}`} act={`undo.${place}`} fill={{ [name]: '' }} /></p>
      )}
      {LIKELY.map(([likelihood, heading]) => {
        const people = seen.people.filter((one) => one.likelihood === likelihood)
        return people.length === 0 ? null : (
          <div>
            <h4 class="govuk-heading-s govuk-!-margin-bottom-1">{heading}</h4>
            {people.map((one) => <Possible person={person} one={one} now={now} hasKeys={isOpen && seen.people[0] === one && KEYED.includes(likelihood)} />)}
          </div>
        )
      })}
      {seen.soFar === null ? null : <p class="govuk-body-s">{soFarWords(seen.soFar, seen.people.length)}</p>}
      {seen.common.length === 0 ? null : <p class="govuk-body-s">So many share this {seen.common.join(', ')} that only those who agree in more were looked at.</p>}
      {seen.elsewhere.map(({ team, telephone }) => (
        <p class="govuk-body-s">Another borough knows of this: ring {team ?? 'its intelligence unit'}{telephone === null ? '' : ` on ${telephone}`}.</p>
      ))}
    </div>
  )
}

function Possible({ person, one, now, hasKeys }: { person: AskedPerson; one: SeenPerson; now: Date; hasKeys: boolean }): Html {
  const isChosen = person.personId === one.personId
  const field = `people.${person.place}`
  const who = one.name ?? 'Someone unnamed'
  return (
    <div class={one.likelihood === 'same' ? 'govuk-inset-text heed-known heed-known--same' : 'govuk-inset-text heed-known'}>
      <p class="govuk-body govuk-!-margin-bottom-1"><strong>{who}</strong>: {one.because}.</p>
      {one.odds === null ? null : <p class="govuk-body-s govuk-!-margin-bottom-1">{one.odds}.</p>}
      <p class="govuk-body-s govuk-!-margin-bottom-1">{capital(reportsOf(one.reports))} as {one.parts.join(', ')}, last <When at={one.lastAt} now={now} />.
        {one.caseOwner === null ? null : ` Open case with ${one.caseOwner}.`}</p>
      {one.flags.length === 0 && one.riskOrder === 0 ? null : (
        <p class="govuk-body-s govuk-!-margin-bottom-1">{riskTag(one.riskOrder)}{one.flags.map((flag) => [<Tag text={flag} colour="orange" />, ' '])}</p>
      )}
      {isChosen ? <p class="govuk-body-s"><strong>This is them.</strong></p> : (
        <div class="govuk-button-group govuk-!-margin-bottom-0">
          <PageButton text="This is them" about={`: ${who}`} act={`same.${person.place}.${one.personId}`} fill={{ [`${field}.personId`]: one.personId }} altKey={hasKeys ? 'y' : undefined} />
          <PageButton text="Not them" about={`: ${who}`} act={`not.${person.place}.${one.personId}`} fill={{ [`${field}.notThem`]: [...person.notThem, one.personId].join(' ') }} altKey={hasKeys ? 'n' : undefined} />
        </div>
      )}
    </div>
  )
}

/** How many agree so far, of whom few are shown: nobody is left out in silence. */
function soFarWords({ people, isMore }: NonNullable<Known['people'][number]['seen']['soFar']>, shown: number): string {
  if (people === 0) return 'More than 200 records begin like this: none is shown. Type a first name, a postcode or more of the surname.'
  const many = isMore ? 'More than 200 records agree so far. ' : ''
  if (shown < people) return `${many}${shown} of ${people} people are shown, the gravest risk and the latest first. Type more to find the right one.`
  return `${many}This shows who may be meant, and proves nothing yet.`
}

function riskTag(riskOrder: number): Content {
  const band = bandOf(riskOrder)
  return band === null ? null : [<RiskTag band={band} />, ' ']
}

/** A button that fills fields of the page; without script it sends the page to itself, which does the same. Alt with `altKey` presses it. */
export function PageButton({ text, about, act, fill, altKey }: { text: string; about?: string; act: string; fill?: Readonly<Record<string, string>>; altKey?: string | undefined }): Html {
  return (
    <button type="submit" class="govuk-button govuk-button--secondary heed-small-button" formaction="/incidents/new/form" formnovalidate name="with" value={act}
      data-fill={fill === undefined ? undefined : JSON.stringify(fill)} data-alt-key={altKey} aria-keyshortcuts={altKey === undefined ? undefined : `Alt+${altKey.toUpperCase()}`}>
      {text}{altKey === undefined ? null : <>{' '}<kbd class="heed-keys" aria-hidden="true">Alt+{altKey.toUpperCase()}</kbd></>}{about === undefined ? null : <span class="govuk-visually-hidden">{about}</span>}
    </button>
  )
}

function reportsOf(count: number): string {
  return count === 1 ? '1 report' : `${count} reports`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
