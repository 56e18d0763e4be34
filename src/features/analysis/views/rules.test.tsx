import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Content } from '#ui/html.ts'
import { addDays } from '#platform/time/day.ts'
import { lookedOn as today, ownRule, preset } from '#test/support/repeat-views.ts'
import { readFacts, readLinks, readWords } from '#test/support/reading.ts'
import type { RepeatRule } from '../queries/rule-list.ts'
import { SUBJECT_KINDS } from '../rules/repeats.ts'
import { RuleEndPage, RulePage, RulesPage } from './rules.tsx'

const rules = (all: readonly RepeatRule[], over: Partial<{ mayChange: boolean; mayLook: boolean }> = {}): Content => RulesPage({ rules: all, today, mayChange: true, mayLook: true, ...over }).body
const facts = (rule: RepeatRule): Readonly<Record<string, string>> => readFacts(rules([rule]))
const valueOf = (body: Content, name: string): string | null => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(String(body))?.[0].match(/ value="([^"]*)"/)?.[1] ?? null
const chosenIn = (body: Content, name: string): string[] => [...String(body).matchAll(/<input[^>]*>/g)].map(([tag]) => tag).filter((tag) => tag.includes(`name="${name}"`) && tag.includes(' checked')).map((tag) => / value="([^"]*)"/.exec(tag)?.[1] ?? '')

describe('a rule, fact by fact', () => {
  it('RP-15 of the presets says what is counted, for whom, by whose words and how certain that is', () => {
    expect(facts(preset)).toEqual({
      Counts: '3 reports of one kind within 92 days', For: 'Person as victim, telephone', 'Raises tasks': 'Yes: a new repeat is told to the borough’s intelligence unit', 'Kind of rule': 'Preset', 'In the source’s words': '“three similar occurrences”',
      Source: 'The flashcards', Certainty: 'Verified', Why: 'Shipped', 'In force': 'In force',
    })
  })

  it('RP-15 of the force’s own says so, who made it and why, and that nobody outside stands behind it', () => {
    expect(facts(ownRule)).toEqual({
      Counts: '2 reports of any kind within 7 days', For: 'Place within a radius', 'A place reaches': '150 metres from its middle', 'Raises tasks': 'No', 'Kind of rule': 'The force’s own', Source: 'None outside the force', Certainty: 'The force’s own', Why: 'A trial (Robin Castle)',
      'In force': 'In force',
    })
  })

  it.each<[string, Partial<RepeatRule>, string]>([
    ['has no days', {}, 'In force'], ['began today', { validFrom: today }, 'In force: from 23 November 2026'], ['begins tomorrow', { validFrom: '2026-11-24' }, 'Not yet: from 24 November 2026'], ['ended yesterday', { validTo: '2026-11-22' }, 'Ended: from the beginning, until before 22 November 2026'],
    ['ends today: its last day was yesterday', { validTo: today }, 'Ended: from the beginning, until before 23 November 2026'], ['ends tomorrow', { validTo: '2026-11-24' }, 'In force: from the beginning, until before 24 November 2026'],
    ['never came into force', { isNever: true, validFrom: '2027-01-01', validTo: '2027-01-01' }, 'Ended'], ['has both days', { validFrom: '2026-01-01', validTo: '2027-06-01' }, 'In force: from 1 January 2026, until before 1 June 2027'],
  ])('RP-44 that %s says when it holds', (_what, over, words) => {
    expect(facts({ ...ownRule, ...over })['In force']).toBe(words)
  })

  it('RP-44 that was ended says why and by whom, where somebody did', () => {
    expect(facts({ ...ownRule, validTo: '2026-11-01', endedBecause: 'It found too many', endedByName: 'Helen Whitby' })['Ended because']).toBe('It found too many (Helen Whitby)')
    expect(facts({ ...ownRule, validTo: '2026-11-01', endedBecause: 'It found too many' })['Ended because']).toBe('It found too many')
    expect(Object.keys(facts(ownRule))).not.toContain('Ended because')
  })
})

describe('the page of rules', () => {
  const changes = (all: readonly RepeatRule[], over = {}): string[] => readLinks(rules(all, over)).map(([, href]) => href).filter((href) => /\/rules\/.+\/(use|revision|ending)$/.test(href))

  it('RP-44 offers to change how a preset is used, to revise or end one’s own, and none that ends or is not one’s to change', () => {
    expect(changes([preset])).toEqual([`/repeats/rules/${preset.id}/use`])
    expect(changes([ownRule])).toEqual([`/repeats/rules/${ownRule.id}/revision`, `/repeats/rules/${ownRule.id}/ending`])
    expect(changes([{ ...ownRule, validTo: '2027-01-01' }])).toEqual([])
    expect(changes([{ ...ownRule, isNever: true }])).toEqual([])
    expect(changes([preset, ownRule], { mayChange: false })).toEqual([])
  })

  it('RP-44 leads to adding one only those who may, and to the lists only those who may look at them', () => {
    const hrefs = (over: object): string[] => readLinks(rules([preset], over)).map(([, href]) => href)
    expect(hrefs({})).toContain('/repeats/rules/new')
    expect(hrefs({})).toContain('/repeats/weekly')
    expect(hrefs({ mayChange: false, mayLook: false })).toEqual([])
    expect(RulesPage({ rules: [], today, mayChange: false, mayLook: false }).breadcrumbs).toEqual([{ text: 'Home', href: '/' }])
    expect(RulesPage({ rules: [], today, mayChange: false, mayLook: true }).breadcrumbs).toEqual([{ text: 'Home', href: '/' }, { text: 'Repeats', href: '/repeats' }])
  })

  it('RP-44 puts every rule in one of two places by the day it is looked at, and counts those that ended', () => {
    const day = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null }).map((days) => (days === null ? null : addDays(today, days)))
    fc.assert(fc.property(fc.array(fc.record({ validFrom: day, validTo: day, isNever: fc.boolean() }), { maxLength: 5 }), (given) => {
      const all = given.map((each, at) => ({ ...ownRule, ...each, name: `Rule ${at}.` }))
      const ended = all.filter(({ isNever, validTo }) => isNever || (validTo !== null && validTo <= today))
      const words = readWords(rules(all))
      const [live = '', over = ''] = words.split('Ended, and earlier versions')
      expect(words.includes('Ended, and earlier versions')).toBe(ended.length > 0)
      for (const each of all) expect((ended.includes(each) ? over : live)).toContain(`${each.name} (version 1)`)
      if (ended.length > 0) expect(over).toMatch(new RegExp(`^ \\(${ended.length}\\)`))
    }), { numRuns: 40 })
  })

  it('RP-15 names no threshold where the report of 2011 named none', () => {
    expect(readWords(rules([preset]))).toContain('The bureau’s weekly list of repeat callers in 2011 (¶32, ¶80) stated no threshold, so none is given for it.')
  })
})

