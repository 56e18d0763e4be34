import { permit } from '#platform/auth/policy.ts'

const source = 'The house: accounts, teams and reference lists are changed by named administrators, and every change is audited'

/** Who may run the installation: its areas, teams, accounts and lists. */
export const may = {
  lookUp: permit({ rule: 'AD-01', source, does: 'see teams, people and reference lists' }),
  changeAccounts: permit({ rule: 'AD-02', source, does: 'change accounts and roles', roles: ['administrator'] }),
  changeTeams: permit({ rule: 'AD-03', source, does: 'change teams and areas', roles: ['administrator'] }),
  changeLists: permit({ rule: 'AD-04', source, does: 'change reference lists and question sets', roles: ['administrator', 'central asb unit'] }),
}
