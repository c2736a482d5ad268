import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import type { GatewaySettings } from './sections.ts'

/** Settings that are right one by one and cannot be together. Throws a ConfigurationError that says how to mend it. */
export function refuseContradictions(settings: GatewaySettings, env: NodeJS.ProcessEnv): void {
  const { open, openInProduction, development, supergraph, trust } = settings
  const production = env['NODE_ENV'] === 'production'

  if (open && production && !openInProduction)
    refuse(
      'An open gateway checks no tokens and knows no limits, and NODE_ENV is production: configure `trust`, or set openInProduction if this is meant.',
    )
  if (development && production)
    refuse('`development` shows what clients must not see, and NODE_ENV is production: turn one of them off.')
  if (supergraph.file === undefined && supergraph.url === undefined)
    refuse(
      'There is no supergraph to serve: name its file or URL by --supergraph, or in a configuration file.',
    )
  if (supergraph.file !== undefined && supergraph.url !== undefined)
    refuse('Two supergraphs are named: take out supergraph.file or supergraph.url.')
  if (!open && trust.issuers.length === 0)
    refuse('Nobody is trusted to issue tokens: configure trust.issuers, or start with --open.')
}

function refuse(sentence: string): never {
  throw new ConfigurationError(sentence)
}
