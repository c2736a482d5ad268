import type { Behaviour, Line } from '../simulators/journal.ts'
import { testStack } from './test-stack.ts'

export type Setting = Partial<Omit<Behaviour, 'id'>> & Pick<Behaviour, 'behaviour'>

/** A simulator as a test sees it: told how to behave, and asked what it did. */
export type ExternalSystem = ReturnType<typeof externalSystem>

export const externalSystem = (url: string) => ({
  url,
  /** Lets it behave differently from now on. */
  async behave(setting: Setting): Promise<void> {
    const response = await fetch(`${url}/behaviours`, { method: 'POST', body: JSON.stringify(setting) })
    if (response.status !== 201)
      throw new Error(`The simulator refused ${JSON.stringify(setting)}: ${await response.text()}`)
  },
  /** Its journal, as far as it names an order, a tenant or a key. */
  async journal(about: string): Promise<Line[]> {
    const response = await fetch(`${url}/journal?about=${encodeURIComponent(about)}`)
    const { entries } = (await response.json()) as { entries: Line[] }

    return entries
  },
})

/** The external systems of the shared stack. Whoever lets one behave scopes that to a tenant of their own. */
export async function externalSystems() {
  const { urls } = await testStack()

  return {
    inventory: externalSystem(urls['inventorySystem'] ?? ''),
    provisioning: externalSystem(urls['provisioningSystem'] ?? ''),
  }
}
