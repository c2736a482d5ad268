/** What a capability needs, whoever asks for it. Rules of the catalog name capabilities; this says what they are. */
export type Capability = {
  /** The system that does it. */
  readonly system: string
  /** What takes it back once it is done; a hint for cancellation (DEC-02). */
  readonly compensation: string
  /** How often a person may try it anew. */
  readonly maxRetries: number
  /** Who opens and works on its fallout. */
  readonly ownerGroup: string
}

export const capabilities: Readonly<Record<string, Capability>> = {
  RESERVE: {
    system: 'INVENTORY',
    compensation: 'RELEASE',
    maxRetries: 3,
    ownerGroup: 'inventory-operations',
  },
  ACTIVATE: {
    system: 'PROVISIONING',
    compensation: 'DEACTIVATE',
    maxRetries: 3,
    ownerGroup: 'provisioning-operations',
  },
}

/** The capability of that name; a plan never holds another one. */
export function capabilityOf(name: string): Capability {
  const capability = capabilities[name]
  if (capability === undefined) throw new Error(`There is no capability ${name}.`)

  return capability
}
