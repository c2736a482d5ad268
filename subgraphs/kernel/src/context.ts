import type { Express } from 'express'
import type { Command } from './command.ts'
import type { Consumer } from './consumer.ts'
import type { ContextName } from './contexts.ts'
import type { ContextRuntime, Execute } from './context-runtime.ts'
import type { PrismaClass } from './database.ts'
import type { DueWorkHandler } from './due-work.ts'
import type { Feed } from './feed.ts'
import type { GraphContext } from './graph-context.ts'
import type { Projection } from './projection.ts'

/** Plain HTTP beside the graph (callbacks of external systems, the token endpoint), under `/<context>/`. */
export type Routes = (app: Express, context: ContextRuntime & { execute: Execute }) => void

/** A field's resolver; a parent and arguments have the shapes that the SDL and the parent's resolver give them. */
type FieldResolver = (parent: never, args: never, context: GraphContext) => unknown

/** What resolves a field. */
export type Resolver = FieldResolver | { subscribe: FieldResolver; resolve?: FieldResolver }

/** Resolvers by type and field; `__resolveReference` and `__resolveType` as the federation library expects them. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>

/** Everything a bounded context consists of; its `src/index.ts` exports one. */
export type ContextDefinition = {
  readonly name: ContextName
  /** The folder of its SDL. */
  readonly schema: URL
  /** Its generated Prisma client. */
  readonly prisma?: PrismaClass
  readonly resolvers: Resolvers
  readonly commands: readonly Command[]
  readonly consumers?: readonly Consumer[]
  readonly projections?: readonly Projection[]
  readonly dueWork?: readonly DueWorkHandler[]
  readonly feeds?: readonly Feed[]
  /** Routes of the role `api`. */
  readonly routes?: Routes
  /** Routes of the role `ingress`: where external systems call back. */
  readonly ingress?: Routes
}

/** Declares a context. Names must be unique and belong to it, or the process does not start. */
export function defineContext(definition: ContextDefinition): ContextDefinition {
  const names = [
    ...definition.commands.map((command) => `command ${command.name}`),
    ...(definition.consumers ?? []).map((consumer) => `consumer ${consumer.name}`),
    ...(definition.dueWork ?? []).map((work) => `due work ${work.kind}`),
  ]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new TypeError(`${definition.name} declares ${twice} twice.`)

  return definition
}
