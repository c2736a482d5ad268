import type { ProgramSettings } from '../settings.ts'
import { fileSource } from './file-source.ts'
import { urlSource } from './url-source.ts'

/** What a source tells while it is followed. The same text may be told again. */
export type SupergraphListener = {
  /** It was read; undefined where it says itself that nothing has changed. */
  text(sdl: string | undefined): void
  /** It could not be read; what was read before stands. */
  unreachable(reason: string): void
}

/** Where the SDL of the supergraph comes from. */
export type SupergraphSource = {
  /** For people: the file or the URL. */
  name: string
  /** The text as it is now. Throws an error with a sentence for the person who starts the gateway. */
  read(): Promise<string>
  /** Tells every later text until `stop`. */
  follow(listener: SupergraphListener): void
  stop(): void
}

/** The source that the settings name: a file, watched or not, or a URL, polled. */
export function supergraphSource(settings: ProgramSettings['supergraph']): SupergraphSource {
  const { file, url, watch, pollSeconds, timeoutMs, token } = settings
  if (url !== undefined) return urlSource({ url, pollSeconds, timeoutMs, token })
  if (file !== undefined) return fileSource({ file, watch })

  throw new Error('The settings name neither a file nor a URL for the supergraph.')
}
