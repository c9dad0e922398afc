import { loadConfig } from '@tocsin/runtime/config';
import { installationOf } from './installation.js';

const of = (environment: Record<string, string>) => installationOf(loadConfig({ environment, root: process.cwd() }));
const isOn = ({ features }: ReturnType<typeof of>, name: string) =>
  features.find((feature) => feature.name === name)?.is_on;

test('what is off says which setting switches it on, and what is on says what did', () => {
  const { version, mode, features, demo_tenant } = of({});
  expect({ version, mode, demo_tenant }).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    mode: 'standalone',
    demo_tenant: 'demo',
  });
  expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
  for (const { why } of features) expect(why).toMatch(/[A-Z_]{4,}|[a-z_]+\.[a-z_]+|under ledger/);
});

test('settings switch what they name', () => {
  const changed = of({ ENABLE_ML_FEATURES: 'false', TOCSIN_DEMO: 'false', SMTP_URL: 'smtp://127.0.0.1:2525' });
  const usual = of({});
  expect(['Predictions', 'Demo', 'Mail'].map((name) => isOn(changed, name))).toEqual([false, false, true]);
  expect(['Predictions', 'Demo', 'Mail'].map((name) => isOn(usual, name))).toEqual([true, true, false]);
  expect(changed.demo_tenant).toBeNull();
});
