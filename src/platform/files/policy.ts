import { permit } from '#platform/auth/policy.ts'

const source = 'The house: a file is seen by those who see the record it belongs to'

/** Who may open a file. Who may attach one is the record's own feature's to say. */
export const may = {
  openFile: permit({ rule: 'FI-01', source, does: 'open a file kept with a record' }),
}
