import { afterEach, expect, jest, test } from '@jest/globals'
import { z } from 'zod'
import { EngineUnreachable, engineRest } from './rest.ts'

const rest = engineRest({ url: 'http://engine/engine-rest', user: 'u', password: 'p' })
const answers = (body: string, type: string, status = 404) =>
  jest
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(new Response(body, { status, headers: { 'content-type': type } }))

afterEach(() => void jest.restoreAllMocks())

test('what the engine says it does not know is missing', async () => {
  answers('{"type":"InvalidRequestException","message":"does not exist"}', 'application/json')

  expect(await rest.get('/history/process-instance/x', z.object({}))).toBeUndefined()
  expect(await rest.send('DELETE', '/process-instance/x')).toBe(false)
})

test.each([
  ['a server whose engine is not there yet', 404, 'text/html;charset=utf-8'],
  ['a proxy', 503, 'application/json'],
])('%s is not the engine: nothing is known then', async (_, status, type) => {
  answers('not found', type, status)

  await expect(rest.get('/history/process-instance/x', z.object({}))).rejects.toThrow(EngineUnreachable)
  await expect(rest.send('DELETE', '/process-instance/x')).rejects.toThrow(EngineUnreachable)
})
