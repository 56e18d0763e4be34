import { permit } from '#platform/auth/policy.ts'

/** Who may read the month’s figures. What they count is what the reader may see. */
export const may = {
  look: permit({
    rule: 'PF-01', source: 'Report of 13 October 2011, ¶58 and ¶79: boroughs account for their figures every month',
    does: 'see the month’s figures', roles: ['supervisor', 'asb lead', 'central asb unit', 'intelligence'],
  }),
}
