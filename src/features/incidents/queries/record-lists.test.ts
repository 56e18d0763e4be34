import { describe, expect, it } from 'vitest'
import { type FollowUpStandard, followUpFor, promptFor, type RecordLists } from './record-lists.ts'

const prompt = (id: string, validFrom: string | null, validTo: string | null): RecordLists['prompts'][number] => {
  const valid = { validFrom, validTo }
  return { id, version: id, questions: [], defaultGrade: 'extended', suggestions: [], ...valid }
}
const standard = (name: string, validFrom: string | null, validTo: string | null): FollowUpStandard => ({ name, target: null, warnBefore: null, escalateTo: null, pauseReasons: null, validFrom, validTo })
const lists = (over: Partial<RecordLists>): RecordLists => ({ types: [], qualifiers: [], grades: [], channels: [], prompts: [], followUps: [], ...over })
const at = (text: string) => new Date(text)

describe('the version of a list that a report is recorded by', () => {
  it('the prompt is the one of the London day of the report: the new one from its first minute, not an hour before in summer', () => {
    const both = lists({ prompts: [prompt('new', '2026-07-01', null), prompt('old', null, '2026-07-01')] })
    expect([promptFor(both, at('2026-06-30T22:59:59Z'))?.id, promptFor(both, at('2026-06-30T23:00:00Z'))?.id, promptFor(both, at('1999-01-01T00:00:00Z'))?.id]).toEqual(['old', 'new', 'old'])
  })

  it('where no prompt was in force the latest is put, for a call is not left without one; where there is none at all, none', () => {
    expect(promptFor(lists({ prompts: [prompt('new', '2026-07-01', null), prompt('old', '2026-01-01', '2026-07-01')] }), at('2025-06-01T12:00:00Z'))?.id).toBe('new')
    expect(promptFor(lists({}), at('2026-07-01T12:00:00Z'))).toBeNull()
  })

  it('a victim is followed up by the standard of the day of the report, and by none where none was in force', () => {
    const both = lists({ followUps: [standard('old', '2026-01-01', '2026-07-01'), standard('new', '2026-07-01', '2026-12-01')] })
    const named = (text: string) => followUpFor(both, at(text))?.name ?? null
    expect([named('2025-12-31T23:59:59Z'), named('2026-01-01T00:00:00Z'), named('2026-06-30T22:59:59Z'), named('2026-06-30T23:00:00Z'), named('2026-11-30T23:59:59Z'), named('2026-12-01T00:00:00Z')]).toEqual([null, 'old', 'old', 'new', 'new', null])
  })
})
