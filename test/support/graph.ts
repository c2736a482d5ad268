import { callHeader, callSigner, type MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { randomUUID } from 'node:crypto'
import { graphClient, post, type Answer, type GraphClient } from '../stack/graph-client.ts'
import { testStack } from './test-stack.ts'

/** The gateway as the holder of a token sees it; without one, as a stranger. */
export async function gateway(token?: string): Promise<GraphClient> {
  const { urls } = await testStack()

  return graphClient(urls['gateway'] ?? '', token, 'pactwork-tests')
}

/** Calls a subgraph directly as one of our machines. */
export async function askSubgraph(
  role: MachineRole,
  tenantId: string,
  context: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const { env } = await testStack()
  const body = JSON.stringify({ query, variables })
  const sign = callSigner(role, env['PACTWORK_KEYS_DIR'] ?? '')

  return post(`${env['PACTWORK_SUBGRAPHS_URL']}/${context}/graphql`, body, {
    [callHeader]: await sign(context, body, { tenantId, correlationId: randomUUID() }),
  })
}
