import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { projectFolder } from '#platform/config.ts'
import { AreaIndex, boundsOf, type Outline } from '#features/places/index.ts'
import type { Chance } from './chance.ts'
import type { DemoBorough } from './force.ts'

const Feature = z.looseObject({ properties: z.record(z.string(), z.unknown()), geometry: z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }) })
const Ring = z.array(z.tuple([z.number(), z.number()]))
const OutlineShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
])
const Collection = z.object({ features: z.array(Feature) })

/** Invented names laid on real outlines; the first borough is the one that most happens in. */
const boroughs = [
  { key: 'b1', name: 'Marlow Quay', outline: 'E09000022', wards: ['Tanner Street', 'Ropewalk', 'St Osyth’s', 'Cutler’s Green', 'Lantern Hill', 'Old Brewery', 'Fennel Park', 'Sailmakers', 'Copperfield', 'Wharfside', 'Juniper Row', 'Mercer’s Cross', 'Bowling Green', 'Hartsdown', 'Quarry Lane', 'Saltpetre', 'Vine Hill', 'Chandlery', 'Orchard Rise', 'Priory Gate', 'Thornfield'] },
  { key: 'b2', name: 'Northgate', outline: 'E09000012', wards: ['Bellmaker', 'Cold Harbour', 'Aldersey', 'Foundry', 'Gallows Corner', 'Haymarket', 'Kiln Lane', 'Larkhall', 'Maltings', 'Nettlefold', 'Oakapple', 'Pinder’s End', 'Quillets', 'Rushmead', 'Sexton’s Field', 'Turnpike', 'Underhill', 'Wainwright', 'Yewtree'] },
  { key: 'b3', name: 'Harefield Vale', outline: 'E09000015', wards: ['Abbot’s Mead', 'Barley Mow', 'Cherrytree', 'Drover’s Way', 'Elmstead', 'Fallowfield', 'Greenhythe', 'Hollin Bank', 'Ivybridge', 'Kestrel', 'Longacre', 'Meadway', 'Newbarn', 'Otterbourne', 'Partridge', 'Ravensmoor', 'Shepherd’s Bank', 'Tilehurst End', 'Upper Lea', 'Wheatcroft', 'Yarrow'] },
  { key: 'b4', name: 'Eelpie Reach', outline: 'E09000027', wards: ['Ait', 'Boathouse', 'Causeway', 'Deepwater', 'Eyot', 'Ferryside', 'Grebe', 'Heronry', 'Island', 'Kingfisher', 'Lock Lane', 'Moorings', 'Osier', 'Reedbed', 'Sluice', 'Towpath', 'Weir', 'Willowbank'] },
] as const

const source = 'Names invented for the demonstration, laid on outlines of London boroughs: contains OS and ONS data © Crown copyright and database right 2016, Open Government Licence v3.0'

/** The demonstration's boroughs and wards. */
export function demoBoroughs(): readonly DemoBorough[] {
  const outlines = read('four-boroughs')
  const wards = read('four-boroughs-wards')
  return boroughs.map((borough, index) => {
    const outline = outlines.find(({ properties }) => properties['LAD13CD'] === borough.outline)
    if (outline === undefined) throw new Error('the sample boundaries lack a borough')
    const theirs = wards.filter(({ properties }) => properties['LAD13CD'] === borough.outline).sort((a, b) => (String(a.properties['WD13CD']) < String(b.properties['WD13CD']) ? -1 : 1))
    return {
      key: borough.key, name: borough.name, code: `D0900000${index + 1}`, source, ...shaped(outline.geometry),
      wards: theirs.map((ward, n) => ({ name: borough.wards[n] ?? `Ward ${n + 1}`, code: `D0500${index + 1}0${String(n + 1).padStart(2, '0')}`, ...shaped(ward.geometry) })),
    }
  })
}

/** A place of the gazetteer: an invented address at a point that lies in its ward. */
export interface DemoAddress {
  readonly uprn: string
  readonly line: string
  readonly postcode: string
  readonly longitude: number
  readonly latitude: number
  readonly ward: string
}

const endings = ['Street', 'Road', 'Row', 'Close', 'Walk', 'Gardens', 'Court', 'Lane', 'Terrace', 'Way']
const stems = ['Alder', 'Anchor', 'Barge', 'Bramble', 'Candle', 'Capstan', 'Cinder', 'Cobble', 'Dray', 'Ember', 'Falcon', 'Garnet', 'Hawser', 'Indigo', 'Kestle', 'Ladle', 'Mallow', 'Needle', 'Oakum', 'Pewter', 'Quill', 'Rigger', 'Spindle', 'Thimble', 'Umber', 'Velvet', 'Wicker', 'Yarn']

/** Streets of every ward with a few numbered houses each; postcodes are in the unused area ZA. The first street bears its ward's name. */
export function demoAddresses(chance: Chance, all: readonly DemoBorough[]): readonly DemoAddress[] {
  const made: DemoAddress[] = []
  let ward = 0
  for (const borough of all) {
    for (const { name, code, boundary } of borough.wards) {
      ward += 1
      for (let street = 0; street < 4; street++) {
        const called = street === 0 && name.endsWith('Street') ? name : `${chance.pick(stems)} ${chance.pick(endings)}`
        const postcode = `ZA${ward} ${street + 1}${letter(ward + street)}${letter(ward * 3 + street)}`
        const middle = pointIn(chance, outlineOf(boundary))
        for (const number of [2, 5, 9, 14, 23]) {
          made.push({ uprn: `9999${String(made.length + 1).padStart(7, '0')}`, line: `${number} ${called}`, postcode, ward: code, longitude: round(middle.longitude + number * 0.000_01), latitude: round(middle.latitude + number * 0.000_005) })
        }
      }
    }
  }
  return made
}

function pointIn(chance: Chance, outline: Outline): { longitude: number; latitude: number } {
  const index = new AreaIndex([{ code: 'here', outline }])
  const { west, south, east, north } = boundsOf(outline)
  for (let tries = 0; tries < 500; tries++) {
    const longitude = west + chance.number() * (east - west)
    const latitude = south + chance.number() * (north - south)
    if (index.find(longitude, latitude) !== null && index.find(longitude + 0.000_3, latitude + 0.000_15) !== null) return { longitude, latitude }
  }
  throw new Error('a ward with no inside')
}

function shaped(geometry: z.infer<typeof Feature>['geometry']): { boundary: unknown; bounds: ReturnType<typeof boundsOf> } {
  return { boundary: geometry, bounds: boundsOf(outlineOf(geometry)) }
}

function outlineOf(boundary: unknown): Outline {
  return OutlineShape.parse(boundary)
}

function read(name: string): z.infer<typeof Feature>[] {
  const packed = readFileSync(join(projectFolder(), 'samples', 'boundaries', `${name}.geojson.gz`))
  return Collection.parse(JSON.parse(gunzipSync(packed).toString('utf8'))).features
}

function letter(n: number): string {
  return 'ABDEFGHJLNPQRSTUWXYZ'.charAt(n % 20)
}

function round(degrees: number): number {
  return Math.round(degrees * 1_000_000) / 1_000_000
}
