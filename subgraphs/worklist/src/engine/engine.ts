import { engineConfig, type EngineConfig } from './config.ts'
import { deployAll } from './deploy.ts'
import { instancesOf } from './instances.ts'
import { engineRest } from './rest.ts'
import { tasksOf } from './tasks.ts'

/** Everything Pactwork asks of the process engine, besides what the worker runner does (M22, WFL-18). */
export function engineFacade(config: EngineConfig) {
  const rest = engineRest(config)

  return { config, deploy: () => deployAll(rest), ...instancesOf(rest), ...tasksOf(rest) }
}

export type Engine = ReturnType<typeof engineFacade>

let opened: Engine | undefined

/** The engine of this process, from the environment; only roles that talk to it need its settings. */
export const engine = (): Engine => (opened ??= engineFacade(engineConfig()))
