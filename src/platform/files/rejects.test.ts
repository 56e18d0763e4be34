import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRejects } from './rejects.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-rejects-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fault = (rowNumber: number, reason: string, column: string | null = null) => ({ rowNumber, column, reason })

async function written(name: string, file: string, faults: readonly ReturnType<typeof fault>[]): Promise<string> {
  const rejects = openRejects(folder, name)
  await rejects.add(file, faults)
  const path = await rejects.close()
  return path === null ? '' : readFileSync(path, 'utf8')
}

describe('the rows that an import could not use', () => {
  it('are not written of when there are none: no file, no folder', async () => {
    const rejects = openRejects(join(folder, 'never'), 'none')
    await rejects.add('a.csv', [])
    expect([rejects.count, await rejects.close(), existsSync(join(folder, 'never'))]).toEqual([0, null, false])
  })

  it('are each a line: file, row, field, reason; counted over all the files of one import', async () => {
    const rejects = openRejects(folder, 'incidents-street-2026-11-23T12:00:00.000Z')
    await rejects.add('one.csv', [fault(2, 'has 9 columns where the header has 12'), fault(7, 'is not shaped like a postcode', 'postcode')])
    await rejects.add('two.csv', [])
    await rejects.add('two.csv', [fault(3, 'is blank', 'address')])
    const path = await rejects.close()
    expect(rejects.count).toBe(3)
    expect(readFileSync(path ?? '', 'utf8')).toBe('file,row,field,reason\r\none.csv,2,,has 9 columns where the header has 12\r\none.csv,7,postcode,is not shaped like a postcode\r\ntwo.csv,3,address,is blank\r\n')
  })

  it('stand in the reports folder, readable by the account of Heed alone, under a name that leads nowhere else', async () => {
    const rejects = openRejects(folder, '../../etc/passwd: £1')
    await rejects.add('a.csv', [fault(2, 'is blank')])
    const path = (await rejects.close()) ?? ''
    expect([join(folder, 'reports', basename(path)), basename(path)]).toEqual([path, '-etc-passwd-1.csv'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['reports'])
  })

  it('are quoted, so that a field of the file that holds commas, marks or lines is one cell', async () => {
    expect(await written('quoted', 'a,b.csv', [fault(2, 'has a place ("x", blank) that is\nnone', 'say "where"')])).toBe('file,row,field,reason\r\n"a,b.csv",2,"say ""where""","has a place (""x"", blank) that is\nnone"\r\n')
  })

  it.each(['=1+1.csv', ' =1.csv', '\u200b=1.csv', '＝1.csv', '|calc.csv', '"=1.csv', '\u00a0@x.csv'])('hold nothing that a spreadsheet would run: a file called %j', async (name) => {
    const [, line = ''] = (await written(`formula-${Buffer.from(name).toString('hex')}`, name, [fault(2, 'is blank')])).split('\r\n')
    expect(line).toMatch(/^"?'/)
  })

  it('are written whole when there are very many', async () => {
    const rejects = openRejects(folder, 'many')
    for (let batch = 0; batch < 20; batch++) await rejects.add('big.csv', Array.from({ length: 1000 }, (_, at) => fault(batch * 1000 + at, 'is not UTF-8 text')))
    const lines = readFileSync((await rejects.close()) ?? '', 'utf8').trimEnd().split('\r\n')
    expect([rejects.count, lines.length, lines[1], lines.at(-1)]).toEqual([20_000, 20_001, 'big.csv,0,,is not UTF-8 text', 'big.csv,19999,,is not UTF-8 text'])
  })
})
