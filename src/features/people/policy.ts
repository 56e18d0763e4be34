import { permit } from '#platform/auth/policy.ts'

/** Who may look people up, and decide who is who; recording them is part of recording the report that mentions them. */
export const may = {
  look: permit({
    rule: 'PE-01',
    source: 'The house: whoever takes or works a report may ask whether its people were heard of before, and the question is audited',
    does: 'look up people',
    roles: ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit'],
  }),
  decide: permit({
    rule: 'PE-10',
    source: 'Report of 13 October 2011, ¶29, ¶31 and ¶38: the borough intelligence unit researches who is who',
    does: 'decide whether records are of one person',
    roles: ['intelligence', 'asb lead', 'central asb unit'],
  }),
  recognise: permit({ rule: 'PE-14', source: 'The house: what no person decided is done by the service actor, and audited as such', does: 'put records together by their evidence', kinds: ['service'] }),
  installModel: permit({ rule: 'PE-28', source: 'The house: what people are recognised by is a version with a date, an author and a reason', does: 'put a model of recognition in force', roles: ['central asb unit'] }),
}
