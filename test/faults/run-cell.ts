import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { walk } from '../stack/journey/walk.ts'
import { waitFor } from '../stack/wait-for.ts'
import type { Cell } from './cells.ts'
import { brokenInvariants } from './invariants.ts'
import { patientTenant } from './patient.ts'
import { followForEver } from './resuming.ts'
import type { Ground, Trial } from './trial.ts'

/** A cell as a trial: walks one journey through one death. */
export const trialOf = (cell: Cell): Trial => ({ name: cell.name, run: (ground) => runCell(cell, ground) })

async function runCell(cell: Cell, { stack, tenant, faultDir }: Ground): Promise<string[]> {
  const victim = stack.processes.get(cell.process)
  if (!victim) return [`there is no process ${cell.process}`]

  let deaths = 0
  const revive = ({ expected }: { expected: boolean }): void => {
    deaths += 1
    if (!expected) void victim.start()
  }
  victim.on('exit', revive)
  const file = 'at' in cell ? join(faultDir, cell.detail ? `${cell.at}@${cell.detail}` : cell.at) : undefined
  if (file) writeFileSync(file, '')

  try {
    const careful = patientTenant(tenant)
    const walked = await walk({
      tenant: careful,
      gatewayUrl: stack.urls.gateway,
      within: 120_000,
      follow: followForEver,
      onMilestone({ milestone }) {
        if ('onMilestone' in cell && cell.onMilestone === milestone)
          void victim.kill().then(() => victim.start())
      },
    })
    if (deaths === 0) return [`${cell.process} never died: the window was not reached`]
    await waitFor(`${cell.process} to be up again`, async () => victim.state === 'READY', { within: 60_000 })

    return await brokenInvariants(stack, careful, walked)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    victim.off('exit', revive)
    if (file && existsSync(file)) rmSync(file)
    if (victim.state === 'STOPPED') await victim.start()
  }
}
