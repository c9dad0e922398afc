// swc turns our TypeScript and the ESM-only dependencies into CommonJS for tests; the result is cached in .cache/jest.
const { join } = require('node:path');

const swc = (ours) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: ours ? 'inline' : false,
    jsc: {
      parser: ours ? { syntax: 'typescript', decorators: true } : { syntax: 'ecmascript' },
      transform: ours ? { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } : {},
      target: 'es2023',
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  },
];

const project = (displayName, testMatch) => ({
  displayName,
  rootDir: __dirname,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  cacheDirectory: join(__dirname, '.cache/jest'),
  transform: { '^.+\\.ts$': swc(true), '^.+\\.m?js$': swc(false) },
  transformIgnorePatterns: [],
  moduleNameMapper: {
    '^@tocsin/(client|domain|contracts|ports|runtime|testing|targets)/(.*)$': '<rootDir>/libs/$1/src/$2.ts',
    '^@tocsin/cli/(.*)$': '<rootDir>/apps/cli/src/$1.ts',
    '^@tocsin/service-([^/]+)/(.*)$': '<rootDir>/libs/services/$1/src/$2.ts',
    '^@tocsin/adapter-([^/]+)/(.*)$': '<rootDir>/libs/adapters/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^fast-check$': '<rootDir>/scripts/seeded-fast-check.cjs',
  },
});

module.exports = {
  // Enough for a busy machine; tests of whole platforms that need longer say so.
  testTimeout: 30_000,
  projects: [
    project('unit', [
      '<rootDir>/libs/**/src/**/!(*.int|*.k8s).test.ts',
      '<rootDir>/apps/{cli,console}/src/**/*.test.ts',
      '<rootDir>/scripts/**/*.test.ts',
    ]),
    project('integration', ['<rootDir>/libs/**/src/**/*.int.test.ts']),
    project('e2e', ['<rootDir>/e2e/src/**/!(*.k8s).test.ts']),
    // Beside a real cluster, which `npm test` starts at its end, and `npm run e2e:k8s` alone.
    project('kubernetes', ['<rootDir>/libs/**/src/**/*.k8s.test.ts', '<rootDir>/e2e/src/**/*.k8s.test.ts']),
  ],
};
