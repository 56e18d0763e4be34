import { checkboxesField, radiosField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryCard } from '#ui/summary-card.tsx'
import { SummaryList } from '#ui/summary-list.tsx'
import { Tag } from '#ui/tag.tsx'
import { DayText } from '#ui/time.tsx'
import type { Day } from '#platform/time/day.ts'
import type { RepeatRule } from '../queries/rule-list.ts'
import { definitionWords, SUBJECT_KINDS } from '../rules/repeats.ts'
import { RepeatLinks } from './repeats.tsx'
import { BY_WORDS, sentence } from './words.tsx'

interface Typed {
  readonly errors?: FieldErrors
  readonly answers?: Answers
}

const dayHint = 'Today or a later day, for example 1/4/2027'

/** Every rule by which repeats are counted: those in force, those to come and those that ended. */
export function RulesPage({ rules, today, mayChange, mayLook }: { rules: readonly RepeatRule[]; today: Day; mayChange: boolean; mayLook: boolean }): Page {
  const [ended, live] = [rules.filter((rule) => stateOf(rule, today) === 'Ended'), rules.filter((rule) => stateOf(rule, today) !== 'Ended')]
  return {
    title: 'Rules for repeats', width: 'full', breadcrumbs: [{ text: 'Home', href: '/' }, ...(mayLook ? [{ text: 'Repeats', href: '/repeats' }] : [])],
    body: (
      <>
        {mayLook ? <RepeatLinks here="rules" /> : null}
        <p class="govuk-body">The presets are published definitions with their sources; no national one is known. What has no source is the force’s own choice, and says so.
          The bureau’s weekly list of repeat callers in 2011 (¶32, ¶80) stated no threshold, so none is given for it.</p>
        {mayChange ? <p class="govuk-body"><a class="govuk-link" href="/repeats/rules/new">Add a rule of the force’s own</a></p> : null}
        {live.map((rule) => <RuleCard rule={rule} today={today} mayChange={mayChange} />)}
        {ended.length === 0 ? null : <><h2 class="govuk-heading-m">Ended, and earlier versions ({ended.length})</h2>{ended.map((rule) => <RuleCard rule={rule} today={today} mayChange={false} />)}</>}
      </>
    ),
  }
}

function RuleCard({ rule, today, mayChange }: { rule: RepeatRule; today: Day; mayChange: boolean }): Html {
  const state = stateOf(rule, today)
  return (
    <SummaryCard title={`${rule.name} (version ${rule.version})`} actions={!mayChange || rule.validTo !== null ? [] : [{ text: 'Change', href: `/repeats/rules/${rule.id}/${rule.isPreset ? 'use' : 'revision'}` }, ...(rule.isPreset ? [] : [{ text: 'End', href: `/repeats/rules/${rule.id}/ending` }])]}>
      <SummaryList rows={[
        { key: 'Counts', value: definitionWords(rule) },
        { key: 'For', value: sentence(rule.subjects.map((kind) => BY_WORDS[kind].toLowerCase()).join(', ')) },
        rule.radiusMetres !== null && { key: 'A place reaches', value: `${rule.radiusMetres} metres from its middle` },
        { key: 'Raises tasks', value: rule.raisesTask ? 'Yes: a new repeat is told to the borough’s intelligence unit' : 'No' },
        { key: 'Kind of rule', value: rule.isPreset ? <Tag text="Preset" colour="grey" /> : <Tag text="The force’s own" colour="blue" /> },
        rule.definition !== null && { key: 'In the source’s words', value: `“${rule.definition}”` },
        { key: 'Source', value: rule.source ?? 'None outside the force' },
        { key: 'Certainty', value: sentence(rule.certainty) },
        { key: 'Why', value: rule.createdByName === null ? rule.reason : `${rule.reason} (${rule.createdByName})` },
        { key: 'In force', value: <span>{state}{rule.isNever || (rule.validFrom === null && rule.validTo === null) ? null : <>: {rule.validFrom === null ? 'from the beginning' : <>from <DayText day={rule.validFrom} /></>}{rule.validTo === null ? null : <>, until before <DayText day={rule.validTo} /></>}</>}</span> },
        rule.endedBecause !== null && { key: 'Ended because', value: `${rule.endedBecause}${rule.endedByName === null ? '' : ` (${rule.endedByName})`}` },
      ]} />
    </SummaryCard>
  )
}

