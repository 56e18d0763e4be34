/**
 * The British National Grid and longitude/latitude.
 *
 * Easting and northing are metres on the Airy 1830 ellipsoid (OSGB36); longitude and latitude are degrees on WGS84. The two
 * are joined by a seven-parameter Helmert shift, whose own error is a few metres: good for a map and a ward, not for a survey.
 * Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexe C and section 6.6.
 */

/** A place on the British National Grid, in metres. */
export interface GridPoint {
  readonly easting: number
  readonly northing: number
}

/** A place in degrees, WGS84. */
export interface Point {
  readonly longitude: number
  readonly latitude: number
}

interface Ellipsoid {
  readonly a: number
  readonly b: number
}

interface Helmert {
  readonly tx: number
  readonly ty: number
  readonly tz: number
  readonly scale: number
  readonly rx: number
  readonly ry: number
  readonly rz: number
}

const AIRY: Ellipsoid = { a: 6_377_563.396, b: 6_356_256.909 }
const WGS84: Ellipsoid = { a: 6_378_137, b: 6_356_752.314_245 }
const RADIANS = Math.PI / 180
const ARCSECONDS = RADIANS / 3600

const TO_OSGB: Helmert = {
  tx: -446.448,
  ty: 125.157,
  tz: -542.06,
  scale: 20.4894e-6,
  rx: -0.1502 * ARCSECONDS,
  ry: -0.247 * ARCSECONDS,
  rz: -0.8421 * ARCSECONDS,
}
const TO_WGS84: Helmert = {
  tx: -TO_OSGB.tx,
  ty: -TO_OSGB.ty,
  tz: -TO_OSGB.tz,
  scale: -TO_OSGB.scale,
  rx: -TO_OSGB.rx,
  ry: -TO_OSGB.ry,
  rz: -TO_OSGB.rz,
}

const F0 = 0.999_601_271_7
const ORIGIN_LATITUDE = 49 * RADIANS
const ORIGIN_LONGITUDE = -2 * RADIANS
const FALSE_EASTING = 400_000
const FALSE_NORTHING = -100_000
const E2 = 1 - (AIRY.b * AIRY.b) / (AIRY.a * AIRY.a)
const N = (AIRY.a - AIRY.b) / (AIRY.a + AIRY.b)

/** Whether a place is on the British National Grid: 0 to 700 km east, 0 to 1,300 km north. */
export function isOnGrid({ easting, northing }: GridPoint): boolean {
  return easting >= 0 && easting <= 700_000 && northing >= 0 && northing <= 1_300_000
}

/** The longitude and latitude of a place on the grid. Result: degrees, WGS84, to about five metres. */
export function toLongitudeLatitude({ easting, northing }: GridPoint): Point {
  const [longitude, latitude] = unproject(easting, northing)
  return shift(longitude, latitude, AIRY, WGS84, TO_WGS84)
}

/** The easting and northing of a place in Great Britain. Result: metres, unrounded, to about five metres. */
export function toGrid({ longitude, latitude }: Point): GridPoint {
  const shifted = shift(longitude * RADIANS, latitude * RADIANS, WGS84, AIRY, TO_OSGB)
  return project(shifted.longitude * RADIANS, shifted.latitude * RADIANS)
}

function shift(longitude: number, latitude: number, from: Ellipsoid, to: Ellipsoid, by: Helmert): Point {
  const e2 = 1 - (from.b * from.b) / (from.a * from.a)
  const nu = from.a / Math.sqrt(1 - e2 * Math.sin(latitude) ** 2)
  const x = nu * Math.cos(latitude) * Math.cos(longitude)
  const y = nu * Math.cos(latitude) * Math.sin(longitude)
  const z = nu * (1 - e2) * Math.sin(latitude)
  const k = 1 + by.scale
  const x2 = by.tx + k * x - by.rz * y + by.ry * z
  const y2 = by.ty + by.rz * x + k * y - by.rx * z
  const z2 = by.tz - by.ry * x + by.rx * y + k * z
  const f2 = 1 - (to.b * to.b) / (to.a * to.a)
  const p = Math.hypot(x2, y2)
  let phi = Math.atan2(z2, p * (1 - f2))
  for (let turn = 0; turn < 10; turn += 1) {
    const next = Math.atan2(z2 + f2 * (to.a / Math.sqrt(1 - f2 * Math.sin(phi) ** 2)) * Math.sin(phi), p)
    if (Math.abs(next - phi) < 1e-13) break
    phi = next
  }
  return { longitude: Math.atan2(y2, x2) / RADIANS, latitude: phi / RADIANS }
}

