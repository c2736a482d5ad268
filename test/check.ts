import { runChecks } from './run/checks.ts'

// `npm run check`: everything that needs nothing running.
const { passed, failed } = await runChecks()
console.log(`${passed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1
