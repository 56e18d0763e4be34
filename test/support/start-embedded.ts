import { startEmbedded } from '#platform/db/embedded.ts'

// a Heed of its own process, for tests that kill it: prints PostgreSQL's process number when ready, stops on SIGTERM
const [dataFolder = '', purpose = 'serve'] = process.argv.slice(2)
try {
  const embedded = await startEmbedded({ dataFolder, purpose: purpose === 'serve' ? 'serve' : 'visit', say: () => undefined })
  const living = setInterval(() => undefined, 60_000)
  process.on('SIGTERM', () => void embedded.stop().then(() => clearInterval(living)))
  console.log(`ready ${embedded.pid()}`)
} catch (error) {
  console.log(error instanceof Error ? error.message : 'failed')
  process.exitCode = 1
}
