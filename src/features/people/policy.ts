import { permit } from '#platform/auth/policy.ts'

/** Who may look up people by exact keys; recording them is part of recording the report that mentions them. */
export const may = {
  look: permit({
    rule: 'PE-01',
    source: 'The house: whoever takes or works a report may ask whether its people were heard of before, and the question is audited',
    does: 'look up people',
    roles: ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit'],
  }),
}
