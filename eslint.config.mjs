import nx from '@nx/eslint-plugin';
import { flatConfigs as importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which rooms a room may import from: the arrows of docs/architecture.md. */
const arrows = {
  client: [],
  domain: [],
  contracts: ['domain'],
  ports: ['contracts', 'domain'],
  runtime: [],
  service: ['ports', 'contracts', 'domain', 'runtime'],
  adapter: ['ports', 'contracts', 'domain', 'runtime'],
  targets: ['service', 'adapter', 'ports', 'contracts', 'domain', 'runtime'],
  app: ['targets', 'runtime'],
  cli: ['client', 'contracts', 'domain', 'runtime', 'targets'],
  console: ['client', 'contracts', 'domain'],
  grafana: [],
  testing: ['client', 'ports', 'contracts', 'domain', 'runtime'],
  bench: ['client', 'targets', 'adapter', 'service', 'ports', 'contracts', 'domain', 'runtime', 'testing'],
  e2e: ['cli', 'client', 'adapter', 'service', 'ports', 'contracts', 'domain', 'runtime', 'testing'],
};

const boundaries = Object.entries(arrows).map(([from, to]) => ({
  sourceTag: `room:${from}`,
  onlyDependOnLibsWithTags: to.map((room) => `room:${room}`),
}));
/** Tests may also use the testing room; the direction between the other rooms holds for them as well. */
const testBoundaries = boundaries.map((arrow) => ({
  ...arrow,
  onlyDependOnLibsWithTags: [...arrow.onlyDependOnLibsWithTags, 'room:testing'],
}));

const banned = (object, property, message) => ({ object, property, message });

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/.cache', '.nx', '.tocsin', '**/generated', '**/*.cjs', '**/*.mjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx, ...importX.recommended.plugins },
    // Cycles are looked for among our own modules; some of others' cannot be followed.
    settings: { 'import-x/ignore': ['/node_modules/'] },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': ['error', { depConstraints: boundaries }],
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.contract.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints: testBoundaries }] },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        banned('Date', 'now', 'Time is handed in.'),
        banned('Math', 'random', 'Randomness is handed in.'),
        banned('performance', 'now', 'Time is handed in.'),
      ],
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.{ts,tsx}'],
    ignores: ['libs/runtime/src/**', '**/*.test.ts', '**/*.contract.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        banned('process', 'env', 'Configuration is parsed once, in libs/runtime.'),
        banned('Date', 'now', 'Take a Clock.'),
        banned('Math', 'random', 'Take randomness as an argument.'),
      ],
    },
  },
);