function meridianArc(latitude: number): number {
  const difference = latitude - ORIGIN_LATITUDE
  const sum = latitude + ORIGIN_LATITUDE
  return (
    AIRY.b *
    F0 *
    ((1 + N + (5 / 4) * N ** 2 + (5 / 4) * N ** 3) * difference -
      (3 * N + 3 * N ** 2 + (21 / 8) * N ** 3) * Math.sin(difference) * Math.cos(sum) +
      ((15 / 8) * N ** 2 + (15 / 8) * N ** 3) * Math.sin(2 * difference) * Math.cos(2 * sum) -
      (35 / 24) * N ** 3 * Math.sin(3 * difference) * Math.cos(3 * sum))
  )
}

function radii(latitude: number): { nu: number; rho: number; eta2: number } {
  const root = 1 - E2 * Math.sin(latitude) ** 2
  const nu = (AIRY.a * F0) / Math.sqrt(root)
  const rho = (AIRY.a * F0 * (1 - E2)) / root ** 1.5
  return { nu, rho, eta2: nu / rho - 1 }
}

function project(longitude: number, latitude: number): GridPoint {
  const { nu, rho, eta2 } = radii(latitude)
  const cos = Math.cos(latitude)
  const sin = Math.sin(latitude)
  const t2 = Math.tan(latitude) ** 2
  const away = longitude - ORIGIN_LONGITUDE
  const i = meridianArc(latitude) + FALSE_NORTHING
  const ii = (nu / 2) * sin * cos
  const iii = (nu / 24) * sin * cos ** 3 * (5 - t2 + 9 * eta2)
  const iiia = (nu / 720) * sin * cos ** 5 * (61 - 58 * t2 + t2 ** 2)
  const iv = nu * cos
  const v = (nu / 6) * cos ** 3 * (nu / rho - t2)
  const vi = (nu / 120) * cos ** 5 * (5 - 18 * t2 + t2 ** 2 + 14 * eta2 - 58 * t2 * eta2)
  return {
    easting: FALSE_EASTING + iv * away + v * away ** 3 + vi * away ** 5,
    northing: i + ii * away ** 2 + iii * away ** 4 + iiia * away ** 6,
  }
}

/** Result: radians on Airy 1830. */
function unproject(easting: number, northing: number): [number, number] {
  let phi = ORIGIN_LATITUDE + (northing - FALSE_NORTHING) / (AIRY.a * F0)
  for (let turn = 0; turn < 20; turn += 1) {
    const left = northing - FALSE_NORTHING - meridianArc(phi)
    if (Math.abs(left) < 1e-5) break
    phi += left / (AIRY.a * F0)
  }
  const { nu, rho, eta2 } = radii(phi)
  const t = Math.tan(phi)
  const t2 = t * t
  const sec = 1 / Math.cos(phi)
  const away = easting - FALSE_EASTING
  const vii = t / (2 * rho * nu)
  const viii = (t / (24 * rho * nu ** 3)) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
  const ix = (t / (720 * rho * nu ** 5)) * (61 + 90 * t2 + 45 * t2 ** 2)
  const x = sec / nu
  const xi = (sec / (6 * nu ** 3)) * (nu / rho + 2 * t2)
  const xii = (sec / (120 * nu ** 5)) * (5 + 28 * t2 + 24 * t2 ** 2)
  const xiia = (sec / (5040 * nu ** 7)) * (61 + 662 * t2 + 1320 * t2 ** 2 + 720 * t2 ** 3)
  return [
    ORIGIN_LONGITUDE + x * away - xi * away ** 3 + xii * away ** 5 - xiia * away ** 7,
    phi - vii * away ** 2 + viii * away ** 4 - ix * away ** 6,
  ]
}
