import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWords, wordsFor, type CliWords } from '#platform/cli.ts'
import { projectFolder } from '#platform/config.ts'
import { readModel } from '../linkage/read-model.ts'
import { fileVerbs } from './verbs.ts'

let folder: string
const model = join(projectFolder(), 'models/fake.json')
const sample = join(projectFolder(), 'samples/linkage/fake_1000.csv')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-link-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(name: string, ...args: string[]): Promise<{ printed: string[]; said: string[] }> {
  const verb = fileVerbs.find((each) => each.name === name)
  if (verb?.runAlone === undefined) throw new Error(`there is no verb ${name}`)
  const [printed, said]: [string[], string[]] = [[], []]
  const cli: CliWords = { ...wordsFor(readWords(verb, args)), print: (line) => void printed.push(line), say: (line) => void said.push(line) }
  await verb.runAlone(cli)
  return { printed, said }
}

function given(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

describe('people link', () => {
  it('writes whose each record is, and the pairs with the level of each comparison, the same to the byte each time', async () => {
    const { said } = await run('people link', '--model', model, '--in', sample, '--out', join(folder, 'a.csv'), '--pairs', join(folder, 'p.csv'))
    await run('people link', '--model', model, '--in', sample, '--out', join(folder, 'b.csv'), '--pairs', join(folder, 'q.csv'))
    expect(said[0]).toMatch(/^1000 records, \d+ pairs compared, \d+ persons$/)
    expect(said[1]).toContain('Trained on these records')
    expect(read('a.csv').split('\n').slice(0, 2)).toEqual(['record_id,cluster_id', '0,0'])
    expect(read('p.csv').split('\n')[0]).toBe('left_id,right_id,weight,given,family,birth,town,email')
    expect([read('b.csv'), read('q.csv')]).toEqual([read('a.csv'), read('p.csv')])
  })

  it('does not mind the order of the rows, nor that they come in two files', async () => {
    const [header = '', ...rows] = readFileSync(sample, 'utf8').trim().split('\n')
    const one = given('one.csv', [header, ...rows.slice(400).reverse()].join('\n'))
    const two = given('two.csv', [header, ...rows.slice(0, 400)].join('\n'))
    await run('people link', '--model', model, '--in', one, '--in', two, '--out', join(folder, 'c.csv'))
    expect(read('c.csv')).toBe(read('a.csv'))
  })

  it('adds records to what was linked earlier, and leaves the rest as it is called', async () => {
    const [header = '', ...rows] = readFileSync(sample, 'utf8').trim().split('\n')
    const [old, late] = [given('old.csv', [header, ...rows.slice(0, 980)].join('\n')), given('late.csv', [header, ...rows.slice(980)].join('\n'))]
    const trained = join(folder, 'once.json')
    await run('people train', '--model', model, '--in', old, '--out', trained)
    await run('people link', '--model', trained, '--in', old, '--out', join(folder, 'before.csv'))
    const { said } = await run('people link', '--model', trained, '--in', old, '--in', late, '--earlier', join(folder, 'before.csv'), '--out', join(folder, 'after.csv'))
    expect(said[0]).toMatch(/^1000 records, 20 of them new: \d\d linked anew, \d+ pairs compared, \d+ persons$/)
    await run('people link', '--model', trained, '--in', old, '--in', late, '--out', join(folder, 'whole.csv'))
    const [added, whole] = [read('after.csv').trim().split('\n'), new Set(read('whole.csv').trim().split('\n'))]
    expect(added.filter((line) => whole.has(line)).length).toBeGreaterThanOrEqual(0.99 * whole.size)
    const { said: again } = await run('people link', '--model', trained, '--in', late, '--earlier', join(folder, 'after.csv'), '--out', join(folder, 'fewer.csv'))
    expect(again[1]).toMatch(/^980 records that were linked earlier are not among these/)
  })

  it.each<[string, string, readonly string[], string]>([
    ['other columns', 'id,cluster\n1,2\n', [], 'other.csv has no column "record_id". It has "id", "cluster". Give the file that "people link" wrote.'],
    ['a record in two clusters', 'record_id,cluster_id\n1,2\n1,3\n', [], 'other.csv: row 3 has "1" for the second time.'],
    ['a model that is not trained', 'record_id,cluster_id\n1,2\n', [], 'is not trained'],
    ['pairs', 'record_id,cluster_id\n1,2\n', ['--pairs', 'p.csv'], '--earlier looks only at what is new'],
  ])('refuses earlier clusters with %s', async (_what, text, more, sentence) => {
    await expect(run('people link', '--model', model, '--in', sample, '--earlier', given('other.csv', text), '--out', join(folder, 'z.csv'), ...more)).rejects.toThrow(sentence)
  })

  it('answers each record as it came, by the ones before it', async () => {
    const timed = given('timed.json', JSON.stringify({ ...JSON.parse(readFileSync(model, 'utf8')), time: 'at' }))
    const rows = ['unique_id,at,first_name,surname,dob,city,email', 'c,2025-03-01,Marge,Pell,1961-04-02,Leeds,m.pell@a.example', 'a,2025-01-01,Marge,Pell,1961-04-02,Leeds,m.pell@a.example', 'b,2025-02-01,Omar,Vale,1990-07-07,York,omar@b.example']
    await run('people link', '--model', timed, '--in', given('timed.csv', rows.join('\n')), '--sequence', '--out', join(folder, 's.csv'))
    const [header, first, second, third] = read('s.csv').trim().split('\n')
    expect([header, first, second]).toEqual(['record_id,best_earlier_id,weight,cluster_id', 'a,,,', 'b,,,'])
    expect(third).toMatch(/^c,a,-?\d+\.\d{3},a$/)
    const { said } = await run('people link', '--model', timed, '--in', given('dated.csv', rows.join('\n').replace('2025-03-01', '1/3/2025')), '--sequence', '--out', join(folder, 's.csv'))
    const slashed = await run('people link', '--model', timed, '--in', given('slashed.csv', rows.join('\n').replace('2025-03-01', '2025/03/01')), '--sequence', '--out', join(folder, 's.csv'))
    expect(slashed.said.join()).not.toContain('model.time')
    expect(said[0]).toBe('model.time: 1 of 3 times do not begin with year and month, as 2025-01-31T14:05 does, and are put in order as texts')
  })

  it.each<[string, () => string[], string]>([
    ['a column that is not there', () => ['--in', given('x.csv', 'unique_id,first_name,surname,dob,email\n1,A,B,,\n')], 'model.columns.town.from: x.csv has no column "city". It has "unique_id", "first_name", "surname", "dob", "email".'],
    ['an id that is not there', () => ['--in', given('x.csv', 'id,first_name,surname,dob,city,email\n1,A,B,,,\n')], 'model.id: x.csv has no column "unique_id".'],
    ['an empty file', () => ['--in', given('empty.csv', '')], 'empty.csv is empty.'],
    ['a header alone', () => ['--in', given('bare.csv', 'unique_id,first_name,surname,dob,city,email\n')], 'bare.csv: there is a header and no record below it.'],
    ['an id that comes twice', () => ['--in', given('x.csv', 'unique_id,first_name,surname,dob,city,email\n7,A,B,,,\n7,C,D,,,\n')], 'model.id: two records have "7" in the column "unique_id".'],
    ['a record without an id', () => ['--in', given('x.csv', 'unique_id,first_name,surname,dob,city,email\n,A,B,,,\n')], 'x.csv: row 2 has nothing in the column "unique_id", which is its id.'],
    ['a byte that is not UTF-8', () => ['--in', given('x.csv', Buffer.from('unique_id,first_name,surname,dob,city,email\n1,Zo\xeb,B,,,\n', 'latin1'))], 'x.csv: row 2 is not UTF-8 text (column "first_name").'],
    ['a row too long', () => ['--in', given('x.csv', 'unique_id,first_name,surname,dob,city,email\n1,A,B,,,,extra\n')], 'x.csv: row 2 has 7 columns where the header has 6.'],
    ['a file that is not there', () => ['--in', join(folder, 'nowhere.csv')], 'There is no file nowhere.csv.'],
    ['a million columns', () => ['--in', given('wide.csv', `${Array.from({ length: 1_000_000 }, (_, at) => `c${at}`).join(',')}\n`)], 'wide.csv cannot be read as a CSV file: its first line is longer than'],
    ['no file', () => [], '--in is missing'],
  ])('refuses %s in a sentence', async (_what, args, sentence) => {
    await expect(run('people link', '--model', model, '--out', join(folder, 'z.csv'), ...args())).rejects.toThrow(sentence)
  })

  it('refuses a model that is not there, a model that is wrong, and a sequence without a time', async () => {
    const link = (path: string, ...more: string[]): Promise<unknown> => run('people link', '--model', path, '--in', sample, '--out', join(folder, 'z.csv'), ...more)
    await expect(link(join(folder, 'nowhere.json'))).rejects.toThrow('The model nowhere.json cannot be read')
    await expect(link(given('wrong.json', '{"name":"x","version":"1","id":"i","columns":{"a":{"from":"a","clean":"words"}}}'))).rejects.toThrow('model.columns.a.clean: "words" is not known. Choose one of')
    await expect(link(model, '--sequence')).rejects.toThrow('"time": "recorded_at"')
  })

  it('works with a stranger’s model for columns never seen, without one number in it', async () => {
    const stranger = given('stranger.json', JSON.stringify({
      name: 'voters', version: '1', id: 'n',
      columns: { who: { from: 'name', clean: 'given part of full name' }, kin: { from: 'name', clean: 'family part of full name' }, born: { from: 'birth', clean: 'date' }, town: { from: 'birthplace', clean: 'text' }, work: { from: 'occupation', clean: 'text' }, number: { from: 'nino', clean: 'identifier' } },
    }))
    const people = Array.from({ length: 120 }, (_, at) => ({ name: `${['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn'][at % 6] ?? ''} ${['Marsh', 'Pell', 'Okafor', 'Vale', 'Frost', 'Quine', 'Rahman'][at % 7] ?? ''}${'abcdefghij'[Math.floor(at / 12)] ?? ''}`, birth: `19${40 + (at % 50)}-0${1 + (at % 9)}-1${at % 10}`, place: ['Leeds', 'York', 'Hull'][at % 3] ?? '', work: ['smith', 'clerk', 'baker', 'nurse'][at % 4] ?? '', nino: `AB${100000 + at * 7919}C` }))
    const rows = people.flatMap(({ name, birth, place, work, nino }, at) => [[`${at}x`, name, birth, place, work, nino], [`${at}y`, name.replace('a', 'aa'), at % 3 === 0 ? '' : birth, place, at % 2 === 0 ? '' : work, at % 4 === 0 ? '' : nino]].map((row) => row.join(',')))
    await run('people link', '--model', stranger, '--in', given('voters.csv', ['n,name,birth,birthplace,occupation,nino', ...rows].join('\n')), '--out', join(folder, 'v.csv'))
    const clusterOf = new Map(read('v.csv').trim().split('\n').map((row): [string, string] => [row.split(',')[0] ?? '', row.split(',')[1] ?? '']))
    const joined = people.filter((_, at) => clusterOf.get(`${at}x`) === clusterOf.get(`${at}y`)).length
    expect(joined).toBeGreaterThan(105)
    expect(new Set(clusterOf.values()).size).toBeGreaterThanOrEqual(120)
  })
})

describe('people train', () => {
  it('writes a model of a new version that links as the one it was trained from', async () => {
    await run('people train', '--model', model, '--in', sample, '--out', join(folder, 'trained.json'))
    const trained = readModel(read('trained.json'))
    expect(trained.version).toMatch(/^2026-11\+[0-9a-f]{8}$/)
    expect(trained.trained?.from).toContain('1000 records')
    const { said } = await run('people link', '--model', join(folder, 'trained.json'), '--in', sample, '--out', join(folder, 'd.csv'))
    expect(said.join()).not.toContain('Trained on')
    expect(read('d.csv')).toBe(read('a.csv'))
  })
})

describe('people evaluate', () => {
  it('prints pairs, B-cubed, the largest cluster and the recall of blocking', async () => {
    const { printed } = await run('people evaluate', '--truth', sample, '--clusters', join(folder, 'a.csv'), '--person', 'cluster', '--model', model, '--in', sample)
    expect(printed[0]).toMatch(/^records 1000 {3}persons 251 {3}clusters \d+ {3}largest \d+ \(true \d+\)$/)
    expect(printed[1]).toMatch(/^pairs in clusters {2}precision 0\.99\d\d {3}recall 0\.9\d{3} {3}F1 0\.9\d{3}$/)
    expect(printed.some((line) => line.startsWith('B-cubed'))).toBe(true)
    expect(printed.at(-1)).toMatch(/^blocking {11}\d+ pairs compared, recall 0\.\d{4}$/)
  })

  it('prints of the excerpt what the model card says of it', async () => {
    const [asb, excerpt, truth] = ['models/asb.json', 'samples/linkage/asb_excerpt.csv', 'samples/linkage/asb_excerpt_truth.csv'].map((path) => join(projectFolder(), path))
    await run('people link', '--model', asb ?? '', '--in', excerpt ?? '', '--out', join(folder, 'excerpt.csv'))
    const { printed } = await run('people evaluate', '--truth', truth ?? '', '--clusters', join(folder, 'excerpt.csv'), '--model', asb ?? '', '--in', excerpt ?? '')
    const card = readFileSync(join(projectFolder(), 'docs/model-cards/2026-11.md'), 'utf8')
    expect(card.split('```')[1]?.trim()).toBe(printed.join('\n').trim())
  })

  it('prints rates by group where the truth names groups, and refuses a truth of other records', async () => {
    const truth = given('t.csv', 'record_id,person_id,group\n0,p1,A\n1,p1,A\n2,p1,B\n')
    const { printed } = await run('people evaluate', '--truth', truth, '--clusters', join(folder, 'a.csv'))
    expect(printed.filter((line) => /^ {2}[AB] /.test(line))).toHaveLength(2)
    const half = given('half.csv', 'record_id,cluster_id\n0,0\n1,0\n9,9\n')
    expect(await run('people evaluate', '--truth', truth, '--clusters', half)).toMatchObject({
      printed: [expect.stringMatching(/^records 2 {3}persons 1 /), expect.stringContaining('recall 1.0000'), expect.anything(), expect.anything(), 'by group', expect.anything()],
      said: ['1 records of half.csv are not in t.csv and are left out', '1 records of t.csv are not in half.csv and are left out: what was not found of them is not counted against it'],
    })
    await expect(run('people evaluate', '--truth', given('o.csv', 'record_id,person_id\nzz,p\n'), '--clusters', join(folder, 'a.csv'))).rejects.toThrow('have no record id in common')
    await expect(run('people evaluate', '--truth', truth, '--clusters', join(folder, 'a.csv'), '--person', 'owner')).rejects.toThrow('t.csv has no column "owner"')
    await expect(run('people evaluate', '--truth', truth)).rejects.toThrow('--truth and --clusters are both needed')
  })
})
