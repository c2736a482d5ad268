import { disconnected, Interruption } from './interruption.ts'
import type { Identity } from './transport.ts'

/** A token for the gateway as it is now; undefined when there is none any more, and the client gives up. */
export type Token = () => string | undefined | Promise<string | undefined>

type Program = { token?: Token | undefined; name?: string | undefined; version?: string | undefined }

/** Says who connects: by a token where there are tokens, and by which program. */
export function identity({ token: current, name, version }: Program): Identity {
  const token = async (): Promise<string | undefined> => {
    const found = await Promise.resolve(current?.()).catch((error: unknown) => {
      throw disconnected('There is no token at the moment.', error)
    })
    if (current && found === undefined)
      throw new Interruption('give-up', 'UNAUTHENTICATED', 'There is no token any more.')

    return found
  }

  return {
    token,
    async fields() {
      const found = await token()

      return {
        ...(found !== undefined && { authorization: `Bearer ${found}` }),
        ...(name !== undefined && { 'apollographql-client-name': name }),
        ...(version !== undefined && { 'apollographql-client-version': version }),
      }
    },
  }
}
