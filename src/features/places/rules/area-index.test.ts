import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openDataFor } from '#test/open-data.ts'
import { AreaIndex, type IndexedArea } from './area-index.ts'
import { isOutline } from './geometry.ts'

function box(code: string, west: number, south: number, east: number, north: number): IndexedArea {
  return { code, outline: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] } }
}

describe('the index of areas', () => {
  const index = new AreaIndex([box('C', 2, 0, 3, 1), box('A', 0, 0, 1, 1), box('B', 1, 0, 2, 1)])

  it('finds the area a point lies in', () => {
    expect(index.find(0.5, 0.5)?.code).toBe('A')
    expect(index.find(2.5, 0.5)?.code).toBe('C')
  })

  it('gives a point on a shared edge to one area, and on the outermost edge to the area whose edge it is', () => {
    expect(index.find(1, 0.5)?.code).toBe('B')
    expect(index.list(1, 0.5).map((area) => area.code)).toEqual(['B'])
    expect(index.find(3, 0.5)?.code).toBe('C')
    expect(index.find(0.5, 1)?.code).toBe('A')
    expect(index.find(1, 1)?.code).toBe('A')
  })

  it('finds nothing outside every area, at sea, or at no place at all', () => {
    expect(index.find(5, 5)).toBeNull()
    expect(index.find(0.5, -0.001)).toBeNull()
    expect(index.find(Number.NaN, 0.5)).toBeNull()
    expect(index.find(Infinity, 0.5)).toBeNull()
  })

  it('answers with the lowest code where areas overlap, however they were given', () => {
    const areas = [box('Z', 0, 0, 2, 2), box('M', 1, 1, 3, 3)]
    expect(new AreaIndex(areas).find(1.5, 1.5)?.code).toBe('M')
    expect(new AreaIndex(areas.toReversed()).find(1.5, 1.5)?.code).toBe('M')
    expect(new AreaIndex(areas).list(1.5, 1.5).map((area) => area.code)).toEqual(['M', 'Z'])
  })

  it('answers null when it holds nothing', () => {
    expect(new AreaIndex([]).find(0, 0)).toBeNull()
  })
})

const { folder, isMissing } = openDataFor('point in ward and LSOA against the map points of London')

function areasOf(file: string, codeProperty: string): IndexedArea[] {
  const { features } = JSON.parse(gunzipSync(readFileSync(join(folder, 'boundaries', file))).toString())
  return features.flatMap((feature: { geometry: unknown; properties: Record<string, string> }) =>
    isOutline(feature.geometry) ? [{ code: feature.properties[codeProperty] ?? '', outline: feature.geometry }] : [],
  )
}

function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(join(folder, 'reference', file))).toString().trim().split('\n').slice(1)
}

describe.skipIf(isMissing)('the index of areas on the real outlines of London', () => {
  it('puts 45,339 of 45,711 map points in a ward claimed for them and 15 in none', () => {
    const wards = new AreaIndex(areasOf('london-wards.geojson.gz', 'WD13CD'))
    let [agreed, none, read] = [0, 0, 0]
    for (const line of linesOf('london-map-points.csv.gz')) {
      const found = /,(-?[\d.]+),(-?[\d.]+),([^,]*),\d+,\d+\r?$/.exec(line)
      if (found === null) throw new Error(line)
      const ward = wards.find(Number(found[2]), Number(found[1]))
      read += 1
      if (ward === null) none += 1
      else if ((found[3] ?? '').includes(ward.code)) agreed += 1
    }
    expect({ read, agreed, none }).toEqual({ read: 45_711, agreed: 45_339, none: 15 })
  })

  it('agrees with the published LSOA of 117,582 of 125,277 points, as testing each point against its own outline does', () => {
    const lsoas = new AreaIndex(areasOf('london-lsoa-2011.geojson.gz', 'LSOA11CD'))
    expect(lsoas.size).toBe(4835)
    const lines = linesOf('met-anonymous-points-lsoa.csv.gz')
    const agreed = lines.filter((line) => {
      const found = /,(-?[\d.]+),(-?[\d.]+),(E\d{8}),/.exec(line)
      return found !== null && lsoas.find(Number(found[1]), Number(found[2]))?.code === found[3]
    })
    expect({ read: lines.length, agreed: agreed.length }).toEqual({ read: 125_277, agreed: 117_582 })
  })

  it('finds a ward for places all over London, at a speed that is printed', () => {
    const wards = new AreaIndex(areasOf('london-wards.geojson.gz', 'WD13CD'))
    const { west, south, east, north } = wards.bounds
    const lookups = 300_000
    let found = 0
    const began = performance.now()
    for (let turn = 0; turn < lookups; turn += 1) {
      const across = (turn * 0.618_033_988_7) % 1
      const up = (turn * 0.754_877_666_2) % 1
      if (wards.find(west + across * (east - west), south + up * (north - south)) !== null) found += 1
    }
    const rate = lookups / ((performance.now() - began) / 1000)
    process.stdout.write(`point in ward: ${Math.round(rate).toLocaleString('en-GB')} a second\n`)
    expect(found).toBeGreaterThan(lookups / 3)
  })
})
