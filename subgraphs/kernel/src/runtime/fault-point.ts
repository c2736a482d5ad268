import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The named windows in which a process can be made to die, to prove that nothing is lost there. Without
 * `PACTWORK_FAULT_DIR` they do nothing.
 */
export const faultPoints = [
  'command.before-commit',
  'command.after-commit',
  'relay.after-publish',
  'consumer.before-position',
  'projection.before-commit',
  'scheduler.after-lease',
  'scheduler.before-end',
  'handoff.after-sent',
  'handoff.after-answer',
  'worker.after-lock',
  'worker.before-complete',
  'gateway.before-answer',
  'subscription.before-event',
  'simulator.after-journal',
] as const

export type FaultPoint = (typeof faultPoints)[number]

const folder = process.env['PACTWORK_FAULT_DIR']

/**
 * Dies by SIGKILL when a file of that name lies in the fault folder: whoever put it there wants this process to
 * die here, once. `detail` narrows: a file `<name>@<detail>` waits for one that carries it.
 */
export function faultPoint(name: FaultPoint, detail?: string): void {
  if (folder === undefined) return
  for (const file of [
    join(folder, name),
    ...(detail === undefined ? [] : [join(folder, `${name}@${detail}`)]),
  ]) {
    if (!existsSync(file)) continue
    rmSync(file, { force: true })
    process.kill(process.pid, 'SIGKILL')
  }
}
