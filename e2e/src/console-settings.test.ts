import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Page } from './world/browser.js';
import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf } from './world/healing-world.js';
import { tocsinAudit } from './world/tocsin-audit.js';

jest.setTimeout(60_000);

let visitor: ConsoleVisitor;
/** For what is downloaded. */
let directory: string;
/** Restarts what it is asked to. */
let restarter: Awaited<ReturnType<typeof startWebhookInbox>>;
beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  directory = await mkdtemp(join(tmpdir(), 'tocsin-downloads-'));
  restarter = await startWebhookInbox(
    0,
    () => undefined,
    () => 202,
  );
}, 120_000);
afterAll(async () => {
  await visitor.leave();
  await restarter.stop();
  await rm(directory, { recursive: true });
});

/** A page of the first admin, who is the operator. */
async function adminPage(path: string, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await visitor.browser.page(theme);
  await page.goto(`${visitor.world.api.base}${path}`);
  await visitor.showToken(page, visitor.world.api.token);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}
/** Where a file lies that a button of a page has given out. */
async function downloadedFrom(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  const path = join(directory, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}
const kept = async <Data>(path: string): Promise<Data> =>
  dataOf<Data>(await visitor.world.api.insist(200, 'GET', path));

test('a user is made, is given another role and another password, and is kept out', async () => {
  const page = await adminPage('/people');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('carol');
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('password is shorter than 12 characters').waitFor();
  await visitor.expectUsable(page);
  await dialog.getByLabel('Password', { exact: true }).fill('long enough to be one');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row', { name: 'carol' });
  await row.getByText('active').waitFor();
  const carol = { user: 'carol', password: 'long enough to be one' };
  await visitor.world.api.insist(201, 'POST', '/api/sessions', carol);

  await page.reload();
  await page.getByRole('button', { name: 'End: session of carol' }).click();
  await dialog.getByRole('button', { name: 'End' }).click();
  await page.getByRole('button', { name: 'End: session of carol' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Set a password for carol' }).click();
  await dialog.getByLabel('New password').fill('another long password');
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await visitor.world.api.ask('POST', '/api/sessions', carol)).status).toBe(401);

  await page.getByRole('button', { name: 'Change carol' }).click();
  // What is done has an address, which is enough.
  await page.reload();
  await dialog.getByLabel('Role').selectOption('approver');
  await dialog.getByRole('switch', { name: 'Disabled' }).check();
  await visitor.expectUsable(page);
  await dialog.getByRole('button', { name: 'Change' }).click();
  await row.getByText('disabled').waitFor();
  await row.getByText('approver').waitFor();
  const users = await kept<{ name: string; role: string; disabled: boolean }[]>('/api/users');
  expect(users.find(({ name }) => name === 'carol')).toMatchObject({ role: 'approver', disabled: true });
  await page.close();
});

test('a key and a token are shown once, work, and are revoked', async () => {
  const { base } = visitor.world.api;
  const statusFor = async (token: string): Promise<number> =>
    (await fetch(`${base}/api/rules`, { headers: { authorization: `Bearer ${token}` } })).status;
  const page = await adminPage('/keys', 'dark');
  await page.getByText('There are no service accounts.').waitFor();
  await page.getByLabel('Name of a new account').fill('deployer');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByText('It has no keys').waitFor();
  await page.getByRole('button', { name: 'Make a key for deployer' }).click();
  const key = (await page.getByRole('region', { name: 'Key of deployer' }).innerText()).trim();
  expect(await statusFor(key)).toBe(200);
  await visitor.expectUsable(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: /^Replace the key/ }).click();
  const other = (await page.getByRole('region', { name: 'Key of deployer' }).innerText()).trim();
  expect([other === key, await statusFor(other)]).toEqual([false, 200]);
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'Delete: account deployer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There are no service accounts.').waitFor();
  expect([await statusFor(key), await statusFor(other)]).toEqual([401, 401]);

  await page.getByLabel('Who will use it').fill('a look');
  await page.getByLabel('It may').selectOption('read');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = (await page.getByRole('region', { name: 'Token for a look' }).innerText()).trim();
  expect(await statusFor(token)).toBe(200);
  await page.reload();
  const row = page.getByRole('row', { name: 'a look' });
  await row.getByText('rules:read, metrics:read').waitFor();
  expect(await page.content()).not.toContain(token);
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('revoked').waitFor();
  expect(await statusFor(token)).toBe(401);
  await page.close();
});

