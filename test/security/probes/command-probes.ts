import { beforeAll, describe, expect, test } from '@jest/globals'
import { machineRoles, type MachineRole } from '@pactwork/kernel/runtime/call-identity'
import type { Answer } from '../../stack/graph-client.ts'
import { argumentsOf, argumentsWith, askAsMachine, document, nobodys } from './ask.ts'
import { idPaths, isHidden, mutations, subgraphsOf, type RootField } from './graph.ts'
import { ofAll, probesOf, sampleOf, titled, type Probe } from './probe.ts'
import type { Ids } from './collect-ids.ts'
import type { PersonaSlug } from '../../stack/tenants.ts'
import type { Asker, Journey, World } from './world.ts'

const machines = machineRoles.filter((role) => role !== 'gateway')

/** What ends somebody's access comes last, or there would be nobody left for the others. */
const late = [
  'removeQuoteLine',
  'cancelQuote',
  'withdrawCustomerAuthority',
  'closeCustomer',
  'grantRole',
  'withdrawRole',
  'addToGroup',
  'removeFromGroup',
  'revokeToken',
]
const commands = mutations()
  .filter((field) => idPaths(field).length > 0)
  .toSorted((one, other) => late.indexOf(one.name) - late.indexOf(other.name))
export const probesOfCommands = probesOf(commands)

/**
 * Ids that a command only keeps with its result, as given: what they name is another context's, and the result is
 * judged by the one who asked for it. And those that are a hash of what they name, the same in every tenant.
 */
const keptAsGiven = new Set([
  'calculatePrice.input.customerSnapshot.customerId',
  'calculatePrice.input.lines.configurationId',
  'calculatePrice.input.lines.discount.by',
  'calculatePrice.input.lines.lineId',
  'calculatePrice.input.quoteId',
  'checkAvailability.input.customerId',
  'checkAvailability.input.lines.lineRef',
  'checkAvailability.input.lines.offeringId',
  'checkAvailability.input.siteId',
  'checkAvailability.input.subjectId',
  'confirmLinks.input.linkIds',
  'evaluateConfiguration.input.companionOfferingIds',
  'evaluateConfiguration.input.customerId',
  'evaluateConfiguration.input.lineId',
  'evaluateConfiguration.input.quoteId',
  'requestReservation.input.itemId',
  'requestReservation.input.lineId',
  'requestReservation.input.offeringId',
  'requestReservation.input.orderId',
])

const rejection = '{ __typename ... on Rejection { code message violations { code path message } } }'

/** How a command answered: what of it depends on the id. */
type Outcome = { type: string; code: string; message: string }

const outcomeOf = ({ data, errors }: Answer, field: RootField, ids: readonly string[]): Outcome => {
  const result = data?.[field.name]
  const [error] = errors ?? []
  const text = String(result?.message ?? error?.message ?? '') + JSON.stringify(result?.violations ?? [])

  return {
    type: String(result?.__typename ?? 'ERROR'),
    code: String(result?.code ?? error?.extensions?.['code'] ?? 'ACCEPTED'),
    message: ids.reduce((said, id) => said.replaceAll(id, '<asked>'), text),
  }
}

const nowhere = ['NOT_FOUND', 'DENIED']

