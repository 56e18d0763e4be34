import { columnAmong, listed, type DelimitedFile } from '#platform/files/delimited.ts'
import { Refusal } from '#platform/errors.ts'
import { isPlace } from '../rules/distance.ts'
import { isOnGrid, toGrid, toLongitudeLatitude } from '../rules/grid.ts'

/** A place both ways: in degrees, and in whole metres on the British National Grid (null where it is off the grid). */
export interface ReadPoint {
  readonly longitude: number
  readonly latitude: number
  readonly easting: number | null
  readonly northing: number | null
}

/** Reads the place of a row: the place, null where the row gives none, or a phrase that says what is wrong. */
export type PointReader = (fields: readonly string[]) => ReadPoint | null | string

const EASTING = ['easting', 'eastings', 'x_coordinate', 'oseast1m', 'oseast', 'easting_m', 'x']
const NORTHING = ['northing', 'northings', 'y_coordinate', 'osnrth1m', 'osnorth', 'northing_m', 'y']
const LONGITUDE = ['longitude', 'long', 'lon', 'lng']
const LATITUDE = ['latitude', 'lat']
/** With a longitude of nought, what the ONS directories of postcodes write where there is no grid reference. */
const NO_LATITUDE = 99.999_999

/**
 * How the places of a file are read: from easting and northing, or from longitude and latitude.
 *
 * Where a file gives both, degrees are taken when they are filled, and the grid where they are not.
 * Refuses: invalid, when the header names neither pair.
 */
export function pointReaderFor(file: Pick<DelimitedFile, 'name' | 'header'>, what: string): PointReader {
  const [easting, northing] = [columnAmong(file.header, EASTING), columnAmong(file.header, NORTHING)]
  const [longitude, latitude] = [columnAmong(file.header, LONGITUDE), columnAmong(file.header, LATITUDE)]
  const hasGrid = easting !== -1 && northing !== -1
  const hasDegrees = longitude !== -1 && latitude !== -1
  if (!hasGrid && !hasDegrees) {
    throw new Refusal(
      'invalid',
      `${file.name} cannot be read as ${what}: it has no columns "easting" and "northing", nor "longitude" and "latitude". It has ${listed(file.header)}.`,
    )
  }
  return (fields) => {
    if (hasDegrees) {
      const place = fromDegrees((fields[longitude] ?? '').trim(), (fields[latitude] ?? '').trim())
      if (place !== null || !hasGrid) return place
    }
    return hasGrid ? fromGrid((fields[easting] ?? '').trim(), (fields[northing] ?? '').trim()) : null
  }
}

/** The place a pair of degrees names; null when both are blank, or stand as the postcode directories write a postcode they cannot place. */
export function fromDegrees(longitudeText: string, latitudeText: string): ReadPoint | null | string {
  if (longitudeText === '' && latitudeText === '') return null
  const [longitude, latitude] = [numberOf(longitudeText), numberOf(latitudeText)]
  if (longitude === null || latitude === null) return `has a longitude and latitude (${shown(longitudeText)}, ${shown(latitudeText)}) that are not two numbers`
  if (longitude === 0 && latitude === NO_LATITUDE) return null
  if (!isPlace({ longitude, latitude })) return `has a longitude and latitude (${longitude}, ${latitude}) that are no place on the earth`
  const grid = toGridWhereBritish(longitude, latitude)
  return { longitude, latitude, easting: grid?.easting ?? null, northing: grid?.northing ?? null }
}

/** The place an easting and northing name; null when both are blank, or both nought as Code-Point writes a postcode it cannot place. */
export function fromGrid(eastingText: string, northingText: string): ReadPoint | null | string {
  if (eastingText === '' && northingText === '') return null
  const [easting, northing] = [numberOf(eastingText), numberOf(northingText)]
  if (easting === null || northing === null) return `has an easting and northing (${shown(eastingText)}, ${shown(northingText)}) that are not two numbers`
  if (easting === 0 && northing === 0) return null
  if (!isOnGrid({ easting, northing })) return `has an easting and northing (${easting}, ${northing}) off the British National Grid`
  const { longitude, latitude } = toLongitudeLatitude({ easting, northing })
  return { longitude: round7(longitude), latitude: round7(latitude), easting: Math.round(easting), northing: Math.round(northing) }
}

function toGridWhereBritish(longitude: number, latitude: number): { easting: number; northing: number } | null {
  if (longitude < -9 || longitude > 3 || latitude < 49 || latitude > 61.5) return null
  const { easting, northing } = toGrid({ longitude, latitude })
  const rounded = { easting: Math.round(easting), northing: Math.round(northing) }
  return isOnGrid(rounded) ? rounded : null
}

function numberOf(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$/.test(text) ? Number(text) : null
}

function round7(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

function shown(text: string): string {
  return text === '' ? 'blank' : JSON.stringify(text.slice(0, 40))
}
