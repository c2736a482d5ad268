const shared = {
  testPathIgnorePatterns: ['/node_modules/', '/target/', '/generated/', '/.pactwork/', '/test/faults/'],
  modulePathIgnorePatterns: ['<rootDir>/.pactwork/', '<rootDir>/workflow/engine/target/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  testEnvironment: 'node',
}

/**
 * Native ESM and type stripping: no build, the tests run the source that runs in production. `unit` needs
 * nothing; `stack` runs on the real PostgreSQL, Kafka and Camunda, which it starts unless they are up.
 */
export default {
  testTimeout: 60_000,
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{contracts,gateway,subgraphs,workflow}/**/*.spec.ts',
        '<rootDir>/test/gateway/**/*.unit.spec.ts',
        '<rootDir>/test/{catalogs,checks,generate,run,stack,support}/*.unit.spec.ts',
      ],
    },
    {
      ...shared,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.unit\\.spec\\.ts$'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
}
