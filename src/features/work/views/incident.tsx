import {
  ActsPanel, ClocksPanel, DoubtsPanel, FlagsPanel, PeoplePanel, PromptPanel, SummaryPanel, TimelinePanel, ToldPanel,
} from '#features/incidents/index.ts'
import type { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import type { IncidentPageData } from '../queries/incident.ts'

/** One incident: what happened and who was told first, then what is missing, then everything else; acts beside it. */
export function IncidentPage({ page, panels, now }: { page: IncidentPageData; panels: readonly Html[]; now: Date }): Page {
  const { record, acts, reasons } = page
  const given = { record, now }
  return {
    title: [record.typeName ?? 'Type not recorded', record.place].filter((part) => part !== null).join(', '),
    caption: record.reference,
    width: 'full',
    breadcrumbs: [{ text: 'Incidents', href: '/incidents' }],
    body: (
      <div class="heed-beside">
        <div>
          {acts.length === 0 ? null : <p class="govuk-body heed-jump"><a class="govuk-link" href="#acts">What you can do</a></p>}
          <SummaryPanel {...given} />
          {record.isOpenData ? null : (
            <>
              <DoubtsPanel record={record} maySettle={page.maySettle} />
              {panels}
              <PeoplePanel record={record} />
              <PromptPanel record={record} />
              <FlagsPanel {...given} mayDecide={page.mayDecideFlags} />
              <ToldPanel {...given} />
              <ClocksPanel {...given} />
              <TimelinePanel {...given} mayCorrect={page.mayWrite} />
            </>
          )}
        </div>
        <div>
          <ActsPanel acts={acts} reasons={reasons} />
          {page.mayReadHistory ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/incidents/${record.id}/history`}>Who looked at or changed this</a></p> : null}
          {record.teamId === null ? null : <p class="govuk-body"><a class="govuk-link" href={`/teams/${record.teamId}`}>{record.teamName}</a></p>}
        </div>
      </div>
    ),
  }
}
