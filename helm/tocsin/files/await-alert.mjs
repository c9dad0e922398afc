// What `helm test` runs: writes a rule in a tenant of its own, sends a sample, waits for the alert, and takes the rule away.
// Ends with 1 and says why when there is none. Uses what Node has and nothing else.
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const base = process.env.TOCSIN_URL;
const secret = readFileSync(process.env.JWT_SECRET_KEY_FILE, 'utf8').trim();
const TENANT = 'helm-test';
/** New rules and samples take well under a second; processes that have just started read the log first. */
const WAIT_MS_MAX = 60_000;
const run = randomUUID();

/** A token for this tenant alone, good for five minutes, signed as the gateway signs its own. */
function token() {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'tocsin',
    aud: 'tocsin',
    sub: 'helm-test',
    jti: run,
    iat: now,
    exp: now + 300,
    tenant: TENANT,
    scope: 'rules:read rules:write rules:delete',
  };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const authorization = `Bearer ${token()}`;

async function ask(method, path, body) {
  const headers = {
    authorization,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    // Nobody else changes what this run has made.
    ...(method === 'DELETE' ? { 'if-match': '*' } : {}),
  };
  const response = await fetch(`${base}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text).data;
}

async function alertOfRun() {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const sample = { metric: 'helm_test', labels: { instance: run }, value: 1 };
    await ask('POST', '/api/metrics', { samples: [sample] });
    const alerts = await ask('GET', '/api/alerts');
    const alert = alerts.find(({ labels, state }) => labels.instance === run && state === 'firing');
    if (alert !== undefined) return alert;
    if (Date.now() > end) throw new Error(`no alert within ${WAIT_MS_MAX / 1_000} s`);
    await delay(500);
  }
}

try {
  const rule = await ask('POST', '/api/rules', {
    name: `Helm test ${run}`,
    severity: 'LOW',
    category: 'availability',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.helm_test', operator: '>', threshold: 0 }],
  });
  try {
    const { id } = await alertOfRun();
    console.log(`a sample became the alert ${id}`);
  } finally {
    await ask('DELETE', `/api/rules/${rule.id}`);
  }
} catch (error) {
  console.error(`helm test: ${error.message}`);
  process.exitCode = 1;
}
