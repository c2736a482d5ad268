export type ProcessIdentity = { pid: number; started: string }

export type Lock = { share(pid: number): void; release(): void }

export function identify(pid: number): string | undefined
export function identityOf(pid: number): ProcessIdentity
export function isRunning(identity: ProcessIdentity): boolean
export function tryLock(path: string): Lock | { heldBy: number }
export function withLock<T>(
  path: string,
  work: (lock: Lock) => Promise<T>,
  onWait?: (pid: number) => void,
): Promise<T>
