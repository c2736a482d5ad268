import { errorCatalogs } from '@pactwork/contracts/errors/index'
import type { ErrorDefinition } from '@pactwork/contracts/errors/define'
import { madeBy, type Artifact } from './artifact.ts'
import { limitCodes } from '@pactwork/gateway/limits/codes'
import { endpointErrors } from './endpoint-errors.ts'

const about: Readonly<Record<string, string>> = {
  common: 'Any command of any context may answer with these.',
  treaty: 'Commands of contexts that keep handoffs to external systems may answer with these.',
}

/** docs/errors.md: every stable code, what it says, what to do about it, who answers it and as which type (API-03). */
export function errorsPage(): Artifact {
  const sections = Object.entries(errorCatalogs).map(([context, errors]) =>
    [
      `## ${context}`,
      about[context] ?? `Answered by commands of the context \`${context}\`.`,
      [
        '| Code | What it says | What to do | GraphQL type |',
        '| --- | --- | --- | --- |',
        ...Object.entries(errors).map(row),
      ].join('\n'),
    ].join('\n\n'),
  )

  return {
    path: 'docs/errors.md',
    content: `${[
      '# Error codes',
      madeBy('contracts/src/errors'),
      'A refused command answers a member of its result union that implements `Rejection`: `code`, `message`, `violations` and `correlationId`. A code is never renamed and never means something else later. `{name}` stands for a fact of the refusal. What is no answer of a command, such as a missing permission, is a GraphQL error with a code in its `extensions`: the last table.',
      ...sections,
      endpointSection(),
    ].join('\n\n')}\n`,
  }
}

const endpointSection = (): string =>
  [
    '## GraphQL errors of the endpoint',
    [
      '| Code | What happened | What to do |',
      '| --- | --- | --- |',
      ...Object.entries({ ...limitCodes, ...endpointErrors }).map(
        ([code, { happened, todo }]) => `| \`${code}\` | ${happened} | ${todo} |`,
      ),
    ].join('\n'),
  ].join('\n\n')

const row = ([code, { message, todo, type }]: [string, ErrorDefinition]): string =>
  `| \`${code}\` | ${cell(message)} | ${cell(todo)} | \`${type ?? 'CommandRejected'}\` |`

const cell = (text: string): string => text.replaceAll('|', '\\|')
