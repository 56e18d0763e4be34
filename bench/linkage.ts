import { join } from 'node:path'
import { columnOf, readTable } from '../src/features/people/cli/truth-file.ts'
import { addressesJudged, atTheCall, byLabel, findLinkageSets, kinJoined, linkSet, SETS, type LabelledSet, type LinkedSet } from './linkage-sets.ts'
import { line } from './house.ts'
import { groupedLive } from './linkage-live.ts'
import { tellMillion, type Tell } from './linkage-million.ts'

/** Link the labelled sets with one default setting, and a million invented records against the clock. */
export async function benchLinkage(say: (line: string) => void): Promise<boolean> {
  const folder = findLinkageSets()
  let isReached = true
  const tell = (what: string, figures: Readonly<Record<string, string | number>>, isEnough: boolean): void => {
    isReached &&= isEnough
    say(line(what, 'one default setting', figures, isEnough))
  }
  if (folder === null) say('skipped  linkage of labelled sets: data not present')
  else for (const set of SETS) {
    const linked = await linkSet(folder, set)
    tellSet(linked, tell)
    if (set.name === 'asb_dev') await tellHouseholds(folder, linked, tell)
  }
  if (folder !== null) await tellLive(folder, tell)
  await tellMillion(tell)
  return isReached
}

function tellSet({ set, groups, pairs }: LinkedSet, tell: Tell): void {
  const four = (figure: number): string => figure.toFixed(4)
  const { reach } = set
  const wanted = wantedOf(reach)
  const isEnough = pairs.f1 >= (reach.pair ?? 0) && (reach.noFalse !== true || pairs.wrong === 0) && groups.pairs.f1 >= (reach.cluster ?? 0)
    && groups.bCubed.f1 >= (reach.bCubed ?? 0) && groups.pairs.precision >= (reach.precision ?? 0) && groups.largest <= (reach.largest ?? Number.POSITIVE_INFINITY)
  tell(`linkage ${set.name}`, {
    'pair F1': four(pairs.f1), 'false pairs': pairs.wrong, 'cluster F1': four(groups.pairs.f1), precision: four(groups.pairs.precision), recall: four(groups.pairs.recall), 'B-cubed': four(groups.bCubed.f1),
    largest: `${groups.largest} (true ${groups.largestTrue})`, reach: wanted,
  }, isEnough)
}

/** As records are grouped live: they hang together by ten keys, a name alone makes nobody known, and one pair at least must be sure. */
async function tellLive(folder: string, tell: Tell): Promise<void> {
  const { whole: { pairs, bCubed, largest }, byLabel } = await groupedLive(folder)
  const large = [...byLabel].filter(([, { pairs: own }]) => own.truePairs >= 5000)
  const recalls = large.map(([, { pairs: own }]) => own.recall)
  const gap = Math.max(...recalls) - Math.min(...recalls)
  tell('linkage asb_dev as grouped live', {
    precision: pairs.precision.toFixed(4), recall: pairs.recall.toFixed(4), 'B-cubed': bCubed.f1.toFixed(4), largest,
    ...Object.fromEntries(large.map(([label, { pairs: own }]) => [label, `${own.recall.toFixed(3)} at ${own.precision.toFixed(3)}`])), 'gap in points': 100 * gap, reach: 'precision 0.990, gap 5',
  }, pairs.precision >= 0.99 && gap <= 0.05)
}

function wantedOf(reach: LabelledSet['reach']): string {
  const words = [
    reach.pair === undefined ? '' : `pair F1 ${reach.pair}`, reach.noFalse === true ? 'no false pair' : '', reach.cluster === undefined ? '' : `cluster F1 ${reach.cluster}`,
    reach.precision === undefined ? '' : `precision ${reach.precision}`, reach.bCubed === undefined ? '' : `B-cubed ${reach.bCubed}`, reach.largest === undefined ? '' : `largest ${reach.largest}`,
  ]
  return words.filter((each) => each !== '').join(', ')
}

async function tellHouseholds(folder: string, linked: LinkedSet, tell: Tell): Promise<void> {
  const truth = await readTable(join(folder, 'asb_dev_truth.csv'), ['record_id'])
  const addressOf = columnOf(truth, ['address_id'])
  const call = atTheCall(linked)
  tell('linkage asb_dev at the call', { recognised: call.recognised, precision: call.precision, 'false on new callers': call.falseOnNew, reach: '0.92 at precision 0.99, false 0.015' }, call.recognised >= 0.92 && call.precision >= 0.99 && call.falseOnNew <= 0.015)
  const kin = kinJoined(linked, addressOf)
  tell('linkage asb_dev twins', { pairs: kin.twins, joined: kin.twinsJoined, reach: 'at most 3 in 100' }, kin.twinsJoined <= 0.03 * kin.twins)
  tell('linkage asb_dev father and son of one name, both births known', { pairs: kin.namesakes, joined: kin.namesakesJoined, reach: 'none' }, kin.namesakesJoined === 0)
  const addresses = addressesJudged(linked, addressOf)
  tell('linkage asb_dev addresses', { F1: addresses.f1.toFixed(4), precision: addresses.precision.toFixed(4), reach: 'F1 0.990, precision 0.999' }, addresses.f1 >= 0.99 && addresses.precision >= 0.999)
  const groups = byLabel(linked, columnOf(truth, ['group']))
  const large = groups.filter(({ truePairs }) => truePairs >= 5000)
  const gap = Math.max(...large.map(({ recall }) => recall)) - Math.min(...large.map(({ recall }) => recall))
  tell('linkage asb_dev recall by group', { ...Object.fromEntries(groups.map(({ label, recall, truePairs }) => [`${label} (${truePairs})`, recall.toFixed(3)])), 'gap in points': 100 * gap, 'at most': 5 }, gap <= 0.05)
}
