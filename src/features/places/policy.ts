import { permit } from '#platform/auth/policy.ts'

/** Who may load areas, postcodes and addresses, and who may look them up. */
export const may = {
  lookUp: permit({ rule: 'PL-10', source: 'The house: places are not personal until a record names them', does: 'look up places' }),
  loadPlaces: permit({ rule: 'PL-11', source: 'The house: areas and gazetteers are reference data, loaded by administrators', does: 'load places', roles: ['administrator'] }),
}
