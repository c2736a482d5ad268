import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '')

/** Where everything that runs keeps its data; git-ignored, safe to delete while nothing runs. */
export const workFolder = join(root, '.pactwork')

/** The data folder of `npm start`. */
export const startFolder = join(workFolder, 'start')
