import { salesScene } from '../../quote/scene.ts'
import { personaToken } from '../../stack/tenants.ts'
import { waitFor } from '../../stack/wait-for.ts'
import { followers, type Follower } from './followers.ts'
import { keptChanges } from './kept.ts'
import { traffic } from './traffic.ts'

/** Twenty subscribers who have seen the beginning, and sellers who are about to begin. */
export async function subscribersScene(gatewayUrl: string, count = 20) {
  const scene = await salesScene()
  const { endpoints, tenant } = scene
  const selling = await traffic(scene)
  const kept = keptChanges(scene)
  await kept.once(selling.commanded())
  const { all, close } = followers(gatewayUrl, count, () => personaToken(endpoints, tenant.slug, 'sales'))

  /** When each has been told so much. */
  const told = (much: number): Promise<unknown> =>
    waitFor(`${count} subscribers to have been told of ${much}`, async () => all.every(hasBeenTold(much)), {
      within: 90_000,
    }).catch((error: unknown) => {
      const stood = all.map(({ name, told: { length }, state }) => ({ name, told: length, ...state }))
      throw new Error(JSON.stringify(stood), { cause: error })
    })
  await told(selling.commanded())

  return { selling, kept, all, told, close }
}

const hasBeenTold =
  (much: number) =>
  ({ told, state }: Follower): boolean =>
    told.length >= much || state.ended !== undefined
