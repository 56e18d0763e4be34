import { createServer, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { CannotStart } from '#platform/config.ts'
import { cannotListen, portIsFree } from './listening.ts'

const host = '127.0.0.1'

describe('where Heed is to listen', () => {
  it('is looked at before anything long is begun: a taken port is said, and a free one is left free', async () => {
    const other = await listening()
    const port = portOf(other)
    await expect(portIsFree({ host, port })).rejects.toThrow(`Port ${port} is taken by another program`)
    await expect(portIsFree({ host, port })).rejects.toBeInstanceOf(CannotStart)
    await new Promise((resolve) => { other.close(resolve) })
    await portIsFree({ host, port })
    await portIsFree({ host, port })
  })

  it('is refused when it is another machine’s', async () => {
    await expect(portIsFree({ host: '203.0.113.7', port: 0 })).rejects.toThrow('203.0.113.7 is not an address of this machine')
  })

  it('is told in a sentence for what an operator can mend, and left alone otherwise', () => {
    const said = (code: string): unknown => cannotListen(Object.assign(new Error(code), { code }), { host: 'heed.example', port: 80 })
    expect(said('EACCES')).toMatchObject({ message: expect.stringContaining('may not listen on port 80') })
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']) expect(said(code)).toMatchObject({ name: 'CannotStart', message: expect.stringContaining('heed.example is not an address') })
    const fault = new Error('something else')
    expect(cannotListen(fault, { host, port: 1 })).toBe(fault)
    expect(cannotListen('odd', { host, port: 1 })).toBe('odd')
  })
})

async function listening(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen({ host, port: 0 }, resolve) })
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}
