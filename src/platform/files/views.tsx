import { recordPath } from '#platform/record-path.ts'
import { govuk } from '#ui/govuk.ts'
import type { Html } from '#ui/html.ts'
import { errorOf, type FieldErrors } from '#ui/page.ts'
import { DataTable } from '#ui/table.tsx'
import { When } from '#ui/time.tsx'
import { hiddenIn } from './kinds.ts'
import type { FileView } from './queries.ts'

/** The files of a record: pictures are shown, everything else is downloaded. */
export function FilesTable({ files, now, empty = 'No file is kept with this record.' }: { files: readonly FileView[]; now: Date; empty?: string }): Html {
  return (
    <>
      <DataTable caption="Files" rows={files} empty={empty} columns={[
        { heading: 'File', isHeader: true, cell: (file) => <a class="govuk-link" href={recordPath('file', file.id)}>{file.name}</a> },
        { heading: 'Kind', cell: (file) => <>{kindOf(file)}<Hidden type={file.type} /></> },
        { heading: 'Size', isNumeric: true, cell: (file) => sizeText(file.bytes) },
        { heading: 'Kept', cell: (file) => <>{file.keptByName}, <When at={file.keptAt} now={now} /></> },
      ]} />
      <p class="govuk-body-s">Files are not checked for viruses here. Open a download only on a computer that checks them.</p>
    </>
  )
}

/** What a download may still say that nobody sees. */
function Hidden({ type }: { type: string }): Html | null {
  const said = hiddenIn(type)
  return said === null ? null : <span class="heed-aside">{said}</span>
}

/** The field that takes files, for a form sent as `multipart/form-data`. */
export function fileField({ name = 'file', label, errors }: { name?: string; label: string; errors?: FieldErrors | undefined }): Html {
  const message = errorOf(errors, name)
  return govuk('file-upload', {
    id: name, name, label: { text: label }, hint: { text: 'At most 20 MB. What a picture (JPEG, PNG, WebP, GIF, HEIC) hides of place, device and time is taken out. Films, PDFs and other documents are kept as they are, and may hide where, when, and by whom or what they were made' },
    errorMessage: message === undefined ? undefined : { text: message },
  })
}

/** How large a file is, as people say it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 999_500 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function kindOf({ type, isPicture }: FileView): string {
  if (isPicture) return 'Picture'
  return kinds[type] ?? 'Download'
}

const kinds: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF, download', 'video/mp4': 'Film or sound, download', 'application/zip': 'Document or archive, download', 'image/heic': 'Picture, download',
}
