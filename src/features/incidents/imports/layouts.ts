import { Refusal } from '#platform/errors.ts'
import { columnAmong, listed, type DelimitedFile } from '#platform/files/delimited.ts'
import type { Layout } from './records.ts'

const STREET = ['Month', 'Falls within', 'Location', 'Crime type']
const API = ['month', 'category', 'id', 'latitude', 'longitude', 'street_name']

/** Files that are often at hand beside the right one, and what they are. */
const OTHERS: readonly { readonly columns: readonly string[]; readonly is: string }[] = [
  { columns: ['Crime ID', 'Outcome type'], is: 'is a data.police.uk outcomes file: it says what became of crimes and holds no incidents.' },
  { columns: ['Type', 'Date', 'Object of search'], is: 'is a data.police.uk stop-and-search file. Read it through a map (--map).' },
  { columns: ['uprn'], is: 'is a file of addresses. Load it with "places import --kind address".' },
  { columns: ['postcode', 'eastings'], is: 'is a file of postcodes. Load it with "places import --kind postcode".' },
]

/**
 * The published layout a file is in, told by its header: a data.police.uk street file, with degrees (from 2011-08) or with easting and
 * northing (before), or the records of the data.police.uk API.
 *
 * Refuses: invalid, when it is none of them, saying what the file looks like and what it has.
 */
export function detectLayout(file: Pick<DelimitedFile, 'name' | 'header'>): Exclude<Layout, 'mapped'> {
  const has = (...names: readonly string[]): boolean => names.every((name) => columnAmong(file.header, [name]) !== -1)
  if (has(...STREET) && has('Longitude', 'Latitude')) return 'street'
  if (has(...STREET) && has('Easting', 'Northing')) return 'street with grid'
  if (has(...API)) return 'api'
  const other = OTHERS.find(({ columns }) => has(...columns))
  if (other !== undefined) throw new Refusal('invalid', `${file.name} ${other.is}`)
  throw new Refusal('invalid', `${file.name} is in no published layout. ${nearest(file.header)} It has ${listed(file.header)}. A force's own file needs a map (--map).`)
}

/** What the file lacks of the layout it is nearest to, so that a misspelt column is seen at once. */
function nearest(header: readonly string[]): string {
  const lacks = (columns: readonly string[]): string[] => columns.filter((name) => columnAmong(header, [name]) === -1)
  const layouts = [
    { name: 'a street file', wanted: [...STREET, 'Longitude', 'Latitude'] },
    { name: 'API records', wanted: API },
  ].map(({ name, wanted }) => ({ name, lacking: lacks(wanted), share: 1 - lacks(wanted).length / wanted.length }))
  const best = layouts.reduce((a, b) => (b.share > a.share ? b : a))
  if (best.share < 0.5) return 'A street file has "Month", "Falls within", "Location", "Crime type", "Longitude" and "Latitude".'
  return `As ${best.name} it lacks ${best.lacking.map((name) => `"${name}"`).join(', ')}.`
}
