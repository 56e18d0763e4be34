import { isDay, type Day } from '#platform/time/day.ts'
import type { Html } from '#ui/html.ts'
import { type TagColour, RiskTag, Tag } from '#ui/tag.tsx'
import { bandOf } from '../rules/bands.ts'

const colours: Readonly<Record<string, TagColour>> = { recorded: 'yellow', deployed: 'blue', 'not deployed': 'grey', resulted: 'green' }

/** Words with a capital at the front. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Where the response stands, as a word. */
export function StatusTag({ status, isDuplicate = false }: { status: string; isDuplicate?: boolean }): Html {
  return isDuplicate ? <Tag text="Duplicate" colour="grey" /> : <Tag text={sentence(status)} colour={colours[status]} />
}

/** The band of the approved assessment, as a word. */
export function BandTag({ riskOrder }: { riskOrder: number }): Html {
  return <RiskTag band={bandOf(riskOrder)} />
}

/** Flags in words; an empty cell says so. */
export function FlagWords({ flags }: { flags: readonly string[] }): Html {
  return flags.length === 0 ? <span class="heed-none">None</span> : <span>{sentence(flags.join(', '))}</span>
}

/** How many, as a heading says it. */
export function countWords(total: number, isCapped: boolean): string {
  return isCapped ? `more than ${total.toLocaleString('en-GB')}` : total.toLocaleString('en-GB')
}

/** How a report came, in words. */
export function channelWords(channel: string): string {
  const known: Readonly<Record<string, string>> = { 'front-counter': 'Front counter', 'neighbourhood-team': 'Neighbourhood team', online: 'Online', partner: 'Partner agency', 'open-data': 'Open data', 'not-known': 'Not known' }
  return known[channel] ?? channel
}

/** A day as it is typed here: "2/4/1961"; a year alone as it is; nothing for none. */
export function typedDay(day: Day | null): string | null {
  if (day === null || !isDay(day)) return day
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(date)}/${Number(month)}/${year}`
}