test('a tenant is made with a quota, its use is seen, and what it keeps is said in the settings', async () => {
  const page = await adminPage('/tenants?do=new-tenant');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Id').fill('Acme');
  await dialog.getByLabel('Name of the tenant').fill('Acme');
  await dialog.getByLabel('Receivers').fill('3');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/^id /).waitFor();
  await dialog.getByLabel('Id').fill('acme');
  await visitor.expectUsable(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Use of Acme' }).click();
  await dialog.getByRole('row', { name: /^Receivers 0 3/ }).waitFor();
  await visitor.expectUsable(page);
  await page.keyboard.press('Escape');
  // Who mistypes a tenant does not get into an empty one.
  await page.getByLabel('Id of the tenant').fill('acmee');
  await page.getByRole('button', { name: 'Look into it' }).click();
  await page.getByText('There is no tenant "acmee"').waitFor();
  await visitor.expectUsable(page);
  await page.getByText('system: The platform watches itself there.').waitFor();
  await page.goto(`${visitor.world.api.base}/rules/new`);
  await page.getByLabel('Description').fill('Not saved before the visit.');
  await page.goto(`${visitor.world.api.base}/tenants`);
  await page.getByRole('button', { name: 'Look into acme', exact: true }).click();
  await page.getByText('acme (visit)').waitFor();
  await page.goto(`${visitor.world.api.base}/rules/new`);
  expect(await page.getByLabel('Description').inputValue()).toBe('');
  await page.getByRole('button', { name: 'Leave this tenant' }).click();
  await page.getByText('acme (visit)').waitFor({ state: 'detached' });
  await page.goto(`${visitor.world.api.base}/rules/new`);
  await page.getByText('This is what you had not saved.').waitFor();
  expect(await page.getByLabel('Description').inputValue()).toBe('Not saved before the visit.');

  await page.getByRole('link', { name: 'Quotas' }).click();
  await page.getByRole('row', { name: /^Users [3-9]/ }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('row', { name: /^Predictions on/ }).waitFor();
  await page.getByRole('row', { name: /^PostgreSQL of your own off DATABASE_URL is not set/ }).waitFor();
  await page.getByText(/; up for \d+ (s|min)/).waitFor();
  await page.getByRole('row', { name: /^Mail off SMTP_URL is not set/ }).waitFor();
  const days = page.getByLabel('Healing runs: days');
  await days.fill('7');
  await page.getByRole('button', { name: 'Keep them so long' }).click();
  await page.getByText('days.healing_runs is less than 30').waitFor();
  await days.fill('90');
  await page.getByRole('button', { name: 'Keep them so long' }).click();
  await page.getByText('Kept as you say').waitFor();
  await page.getByLabel('Reason for a hold').fill('A lawsuit.');
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('On hold since').waitFor();
  await visitor.expectUsable(page);
  const retention = await kept<{ hold: { reason: string }; records: { kind: string; days: number }[] }>(
    '/api/retention',
  );
  expect(retention.hold.reason).toBe('A lawsuit.');
  expect(retention.records.find(({ kind }) => kind === 'healing_runs')?.days).toBe(90);
  await page.getByRole('button', { name: 'Lift the hold: legal hold' }).click();
  await dialog.getByRole('button', { name: 'Lift the hold' }).click();
  await page.getByLabel('Reason for a hold').waitFor();
  await page.close();
});

test('a receiver is made, changed and told a test, and a refusal stands at the field that it is about', async () => {
  const page = await visitor.pageOf('eve', '/receivers?do=new-receiver', 'dark');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind').selectOption('slack');
  await dialog.getByLabel('Name of the receiver').fill('channel');
  await dialog.getByLabel('Address of the incoming webhook').fill('http://10.0.0.1/hook');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/^webhook_url /).waitFor();
  await visitor.expectUsable(page);
  await dialog.getByLabel('Kind').selectOption('webhook');
  await dialog.getByLabel('Address').fill(visitor.world.inbox.url);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Copy it now: it is kept encrypted, and cannot be read again.').waitFor();
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'Send a test to channel' }).click();
  await page.getByText('delivered in').waitFor();
  await page.getByRole('button', { name: 'Change channel' }).click();
  await dialog.getByLabel('Most notifications a minute').fill('5');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const all = await kept<{ name: string; rate_limit_per_minute?: number }[]>('/api/receivers');
  expect(all.find(({ name }) => name === 'channel')?.rate_limit_per_minute).toBe(5);
  await page.close();
});

