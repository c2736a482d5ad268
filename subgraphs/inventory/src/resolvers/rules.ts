import type { MachineRole } from '@pactwork/kernel/runtime/call-identity'

const machines: MachineRole[] = ['port', 'worker', 'scheduler', 'consumer']

/** Reads that people with the permission and our own machines may do. */
export const staffAndMachines = { permission: 'inventory:read', machines }

/** Reads for our own machines only. */
export const machinesOnly = { permission: null, machines }
