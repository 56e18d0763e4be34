import { Agent, request } from 'node:http'

const lines = new Agent({ keepAlive: true, maxSockets: 64 })

/** One request by the plainest client there is: what it costs is taken from the server's own cores. */
export function posted(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent: lines, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() })).on('error', reject)
    })
    sent.on('error', reject).end(body)
  })
}
