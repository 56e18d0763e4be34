import { describe, expect, it } from 'vitest'
import type { FileView } from './queries.ts'
import { fileField, FilesTable, sizeText } from './views.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const picture: FileView = { id: '0190a000-0000-7000-8000-000000000001', name: 'door <1>.jpg', type: 'image/jpeg', isPicture: true, bytes: 204_800, keptAt: new Date('2026-11-23T09:00:00Z'), keptByName: 'Priya Nair' }
const read = (markup: unknown): string => String(markup).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()

describe('the files of a record', () => {
  it('are a row each, leading to the file, with what it is, how large, by whom and when', () => {
    const drawn = String(<FilesTable files={[picture]} now={now} />)
    expect(read(drawn)).toContain('File Kind Size Kept door &lt;1&gt;.jpg Picture 205 KB Priya Nair, today at 09:00')
    expect(drawn).toContain(`<th scope="row" class="govuk-table__header"><a class="govuk-link" href="/files/${picture.id}">`)
    expect(drawn).toMatch(/govuk-table__cell--numeric" data-label="Size">205 KB/)
    expect(drawn).not.toContain('heed-aside')
  })

  it('are said to be unchecked, whether there are any or none', () => {
    for (const files of [[], [picture]]) expect(read(<FilesTable files={files} now={now} />)).toContain('Files are not checked for viruses here')
    expect(read(<FilesTable files={[]} now={now} />)).toContain('No file is kept with this record.')
    expect(read(<FilesTable files={[]} now={now} empty="Nothing came with it." />)).toContain('Nothing came with it.')
  })

  it.each([
    ['application/pdf', 'PDF, download'], ['video/mp4', 'Film or sound, download'], ['application/zip', 'Document or archive, download'], ['image/heic', 'Picture, download'], ['application/octet-stream', 'Download'], ['text/x-anything', 'Download'],
  ])('of the kind %s are “%s”, and what they may hide stands under it', (type, kind) => {
    const words = read(<FilesTable files={[{ ...picture, type, isPicture: false }]} now={now} />)
    expect(words).toContain(` ${kind} `)
    expect(words.includes('kept as sent')).toBe(!['image/heic', 'text/x-anything'].includes(type))
  })

  it('that are pictures hide nothing, and are not called a download', () => {
    expect(read(<FilesTable files={[picture]} now={now} />)).not.toMatch(/kept as sent|ownload\b(?! only)/)
  })
})

describe('how large a file is', () => {
  it.each([[0, '0 bytes'], [999, '999 bytes'], [1000, '1 KB'], [1499, '1 KB'], [1500, '2 KB'], [999_499, '999 KB'], [1_000_000, '1.0 MB'], [20_971_520, '21.0 MB']])('%d bytes is said as %s', (bytes, said) => {
    expect(sizeText(bytes)).toBe(said)
  })

  it('is never a thousand of the smaller unit', () => {
    for (let bytes = 999_400; bytes <= 1_000_100; bytes += 50) expect(sizeText(bytes)).not.toContain('1000 KB')
  })
})

describe('the field that takes files', () => {
  it('says before one is chosen how large it may be and what is taken out of it', () => {
    const drawn = String(fileField({ label: 'Photographs' }))
    expect(read(drawn)).toMatch(/^Photographs At most 20 MB\. .*taken out\. .*kept as they are/)
    expect(drawn).toMatch(/<input[^>]*id="file" name="file" type="file"[^>]*aria-describedby="file-hint"/)
  })

  it('says its own fault, tied to the field for those who listen, and nobody else’s', () => {
    const errors = [{ field: 'photo', message: 'The file is larger than 20 MB' }]
    const drawn = String(fileField({ name: 'photo', label: 'Photograph', errors }))
    expect(drawn).toMatch(/id="photo-error"[\s\S]*larger than 20 MB[\s\S]*aria-describedby="photo-hint photo-error"/)
    expect(String(fileField({ label: 'File', errors }))).not.toContain('error')
  })
})
