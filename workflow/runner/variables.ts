import { z } from 'zod'

/** Every process carries these. They refer and pace; truth stands in the contexts (WFL-02). */
export const processVariables = z.object({
  /** Checked by each command against what the other ids belong to. */
  tenantId: z.string().startsWith('ten_'),
  /** Ties every call to what caused the process. */
  correlationId: z.string(),
  /** The row in `worklist` that the first instance binds to. */
  processCorrelationId: z.string().startsWith('cor_'),
  /** The trace that the process continues. */
  traceparent: z.string().optional(),
  /** How long the next wait is at most before the domain is asked. */
  waitSeconds: z.int().positive(),
  /** How long it may grow. */
  waitCapSeconds: z.int().positive(),
})
