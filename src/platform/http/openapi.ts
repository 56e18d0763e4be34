import { z } from 'zod'
import type { ApiDoor } from './building.ts'

/**
 * The machine interface described in OpenAPI 3.1, from the same shapes that check each request.
 */
export function openApiDocument(doors: readonly ApiDoor[], installation: { force: string }): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const door of doors) {
    const path = door.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [door.method.toLowerCase()]: operation(door) }
  }
  return {
    openapi: '3.1.0',
    info: { title: `Heed, ${installation.force}`, version: '1', description: 'Record anti-social behaviour in Heed from another system.' },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457 problem details',
          required: ['type', 'title', 'status', 'detail'],
          properties: {
            type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, instance: { type: 'string' }, see: { type: 'string' },
            errors: { type: 'array', items: { type: 'object', required: ['field', 'detail'], properties: { field: { type: 'string' }, pointer: { type: 'string' }, detail: { type: 'string' } } } },
          },
        },
      },
    },
    security: [{ token: [] }],
  }
}

function operation({ method, path, about }: ApiDoor): Record<string, unknown> {
  const named = [...path.matchAll(/:(\w+)/g)].map((match) => ({ name: match[1], in: 'path', required: true, schema: { type: 'string' } }))
  const key = about.idempotent === true
    ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 }, description: 'The same key and body again gives the same answer and makes nothing new; kept 30 days' }]
    : []
  const problem = (description: string): Record<string, unknown> => ({ description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } })
  return {
    summary: about.summary,
    operationId: about.policy,
    parameters: [...named, ...key],
    ...(about.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: shapeOf(about.body, 'input') } } } }),
    responses: {
      [method === 'POST' ? '201' : '200']: { description: 'Done', ...(about.locates === undefined ? {} : { headers: { Location: { description: 'Where it is read', schema: { type: 'string' } } } }), content: { 'application/json': { schema: shapeOf(about.reply, 'output') } } },
      401: problem('No token, or one that has ended'), 403: problem('The token may not do this'), 404: problem('Not there, or not this client’s to know of'),
      409: problem('The key or the reference was used before'), 422: problem('Some fields need to be put right: each is named'), 503: problem('Not available for a moment: try again after Retry-After seconds'),
    },
  }
}

function shapeOf(shape: z.ZodType<unknown>, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' })
  return schema
}