/** Every command that takes an id, given by everybody whom the thing does not concern, then by those who may. */
export function commandProbes(of: () => World): void {
  const refusals = new Map<string, Outcome[]>()
  const command = async (probe: Probe, give: Give, id: string, own: Ids): Promise<Outcome> => {
    const given = argumentsWith(probe.field, probe.path, id, own)
    return outcomeOf(await give(document('mutation', probe.field, given, rejection), given), probe.field, [
      id,
    ])
  }

  const expectNotFound = async (who: string, probe: Probe, give: Give, own: Journey) => {
    const id = sampleOf(probe, of().own.draft)
    const [foreign, ofNobody] = await Promise.all([
      command(probe, give, id, own.draft),
      command(probe, give, nobodys(id), own.draft),
    ])

    expect({ who, ...foreign }).toEqual({ who, ...ofNobody })
    refusals.set(probe.place, [...(refusals.get(probe.place) ?? []), foreign])
  }

  const versions = new Map<string, unknown>()
  beforeAll(async () => void versions.set('before', await versionsOf(of())))

  describe('SEC-09 SEC-04 a command given another tenant’s or customer’s id answers as if there were no such thing', () => {
    test.each(titled(probesOfCommands))('%s', async (_, probe) => {
      const { strangers, strangersOwn, neighbour, neighbours, other } = of()
      if (isHidden(probe.field)) {
        for (const role of machines)
          await expectNotFound(role, probe, asMachine(role, other.id, probe.field), strangersOwn)
      } else {
        for (const stranger of strangers)
          await expectNotFound(stranger.name, probe, asPerson(stranger), strangersOwn)
        if (!ofAll.has(probe.kind)) await expectNotFound('neighbour', probe, asPerson(neighbour), neighbours)
      }
    })
  })

  test('and changes nothing of theirs', async () => {
    expect(await versionsOf(of())).toEqual(versions.get('before'))
  })

  describe('and given by those whose it is, it is decided upon', () => {
    test.each(commands.map((field) => [field.name, field] as const))('%s', async (name, field) => {
      const { own, tenant, staff, customer } = of()
      const givers = isHidden(field)
        ? machines.map((role) => asMachine(role, tenant.id, field))
        : [...staff, customer].map(asPerson)
      const outcomes: Outcome[] = []
      for (const give of givers) {
        const given = argumentsOf(field, own.draft)
        outcomes.push(outcomeOf(await give(document('mutation', field, given, rejection), given), field, []))
      }
      // `withdrawRole` and `revokeToken` themselves end tokens of the givers; who is out decides nothing any more.
      const decided = outcomes.filter(({ code }) => ![...nowhere, 'UNAUTHENTICATED'].includes(code))

      expect({ name, decided: decided.length > 0, outcomes }).toMatchObject({ decided: true })
      expect(decided.filter(({ type }) => ['InvalidInput', 'ERROR'].includes(type))).toEqual([])
      for (const { place } of probesOf([field])) {
        const refused = new Set(refusals.get(place)?.map(({ code }) => code))
        const decidedOtherwise = decided.some(({ code }) => !refused.has(code))
        if (!keptAsGiven.has(place))
          expect({ place, decidedOtherwise, refused: [...refused], decided }).toMatchObject({
            decidedOtherwise: true,
          })
      }
    })
  })
}

type Give = (query: string, variables: Record<string, unknown>) => Promise<Answer>

const asPerson =
  ({ client }: Asker): Give =>
  (query, variables) =>
    client.ask(query, variables)

const asMachine =
  (role: MachineRole, tenantId: string, field: RootField): Give =>
  (query, variables) =>
    askAsMachine(role, tenantId, subgraphsOf(field)[0] ?? '', query, variables)

/** How often each thing of the probed journey was changed. */
async function versionsOf({ own, tenant }: World): Promise<Record<string, number>> {
  const ask = async (persona: PersonaSlug, fields: Record<string, string | undefined>) => {
    const named = Object.entries(fields).map(([alias, call]) => `${alias}: ${call} { version }`)
    return (await tenant.as(persona)).data(`{ ${named.join(' ')} }`)
  }
  const { ids, draft } = own
  const seen = await Promise.all([
    ask('operations', {
      order: `order(id: "${ids['Order']}")`,
      reservation: `reservation(id: "${ids['Reservation']}")`,
    }),
    ask('approver', {
      quote: `quote(id: "${ids['Quote']}")`,
      draft: `quote(id: "${draft['Quote']}")`,
      waiting: `quote(id: "${draft['SubmittedQuote']}")`,
      customer: `customer(id: "${ids['Customer']}")`,
      approval: `approvalRequest(id: "${ids['ApprovalRequest']}")`,
      workItem: `workItem(id: "${ids['WorkItem']}")`,
    }),
  ])

  return Object.fromEntries(
    seen.flatMap((part) => Object.entries(part)).map(([name, { version }]) => [name, version]),
  )
}
