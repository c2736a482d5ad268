import { z } from 'zod'

type Endpoint = { url: string; tenant: string; persona: string }

const answer = z.object({ access_token: z.string() })

/** The token of a persona, from the endpoint that stands in for an identity provider in development. */
export async function personaToken({ url, tenant, persona }: Endpoint): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'urn:pactwork:persona', tenant, persona }),
    signal: AbortSignal.timeout(5_000),
  })
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`the token endpoint answered with status ${response.status}`)

  return answer.parse(body).access_token
}
