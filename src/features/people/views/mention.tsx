import { asHeading } from '#platform/record-path.ts'
import { formatDay } from '#platform/time/day.ts'
import type { Content, Html } from '#ui/html.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { RiskTag, Tag } from '#ui/tag.tsx'
import { When } from '#ui/time.tsx'
import type { ReviewSide } from '../queries/reviews.ts'

type Shown = ReviewSide['mentions'][number]

/** What one record says of somebody. */
export function MentionDetails({ mention, now }: { mention: Shown; now: Date }): Html {
  const address = [mention.addressText, mention.postcode].filter((line) => line !== null).join(', ')
  return (
    <SummaryList rows={[
      { key: 'Name', value: nameOf(mention) },
      mention.dateOfBirth !== null && { key: 'Date of birth', value: formatDay(mention.dateOfBirth) },
      mention.dateOfBirth === null && mention.birthYear !== null && { key: 'Year of birth', value: String(mention.birthYear) },
      mention.phone !== null && { key: 'Telephone', value: mention.phone },
      mention.email !== null && { key: 'E-mail', value: mention.email },
      address !== '' && { key: 'Address', value: address },
      mention.flags.length > 0 && { key: 'Flags', value: mention.flags.map((flag) => [<Tag text={asHeading(flag)} colour="orange" />, ' ']) },
      { key: 'Recorded', value: <When at={mention.recordedAt} now={now} /> },
    ]} />
  )
}

/** A name as recorded: "Mrs Pell" where no first name was given. */
export function nameOf(mention: Pick<Shown, 'title' | 'givenName' | 'familyName'> | undefined): string {
  const name = [mention?.givenName ?? mention?.title ?? null, mention?.familyName ?? null].filter((part) => part !== null).join(' ')
  return name === '' ? 'Name not given' : name
}

/** The gravest approved risk, as a tag: 3 high, 2 medium, 1 low. */
export function riskWords(riskOrder: number): Content {
  const band = (['low', 'medium', 'high'] as const)[riskOrder - 1]
  return band === undefined ? 'Not assessed' : <RiskTag band={band} />
}
