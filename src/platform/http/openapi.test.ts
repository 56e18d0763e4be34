import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ApiDoor } from './building.ts'
import { openApiDocument } from './openapi.ts'

const Reply = z.strictObject({ id: z.uuid(), note: z.string().nullable() })
const record: ApiDoor = {
  method: 'POST', path: '/api/v1/incidents',
  about: { policy: 'incidents.feed', summary: 'Record an incident', idempotent: true, body: z.strictObject({ type: z.enum(['noise', 'litter']), told: z.string().max(10).optional() }), reply: Reply },
}
const look: ApiDoor = { method: 'GET', path: '/api/v1/incidents/:incidentId', about: { policy: 'incidents.look', summary: 'One incident', reply: Reply } }
const mend: ApiDoor = { method: 'POST', path: '/api/v1/incidents/:incidentId/entries/:entryId', about: { policy: 'incidents.mend', summary: 'Mend an entry', reply: Reply } }

/** The document as a client reads it. */
const Operation = z.object({
  summary: z.string(), operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean() })),
  requestBody: z.object({ required: z.boolean(), content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.record(z.string(), z.object({ schema: z.unknown() })) })),
})
const Document = z.object({
  openapi: z.string(), info: z.object({ title: z.string(), version: z.string() }), security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string(), z.record(z.string(), Operation)), components: z.object({ securitySchemes: z.unknown(), schemas: z.object({ Problem: z.object({ required: z.array(z.string()) }) }) }),
})
const document = (...doors: ApiDoor[]): z.infer<typeof Document> => Document.parse(JSON.parse(JSON.stringify(openApiDocument(doors, { force: 'Metroshire Police' }))))
const operation = (door: ApiDoor, path: string): z.infer<typeof Operation> => Operation.parse(document(door).paths[path]?.[door.method.toLowerCase()])

describe('the machine interface described', () => {
  it('is of this force, in OpenAPI 3.1, and every door asks for a token', () => {
    const { openapi, info, security, components } = document()
    expect([openapi, info.title, info.version, security]).toEqual(['3.1.0', 'Heed, Metroshire Police', '1', [{ token: [] }]])
    expect(components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } })
    expect(components.schemas.Problem.required).toEqual(['type', 'title', 'status', 'detail'])
  })

  it('has an operation a door, two doors of one address side by side', () => {
    const { paths } = document(record, look, { ...record, method: 'GET', about: { policy: 'incidents.list', summary: 'Some', reply: Reply } }, mend)
    expect(Object.entries(paths).map(([path, doors]) => [path, Object.keys(doors)])).toEqual([
      ['/api/v1/incidents', ['post', 'get']], ['/api/v1/incidents/{incidentId}', ['get']], ['/api/v1/incidents/{incidentId}/entries/{entryId}', ['post']],
    ])
  })

  it('names each part of an address that must be given, and the key only where a door takes one', () => {
    expect(operation(mend, '/api/v1/incidents/{incidentId}/entries/{entryId}').parameters).toMatchObject([{ name: 'incidentId', in: 'path', required: true }, { name: 'entryId', in: 'path', required: true }])
    expect(operation(record, '/api/v1/incidents').parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: false }])
    expect(operation(look, '/api/v1/incidents/{incidentId}').parameters.map(({ name }) => name)).toEqual(['incidentId'])
  })

  it('describes what is sent and what is answered by the very shapes that check them', () => {
    const { requestBody, responses, operationId, summary } = operation(record, '/api/v1/incidents')
    expect([operationId, summary, requestBody?.required]).toEqual(['incidents.feed', 'Record an incident', true])
    expect(requestBody?.content['application/json'].schema).toEqual({ type: 'object', properties: { type: { type: 'string', enum: ['noise', 'litter'] }, told: { type: 'string', maxLength: 10 } }, required: ['type'], additionalProperties: false })
    expect(responses['201']?.content['application/json']?.schema).toMatchObject({ type: 'object', required: ['id', 'note'] })
  })

  it('has no body where a door takes none, and answers a look with 200 and an act with 201', () => {
    expect(operation(mend, '/api/v1/incidents/{incidentId}/entries/{entryId}').requestBody).toBeUndefined()
    expect(Object.keys(operation(look, '/api/v1/incidents/{incidentId}').responses)).toEqual(['200', '401', '403', '404', '409', '422', '503'])
    expect(Object.keys(operation(mend, '/api/v1/incidents/{incidentId}/entries/{entryId}').responses)).toEqual(['201', '401', '403', '404', '409', '422', '503'])
  })

  it('answers every refusal as a problem document, which is described once', () => {
    for (const [status, { content }] of Object.entries(operation(record, '/api/v1/incidents').responses)) {
      if (status.startsWith('2')) expect(Object.keys(content)).toEqual(['application/json'])
      else expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
    }
  })
})