describe('a rule being written', () => {
  it('RP-44 that is new begins empty, and asks for everything with what each is for', () => {
    const { title, body } = RulePage({ rule: null })
    expect(title).toBe('Add a rule for repeats')
    for (const name of ['name', 'leastCount', 'windowDays', 'reportWithinDays', 'radiusMetres', 'from', 'source']) expect(valueOf(body, name), name).toBeNull()
    expect([...chosenIn(body, 'kind'), ...chosenIn(body, 'subjects'), ...chosenIn(body, 'raisesTask')]).toEqual([])
    const words = readWords(body)
    for (const said of ['How many reports', 'Within how many days', 'Which reports count together', 'Reported within how many days of when it happened (optional)', 'Only where it is counted for places', 'Today or a later day, for example 1/4/2027', 'Who decided it, and where it is published', 'Add it']) expect(words).toContain(said)
    expect([...String(body).matchAll(/name="subjects" type="checkbox" value="([^"]*)"/g)].map(([, value]) => value)).toEqual([...SUBJECT_KINDS])
    expect(words).not.toContain('The version in force ends')
  })

  it('RP-44 that is revised begins as it is, and says that the version in force ends', () => {
    const { title, body } = RulePage({ rule: { ...ownRule, reportWithinDays: 31, source: 'Board', raisesTask: true } })
    expect(title).toBe('Change “Two in a week”')
    expect(['name', 'leastCount', 'windowDays', 'reportWithinDays', 'radiusMetres', 'source'].map((name) => valueOf(body, name))).toEqual(['Two in a week', '2', '7', '31', '150', 'Board'])
    expect([chosenIn(body, 'kind'), chosenIn(body, 'subjects'), chosenIn(body, 'raisesTask')]).toEqual([['any'], ['place'], ['yes']])
    expect(chosenIn(RulePage({ rule: preset }).body, 'kind')).toEqual(['same'])
    expect(readWords(body)).toContain('The version in force ends on the day this one begins. What it found stays.')
    expect(readWords(body)).toContain('Change it')
  })

  it('RP-44 of a preset asks only what its source does not say', () => {
    const { body } = RulePage({ rule: preset, isUseOnly: true })
    expect(readWords(body)).toContain('3 reports of one kind within 92 days. That stays as it is.')
    const names = new Set([...String(body).matchAll(/ name="([^"]*)"/g)].map(([, name]) => name))
    expect(names).toEqual(new Set(['csrf', 'subjects', 'radiusMetres', 'raisesTask', 'from', 'reason']))
    expect(chosenIn(body, 'subjects')).toEqual(['victim', 'phone'])
  })

  it('RP-44 keeps what was typed over what it was, and says beside each what is wrong', () => {
    const page = RulePage({ rule: ownRule, errors: [{ field: 'leastCount', message: 'Enter how many reports' }], answers: { leastCount: 'many', windowDays: '14', subjects: ['victim', 'caller'], kind: 'same', reason: 'Because <b>' } })
    expect([valueOf(page.body, 'leastCount'), valueOf(page.body, 'windowDays'), chosenIn(page.body, 'subjects'), chosenIn(page.body, 'kind')]).toEqual(['many', '14', ['victim', 'caller'], ['same']])
    expect(readWords(page.body)).toContain('Enter how many reports')
    expect(String(page.body)).toContain('Because &lt;b&gt;')
    expect(page.errors).toHaveLength(1)
  })

  it('RP-44 that is ended asks from which day and why, and names it', () => {
    const { title, body, back } = RuleEndPage({ rule: ownRule, errors: [{ field: 'from', message: 'Enter a day' }], answers: { from: 'soon' } })
    expect([title, back]).toEqual(['End “Two in a week”', { href: '/repeats/rules', text: 'The rules' }])
    expect(valueOf(body, 'from')).toBe('soon')
    for (const said of ['From that day on it finds nothing more; what it found stays.', 'The first day it applies no more', 'Why it ends', 'Enter a day', 'End it']) expect(readWords(body)).toContain(said)
  })
})
