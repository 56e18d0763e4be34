import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { projectFolder } from '#platform/config.ts'

/** A server of its own process, started again after each kill. */
export class Running {
  readonly address: string
  readonly #dataFolder: string
  readonly #port: number
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess

  private constructor(dataFolder: string, port: number, environment: Readonly<Record<string, string>>, child: ChildProcess) {
    this.#dataFolder = dataFolder
    this.#port = port
    this.#environment = environment
    this.#child = child
    this.address = `http://127.0.0.1:${port}`
  }

  static async start(dataFolder: string, environment: Readonly<Record<string, string>> = {}): Promise<Running> {
    const port = await freePort()
    return new Running(dataFolder, port, environment, await startServer(dataFolder, port, environment))
  }

  /** End the server without a word, and start it again. */
  async killServer(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
    this.#child = await startServer(this.#dataFolder, this.#port, this.#environment)
  }

  /** End PostgreSQL without a word; the server is to bring it back by itself. */
  killDatabase(): void {
    process.kill(postmasterOf(this.#dataFolder), 'SIGKILL')
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}

function startServer(dataFolder: string, port: number, environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && !name.startsWith('HEED_') && name !== 'DATABASE_URL'))
  const child = spawn(process.execPath, [join(projectFolder(), 'bin/heed.mjs'), 'server'], {
    env: { ...own, HEED_DATA: dataFolder, HEED_DEMO: 'off', ...environment, HOST: '127.0.0.1', PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    const tooLate = setTimeout(() => reject(new Error(`the server did not start within 60 seconds:\n${said}`)), 60_000)
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-20_000)
      if (!said.includes('Heed is ready')) return
      clearTimeout(tooLate)
      resolve(child)
    })
    child.on('exit', (code) => {
      clearTimeout(tooLate)
      reject(new Error(`the server ended with ${code}:\n${said}`))
    })
  })
}

function postmasterOf(dataFolder: string): number {
  const found = readdirSync(dataFolder, { recursive: true, withFileTypes: true }).find((entry) => entry.name === 'postmaster.pid')
  const pid = found === undefined ? Number.NaN : Number(readFileSync(join(found.parentPath, found.name), 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || pid < 2) throw new Error('PostgreSQL does not say which process it is')
  return pid
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
