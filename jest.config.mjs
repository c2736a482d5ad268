/** Native ESM and type stripping: no build, the tests run the source that runs in production. */
export default {
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/target/', '/generated/', '/.pactwork/'],
  modulePathIgnorePatterns: ['<rootDir>/.pactwork/', '<rootDir>/workflow/engine/target/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  testEnvironment: 'node',
  testTimeout: 60_000,
}
