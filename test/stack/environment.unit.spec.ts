import { expect, test } from '@jest/globals'
import { processEnvironment } from './environment.ts'
import { fixedPorts } from './ports.ts'
import { databaseRoles } from './secrets.ts'
import { serviceProcess, servicesOf } from './services.ts'

const secrets = {
  postgres: 'p',
  redis: 'r',
  engine: 'e',
  engineDatabase: 'd',
  databaseRoles: Object.fromEntries(databaseRoles.map((role) => [role, 'x'])),
}
const input = {
  dataDir: '/data',
  keysDir: '/data/keys',
  layout: 'compact',
  ports: fixedPorts,
  secrets,
  databaseUrl: 'postgres://postgres:p@127.0.0.1:5432/pactwork',
  brokers: '127.0.0.1:9092',
  engine: { url: 'http://127.0.0.1:8080/engine-rest', user: 'pactwork', password: 'e' },
  redisUrl: undefined,
} as const

test('every process is told which collector takes traces, and writes them into the folder as well', () => {
  const told = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-token=secret',
  }
  const env = processEnvironment(input, told)

  for (const layout of ['compact', 'process-per-role'] as const)
    for (const service of servicesOf(layout))
      expect(serviceProcess(service, { dataDir: '/data', ports: fixedPorts, env }).env).toMatchObject({
        ...told,
        PACTWORK_TRACE_DIR: '/data/traces',
      })
})
