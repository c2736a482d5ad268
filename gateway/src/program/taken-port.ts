import { ConfigurationError } from '@pactwork/kernel/runtime/config'

/** A port that cannot be had is the person's matter. */
export const taken = (setting: string) => (error: unknown) => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
  const reason = {
    EADDRINUSE: 'is taken by another process',
    EACCES: 'may not be used by this user',
    EADDRNOTAVAIL: 'is of no address of this machine',
  }[code]
  const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : ''

  throw new ConfigurationError(`The port${port} of the setting ${setting} ${reason}: name another one.`)
}
