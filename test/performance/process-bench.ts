import { readFileSync } from 'node:fs'
import type { Stack } from '../stack/stack.ts'

/** Resident memory of every process of a stack, in megabytes; PostgreSQL's is its first process alone. */
export function memoryOf({ processes }: Stack): Record<string, number> {
  return Object.fromEntries(
    [...processes].map(([name, { pid }]) => [
      name,
      pid === undefined ? 0 : Math.round(residentKilobytes(pid) / 1024),
    ]),
  )
}

/** Processor seconds that each process has used so far. */
export function processorSeconds({ processes }: Stack): Record<string, number> {
  return Object.fromEntries(
    [...processes].map(([name, { pid }]) => [name, pid === undefined ? 0 : ticks(pid) / 100]),
  )
}

function residentKilobytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []

  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}