function stateOf({ isNever, validFrom, validTo }: RepeatRule, today: Day): 'In force' | 'Not yet' | 'Ended' {
  if (isNever || (validTo !== null && validTo <= today)) return 'Ended'
  return validFrom !== null && validFrom > today ? 'Not yet' : 'In force'
}

/** Add a rule of the force's own, or change one from a day on; of a preset only what the source does not say. */
export function RulePage({ rule, isUseOnly = false, errors, answers }: Typed & { rule: RepeatRule | null; isUseOnly?: boolean }): Page {
  const typed = { errors, answers }
  return {
    title: rule === null ? 'Add a rule for repeats' : `Change “${rule.name}”`, caption: 'Rules for repeats', back: { href: '/repeats/rules', text: 'The rules' }, errors,
    body: (
      <form method="post" novalidate>
        {rule === null ? null : <p class="govuk-body">The version in force ends on the day this one begins. What it found stays.</p>}
        {isUseOnly && rule !== null ? <p class="govuk-body">{definitionWords(rule)}. That stays as it is.</p> : <OwnFields rule={rule} typed={typed} />}
        {checkboxesField({ name: 'subjects', label: 'Whom or what it is counted for', ...typed, values: rule?.subjects ?? [], choices: SUBJECT_KINDS.map((value) => ({ value, text: BY_WORDS[value] })) })}
        {textField({ name: 'radiusMetres', label: 'Metres from the middle of a place', hint: 'Only where it is counted for places', isOptional: true, width: 4, inputmode: 'numeric', value: rule?.radiusMetres?.toString() ?? null, ...typed })}
        {checkboxesField({ name: 'raisesTask', label: 'Tasks', ...typed, values: rule?.raisesTask === true ? ['yes'] : [], choices: [{ value: 'yes', text: 'A new repeat raises a task for the borough’s intelligence unit', hint: 'Whoever is a repeat already raises one in the night after it begins' }] })}
        {textField({ name: 'from', label: 'In force from', hint: dayHint, width: 10, ...typed })}
        {isUseOnly ? null : textField({ name: 'source', label: 'Source', hint: 'Who decided it, and where it is published', isOptional: true, value: rule?.source ?? null, ...typed })}
        {textareaField({ name: 'reason', label: 'Why the force counts so', rows: 3, ...typed })}
        {submitButton(rule === null ? 'Add it' : 'Change it')}
      </form>
    ),
  }
}

function OwnFields({ rule, typed }: { rule: RepeatRule | null; typed: { errors: FieldErrors | undefined; answers: Answers | undefined } }): Html {
  const kind = rule === null ? null : rule.sameKind ? 'same' : 'any'
  return (
    <>
      {textField({ name: 'name', label: 'Name', value: rule?.name ?? null, ...typed })}
      {textField({ name: 'leastCount', label: 'How many reports', width: 3, inputmode: 'numeric', value: rule?.leastCount.toString() ?? null, ...typed })}
      {textField({ name: 'windowDays', label: 'Within how many days', width: 4, inputmode: 'numeric', value: rule?.windowDays.toString() ?? null, ...typed })}
      {radiosField({ name: 'kind', label: 'Which reports count together', value: kind, ...typed, choices: [{ value: 'same', text: 'Reports of one kind' }, { value: 'any', text: 'Reports of any kind' }] })}
      {textField({ name: 'reportWithinDays', label: 'Reported within how many days of when it happened', isOptional: true, width: 3, inputmode: 'numeric', value: rule?.reportWithinDays?.toString() ?? null, ...typed })}
    </>
  )
}

/** End a rule of the force's own. */
export function RuleEndPage({ rule, errors, answers }: Typed & { rule: RepeatRule }): Page {
  return {
    title: `End “${rule.name}”`, caption: 'Rules for repeats', back: { href: '/repeats/rules', text: 'The rules' }, errors,
    body: (
      <form method="post" novalidate>
        <p class="govuk-body">{definitionWords(rule)}. From that day on it finds nothing more; what it found stays.</p>
        {textField({ name: 'from', label: 'The first day it applies no more', hint: dayHint, width: 10, errors, answers })}
        {textareaField({ name: 'reason', label: 'Why it ends', rows: 3, errors, answers })}
        {submitButton('End it')}
      </form>
    ),
  }
}
