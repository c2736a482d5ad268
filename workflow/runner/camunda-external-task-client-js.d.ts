/** What of the client is used here; the package ships no types. */
declare module 'camunda-external-task-client-js' {
  import type { EventEmitter } from 'node:events'

  export type EngineTask = {
    id: string
    topicName: string
    processInstanceId: string
    activityId: string
    activityInstanceId: string
    processDefinitionKey: string
    businessKey: string | null
    /** Null until the first failure was reported. */
    retries: number | null
    variables: Variables
  }

  export type RequestConfig = { json?: Record<string, unknown>; [option: string]: unknown }

  export class Variables {
    set(name: string, value: string | number | boolean | null): Variables
    getAll(): Record<string, unknown>
  }

  export type TaskService = {
    complete(task: EngineTask, processVariables?: Variables): Promise<void>
    handleFailure(
      task: EngineTask,
      options: { errorMessage: string; errorDetails: string; retries: number; retryTimeout: number },
    ): Promise<void>
    handleBpmnError(task: EngineTask, errorCode: string, errorMessage?: string): Promise<void>
    extendLock(task: EngineTask, newDuration: number): Promise<void>
    unlock(task: EngineTask): Promise<void>
  }

  export type ClientOptions = {
    baseUrl: string
    workerId: string
    maxTasks: number
    maxParallelExecutions: number
    interval: number
    lockDuration: number
    asyncResponseTimeout: number
    usePriority: boolean
    autoPoll: boolean
    interceptors: (config: RequestConfig) => RequestConfig
  }

  export class Client extends EventEmitter {
    constructor(options: ClientOptions)
    options: ClientOptions
    start(): void
    stop(): void
    subscribe(
      topic: string,
      options: { variables: string[]; lockDuration?: number },
      handler: (work: { task: EngineTask; taskService: TaskService }) => Promise<void>,
    ): void
  }
}
