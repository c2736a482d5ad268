import { idPaths, type IdPath, type RootField } from './graph.ts'
import { kindOf, noSample, placeOf } from './id-arguments.ts'
import { comparable, errorCodes, tellsSomething } from './verdict.ts'
import type { World } from './world.ts'
import type { Answer } from '../../stack/graph-client.ts'
import { expect } from '@jest/globals'

/** One place in which a field takes an id. */
export type Probe = { place: string; field: RootField; path: IdPath; kind: string }

export const probesOf = (fields: readonly RootField[]): Probe[] =>
  fields.flatMap((field) =>
    idPaths(field).map((path) => ({
      place: placeOf(field, path),
      field,
      path,
      kind: kindOf(field, path) ?? '',
    })),
  )

/** For `test.each`: the place is the title. */
export const titled = (probes: readonly Probe[]): [string, Probe][] =>
  probes.map((probe) => [probe.place, probe])

/** What belongs to a tenant as a whole: another customer of it may see or name it. */
export const ofAll = new Set([
  'CatalogLink',
  'CatalogPublication',
  'ImportedPublication',
  'ProductOffering',
  'Salesperson',
  'Tenant',
])

export function sampleOf({ kind, place }: Probe, ids: World['own']['ids']): string {
  const sample = ids[kind]
  if (sample === undefined) throw new Error(noSample(kind, place))

  return sample
}

/** Nothing is told, no fault is met, and nobody could tell the id from one that does not exist. */
export function expectNothing(who: string, [foreign, ofNobody]: Answer[], ids: readonly string[]): void {
  if (!foreign || !ofNobody) throw new Error('A probe needs both questions.')

  expect({ who, codes: errorCodes(foreign).filter((code) => code !== 'DENIED') }).toEqual({ who, codes: [] })
  expect({ who, told: tellsSomething(foreign.data, ids) && foreign.data }).toEqual({ who, told: false })
  expect({ who, answer: comparable(foreign, ids) }).toEqual({ who, answer: comparable(ofNobody, ids) })
}
