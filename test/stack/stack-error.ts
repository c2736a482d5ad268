/** A failure whose message is one sentence for a person: what happened, to what, and what to do. Shown without a trace. */
export class StackError extends Error {
  override name = 'StackError'
}

/** What a long step says while it runs. */
export type Progress = (message: string) => void

export const silent: Progress = () => {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Also of errors that Node makes for a test: Jest's modules know another `Error` than Node's own. */
export function codeOf(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode && typeof error.code === 'string' ? error.code : undefined
}