test('a route is added, tried before it is saved, kept over a reload, and not written over what somebody else saved', async () => {
  const { world } = visitor;
  const page = await visitor.pageOf('eve', '/receivers/policy');
  await page.getByRole('button', { name: 'Add a route below: all alerts' }).click();
  const matchers = page.getByLabel('Matchers, one a line');
  await matchers.fill('team');
  const findings = page.getByRole('region', { name: 'Findings' });
  await findings.getByText('route.routes[0].matchers[0]').waitFor();
  expect(await page.getByRole('button', { name: 'Save the policy' }).isDisabled()).toBe(true);
  await visitor.expectUsable(page);
  await matchers.fill('severity="HIGH"');
  await page.getByText('the label severity is one of critical, high, warning, low, info').waitFor();
  await matchers.fill('team="web"');
  await findings.getByText('Nothing is wrong with it.').waitFor();
  await page.getByRole('switch', { name: 'As the route above tells' }).uncheck();
  await page.getByLabel('channel', { exact: true }).check();
  await page.getByLabel('Group wait').fill('7s');
  await page
    .getByLabel('Time intervals, in YAML')
    .fill('- name: night\n  time_intervals:\n    - times: [{ start_time: "22:00", end_time: "24:00" }]');
  await page.getByRole('group', { name: 'Not told during' }).getByLabel('night').check();
  await page.getByLabel('Labels of the alert').fill('team=web');
  const tried = page.getByRole('region', { name: 'Where would this alert go?' });
  await tried.getByText('channel, by the route {}/{team="web"}, after 7 s').waitFor();
  await visitor.expectUsable(page);

  // Nothing of it holds yet, and nothing of it is lost.
  await page.reload();
  await page.getByText('This is what you had not saved.').waitFor();
  await tried.getByText('channel, by the route').waitFor();
  const { data: before, etag } = await world.api.tocsin.getNotificationPolicy();
  expect(before?.route.routes).toBeUndefined();
  const { receivers = [] } = before?.route ?? {};
  const body = { route: { receivers, group_by: ['alertname'], group_wait: '1s' } };
  await world.api.tocsin.updateNotificationPolicy({ body, ifMatch: etag ?? '' });
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await page.getByRole('button', { name: 'Go on with mine' }).click();
  await page.getByRole('button', { name: 'Go on with mine' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await page.getByText('The policy holds from now on.').waitFor();
  const { data: after } = await world.api.tocsin.getNotificationPolicy();
  expect(after?.route.routes).toEqual([
    expect.objectContaining({ matchers: ['team="web"'], group_wait: '7s', mute_time_intervals: ['night'] }),
  ]);
  await page.getByRole('button', { name: 'Delete: team="web"' }).click();
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await page.getByText('The policy holds from now on.').last().waitFor();
  await page.close();
});

test('an admin breaks the glass for a run, and somebody else looks at it afterwards', async () => {
  const { world } = visitor;
  await world.ann.insist(201, 'POST', '/api/playbooks', {
    name: 'Restart the queue',
    trigger: { matchers: ['queue="mail"'] },
    steps: [{ actions: [{ kind: 'webhook', url: restarter.url, body: { do: 'restart' } }] }],
    verification: { expr: 'queue_length{queue="mail"} > 0', within_ms: 20_000 },
    cooldown_ms: 0,
  });
  await world.api.insist(201, 'POST', '/api/rules', {
    name: 'Queue is long',
    severity: 'HIGH',
    category: 'application',
    conditions: [{ type: 'threshold', metric_path: 'queue_length', operator: '>', threshold: 80 }],
  });
  const sample = { metric: 'queue_length', labels: { queue: 'mail' }, value: 95 };
  await world.api.tocsin.sendMetrics({ body: { samples: [sample] } });
  const { id } = await world.newRun([]);
  await world.runUntil(id, ({ state }) => state === 'awaiting_approval');
  const page = await adminPage(`/healing/${id}`, 'dark');
  await page.getByLabel('Reason').fill('The shop is down, and nobody else is awake.');
  await page.getByRole('switch', { name: 'Break the glass' }).check();
  await visitor.expectUsable(page);
  await page.getByRole('button', { name: 'Break the glass and approve' }).click();
  const glass = page.getByRole('region', { name: 'The glass was broken' });
  await glass.getByText('approved alone').waitFor();
  await glass.getByLabel('There was', { exact: true }).check();
  await glass.getByLabel('What you found').fill('It was I.');
  await glass.getByRole('button', { name: 'Review it' }).click();
  await glass.getByRole('alert').waitFor();
  await page.close();
  const other = await visitor.pageOf('bob', `/healing/${id}`);
  await other.getByLabel('There was', { exact: true }).check();
  await other.getByLabel('What you found').fill('The shop was down.');
  await visitor.expectUsable(other);
  await other.getByRole('button', { name: 'Review it' }).click();
  await other.getByText('there was reason for it.').waitFor();
  await other.close();
});

test('evidence of a period is downloaded, and proved by the public key alone', async () => {
  // What was done is proved from the first checkpoint on.
  while ((await visitor.world.api.ask('GET', '/api/audit/checkpoint')).status !== 200) await systemClock.wait(50);
  const page = await adminPage('/compliance');
  const [pack, key] = [await downloadedFrom(page, 'Download the pack'), await downloadedFrom(page, 'The public key')];
  expect(tocsinAudit('verify', pack, '--key', key)).toMatchObject({ status: 0 });
  const printed = await readFile(await downloadedFrom(page, 'As a page to print'), 'utf8');
  expect(printed).toContain('<html');
  const document = JSON.parse(await readFile(pack, 'utf8')) as { checkpoint: string };
  // The second line says how many entries the ledger has.
  const grown = document.checkpoint.replace(/\n\d+\n/, '\n1000000\n');
  await writeFile(pack, JSON.stringify({ ...document, checkpoint: grown }));
  expect(tocsinAudit('verify', pack, '--key', key)).toMatchObject({ status: 1 });
  await page.close();
});

test('what is held about a person is found and taken away, and the certificate of it is proved', async () => {
  const page = await adminPage('/subjects?name=carol', 'dark');
  await page.getByText('Nobody was erased.').waitFor();
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('a user, approver').waitFor();
  await visitor.expectUsable(page);
  const held = JSON.parse(await readFile(await downloadedFrom(page, 'Download all of it'), 'utf8')) as object;
  expect(held).toMatchObject({ name: 'carol', user: { role: 'approver' } });
  await page.getByRole('button', { name: 'Erase: carol' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
  const certificate = await downloadedFrom(page, 'Download the certificate of');
  await visitor.expectUsable(page);
  const { public_key: pem } = await kept<{ public_key: string }>('/api/audit/checkpoint');
  const key = join(directory, 'key.pem');
  await writeFile(key, pem);
  expect(tocsinAudit('verify', certificate, '--key', key)).toMatchObject({ status: 0 });
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('such person here').waitFor();
  await page.close();
});

test('what a role does not allow is said as such, and no way leads there', async () => {
  const page = await visitor.pageOf('eve', '/people', 'dark');
  await page.getByText('Not allowed for your role').first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'New user' }).isDisabled()).toBe(true);
  await visitor.expectUsable(page);
  await page.close();
  // A token that may read rules and nothing else finds Home without an error.
  const made = await visitor.world.api.insist(201, 'POST', '/api/tokens', {
    subject: 'reader',
    scopes: ['rules:read'],
  });
  const reader = await visitor.browser.page();
  await reader.goto(visitor.world.api.base);
  await visitor.showToken(reader, dataOf<{ token: string }>(made).token);
  await reader.getByText('Nothing waits for approval.').waitFor();
  await reader.getByRole('link', { name: 'Queue is long' }).first().waitFor();
  await reader.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
  expect(await reader.getByRole('alert').count()).toBe(0);
  await reader.close();
});

test('a mistyped address is answered by a page that says so, to browsers alone', async () => {
  const page = await adminPage('/rulez/7');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await visitor.expectUsable(page);
  await page.close();
  const { base } = visitor.world.api;
  const as = async (path: string, accept: string): Promise<[number, string | null]> => {
    const { status, headers } = await fetch(`${base}${path}`, { headers: { accept } });
    return [status, headers.get('content-type')];
  };
  expect(await as('/rulez', 'text/html')).toEqual([404, 'text/html; charset=utf-8']);
  expect(await as('/rules/new/xx/yy', 'text/html')).toEqual([404, 'text/html; charset=utf-8']);
  expect(await as('/rules/7/edit/', 'text/html')).toEqual([200, 'text/html; charset=utf-8']);
  expect(await as('/rulez', '*/*')).toEqual([404, 'application/problem+json; charset=utf-8']);
  expect(await as('/api/rulez', 'text/html')).toEqual([404, 'application/problem+json; charset=utf-8']);
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
