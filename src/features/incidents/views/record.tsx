import type { Content, Html } from '#ui/html.ts'
import { nothing } from '#ui/html.ts'
import { submitButton } from '#ui/fields.tsx'
import { govuk } from '#ui/govuk.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import { Timeline } from '#ui/timeline.tsx'
import { ClocksTable } from '#platform/clocks/views.tsx'
import { formatDay, formatMonth, isDay, londonDay } from '#platform/time/day.ts'
import type { Act, Purpose } from '../queries/act-page.ts'
import type { Doubt } from '../rules/doubts.ts'
import type { IncidentRecord, LogEntry, PromptAnswer } from '../queries/incident-record.ts'
import type { PersonInIncident } from '../queries/people-in.ts'
import { RelatedNotice } from './similar.tsx'
import { BandTag, channelWords, FlagWords, sentence, StatusTag } from './words.tsx'

interface Given {
  readonly record: IncidentRecord
  readonly now: Date
}

/** What happened, where, when, and who was told: the first thing on an incident's page. */
export function SummaryPanel({ record, now }: Given): Html {
  const [told] = record.told
  return (
    <section aria-label="Summary">
      <p class="govuk-body"><StatusTag status={record.status} isDuplicate={record.isDuplicate} /> <BandTag riskOrder={record.riskOrder} />{record.isOpenData ? <> <Tag text="Open data" colour="purple" /></> : null}</p>
      <p class="govuk-body-l heed-narrative">{record.narrative === '' ? 'What happened is not recorded.' : record.narrative}</p>
      <DuplicateNotice record={record} now={now} />
      <RelatedNotice record={record} />
      <SummaryList rows={[
        { key: 'Type', value: <>{record.typeName ?? 'Not recorded'}{record.qualifier === null ? null : `, ${record.qualifier}`}{record.openingQualifier === null || record.openingQualifier === record.qualifier ? null : ` (first recorded as ${record.openingQualifier})`}</> },
        { key: 'Place', value: [record.place, record.wardName, record.boroughName].filter((part) => part !== null).join(', ') },
        { key: 'Reported', value: record.isOpenData ? formatMonth(londonDay(record.reportedAt)) : <><When at={record.reportedAt} now={now} />, {channelWords(record.channel)}</> },
        record.occurredFrom === null || record.isOpenData ? null : { key: 'Happened', value: <>{record.occurredTo === null ? null : 'from '}<When at={record.occurredFrom} now={now} />{record.occurredTo === null ? null : <> to <When at={record.occurredTo} now={now} /></>}</> },
        { key: 'Recorded', value: <><When at={record.recordedAt} now={now} /> by {record.recordedBy}</> },
        record.isOpenData ? null : { key: 'Grade', value: <GradeWords record={record} /> },
        record.isOpenData ? null : { key: 'Flags', value: <FlagWords flags={record.flags} /> },
        record.isOpenData ? null : { key: 'Team told', value: told === undefined ? 'Nobody has been told' : <>{told.toldName}, <When at={told.createdAt} now={now} /></> },
        record.isOpenData ? null : { key: 'Allocated to', value: record.allocatedToName ?? 'Nobody yet' },
        record.crimeReference === null ? null : { key: 'Crime', value: `${record.crimeReference}. The Victims’ Code ${record.victimsCode === true ? 'applies' : 'does not apply'}` },
        record.intelligence === null ? null : { key: 'Intelligence', value: record.intelligence === 'submitted' ? `Report ${record.intelligenceReference ?? ''} submitted` : 'Considered, not submitted' },
      ]} />
    </section>
  )
}

function GradeWords({ record }: { record: IncidentRecord }): Html {
  const { suggestedGradeName, suggestedBecause } = record
  return (
    <>
      {record.gradeName ?? 'Not graded'}
      {suggestedGradeName === null ? null : <>{' '}<span class="heed-aside">Suggested {suggestedGradeName.toLowerCase()}, because {suggestedBecause.join('; and ')}</span></>}
    </>
  )
}

/** How much of what a duplicate says stands on the page of the incident it repeats. */
const SAID = 200

