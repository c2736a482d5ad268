import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { evaluateConfiguration } from './commands/evaluate-configuration.ts'
import {
  Configuration,
  configuration,
  configurationSnapshot,
  EvaluateConfigurationPayload,
} from './resolvers/configurations.ts'

export default defineContext({
  name: 'configuration',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands: [evaluateConfiguration],
  resolvers: {
    Query: { configuration, configurationSnapshot },
    Mutation: { evaluateConfiguration: mutation(evaluateConfiguration) },
    Configuration,
    EvaluateConfigurationPayload,
  },
})
