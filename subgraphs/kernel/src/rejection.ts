import { commonErrors } from '@pactwork/contracts/errors/common'
import type { ErrorDefinition } from '@pactwork/contracts/errors/define'
import type { Result } from './command.ts'
import type { Rejected } from './decision.ts'

/** The documented codes a context may answer with. */
export type ErrorCatalog = Readonly<Record<string, ErrorDefinition>>

/** What a rejection looks like to the caller: the GraphQL type of its code, with code, message and details. */
export function presentRejection(rejected: Rejected, errors: ErrorCatalog, correlationId: string): Result {
  const definition = errors[rejected.code] ?? (commonErrors as ErrorCatalog)[rejected.code]
  if (!definition) throw new TypeError(`${rejected.code} is not a documented code of contracts/errors.`)

  return {
    ...rejected.details,
    __typename: definition.type ?? 'CommandRejected',
    code: rejected.code,
    message: `${fill(definition.message, rejected.details)} ${definition.todo}`,
    violations: rejected.violations,
    correlationId,
  }
}

/** A result is a rejection when it carries a code; payloads never do. */
export const isRejection = (result: Result): result is Result & { code: string; message: string } =>
  typeof result['code'] === 'string' && typeof result['correlationId'] === 'string'

const fill = (message: string, details: Readonly<Record<string, unknown>>): string =>
  message.replaceAll(/\{(\w+)\}/g, (_, name: string) => show(details[name] ?? name))

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