function DuplicateNotice({ record: { original, duplicates }, now }: Given): Html {
  return (
    <>
      {original === null ? null : govuk('inset-text', { html: <>This is a duplicate of <a class="govuk-link" href={`/incidents/${original.id}`}>{original.reference}</a>. It is not counted, and is worked there.</> })}
      {duplicates.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-s govuk-!-margin-bottom-1">Reported again ({duplicates.length})</h2>
          <ul class="govuk-list govuk-list--bullet">
            {duplicates.map(({ id, reference, reportedAt, narrative }) => <li><a class="govuk-link" href={`/incidents/${id}`}>{reference}</a>, <When at={reportedAt} now={now} />{narrative === '' ? null : `: “${narrative.slice(0, SAID)}${narrative.length > SAID ? '…' : ''}”`}</li>)}
          </ul>
        </>
      )}
    </>
  )
}

/** The page of the act that mends a doubt; the others can only be settled. */
const mendAt: Readonly<Partial<Record<Doubt['kind'], string>>> = {
  'no type': 'classification', 'no qualifier': 'classification', 'no grade': 'grade', 'no place': 'place', 'no point': 'place', 'unknown postcode': 'place', 'outside every area': 'place',
  'point and postcode apart': 'place', 'no team': 'place', 'no caller': 'people', 'caller unnamed': 'people', 'no way to reach the caller': 'people', 'personal without a victim': 'people',
  'unreadable phone': 'people', 'unreadable email': 'people', 'date of birth ahead': 'people', 'date of birth long ago': 'people', 'times out of order': 'times', 'occurred after report': 'times', 'prompt not put': 'prompt', 'prompt incomplete': 'prompt', 'similar not decided': 'similar',
}

/** What is missing or doubtful, each with the way to settle it; nothing when nothing is. */
export function DoubtsPanel({ record, maySettle }: { record: IncidentRecord; maySettle: boolean }): Html {
  if (record.doubts.length === 0) return nothing
  return (
    <section class="heed-doubts">
      <h2 class="govuk-heading-m">To be checked ({record.doubts.length})</h2>
      <ul class="govuk-list govuk-list--bullet">
        {record.doubts.map(({ kind, sentence: said }) => (
          <li>{said}. {maySettle && mendAt[kind] !== undefined ? <><a class="govuk-link" href={`/incidents/${record.id}/${mendAt[kind] ?? ''}`}>Mend<span class="govuk-visually-hidden">: {said}</span></a> or </> : null}{maySettle ? <a class="govuk-link" href={`/incidents/${record.id}/doubts/${kind.replaceAll(' ', '-')}`}>{mendAt[kind] === undefined ? 'Settle' : 'settle'}<span class="govuk-visually-hidden">: {said}</span></a> : null}</li>
        ))}
      </ul>
    </section>
  )
}

/** Who is in it or in a duplicate of it, what part they play, and how it is safe to reach them. */
export function PeoplePanel({ record }: { record: IncidentRecord }): Html {
  const elsewhere = (person: PersonInIncident) => record.duplicates.find(({ id }) => id === person.incidentId)
  return (
    <DataTable caption="People" isDense rows={onePerPerson([...record.people, ...record.duplicates.flatMap(({ people }) => people)])} empty="Nobody is named in this report." columns={[
      { heading: 'Name', isHeader: true, cell: (person) => person.name ?? (person.isAnonymous ? 'Would not give a name' : 'No name recorded') },
      { heading: 'Part', cell: (person) => <>{sentence(person.parts.join(' and '))}<InDuplicate duplicate={elsewhere(person)} /></> },
      { heading: 'Born', cell: ({ dateOfBirth }) => (isDay(dateOfBirth) ? formatDay(dateOfBirth) : dateOfBirth) },
      { heading: 'Reach them', cell: (person) => <Reach person={person} /> },
    ]} />
  )
}

function InDuplicate({ duplicate }: { duplicate: { readonly id: string; readonly reference: string } | undefined }): Html | null {
  return duplicate === undefined ? null : <>{' '}<span class="heed-aside">in <a class="govuk-link" href={`/incidents/${duplicate.id}`}>{duplicate.reference}</a></span></>
}

