import { asHeading } from '#platform/record-path.ts'
import type { Html } from '#ui/html.ts'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { RiskTag } from '#ui/tag.tsx'
import { DueBy } from '#ui/time.tsx'

/** The case of an incident, on the incident's page. */
export function CasePanel({ found, incidentId, mayOpen, now }: { found: { id: string; reference: string; status: string; band: string; nextDueAt: Date | null; ownerName: string | null; teamName: string } | null; incidentId: string; mayOpen: boolean; now: Date }): Html | null {
  const open = mayOpen && (found === null || found.status === 'closed') ? <p class="govuk-body heed-press"><a class="govuk-link" href={`/incidents/${incidentId}/cases`}>Open a case</a></p> : null
  if (found === null) return open === null ? null : <SummaryCard title="Case"><p class="govuk-body">No case is open for this incident.</p>{open}</SummaryCard>
  return (
    <SummaryCard title="Case">
      <SummaryList rows={[
        { key: 'Case', value: <a class="govuk-link" href={`/cases/${found.id}`}>{found.reference}</a> },
        { key: 'Status', value: <span>{asHeading(found.status)} <RiskTag band={found.band} /></span> },
        { key: 'Owner', value: found.ownerName ?? `Nobody: ${found.teamName}’s unallocated list` },
        found.nextDueAt === null ? null : { key: 'Next due', value: <DueBy at={found.nextDueAt} now={now} /> },
      ]} />
      {open}
    </SummaryCard>
  )
}
