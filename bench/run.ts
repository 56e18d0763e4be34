// Measures against floors measured in the same run, on the embedded database and, where TEST_DATABASE_URL names one, on a server.
//   npm run bench [import | api | list | case | recognise | relink | repeats | start | linkage]
import { benchApi } from './api.ts'
import { benchCase } from './case.ts'
import { benchImport } from './import.ts'
import { benchLinkage } from './linkage.ts'
import { benchList } from './list.ts'
import { benchRecognise } from './recognise.ts'
import { benchRelink } from './relink.ts'
import { benchRepeats } from './repeats.ts'
import { benchStart } from './start.ts'

const benches: Readonly<Record<string, (say: (line: string) => void) => Promise<boolean>>> = { import: benchImport, api: benchApi, list: benchList, case: benchCase, recognise: benchRecognise, relink: benchRelink, repeats: benchRepeats, start: benchStart, linkage: benchLinkage }
const [wanted] = process.argv.slice(2)
if (wanted !== undefined && !(wanted in benches)) {
  console.error(`There is no bench “${wanted}”. There are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}
let missed = 0
for (const [name, bench] of Object.entries(benches)) {
  if (wanted !== undefined && wanted !== name) continue
  if (!(await bench((line) => console.log(line)))) missed += 1
}
process.exitCode = missed === 0 ? 0 : 1