/** Somebody in two parts, or in a duplicate too, said alike in both, is one line. */
function onePerPerson(people: readonly PersonInIncident[]): readonly (PersonInIncident & { readonly parts: readonly string[] })[] {
  const isSame = (one: PersonInIncident, other: PersonInIncident): boolean =>
    one.personId === other.personId && one.name === other.name && one.phone === other.phone && one.email === other.email && one.address === other.address && one.dateOfBirth === other.dateOfBirth
  return people.flatMap((one, at) => (people.findIndex((other) => isSame(one, other)) === at ? [{ ...one, parts: [...new Set(people.filter((other) => isSame(one, other)).map(({ part }) => part))] }] : []))
}

function Reach({ person }: { person: PersonInIncident }): Html {
  return (
    <>
      {person.safeToContact === null ? null : <p class="govuk-body govuk-!-margin-bottom-1"><strong>Safe to contact: {person.safeToContact}</strong></p>}
      {person.wantsContact === false ? <p class="govuk-body govuk-!-margin-bottom-1"><strong>Does not want to be contacted</strong></p> : null}
      {[person.phone, person.email, person.address].filter((way) => way !== null).map((way) => <div>{way}</div>)}
    </>
  )
}

const answerWords: Readonly<Record<string, string>> = { yes: 'Yes', no: 'No', declined: 'Would not say', 'not-asked': 'Not asked' }

/** The prompt's answers as given to whoever attends. It is not a risk assessment, and says so. */
export function PromptPanel({ record }: { record: IncidentRecord }): Html {
  return (
    <section>
      <DataTable<PromptAnswer> caption="What the caller was asked" isDense rows={record.answers} empty="The screening prompt was not used for this report." columns={[
        { heading: 'Question', isHeader: true, cell: ({ question }) => question },
        { heading: 'Answer', cell: ({ answer }) => (answer === 'yes' ? <strong>Yes</strong> : (answerWords[answer ?? ''] ?? 'No answer recorded')) },
        { heading: 'In their words', cell: ({ detail, notAskedBecause }) => detail ?? (notAskedBecause === null ? null : `Not asked because: ${notAskedBecause}`) },
      ]} />
      <p class="govuk-body-s">As given to whoever attends. The prompt is not a risk assessment.</p>
    </section>
  )
}

/** Flags, where each came from, and how each stands. */
export function FlagsPanel({ record, now, mayDecide }: Given & { mayDecide: boolean }): Html {
  if (record.flagsOnRecord.length === 0) return nothing
  return (
    <DataTable caption="Flags" rows={record.flagsOnRecord} columns={[
      { heading: 'Flag', isHeader: true, cell: ({ flag }) => sentence(flag) },
      { heading: 'Raised', cell: (row) => <><When at={row.raisedAt} now={now} /> by {row.raisedBy}, {originWords(row.origin)}</> },
      { heading: 'Stands', cell: (row) => <>{sentence(row.state)}{row.decidedBy === null ? null : <> by {row.decidedBy}, <When at={row.decidedAt} now={now} /></>}{row.reason === null ? null : `: ${row.reason}`}</> },
      { heading: 'Do', hideHeading: true, classes: 'heed-press', cell: ({ flag }) => (mayDecide ? <a class="govuk-link" href={`/incidents/${record.id}/flags/${flag.replaceAll(' ', '-')}`}>Confirm or lift<span class="govuk-visually-hidden"> the flag {flag}</span></a> : null) },
    ]} />
  )
}

function originWords(origin: string): string {
  return origin === 'screening' ? 'from the prompt' : origin === 'seen before' ? 'seen in earlier reports' : origin === 'assessment' ? 'from a risk assessment' : 'by an officer'
}

/** Who was told and when, and whether they have said so. */
export function ToldPanel({ record, now }: Given): Html {
  return (
    <DataTable caption="Who was told" rows={record.told} empty="Nobody has been told of this incident." columns={[
      { heading: 'Told', isHeader: true, cell: ({ toldName }) => toldName },
      { heading: 'Of', cell: ({ kind }) => sentence(kind) },
      { heading: 'When', cell: ({ createdAt }) => <When at={createdAt} now={now} /> },
      {
        heading: 'Acknowledged', cell: (told) => told.acknowledgedAt !== null
          ? <>{told.acknowledgedByName ?? 'Yes'}, <When at={told.acknowledgedAt} now={now} /></>
          : told.mayAcknowledge
            ? <form method="post" action={`/incidents/${record.id}/acknowledgements/${told.id}`}>{submitButton('Acknowledge', { isSecondary: true })}</form>
            : 'Not yet',
      },
    ]} />
  )
}

