import { decisionProblems, lintProblems, processFolders, strayWorkers } from './process-folders.ts'
import { processProblems } from './process-problems.ts'

// Every process: readable, complete, drawn, clean by the linter, each topic served and each variable declared.
const folders = await processFolders()
const problems = [
  ...(await Promise.all(folders.map(processProblems))).flat(),
  ...folders.flatMap(({ key }) => lintProblems(`workflow/${key}/process.bpmn`)),
  ...decisionProblems(),
  ...strayWorkers(folders),
]

for (const problem of problems) console.error(problem)
console.log(`${folders.length} processes checked`)
process.exitCode = problems.length === 0 && folders.length > 0 ? 0 : 1
