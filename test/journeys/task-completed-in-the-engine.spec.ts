import { expect, test } from '@jest/globals'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { ordering } from './ordering.ts'

/** The engine's own REST API, as somebody with its password could use it behind our back. */
async function engine<Answer>(method: 'GET' | 'POST', path: string): Promise<Answer> {
  const { env } = await testStack()
  const credentials = Buffer.from(`${env['PACTWORK_ENGINE_USER']}:${env['PACTWORK_ENGINE_PASSWORD']}`)
  const response = await fetch(`${env['PACTWORK_ENGINE_URL']}${path}`, {
    method,
    headers: { authorization: `Basic ${credentials.toString('base64')}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)

  return (response.status === 204 ? undefined : await response.json()) as Answer
}

test('APR-06 APR-10 a task completed behind our back decides nothing: the process asks, and waits for the command', async () => {
  const scene = await ordering()
  const { quoteId } = await scene.submitted({ basisPoints: 1_500 })
  const like = encodeURIComponent(`quote-approval:%${quoteId}:1`)
  const taskOtherThan = (former?: string) =>
    until('the task of the approval', async () => {
      const tasks = await engine<{ id: string }[]>('GET', `/task?processInstanceBusinessKeyLike=${like}`)
      return tasks.find(({ id }) => id !== former)?.id
    })
  const approver = await scene.tenant.as('approver')

  const first = await taskOtherThan()
  await engine('POST', `/task/${first}/complete`)
  await taskOtherThan(first)

  const { quote } = await approver.data(
    `query ($id: ID!) { quote(id: $id) { state approvalRequests { id state decidedBy { id } workItem { state } } } }`,
    { id: quoteId },
  )
  expect(quote).toEqual({
    state: 'SUBMITTED',
    approvalRequests: [
      { id: expect.any(String), state: 'PENDING', decidedBy: null, workItem: { state: 'OPEN' } },
    ],
  })
  expect(await scene.customer.run('acceptQuote', { quoteId, revision: 1 })).toMatchObject({
    code: 'QUOTE_NOT_APPROVED',
  })

  const [{ id: approvalId }] = quote.approvalRequests
  await approver.carry('approveQuote', { approvalId, reason: 'Looked at it.' })
  await scene.inState(quoteId, 'APPROVED')
  await until('the process to end', async () => {
    const tasks = await engine<unknown[]>('GET', `/task?processInstanceBusinessKeyLike=${like}`)
    return tasks.length === 0
  })
}, 120_000)
