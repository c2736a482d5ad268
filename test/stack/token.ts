import { parseArgs } from 'node:util'
import { findRunning } from './data-folder.ts'
import { startFolder } from './paths.ts'
import { personas, personaToken } from './tenants.ts'

const usage = `npm run token -- --as PERSONA [--tenant SLUG]

  --as      ${personas.map(({ slug }) => slug).join(', ')}
  --tenant  nordwind (default) or suedlicht`

const { values } = parseArgs({
  options: {
    as: { type: 'string' },
    tenant: { type: 'string', default: 'nordwind' },
    help: { type: 'boolean' },
  },
})
const running = await findRunning(startFolder)

if (values.help || !values.as) console.log(usage)
else if (!running) {
  console.error('pactwork: nothing runs here: start it with `npm start` and ask again.')
  process.exitCode = 1
} else {
  const endpoints = {
    gateway: running.urls['gateway'] ?? '',
    subgraphs: running.urls['subgraphs'] ?? '',
    keysDir: '',
  }
  console.log(await personaToken(endpoints, values.tenant, values.as))
}
