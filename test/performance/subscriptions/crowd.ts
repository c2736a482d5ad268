import { keptChanges } from '../../faults/subscribers/kept.ts'
import { traffic } from '../../faults/subscribers/traffic.ts'
import { salesScene, type Scene } from '../../quote/scene.ts'
import { makeCustomer } from '../../stack/journey/catalog.ts'
import { quoteOffering } from '../../stack/journey/sell.ts'
import { personaToken, type PersonaSlug } from '../../stack/tenants.ts'
import { until } from '../../support/until.ts'
import { percentile } from '../statistics.ts'
import { member, type Member } from './crowd-member.ts'

type Course = {
  gatewayUrl: string
  idle: number
  busy: number
  milliseconds: number
  /** What the gateway says of itself at this moment. */
  gateway: () => Promise<{ connections: number; resident: number }>
}

/** So many connect at once. */
const atOnce = 50

/**
 * Busy subscribers follow a customer's quotes, which change all the time. Idle ones are of another tenant, or may see
 * another customer only, or ask for another one only: nothing of it concerns them. In the end something happens for each
 * idle one as well: had it not been there, it would not be told. Answers what everybody was told otherwise.
 */
export async function crowd({ gatewayUrl, idle, busy, milliseconds, gateway }: Course) {
  const [scene, elsewhere] = [await salesScene(), await salesScene()]
  const quiet = await makeCustomer(scene.tenant)
  await withdrawAuthority(scene)
  const selling = await traffic(scene, 4)
  const kept = keptChanges(scene)
  await kept.once(selling.commanded())
  const alone = (await gateway()).resident

  const all: Member[] = []
  const join = async (count: number, of: Scene, persona: PersonaSlug, asked: Asked): Promise<Member[]> => {
    const token = await personaToken(scene.endpoints, of.tenant.slug, persona)
    const joined: Member[] = []
    for (let index = 0; index < count; index += 1) {
      const transport = index % 2 === 0 ? 'websocket' : 'sse'
      const one = member({ gatewayUrl, transport, token, ...asked })
      joined.push(one)
      all.push(one)
      if (all.length % atOnce === 0) await everybodyConnected()
    }

    return joined
  }
  const everybodyConnected = (): Promise<unknown> =>
    until(`${all.length} connections`, async () => (await gateway()).connections === all.length, {
      within: 60_000,
    })

  try {
    const third = Math.floor(idle / 3)
    const followers = await join(busy, scene, 'sales', { filter: { customerId: scene.customerId }, last: 1 })
    const idlers = {
      ofAnotherTenant: await join(third, elsewhere, 'sales', { filter: {} }),
      ofAnotherCustomer: await join(third, scene, 'customer', { filter: {} }),
      askingForAnother: await join(idle - 2 * third, scene, 'sales', {
        filter: { customerId: quiet.customerId },
      }),
    }
    await everybodyConnected()
    await until('the busy to have begun', async () => followers.every(({ seen }) => seen.length === 1))

    const memory = [(await gateway()).resident]
    const before = selling.commanded()
    const began = performance.now()
    await selling.during(async () => {
      let next = began + 1_000
      await until(
        'the time to be over',
        async () => {
          if (performance.now() > next) {
            memory.push((await gateway()).resident)
            next += 1_000
          }
          return performance.now() - began > milliseconds
        },
        { within: milliseconds + 60_000, every: 200 },
      )
    })
    const names = (await kept.once(selling.commanded())).map(({ name }) => name).slice(before - 1)
    await until(
      'the last change to have come',
      async () => followers.every(({ seen }) => seen.length >= names.length),
      { within: 60_000 },
    )
    const idlersAll = Object.values(idlers).flat()
    const early = idlersAll.reduce((sum, { seen }) => sum + seen.length, 0)

    // The positive control: whoever is told nothing of this was not there, and its silence proves nothing.
    const { offering, sales } = scene
    const ofQuiet = (await quoteOffering(sales, { ...quiet, offering }, () => {})).quoteId
    const ofElsewhere = (await elsewhere.priced()).quoteId
    await until('every idle one to be told', async () => idlersAll.every(({ seen }) => seen.length > 0), {
      within: 60_000,
    })

    const late = followers.flatMap(({ seen }) => seen.slice(1).map((change) => change.late))
    return {
      connections: all.length,
      seconds: milliseconds / 1_000,
      changes: names.length - 1,
      deliveries: late.length,
      p50: percentile(late, 0.5),
      p95: percentile(late, 0.95),
      p99: percentile(late, 0.99),
      /** Told of what does not concern them; before the control, and in it. */
      strays:
        early +
        straysOf(idlers.ofAnotherTenant, ofElsewhere) +
        straysOf([...idlers.ofAnotherCustomer, ...idlers.askingForAnother], ofQuiet),
      toldInTheEnd: idlersAll.length,
      otherwise: followers.filter(({ seen }) => seen.map(({ name }) => name).join() !== names.join()).length,
      problems: all.flatMap(({ problems }) => problems).slice(0, 20),
      bytes: { alone, connected: memory[0] ?? 0, most: Math.max(...memory), last: memory.at(-1) ?? 0 },
    }
  } finally {
    for (const each of all) each.close()
  }
}

type Asked = { filter: { customerId?: string }; last?: number }

/** From now on the customer persona may see its other customers only. */
async function withdrawAuthority({ tenant, customerId }: Scene): Promise<void> {
  const [customer, admin] = await Promise.all([tenant.as('customer'), tenant.as('admin')])
  const { me } = await customer.data('{ me { id } }')
  await admin.carry('withdrawCustomerAuthority', { customerId, userId: me.id, reason: 'They have parted.' })
}

const straysOf = (members: readonly Member[], quoteId: string): number =>
  members.reduce((sum, { seen }) => sum + seen.filter((change) => change.quoteId !== quoteId).length, 0)

export type Crowd = Awaited<ReturnType<typeof crowd>>

/** What must not have been: a stray, an event missing, doubled or out of order, a failure, memory that grows. */
export function failuresOf(
  { strays, otherwise, problems, changes, bytes }: Crowd,
  mayGrow: number,
): string[] {
  return [
    ...(strays > 0 ? [`${strays} events came to whom they do not concern`] : []),
    ...(otherwise > 0 ? [`${otherwise} subscribers were told otherwise than it is kept`] : []),
    ...(changes === 0 ? ['nothing happened'] : []),
    ...(bytes.most - bytes.connected > mayGrow ? [`it grew by ${bytes.most - bytes.connected} bytes`] : []),
    ...problems,
  ]
}
