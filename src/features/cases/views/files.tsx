import { submitButton, textField } from '#ui/fields.tsx'
import type { Page } from '#ui/page.ts'
import { fileField, FilesTable } from '#platform/files/views.tsx'
import type { FileView } from '#platform/files/queries.ts'
import type { CaseHeader } from '../queries/case-header.ts'
import { casePage } from './frame.tsx'
import type { Typed } from './acts.tsx'

/** The files of a case, and the place to add one. */
export function CaseFilesPage({ header, now, files, errors, answers }: { header: CaseHeader; now: Date; files: readonly FileView[] } & Typed): Page {
  const page = casePage(header, now, 'Files', (
    <div>
      <FilesTable files={files} now={now} empty="Photographs, letters and recordings of the case appear here." />
      {!header.acts.work.allowed ? <p class="govuk-body">{header.acts.work.reason}</p> : (
        <form method="post" action={`/cases/${header.id}/files`} enctype="multipart/form-data" novalidate>
          <h2 class="govuk-heading-m">Add a file</h2>
          {fileField({ name: 'file', label: 'File', errors })}
          {textField({ name: 'about', label: 'What it is', hint: 'For example: photograph of the front door', errors, answers })}
          {submitButton('Add the file')}
        </form>
      )}
    </div>
  ))
  return { ...page, errors }
}
