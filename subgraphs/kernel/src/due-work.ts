import type { z } from 'zod'
import type { EventTools } from './events/tools.ts'

/** One piece of due work as its handler meets it. */
export type Work<Payload> = {
  readonly tenantId: string
  readonly kind: string
  /** Derived from what causes it; use it for the idempotency keys of the commands it runs. */
  readonly key: string
  readonly dueAt: Date
  /** 1 for the first try. */
  readonly attempt: number
  readonly correlationId: string
  readonly payload: Payload
}

export type DueWorkTools = EventTools & {
  /** Keeps the work and runs it again then, as if for the first time. */
  reschedule(at: Date): void
  /** Aborted when another scheduler may have taken over: stop before the next effect. */
  readonly signal: AbortSignal
}

export type DueWorkSpec<Schema extends z.ZodType> = {
  /** `<context>.<what-happens>`. */
  kind: string
  /** The shape of what `uow.due` was given. */
  payload?: Schema
  run(work: Work<z.infer<Schema>>, tools: DueWorkTools): Promise<void>
}

export type DueWorkHandler = {
  readonly kind: string
  run(work: Work<unknown>, tools: DueWorkTools): Promise<void>
}

/**
 * Declares what happens when work of one kind falls due. It runs in its tenant; when it returns, the work is
 * over; when it throws, it is tried again with growing pauses, for ever: due work is never lost (M12). It may
 * run twice after a crash, so it calls commands with keys.
 */
export function dueWork<Schema extends z.ZodType = z.ZodAny>(spec: DueWorkSpec<Schema>): DueWorkHandler {
  return {
    kind: spec.kind,
    run: (work, tools) =>
      // Without a schema the payload is the handler's own to judge: z.ZodAny.
      spec.run(
        { ...work, payload: spec.payload ? spec.payload.parse(work.payload) : work.payload } as never,
        tools,
      ),
  }
}
