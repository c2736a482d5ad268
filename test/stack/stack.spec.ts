import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Kafka, logLevel } from 'kafkajs'
import { Client } from 'pg'
import type { QueryResult } from 'pg'

import { basicAuth } from './camunda.ts'
import { findRunning } from './data-folder.ts'
import { identify } from './lock.mjs'
import { freePorts } from './ports.ts'
import { loadSecrets } from './secrets.ts'
import type { ManagedProcess } from './process.ts'
import { startStack } from './stack.ts'
import type { Stack } from './stack.ts'

describe('the embedded services', () => {
  let dataDir: string
  let stack: Stack

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pactwork-stack-'))
    // PostgreSQL has a user of its own where we are root, and must be able to enter.
    await chmod(dataDir, 0o755)
    stack = await startStack({ dataDir, ports: await freePorts(), layout: 'infrastructure' })
  }, 180_000)

  afterAll(async () => {
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }, 60_000)

  it('keeps committed rows over a killed PostgreSQL', async () => {
    await query('create table kept (id int primary key)')
    await query('insert into kept values (1)')

    await killAndRestart('postgres')

    expect(await query('select id from kept')).toEqual([{ id: 1 }])
  })

  it('keeps acknowledged messages over a killed Kafka', async () => {
    const kafka = new Kafka({
      brokers: [stack.urls.kafka],
      logLevel: logLevel.NOTHING,
      retry: { retries: 20 },
    })
    const admin = kafka.admin()
    const producer = kafka.producer()
    await Promise.all([admin.connect(), producer.connect()])
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: true })
    await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'before' }] })

    await killAndRestart('kafka')
    await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'after' }] })

    expect(await admin.fetchTopicOffsets('kept')).toEqual([expect.objectContaining({ low: '0', high: '2' })])
    await Promise.all([admin.disconnect(), producer.disconnect()])
  })

  it('keeps process instances over a killed engine', async () => {
    await deploy(waitingProcess)
    await engine('/process-definition/key/waiting/start', { businessKey: 'itm_1' })

    await killAndRestart('camunda')

    expect(await engine('/process-instance?businessKey=itm_1')).toEqual([
      expect.objectContaining({ businessKey: 'itm_1' }),
    ])
  })

  it('ends the old long poll of a worker when the same worker polls anew, so that no ghost locks its task', async () => {
    const poll = async (asyncResponseTimeout: number) => {
      const { status } = await request('/external-task/fetchAndLock', {
        workerId: 'the-worker',
        maxTasks: 1,
        asyncResponseTimeout,
        topics: [{ topicName: 'nothing-yet', lockDuration: 1000 }],
      })

      return status
    }
    // A cold engine takes its time with the first request of a kind, and the two would arrive together.
    await poll(1)

    const parked = poll(30_000)
    const since = Date.now()
    const ended: number[] = []
    void parked.then((status) => ended.push(status))
    while (ended.length === 0 && Date.now() - since < 10_000) await poll(500)

    expect(ended).toEqual([503])
  })

  it('does not let anyone at the engine without its password', async () => {
    const statuses = await Promise.all(
      [undefined, basicAuth({ user: 'pactwork', password: 'wrong' })].map(async (authorization) => {
        const headers = authorization ? { authorization } : {}
        const response = await fetch(`${stack.urls.engine}/process-instance`, { headers })

        return response.status
      }),
    )

    expect(statuses).toEqual([401, 401])
  })

  it('gives the engine a schema of its own and nothing else', async () => {
    const { rows } = await queryWith('select distinct schemaname from pg_tables where tablename like $1', [
      'act_%',
    ])

    expect(rows).toEqual([{ schemaname: 'camunda' }])
  })

  it('can be found by other commands while it runs', async () => {
    expect((await findRunning(stack.dataDir))?.urls['graphql']).toBe(stack.urls.graphql)
  })

  it('refuses a second stack on the same folder', async () => {
    await expect(startStack({ dataDir, layout: 'infrastructure' })).rejects.toThrow(
      /already runs on .* stop it with `kill \d+`/,
    )
  })

  it('keeps keys and passwords from other people', async () => {
    const modes = await Promise.all(
      ['secrets.json', 'keys/gateway.json', 'keys/access.json', 'keys/inventory-callback.json'].map(
        async (file) => (await stat(join(stack.dataDir, file))).mode & 0o777,
      ),
    )
    const trusted = JSON.parse(await readFile(join(stack.dataDir, 'keys/trusted.json'), 'utf8'))

    expect(new Set(modes)).toEqual(new Set([0o600]))
    expect(JSON.stringify(trusted)).not.toContain('"d"')
  })

  async function killAndRestart(name: string): Promise<void> {
    const process = processOf(name)
    const pid = process.pid ?? 0

    await process.kill()
    expect(identify(pid)).toBeUndefined()
    await process.restart()
  }

  function processOf(name: string): ManagedProcess {
    const process = stack.processes.get(name)
    if (!process) throw new Error(`${name} is not part of this stack`)

    return process
  }

  async function query(sql: string): Promise<unknown[]> {
    return (await queryWith(sql, [])).rows
  }

  async function queryWith(sql: string, parameters: unknown[]): Promise<QueryResult> {
    const url = new URL(stack.urls.database)
    url.password = (await loadSecrets(stack.dataDir)).postgres
    const client = new Client({ connectionString: url.href })
    await client.connect()

    try {
      return await client.query(sql, parameters)
    } finally {
      await client.end()
    }
  }

  async function engine(path: string, body?: object): Promise<unknown> {
    return (await request(path, body)).json()
  }

  async function request(path: string, body?: object): Promise<Response> {
    const json = body !== undefined && !(body instanceof FormData)

    return fetch(`${stack.urls.engine}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: basicAuth({
          user: stack.env['PACTWORK_ENGINE_USER'] ?? '',
          password: stack.env['PACTWORK_ENGINE_PASSWORD'] ?? '',
        }),
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
  }

  async function deploy(bpmn: string): Promise<void> {
    const form = new FormData()
    form.set('deployment-name', 'waiting')
    form.set('waiting.bpmn', new Blob([bpmn]), 'waiting.bpmn')
    await engine('/deployment/create', form)
  }
})

const waitingProcess = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="pactwork">
  <process id="waiting" isExecutable="true">
    <startEvent id="start"><outgoing>f1</outgoing></startEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
    <serviceTask id="wait" camunda:type="external" camunda:topic="wait"><incoming>f1</incoming><outgoing>f2</outgoing></serviceTask>
    <sequenceFlow id="f2" sourceRef="wait" targetRef="end"/>
    <endEvent id="end"><incoming>f2</incoming></endEvent>
  </process>
</definitions>
`
