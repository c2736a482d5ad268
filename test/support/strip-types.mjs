import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'

/** Jest's transform: removes the types the same way Node does when it runs the source. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path) =>
    createHash('sha256').update(path).update(source).update(process.version).digest('hex'),
}
