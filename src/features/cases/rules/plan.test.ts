import { describe, expect, it } from 'vitest'
import holidayRows from '#db/reference/bank-holidays-england.json' with { type: 'json' }
import stored from '#db/reference/standards.json' with { type: 'json' }
import { londonDay, londonInstant } from '#platform/time/day.ts'
import { holidayTable } from '#platform/time/working-days.ts'
import { endIssue, nextOccurrence, planFor, type Preset, type Standard, TRIGGERS } from './plan.ts'

const holidays = holidayTable(holidayRows)
const standards: readonly Standard[] = stored.rows
const at = londonInstant('2026-12-23', '15:00')
const presetOf = (key: string): Preset => {
  const found = stored.presets.find((preset) => preset.key === key)
  if (!found) throw new Error(`No preset ${key}`)
  return found
}
const opened = (band: string, preset: Preset | null = null, rows = standards) =>
  planFor(rows, { trigger: 'case opened', band, at, preset, holidays })

describe('a plan', () => {
  it('CA-06 of a high-risk case holds every minimum standard of the report', () => {
    expect(opened('high').map((item) => item.standardKey)).toEqual([
      'victim-contacted', 'background-research', 'neighbourhood-team-told', 'partnership-considered', 'action-group-discussed',
      'follow-up-visit', 'intelligence-considered', 'victim-update',
    ])
  })

  it('CA-06 of a lower band leaves out what is for high risk', () => {
    const keys = opened('medium').map((item) => item.standardKey)
    expect(keys).not.toContain('action-group-discussed')
    expect(keys).toContain('victim-contacted')
  })

  it('CA-06 of every incident holds a follow-up, whatever its risk', () => {
    for (const band of [null, 'low', 'high']) {
      const plan = planFor(standards, { trigger: 'incident recorded', band, at, preset: null, holidays })
      expect(plan.map((item) => item.standardKey)).toEqual(['victim-follow-up'])
    }
  })

  it('CA-06 has no dates until someone sets them: the report gives none', () => {
    for (const row of stored.rows) {
      expect(row.target).toBeNull()
      expect(TRIGGERS.some((trigger) => trigger === row.trigger)).toBe(true)
      expect(row.source).toContain('paragraph')
    }
    for (const item of opened('high')) expect(item).toMatchObject({ dueAt: null, target: null, targetSource: null })
  })

  it('CA-06 takes its times from the preset chosen, by band, over Christmas', () => {
    const due = (band: string) => {
      const [contact] = opened(band, presetOf('lambeth'))
      return contact?.dueAt ? londonDay(contact.dueAt) : null
    }
    expect(due('high')).toBe('2026-12-29')
    expect(due('medium')).toBe('2027-01-04')
    expect(due('low')).toBe('2027-01-11')
    expect(opened('high', presetOf('lambeth'))[0]?.targetSource).toContain('lambeth.gov.uk')
    expect(opened('high', presetOf('lambeth'))[1]?.dueAt).toBeNull()
  })

  it('CA-06 keeps the time a force has set, whatever the preset', () => {
    const own = standards.map((row): Standard => ({ ...row, target: { amount: 3, unit: 'hours' }, warnBefore: null }))
    const [contact] = opened('high', presetOf('lambeth'), own)
    expect(contact).toMatchObject({ target: { amount: 3, unit: 'hours' }, dueAt: londonInstant('2026-12-23', '18:00') })
    expect(contact?.targetSource).toContain('MPA')
  })

  it('CA-06 leaves out a standard not in force that day', () => {
    const [first] = standards
    if (!first) throw new Error('The standards are missing')
    expect(opened('high', null, [{ ...first, trigger: 'case opened', validFrom: '2027-01-01' }])).toEqual([])
    expect(opened('high', null, [{ ...first, trigger: 'case opened', validTo: '2026-12-23' }])).toEqual([])
    expect(opened('high', null, [{ ...first, trigger: 'case opened', validFrom: '2026-12-23' }])).toHaveLength(1)
  })

  it('CA-06 knows every unit and every standard its presets name, and says which are invented', () => {
    for (const preset of stored.presets) {
      expect(preset.source).not.toBe('')
      for (const row of preset.targets) expect(standards.some((standard) => standard.key === row.standard)).toBe(true)
      for (const band of ['low', 'medium', 'high']) expect(() => opened(band, preset)).not.toThrow()
    }
    expect(stored.presets.filter((preset) => preset.certainty === 'invented').map((preset) => preset.key)).toEqual(['demonstration'])
    const odd = { ...presetOf('lambeth'), targets: [{ standard: 'victim-contacted', bands: null, amount: 1, unit: 'moons', warnBefore: null }] }
    expect(() => opened('high', odd)).toThrow('no unit of time')
  })

  it('CA-06 gives every standard of the demonstration a time and most a warning', () => {
    const plan = opened('high', presetOf('demonstration'))
    expect(plan.every((item) => item.dueAt !== null && item.targetSource === 'Invented for the demonstration')).toBe(true)
    expect(plan.filter((item) => item.warnBefore !== null).length).toBeGreaterThan(5)
  })
})

describe('a standard', () => {
  it('CA-07 that recurs begins again when it was done; another does not', () => {
    const plan = opened('high', presetOf('demonstration'))
    const visit = plan.find((item) => item.standardKey === 'follow-up-visit')
    const research = plan.find((item) => item.standardKey === 'background-research')
    if (!visit || !research) throw new Error('The plan is not whole')
    const next = nextOccurrence(visit, londonInstant('2026-12-28', '11:00'), holidays)
    expect(next?.dueAt?.toISOString()).toBe('2027-01-04T23:59:59.999Z')
    expect(nextOccurrence(research, at, holidays)).toBeNull()
    expect(nextOccurrence({ ...visit, target: null }, at, holidays)?.dueAt).toBeNull()
  })

  it('CA-08 is ended as done, or as missed or not needed with the reason', () => {
    expect(endIssue('done', '')).toBeNull()
    expect(endIssue('missed', 'The officer was on sick leave')).toBeNull()
    expect(endIssue('missed', ' ')).toBe('Enter why the standard was missed')
    expect(endIssue('not needed', '')).toBe('Enter why this is not needed')
    expect(endIssue('to do', 'x')).toBe('Choose done, missed or not needed')
  })
})
