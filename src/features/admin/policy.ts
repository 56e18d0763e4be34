import { permit } from '#platform/auth/policy.ts'

const source = 'The house: accounts, teams and reference lists are changed by named administrators, and every change is audited'

/** Who may run the installation: its areas, teams, accounts and lists. */
export const may = {
  lookUp: permit({ rule: 'AD-01', source, does: 'see teams, people and reference lists' }),
  changeAccounts: permit({ rule: 'AD-02', source, does: 'change accounts and roles', roles: ['administrator'] }),
  changeOthers: permit<{ accountId: string }>({
    rule: 'AD-05', source, does: 'change what another person may do', roles: ['administrator'], further: 'never one’s own account',
    unless: (actor, { accountId }) => (actor.id === accountId ? 'Another administrator must change what your own account may do' : null),
  }),
  changeOwnPassword: permit({ rule: 'AD-06', source, does: 'change your own password', kinds: ['police', 'partner', 'volunteer'] }),
  changeTeams: permit({ rule: 'AD-03', source, does: 'change teams and areas', roles: ['administrator'] }),
  changeSettings: permit({ rule: 'AD-07', source: 'The house: what the force may choose is data, chosen by a named person with a reason', does: 'choose the force’s own standards and settings', roles: ['administrator', 'central asb unit'] }),
  changeLists: permit({ rule: 'AD-04', source, does: 'change reference lists and question sets', roles: ['administrator', 'central asb unit'] }),
}
