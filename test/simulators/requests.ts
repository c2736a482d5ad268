import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { Callbacks } from './callbacks.ts'
import type { Behaviour, Work } from './journal.ts'
import { behaviourTowards, type State, type Subject } from './state.ts'
import type { Asked, Words } from './words.ts'

/** What is sent back; SILENCE keeps the line open until the caller gives up. */
export type Reply = { readonly status: number; readonly body: string } | 'SILENCE'

const json = (status: number, body: object): Reply => ({ status, body: JSON.stringify(body) })

/** Who sent a message, and what it said of itself. */
export type Sender = { readonly tenant: string; readonly metadata: Record<string, string> }

export type System = { readonly words: Words; readonly state: State; readonly callbacks: Callbacks }

/** Does what is asked for, once per key, in the way it was told to behave. Journals before it answers. */
export async function request(system: System, asked: Asked, { tenant, metadata }: Sender): Promise<Reply> {
  const { words, state } = system
  const known = state.works.get(asked.key)
  const subject = {
    on: 'request' as const,
    key: asked.key,
    order: asked.order,
    tenant,
    metadata,
    article: asked.article,
  }
  const behaves = behaviour(system, subject)

  const refusal = refuseAtTheDoor(behaves.behaviour)
  if (refusal) return refusal
  if (known) return repeated(words, known, asked)

  const worked = doWork(system, asked, tenant, behaves)
  faultPoint('simulator.after-journal', words.system)
  return finish(system, worked, behaves)
}

/** Tells what became of a key. */
export function ask(system: System, key: string, { tenant, metadata }: Sender): Reply {
  const known = system.state.works.get(key)
  const { behaviour: behaves } = behaviour(system, {
    on: 'ask',
    key,
    tenant,
    metadata,
    ...(known && { order: known.order }),
  })

  const refusal = refuseAtTheDoor(behaves)
  if (refusal) return refusal
  if (behaves === 'timeout-after-work') return 'SILENCE'
  if (behaves === 'malformed') return { status: 200, body: '{"half an ans' }
  if (!known || known.tenant !== tenant) return json(404, { error: 'NOTHING_KNOWN', key })

  return json(200, system.words.present(known, { repeated: false }))
}

/** Answers a question that binds nobody. */
export function check(
  system: System,
  path: string,
  body: Record<string, unknown>,
  subject: Omit<Subject, 'on'>,
): Reply {
  const { behaviour: behaves, reason } = behaviour(system, { ...subject, on: 'check' })
  const answer = system.words.checks[path]
  if (!answer) return json(404, { error: 'NO_SUCH_PATH' })

  const refusal = refuseAtTheDoor(behaves)
  if (refusal) return refusal
  if (behaves === 'timeout-after-work') return 'SILENCE'
  if (behaves === 'malformed') return { status: 200, body: 'no json at all' }
  const verdict = behaves === 'reject' ? 'NONE' : behaves === 'partial' ? 'SOME' : 'ALL'

  return json(200, answer(body, verdict, reason ?? system.words.usualReason))
}

/** How it behaves this time; what was set for the next few is used up by it. */
function behaviour({ state }: System, subject: Subject): Pick<Behaviour, 'behaviour' | 'reason' | 'afterMs'> {
  const set = behaviourTowards(state, subject)
  state.record({
    kind: 'CALLED',
    key: subject.key ?? '',
    on: subject.on,
    behaviour: set?.behaviour ?? 'succeed',
    metadata: { ...subject.metadata },
  })
  if (!set) return { behaviour: 'succeed', reason: null, afterMs: 0 }
  if (set.next !== null) state.record({ kind: 'BEHAVIOUR_USED', id: set.id })

  return set
}

function refuseAtTheDoor(behaves: Behaviour['behaviour']): Reply | undefined {
  if (behaves === 'unavailable') return json(503, { error: 'COME_BACK_LATER' })
  if (behaves === 'unauthorized') return json(401, { error: 'WHO_ARE_YOU' })

  return behaves === 'timeout-without-work' ? 'SILENCE' : undefined
}

/** The same key with the same request gets the same answer, with another one a conflict. */
function repeated(words: Words, known: Work, asked: Asked): Reply {
  if (known.requestHash === asked.requestHash) return json(200, words.present(known, { repeated: true }))

  return json(409, words.present(known, { repeated: true }))
}

const stateAfter: Partial<Record<Behaviour['behaviour'], Work['state']>> = {
  reject: 'REFUSED',
  late: 'WORKING',
  'late-rejection': 'WORKING',
  'lost-callback': 'WORKING',
  'unknown-status': 'ODD',
}

function doWork(
  { words, state }: System,
  { key, requestHash, order, quantity, callbackUrl }: Asked,
  tenant: string,
  { behaviour: behaves, reason }: Pick<Behaviour, 'behaviour' | 'reason'>,
): Work {
  const number = String(state.works.size + 1).padStart(6, '0')
  const does = stateAfter[behaves] ?? 'DONE'
  const work: Work = {
    key,
    requestHash,
    tenant,
    order,
    quantity,
    callbackUrl,
    reference: `${words.prefix}-${number}`,
    state: does,
    reason: does === 'REFUSED' ? (reason ?? words.usualReason) : null,
  }
  state.record(does === 'REFUSED' ? { kind: 'REFUSAL', work } : { kind: 'EFFECT', work })

  return work
}

async function finish(
  { words, state, callbacks }: System,
  work: Work,
  { behaviour: behaves, afterMs }: Pick<Behaviour, 'behaviour' | 'afterMs'>,
): Promise<Reply> {
  const { key } = work
  switch (behaves) {
    case 'timeout-after-work':
      return 'SILENCE'
    case 'malformed':
      return { status: 201, body: '{"half an ans' }
    case 'late':
      callbacks.promise(key, afterMs, 'DONE')
      break
    case 'late-rejection':
      callbacks.promise(key, afterMs, 'REFUSED')
      break
    case 'lost-callback':
      // At work when it answers, done when it is asked; it never calls back.
      state.record({ kind: 'SETTLED', key, state: 'DONE', reason: null })
      break
    case 'early-callback':
      await callbacks.now(key)
      break
    case 'twice':
      callbacks.promise(key, afterMs, null)
      callbacks.promise(key, afterMs, null)
      break
    case 'out-of-order':
      callbacks.promise(key, 0, null)
      callbacks.promiseStale(key, afterMs)
      break
    default:
  }

  return json(work.state === 'WORKING' ? 202 : 201, words.present(work, { repeated: false }))
}
