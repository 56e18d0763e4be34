import { radiosField, submitButton, textareaField, textField } from '#ui/fields.tsx'
import type { Html } from '#ui/html.ts'
import type { Answers, FieldErrors, Page } from '#ui/page.ts'
import { SummaryList } from '#ui/summary-list.tsx'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import type { ChosenKey } from '../rules/settings.ts'
import type { Choosable, Settings } from '../queries/settings.ts'
import { AdminTabs } from './people.tsx'

const names: Readonly<Record<ChosenKey, string>> = { force: 'Name of the force', 'standards preset': 'Times of the minimum standards', 'review regime': 'How often cases are reviewed', 'case bands': 'Risk that opens a case' }

/** What the force has chosen for itself, with the way to choose again, and who chose what before. */
export function SettingsPage({ settings, now }: { settings: Settings; now: Date }): Page {
  const preset = settings.presets.find(({ key }) => key === settings.preset)
  const regime = settings.regimes.find(({ key }) => key === settings.regime)
  const link = (key: ChosenKey) => [{ text: 'Change', href: `/admin/settings/${key.replaceAll(' ', '-')}`, about: names[key].toLowerCase() }]
  return {
    title: 'Settings', caption: 'Administration', width: 'full',
    body: (
      <>
        <AdminTabs here="settings" />
        <p class="govuk-body">A change is in force at once for what begins after it. Clocks that run keep the times they began with.</p>
        <SummaryList rows={[
          { key: names.force, value: settings.force ?? 'Not named', actions: link('force') },
          { key: names['standards preset'], value: preset === undefined ? 'None: standards have no times' : <Chosen chosen={preset} />, actions: link('standards preset') },
          { key: names['review regime'], value: regime === undefined ? 'The first that ships with Heed' : <Chosen chosen={regime} />, actions: link('review regime') },
          { key: names['case bands'], value: settings.bands === null ? 'As the question set in force says' : settings.bands.join(', '), actions: link('case bands') },
        ]} />
        <DataTable caption="What was changed" rows={settings.changes} empty="Nothing has been changed since Heed was set up." columns={[
          { heading: 'When', isHeader: true, cell: ({ at }) => <When at={at} now={now} /> },
          { heading: 'What', cell: ({ key }) => names[keyOf(key)] },
          { heading: 'From', cell: ({ was }) => was },
          { heading: 'To', cell: (change) => change.now },
          { heading: 'Why', cell: ({ reason }) => reason },
          { heading: 'By', cell: ({ by }) => by },
        ]} />
      </>
    ),
  }
}

/** Choose one setting again, with why. */
export function SettingPage({ settings, chosenKey, errors, answers }: { settings: Settings; chosenKey: ChosenKey; errors?: FieldErrors; answers?: Answers }): Page {
  return {
    title: names[chosenKey], caption: 'Settings', back: { href: '/admin/settings', text: 'Settings' }, errors,
    body: (
      <form method="post" novalidate>
        <SettingField settings={settings} chosenKey={chosenKey} errors={errors} answers={answers} />
        {textareaField({ name: 'reason', label: 'Why it is chosen', hint: 'It is kept with your name', rows: 3, errors, answers })}
        {submitButton('Save')}
      </form>
    ),
  }
}

function SettingField({ settings, chosenKey, errors, answers }: { settings: Settings; chosenKey: ChosenKey; errors: FieldErrors | undefined; answers: Answers | undefined }): Html {
  const given = { name: 'value', label: names[chosenKey], errors, answers }
  switch (chosenKey) {
    case 'force': return textField({ ...given, value: settings.force })
    case 'standards preset': return radiosField({ ...given, value: settings.preset ?? 'none', choices: [...settings.presets.map(choiceOf), { value: 'none', text: 'None: standards have no times until the force sets some' }] })
    case 'review regime': return (
      <>
        {radiosField({ ...given, value: settings.regime, choices: settings.regimes.map(choiceOf) })}
        <p class="govuk-body">If the force’s own is not here, <a class="govuk-link" href="/admin/lists/review-regime/new">add it</a> with its source, from a day on.</p>
      </>
    )
    case 'case bands': return radiosField({
      ...given, value: settings.bands === null ? 'none' : settings.bands[0] ?? null,
      choices: [{ value: 'high', text: 'High only' }, { value: 'medium', text: 'Medium and high' }, { value: 'low', text: 'Low, medium and high' }, { value: 'none', text: 'As the question set in force says' }],
    })
  }
}

const origins: Readonly<Record<Choosable['origin'], string>> = { published: 'published', own: 'the force’s own', invented: 'invented, not a standard of any force' }

function choiceOf({ key, name, source, origin, note }: Choosable) {
  return { value: key, text: `${name} (${origins[origin]})`, hint: [note, `Source: ${source}`].filter((part) => part !== null).join(' ') }
}

function Chosen({ chosen }: { chosen: Choosable }): Html {
  return <>{chosen.name} ({origins[chosen.origin]})<span class="heed-aside">Source: {chosen.source}</span></>
}

function keyOf(key: string): ChosenKey {
  return key === 'standards preset' || key === 'review regime' || key === 'case bands' ? key : 'force'
}
