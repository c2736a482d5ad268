import { defineEvents, type EventOf } from '@pactwork/contracts/events/define'
import { aggregate } from '@pactwork/kernel/aggregate'
import { command } from '@pactwork/kernel/command'
import { accept } from '@pactwork/kernel/decision'
import { idSchema, newId, uuidOf } from '@pactwork/kernel/ids'
import { projection } from '@pactwork/kernel/projection'
import { z } from 'zod'

/** The facts of a ledger; `LineStruck` is there to be ignored. */
const eventsOf = (context: string) =>
  defineEvents({
    context,
    aggregate: 'Ledger',
    topic: `pactwork.${context}.ledger.v1`,
    events: {
      LedgerOpened: { version: 1, description: 'A ledger exists.', payload: z.object({ owner: z.string() }) },
      LineNoted: { version: 1, description: 'A line was noted.', payload: z.object({ note: z.string() }) },
      LineStruck: {
        version: 1,
        description: 'A line was struck.',
        payload: z.object({ reason: z.string() }),
      },
    },
  })

type LedgerEvent = EventOf<ReturnType<typeof eventsOf>>
type Ledger = { id: string; version: number; lines: number }

/** A context's ledger: its facts, its commands and its read model. */
export function ledgerOf(context: string) {
  const events = eventsOf(context)
  const ledgers = aggregate<Ledger, LedgerEvent>({
    kind: 'led',
    type: 'Ledger',
    events,
    evolve: (state, event, { id, version }) => ({
      id,
      version,
      lines: (state?.lines ?? 0) + (event.type === 'LineNoted' ? 1 : 0),
    }),
    async load(uow, id) {
      const [row] = await uow.sql<{ version: number; lines: number }>(
        'select version, lines from ledger where tenant_id = $1 and id = $2 for no key update',
        [uow.tenantId, uuidOf('led', id)],
      )

      return row && { id, ...row }
    },
    async save(uow, { id, version, lines }, before) {
      await uow.sql(
        before
          ? 'update ledger set version = $3, lines = $4 where tenant_id = $1 and id = $2'
          : 'insert into ledger (tenant_id, id, version, lines) values ($1, $2, $3, $4)',
        [uow.tenantId, uuidOf('led', id), version, lines],
      )
    },
  })

  const openLedger = command({
    name: 'openLedger',
    permission: 'echo:note',
    input: z.object({ owner: z.string() }),
    async handle({ owner }, { uow }) {
      const { id } = await ledgers(uow).create(newId('led'), accept({ type: 'LedgerOpened', owner }))

      return { __typename: 'OpenLedgerPayload', id }
    },
  })

  const noteLines = command({
    name: 'noteLines',
    permission: 'echo:note',
    machines: ['consumer', 'scheduler'],
    input: z.object({
      ledgerId: idSchema('led'),
      notes: z.array(z.string()),
      strike: z.boolean().default(false),
    }),
    async handle({ ledgerId, notes, strike }, { uow }) {
      const ledger = await ledgers(uow).load(ledgerId)
      const noted: LedgerEvent[] = notes.map((note) => ({ type: 'LineNoted', note }))
      const struck: LedgerEvent[] = strike ? [{ type: 'LineStruck', reason: 'wrong' }] : []
      const { version } = await ledgers(uow).save(ledger, accept(...struck, ...noted))

      return { __typename: 'NoteLinesPayload', version }
    },
  })

  const summary = (version = 1) =>
    projection({
      name: 'ledger_summary',
      version,
      events: [events.LedgerOpened, events.LineNoted],
      async apply(event, { sql, tenantId, table }) {
        if (event.type === 'LedgerOpened')
          await sql(`insert into ${table} (tenant_id, ledger, lines, notes) values ($1, $2, 0, '')`, [
            tenantId,
            event.aggregateId,
          ])
        else
          await sql(
            `update ${table} set lines = lines + 1, notes = notes || $3 where tenant_id = $1 and ledger = $2`,
            [tenantId, event.aggregateId, event.payload.note],
          )
      },
    })

  return { context, events, ledgers, openLedger, noteLines, summary }
}

export type LedgerContext = ReturnType<typeof ledgerOf>