/** What must be done by when. */
export function ClocksPanel({ record, now }: Given): Html {
  return <ClocksTable clocks={record.clocks} now={now} />
}

const kindWords: Readonly<Record<string, string>> = {
  recorded: 'Recorded', grade: 'Grade', deployment: 'Deployment', 'told unit': 'The unit was told', result: 'Result', 'caller told': 'What the caller was told', qualifier: 'Qualifier', type: 'Type',
  flag: 'Flag', research: 'Research', allocation: 'Allocation', 'follow-up': 'Follow-up contact', crime: 'Crime', intelligence: 'Intelligence', duplicate: 'Duplicate',
  assessment: 'Risk assessment', 'doubt settled': 'Checked and settled', place: 'Place', people: 'People', times: 'Times', prompt: 'Prompt', 'further report': 'Further report', similar: 'Similar incident', note: 'Note', correction: 'Correction', case: 'Case',
}

/** Everything that was done, first to last. */
export function TimelinePanel({ record, now, mayCorrect }: Given & { mayCorrect: boolean }): Html {
  return (
    <section>
      <h2 class="govuk-heading-m">What has been done</h2>
      <Timeline headingLevel={3} now={now} entries={record.log.map((entry) => ({ id: `entry-${entry.id}`, title: kindWords[entry.kind] ?? sentence(entry.kind), by: entry.by, at: entry.at, body: <EntryBody record={record} entry={entry} mayCorrect={mayCorrect} /> }))} />
    </section>
  )
}

function EntryBody({ record, entry, mayCorrect }: { record: IncidentRecord; entry: LogEntry; mayCorrect: boolean }): Html {
  return (
    <>
      {entry.codeNames.length === 0 ? null : <p class="govuk-body">{entry.codeNames.join('; ')}</p>}
      <p class="govuk-body heed-narrative">{entry.text}</p>
      {entry.reason === null || entry.reason === '' ? null : <p class="govuk-body">Why: {entry.reason}</p>}
      {entry.notes.length === 0 ? null : <p class="govuk-body-s">{entry.notes.map(([name, value]) => `${name}: ${value}`).join('. ')}</p>}
      {entry.correctsId === null ? null : <p class="govuk-body-s">Corrects <a class="govuk-link" href={`#entry-${entry.correctsId}`}>an earlier entry</a>, which stays.</p>}
      {entry.isCorrected ? <p class="govuk-body-s"><strong>Corrected by a later entry.</strong></p> : null}
      {mayCorrect && !entry.isCorrected && entry.kind !== 'recorded' && entry.kind !== 'result'
        ? <p class="govuk-body-s heed-press"><a class="govuk-link" href={`/incidents/${record.id}/entries/${entry.id}/correction`}>Correct this<span class="govuk-visually-hidden"> entry: {kindWords[entry.kind] ?? entry.kind}</span></a></p>
        : null}
    </>
  )
}

const purposes: readonly (readonly [purpose: Purpose, words: string])[] = [['deal', 'Deal with it'], ['look into', 'Look into it'], ['put right', 'Put right what was recorded']]

function ActsFor({ words, acts }: { words: string; acts: readonly Act[] }): Html {
  if (acts.length === 0) return nothing
  return (
    <>
      <h3 class="govuk-heading-s">{words}</h3>
      <ul class="govuk-list">{acts.map(({ text, href }) => <li><a class="govuk-link" href={href}>{text}</a></li>)}</ul>
    </>
  )
}

/** What this person may do, and why not what they would expect to. */
export function ActsPanel({ acts, reasons }: { acts: readonly Act[]; reasons: readonly string[] }): Html {
  if (acts.length === 0 && reasons.length === 0) return nothing
  return (
    <nav aria-labelledby="acts">
      <h2 class="govuk-heading-m" id="acts">What you can do</h2>
      {purposes.map(([purpose, words]) => <ActsFor words={words} acts={acts.filter((act) => act.purpose === purpose)} />)}
      {reasons.map((reason): Content => <p class="govuk-body-s">{reason}.</p>)}
    </nav>
  )
}
