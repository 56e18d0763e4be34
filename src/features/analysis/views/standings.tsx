import type { Html } from '#ui/html.ts'
import { DataTable } from '#ui/table.tsx'
import { Tag } from '#ui/tag.tsx'
import type { SubjectStanding } from '../queries/of-subject.ts'
import { definitionWords } from '../rules/repeats.ts'
import { BY_WORDS, Reasons } from './words.tsx'

/** How often, under every rule in force: a count by a rule, whether it is a repeat by it, and the reason each report counts. Each part stands by itself. */
export function StandingsTables({ standings }: { standings: readonly SubjectStanding[] }): Html {
  return (
    <>
      {standings.map(({ kind, label, isCommunal, standings: rules }) => (
        <>
          {isCommunal ? <p class="govuk-body">Many unrelated people give this address, so what is counted for it {kind === 'address' ? 'may be of different people' : 'says little of any household'}.</p> : null}
          <DataTable caption={kind === 'victim' || kind === 'caller' ? BY_WORDS[kind] : `${BY_WORDS[kind]}: ${label}`} captionSize="s" rows={rules} isDense empty="No rule in force counts this." columns={[
            { heading: 'Rule', isHeader: true, cell: ({ rule }) => <span>{rule.name} {rule.isPreset ? null : <Tag text="The force’s own" colour="blue" />}<br /><span class="govuk-hint">{definitionWords(rule)}</span></span> },
            { heading: 'Count', isNumeric: true, cell: ({ repeat, rule }) => `${repeat.standing.count} of ${rule.leastCount}` },
            { heading: 'Repeat', cell: ({ repeat }) => (repeat.standing.isRepeat ? <Tag text="Repeat" colour="red" /> : 'Not by this rule') },
            { heading: 'Why', classes: 'heed-press', cell: ({ repeat, rule }) => <Reasons repeat={repeat} title={`Why each report counts: ${rule.name}`} /> },
          ]} />
        </>
      ))}
    </>
  )
}
