import { describe, expect, it } from 'vitest'
import { pagesOf, sheetOf } from './journeys-sheet.ts'

describe('the contact sheet of the journeys', () => {
  const pages = pagesOf(['the-month/rows-1280.png', 'the-month/rows-360.png', 'administrator/people-new-768.png', 'notes.txt', 'the-month/rows.png'])

  it('has a row for each page, by journey, its pictures from narrow to wide', () => {
    expect(pages).toEqual([{ journey: 'administrator', page: 'people-new', widths: ['768'] }, { journey: 'the-month', page: 'rows', widths: ['360', '1280'] }])
  })

  it('shows every picture once, with words for those who do not see it', () => {
    const sheet = sheetOf(pages)
    expect(sheet.match(/<img /g)).toHaveLength(3)
    expect(sheet).toContain('alt="rows at 360 pixels"')
    expect(sheet).toContain('Journeys (2 pages)')
  })
})
