import { cliFor, readWords, wordsFor, WrongWords, type Verb } from '#platform/cli.ts'
import { CannotStart, readConfig } from '#platform/config.ts'
import { Refusal } from '#platform/errors.ts'
import { storageSentence } from '#platform/storage.ts'
import { policies, verbs } from './features.ts'
import { demoLoad } from './first-start.ts'
import { openHeed } from './open.ts'
import { listDoors, serve } from './server.ts'

/** Verbs that run the house itself, or need no database. */
const houseVerbs = {
  start: 'Start Heed: database, server and worker (first start: with the demonstration force)',
  server: 'Run the web server only',
  worker: 'Run the jobs only',
  'routes --json': 'Print every door of the server: method, path, policy',
} as const

const featureVerbs: readonly Verb[] = [demoLoad, ...verbs]

// whoever reads only the beginning of a list (… | head) has had enough: that is no fault of ours, and the verb goes on to its own end and code
process.stdout.on('error', (error: Error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error
})
process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    const [first] = args
    if (first === undefined || first === 'help' || first === '--help') return help()
    if (first === 'start' || first === 'server' || first === 'worker') return await serve(readConfig(), first)
    if (first === 'routes') return await printDoors()
    return await runVerb(args)
  } catch (error) {
    if (error instanceof CannotStart || error instanceof WrongWords || error instanceof Refusal) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    const storage = storageSentence(error, readConfig().dataFolder)
    if (storage === null) throw error
    process.stderr.write(`${storage}\n`)
    return 2
  }
}

async function runVerb(args: readonly string[]): Promise<number> {
  const found = featureVerbs
    .map((each) => ({ each, length: each.name.split(' ').length }))
    .filter(({ each, length }) => args.slice(0, length).join(' ') === each.name)
    .sort((a, b) => b.length - a.length)[0]
  if (found === undefined) throw new WrongWords(`There is no verb “${args.slice(0, 2).join(' ')}”. Run “npm run heed -- help” for the list`)
  const read = readVerb(found.each, args.slice(found.length))
  const { runAlone } = found.each
  if (runAlone !== undefined) return withUsage(found.each, async () => (await runAlone(wordsFor(read))) ?? 0)
  const opened = await openHeed(readConfig(), 'visit', (sentence) => void process.stderr.write(`${sentence}\n`))
  try {
    return await withUsage(found.each, async () => (await found.each.run(cliFor(opened, read))) ?? 0)
  } finally {
    await opened.close()
  }
}

function readVerb(verb: Verb, args: readonly string[]): ReturnType<typeof readWords> {
  try {
    return readWords(verb, args)
  } catch (error) {
    if (error instanceof WrongWords) throw new WrongWords(`${error.message}\nUsage: npm run heed -- ${verb.name} ${verb.usage}`)
    throw error
  }
}

async function withUsage<T>(verb: Verb, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof WrongWords) throw new WrongWords(`${error.message}\nUsage: npm run heed -- ${verb.name} ${verb.usage}`)
    throw error
  }
}

async function printDoors(): Promise<number> {
  process.stdout.write(`${JSON.stringify(await listDoors(policies), null, 2)}\n`)
  return 0
}

function help(): number {
  const all = [...Object.entries(houseVerbs).map(([name, about]) => ({ name, usage: '', about })), ...featureVerbs]
  process.stdout.write('Heed\n\n')
  for (const { name, usage, about } of all) process.stdout.write(`  ${`${name} ${usage}`.trim()}\n      ${about}\n`)
  return 0
}
