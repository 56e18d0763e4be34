import { DayText, When } from '#ui/time.tsx'
import type { Content, Html } from '#ui/html.ts'
import { IdentityBar } from '#ui/identity-bar.tsx'
import { Tabs } from '#ui/tabs.tsx'
import type { Page } from '#ui/page.ts'
import { RiskTag, Tag } from '#ui/tag.tsx'
import type { CaseHeader } from '../queries/case-header.ts'

/** The pages of one case. */
export const tabs = ['Overview', 'Plan', 'Timeline', 'People', 'Files', 'History'] as const
/** One page of a case. */
export type CaseTab = (typeof tabs)[number]

/** One page of a case in its frame: who it is about, how great the risk, who owns it, what is safe; then the page itself. */
export function casePage(header: CaseHeader, now: Date, tab: CaseTab, body: Content): Page {
  return {
    title: `${victimOf(header)}: ${typeOf(header)}`,
    caption: tab === 'Overview' ? header.reference : `${header.reference}, ${tab.toLowerCase()}`,
    width: 'full',
    breadcrumbs: [{ text: 'Cases', href: '/cases' }],
    body: (
      <div>
        <CaseIdentity header={header} now={now} isNamed />
        <Tabs label="This case" tabs={tabs.map((text) => ({ text, href: hrefOf(header.id, text), current: text === tab }))} />
        {body}
      </div>
    ),
  }
}

/** Who a case is about, kept at the top of each of its pages. Input: `isNamed` where the heading above says their name already. */
export function CaseIdentity({ header, now, isNamed = false }: { header: CaseHeader; now: Date; isNamed?: boolean }): Html {
  return (
    <IdentityBar
      title={isNamed ? null : victimOf(header)}
      tags={<span><RiskTag band={header.band} score={header.score} />{header.status === 'open' ? null : <> <Tag text={header.status === 'closed' ? 'Closed' : 'Closing requested'} colour={header.status === 'closed' ? 'grey' : 'yellow'} /></>}{header.isSealed ? <> <Tag text="Sealed" colour="purple" /></> : null}</span>}
      facts={[
        { key: 'Owner', value: header.ownerName ?? `Nobody: ${header.teamName}’s unallocated list` },
        { key: 'Next review', value: header.nextReviewOn === null ? 'None due' : <span><DayText day={header.nextReviewOn} now={now} /> ({header.nextReviewRank})</span> },
        { key: 'Team', value: header.teamName },
        { key: 'Opened', value: <When at={header.openedAt} now={now} /> },
      ]}
      warning={safeWarning(header)}
    />
  )
}

/** What to know before the victim is contacted; null when nothing was said of it. */
export function safeWarning(header: Pick<CaseHeader, 'safeToContact' | 'wantsContact'>): string | null {
  if (header.safeToContact !== null && header.safeToContact !== '') return `Safe contact: ${header.safeToContact}`
  return header.wantsContact === false ? 'The victim does not want to be contacted' : null
}

/** The victim's name, or that nobody is named. */
export function victimOf(header: Pick<CaseHeader, 'victimName'>): string {
  return header.victimName ?? 'Victim not named'
}

/** What a case is about, in the words of its type. */
export function typeOf(header: Pick<CaseHeader, 'typeName' | 'qualifier'>): string {
  const type = header.typeName ?? 'anti-social behaviour'
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}${header.qualifier === null ? '' : `, ${header.qualifier}`}`
}

/** The address of one page of a case. */
export function hrefOf(caseId: string, tab: CaseTab): string {
  return tab === 'Overview' ? `/cases/${caseId}` : `/cases/${caseId}/${tab.toLowerCase()}`
}

/** Links to what may be done; nothing when nothing may. */
export function ActLinks({ acts }: { acts: readonly (false | { text: string; href: string })[] }): Html | null {
  const shown = acts.filter((act) => act !== false)
  if (shown.length === 0) return null
  return <ul class="govuk-list heed-press">{shown.map(({ text, href }) => <li><a class="govuk-link" href={href}>{text}</a></li>)}</ul>
}

/** What somebody said, its lines kept. */
export function Said({ text }: { text: string | null }): Html | null {
  if (text === null || text === '') return null
  return <div>{text.split('\n').filter((line) => line.trim() !== '').map((line) => <p class="govuk-body">{line}</p>)}</div>
}
