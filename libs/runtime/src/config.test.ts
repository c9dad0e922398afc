import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './config.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tocsin-config-'));
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  port: 8123\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const load = (environment: Record<string, string> = {}) => loadConfig({ environment, root });

describe('loadConfig', () => {
  it('takes the file, and the environment over it', () => {
    expect(load().port).toBe(8123);
    expect(load({ PORT: '9000' }).port).toBe(9000);
    expect(load({ KAFKA_BROKERS: 'a:1, b:2' }).kafkaBrokers).toEqual(['a:1', 'b:2']);
  });

  it('names an unknown key of the file', () => {
    writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  prot: 1\n');
    expect(load).toThrow(/unknown key system\.prot/);
  });

  it('names the variable, its value and what was expected', () => {
    expect(() => load({ PORT: 'http' })).toThrow(/environment variable PORT: "http" cannot be used/);
    expect(() => load({ ALERT_ENGINE_MODE: 'cluster' })).toThrow(/"standalone"\|"production"/);
  });

  it('reads a secret from the file that X_FILE names, and never shows a secret', () => {
    writeFileSync(join(root, 'secret'), `${'s'.repeat(40)}\n`);
    expect(load({ JWT_SECRET_KEY_FILE: join(root, 'secret') }).jwtSecret).toBe('s'.repeat(40));
    expect(() => load({ JWT_SECRET_KEY: 'short' })).toThrow(/JWT_SECRET_KEY: \(hidden\)/);
  });

  it('keeps samples in the home for a day, each process of a cluster its own, unless it is told otherwise', () => {
    const day = { retentionMs: 86_400_000, host: '127.0.0.1', port: 8010, urls: ['http://127.0.0.1:8010'] };
    expect(load().history).toEqual({ ...day, directory: `${root}/.tocsin/history` });
    const second = { ALERT_ENGINE_MODE: 'production', TOCSIN_INSTANCE: '2', HISTORY_PORT: '9010' };
    expect(load(second).history).toMatchObject({
      directory: `${root}/.tocsin/history-2`,
      port: 9010,
      urls: ['http://127.0.0.1:9010'],
    });
    expect(load({ TOCSIN_HISTORY_DIRECTORY: '/volume' }).history.directory).toBe('/volume');
    expect(load({ HISTORY_URLS: 'http://a:1, https://b' }).history.urls).toEqual(['http://a:1', 'https://b']);
    expect(() => load({ HISTORY_URLS: 'http://a:1,b:2' })).toThrow(/HISTORY_URLS: .*give addresses such as/);
    writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  history_retention_hours: 48\n');
    expect(load().history.retentionMs).toBe(2 * 86_400_000);
  });
});
