import { permissionsOf } from '@pactwork/contracts/permissions'
import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { BudgetStore } from '../cache/budget-store.ts'
import type { Caller } from '../trust/caller.ts'
import { budgetHeaders, charger, type Charged } from './budget.ts'
import type { Refusal } from './codes.ts'
import { costEstimator } from './cost.ts'
import { nameTooLong, refusalOfDocument } from './document.ts'
import { refusalError } from './refusal.ts'
import type { LimitsSettings } from './settings.ts'
import { refusalOfVariables, type VariableLimits } from './variables.ts'

/** One operation as its client sent it. */
export type Asked = {
  document: DocumentNode
  operationName: string | undefined
  variables: Readonly<Record<string, unknown>>
  caller: Caller
}

/** What an operation that may run is estimated to cost, and what is left afterwards. */
export type Granted = { estimated: number; limit: number; charged: Charged | undefined }

export type CheckLimits = ReturnType<typeof checkLimits>

/**
 * The limits on documents and operations, for every protocol alike: `parse`, then `beforeValidation`, then the
 * validation, then `beforeExecution`. Each throws a GraphQLError with its code and HTTP status.
 */
export function checkLimits({
  settings,
  supergraph,
  budget,
}: {
  settings: LimitsSettings
  /** The schema of the supergraph that is served now, with everything in it. */
  supergraph: () => GraphQLSchema
  /** Undefined where nobody is held to a budget. */
  budget: BudgetStore | undefined
}) {
  const estimate = costEstimator(settings)
  const charge = budget && charger(budget, settings)
  const sound = new WeakSet<DocumentNode>()

  return {
    /** The text as a document. Throws GRAPHQL_PARSE_FAILED, TOO_MANY_TOKENS or TOO_DEEP. */
    parse(source: string, correlationId: string): DocumentNode {
      try {
        return parse(source, { maxTokens: settings.tokens })
      } catch (error) {
        const refusal = refusalOfParsing(error, settings)
        if (refusal) throw refusalError(refusal, correlationId)
        if (error instanceof GraphQLError) throw unparsed(error, correlationId)
        throw error
      }
    },

    /** Throws when a document is too much to be validated. A document that passed once is not looked at again. */
    beforeValidation(document: DocumentNode, correlationId: string): void {
      if (sound.has(document)) return
      const refusal = withinStack(() => refusalOfDocument(document, settings))
      if (refusal) throw refusalError(refusal, correlationId)
      sound.add(document)
    },

    /** Throws when a validated operation is too much for its variables or its cost, or its budget is spent. */
    async beforeExecution({ document, operationName, variables, caller }: Asked): Promise<Granted> {
      const { correlationId } = caller
      const refusal =
        operationName !== undefined && operationName.length > settings.nameLength
          ? nameTooLong(operationName, settings)
          : refusalOfVariables(variables, variableLimits(caller, settings))
      if (refusal) throw refusalError(refusal, correlationId)

      const cost = estimate({ schema: supergraph(), document, operationName, variables })
      if (cost.refusal) throw refusalError(cost.refusal, correlationId)
      const granted = { estimated: cost.estimated, limit: settings.cost }
      if (!charge || !caller.user) return { ...granted, charged: undefined }

      const charged = await charge(caller, cost.estimated)
      if (charged.refusal) throw refusalError(charged.refusal, correlationId, budgetHeaders(charged))
      return { ...granted, charged }
    },
  }
}

/** Who may import catalogs sends them in variables: of their size only the body's limit remains. */
export const mayImport = (caller: Pick<Caller, 'user'> | undefined): boolean =>
  permissionsOf(caller?.user?.roles ?? []).has('catalog:import')

const variableLimits = (caller: Caller, settings: LimitsSettings): VariableLimits =>
  mayImport(caller)
    ? { ...settings, listLength: settings.importListLength, variablesBytes: settings.importBodyBytes }
    : settings

/** The refusal in an error of the parser; undefined when the text is simply no GraphQL. */
export function refusalOfParsing(error: unknown, { tokens }: LimitsSettings): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof RangeError || error.message === 'Maximum call stack size exceeded') return tooDeep
  return /contains more that \d+ tokens|contains more than \d+ tokens/.test(error.message)
    ? { code: 'TOO_MANY_TOKENS', message: `The document has more than ${tokens} tokens.` }
    : undefined
}

const tooDeep: Refusal = { code: 'TOO_DEEP', message: 'The document is nested too deep to be read.' }

const withinStack = (look: () => Refusal | undefined): Refusal | undefined => {
  try {
    return look()
  } catch (error) {
    if (error instanceof RangeError) return tooDeep
    throw error
  }
}

const unparsed = (error: GraphQLError, correlationId: string): GraphQLError =>
  new GraphQLError(error.message, {
    ...(error.source && { source: error.source }),
    ...(error.positions && { positions: error.positions }),
    extensions: { code: 'GRAPHQL_PARSE_FAILED', correlationId, http: { status: 400 } },
  })
