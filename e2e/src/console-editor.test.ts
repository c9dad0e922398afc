import { parse } from 'yaml';
import type { Locator } from './world/browser.js';
import { ConsoleVisitor } from './world/console-visitor.js';
import { dataOf } from './world/healing-world.js';

jest.setTimeout(60_000);

let visitor: ConsoleVisitor;
beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
}, 120_000);
afterAll(() => visitor.leave());

interface Rule {
  id: string;
  name: string;
  version: number;
}
const ruleCalled = async (name: string): Promise<Rule | undefined> =>
  dataOf<Rule[]>(await visitor.world.api.insist(200, 'GET', '/api/rules?limit=500')).find((rule) => rule.name === name);

/** What stands in a field of code: it consists of lines. */
const codeIn = (field: Locator): Promise<string> => field.innerText();
/** Writes into a field of code as a person does, who empties it first. */
async function writeCode(field: Locator, text: string): Promise<void> {
  await field.press('Control+a');
  await field.press('Delete');
  await field.page().keyboard.insertText(text);
}

const send = (value: number): Promise<unknown> =>
  visitor.world.api.tocsin.sendMetrics({
    body: { samples: [{ metric: 'queue_length', labels: { queue: 'mail' }, value }] },
  });

test('a rule is written in a form with the names that are sent, is seen to have fired, and is saved', async () => {
  await send(95);
  const { world } = visitor;
  await world.api.dataUntil<string[]>('/api/v1/label/__name__/values', (names) => names.includes('queue_length'));
  const page = await visitor.pageOf('eve', '/rules');
  await page.getByRole('link', { name: 'New rule' }).click();
  const findings = page.getByRole('region', { name: 'Findings' });
  // What nobody has come to yet is no mistake; who tries to save is told of it at its field.
  await findings.getByText('Still to be filled in: Name, Metric of condition 1.').waitFor();
  expect(await page.getByText('is missing').count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await findings.getByText('Metric of condition 1 is missing.').waitFor();
  await page.getByRole('region', { name: 'The rule' }).getByText('is missing.').first().waitFor();
  await visitor.expectUsable(page);
  // A name of 300 characters is kept as it was typed, and it is told how long one may be.
  await page.getByLabel('Name', { exact: true }).first().fill('n'.repeat(300));
  await findings.getByText('Name is longer than 200 characters').waitFor();
  await page.getByLabel('Name', { exact: true }).first().fill('Mail waits');
  await page.getByRole('combobox', { name: 'Metric' }).or(page.getByLabel('Metric')).first().fill('queue');
  await page.getByRole('option', { name: 'queue_length' }).click();
  await page.getByLabel('Threshold').fill('8.5e');
  await findings.getByText('Threshold of condition 1').waitFor();
  await page.getByLabel('Threshold').fill('80');
  await findings.getByText('Nothing is wrong with it.').waitFor();
  await page.getByText('It would have fired 1 time').waitFor();
  await page.getByText('It looks at 1 series, which had 1 sample in 1 d').waitFor();
  await page.getByRole('button', { name: 'Send a test of this rule to on call' }).click();
  await page.getByText('delivered in').waitFor();
  const isTest = ({ groupLabels }: { groupLabels: Record<string, string> }): boolean =>
    groupLabels['alertname'] === 'Mail waits';
  await world.inbox.until((messages) => messages.some(isTest));
  await page.getByRole('img', { name: /over time/ }).waitFor();
  await page.getByRole('button', { name: 'The chart as a table' }).click();
  await page.getByText('Threshold: 80').waitFor();
  await page.getByRole('cell', { name: '95' }).first().waitFor();
  // Half an hour beside the full ones, and half an hour of daylight saving.
  await page.getByLabel('Times in').selectOption('Australia/Lord_Howe');
  await page
    .getByRole('cell', { name: /GMT\+(10:30|11)/ })
    .first()
    .waitFor();
  await visitor.expectUsable(page);
  await page.getByLabel('In the last').selectOption('7d');
  await page.getByText('a week').waitFor();
  expect(new URL(page.url()).searchParams.get('span')).toBe('7d');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Mail waits' }).waitFor();
  expect(await ruleCalled('Mail waits')).toBeDefined();
  await page.close();
});

test('form, YAML and JSON are one rule, and what is not saved outlives a reload, also what cannot be read', async () => {
  const page = await visitor.pageOf('eve', '/rules/new?view=yaml');
  const yaml = page.getByLabel('The rule as YAML');
  await writeCode(
    yaml,
    '# Why it is there.\nname: Over words\nseverity: LOW\ncategory: business\nconditions:\n  - type: promql\n    expr: up == 0\n',
  );
  await page.getByText('Form', { exact: true }).click();
  await page.getByLabel('Expression').press('Control+a');
  await page.getByLabel('Expression').pressSequentially('sum(queue_len');
  await page.getByRole('option', { name: 'queue_length' }).click();
  expect(await codeIn(page.getByLabel('Expression'))).toBe('sum(queue_length');
  await page.getByRole('region', { name: 'Findings' }).getByText('Expression of condition 1').waitFor();
  await page.getByLabel('Expression').pressSequentially(') > 3');
  await page.getByText('JSON', { exact: true }).click();
  const json = page.getByLabel('The rule as JSON');
  expect(JSON.parse(await codeIn(json))).toMatchObject({ conditions: [{ expr: 'sum(queue_length) > 3' }] });
  await writeCode(json, '{ "name": "Over wor');
  await page.getByText('Form', { exact: true }).click();
  await page.getByText('What was typed as JSON cannot be read yet').waitFor();
  expect(await page.getByLabel('Expression').getAttribute('aria-readonly')).toBe('true');
  await visitor.expectUsable(page);
  await page.reload();
  await page.getByText('This is what you had not saved.').waitFor();
  await page.getByText('JSON', { exact: true }).click();
  expect(await codeIn(json)).toBe('{ "name": "Over wor');
  await writeCode(
    json,
    '{"name":"Other words","severity":"LOW","category":"business","conditions":[{"type":"promql","expr":"up == 0"}]}',
  );
  await page.getByText('YAML', { exact: true }).click();
  expect((await codeIn(yaml)).trimEnd()).toBe(
    '# Why it is there.\nname: Other words\nseverity: LOW\ncategory: business\nconditions:\n  - type: promql\n    expr: up == 0',
  );
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await page.getByRole('button', { name: 'Take mine back' }).click();
  await yaml.getByText('Other words').waitFor();
  await page.close();
});

test('who types over what was there has just what was typed', async () => {
  const page = await visitor.pageOf('eve', '/rules/new?view=yaml');
  const typeOver = async (field: Locator, text: string): Promise<void> => {
    await field.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text, { delay: 60 });
    expect((await codeIn(field)).trim()).toBe(text);
  };
  await typeOver(page.getByLabel('The rule as YAML'), 'name: Long');
  await page.getByText('JSON', { exact: true }).click();
  await typeOver(page.getByLabel('The rule as JSON'), '{"name": "Short"}');
  await page.getByText('YAML', { exact: true }).click();
  await typeOver(page.getByLabel('The rule as YAML'), 'name: Shorter');
  await page.close();
});

test('all conditions are one expression, and one that is typed takes their place', async () => {
  const page = await visitor.pageOf('eve', '/rules/new?view=yaml');
  const yaml = page.getByLabel('The rule as YAML');
  await writeCode(
    yaml,
    '# Why it is there.\nname: Long\nseverity: LOW\ncategory: business\nconditions:\n  - type: threshold\n    metric_path: current_metrics.queue_length\n    operator: ">"\n    threshold: 80\n    recovery_threshold: 60\n',
  );
  await page.getByText('PromQL', { exact: true }).click();
  const expression = page.getByLabel('The conditions as an expression');
  await expression.waitFor();
  expect(await codeIn(expression)).toBe('queue_length > 80');
  await writeCode(expression, 'queue_length{queue="mail"} >');
  await page.getByText('unexpected end of input').waitFor();
  await page.getByText('Form', { exact: true }).click();
  await page.getByText('What was typed as PromQL cannot be read yet').waitFor();
  await page.getByText('PromQL', { exact: true }).click();
  await writeCode(expression, 'queue_length{queue="mail"} > 90');
  await visitor.expectUsable(page);
  await page.getByText('Form', { exact: true }).click();
  expect(await page.getByLabel('Threshold', { exact: true }).inputValue()).toBe('90');
  await page.getByText('YAML', { exact: true }).click();
  const typed = await codeIn(yaml);
  for (const line of ['# Why it is there.', 'recovery_threshold: 60', 'queue: mail', 'current_metrics.queue_length'])
    expect(typed).toContain(line);
  await page.getByText('PromQL', { exact: true }).click();
  await writeCode(expression, 'sum by (queue) (rate(queue_length[5m])) > 90');
  await page.getByText('Form', { exact: true }).click();
  expect(await page.getByLabel('Kind').inputValue()).toBe('promql');
  await page.close();
});

test.each(['light', 'dark'] as const)('what would be saved is told line by line, in %s', async (theme) => {
  const { id = '', version = 0 } = (await ruleCalled('Mail waits')) ?? {};
  const page = await visitor.pageOf('eve', `/rules/${id}/edit`, theme);
  await page.getByText('Nothing is changed yet.').waitFor();
  await page.getByLabel('Threshold').fill('82');
  const lines = page.getByRole('region', { name: `From version ${version} to what is saved` });
  await lines.getByRole('insertion').getByText('+     threshold: 82').waitFor();
  await page.getByText('1 line added (+), 1 removed (-).').waitFor();
  expect((await lines.innerText()).split('\n').filter((line) => line !== '')).toEqual([
    expect.stringMatching(/^… \d+ lines as before$/),
    expect.stringMatching(/^ {2}/),
    expect.stringMatching(/^ {2}/),
    '      operator: ">"',
    '-     threshold: 80',
    '+     threshold: 82',
    expect.stringMatching(/^ {2}/),
    expect.stringMatching(/^ {2}/),
    expect.stringMatching(/^ {2}/),
    expect.stringMatching(/^… \d+ lines? as before$/),
  ]);
  await visitor.expectUsable(page);
  await page.close();
});

test('every kind of condition has a form, also those that join others, and findings stand at their line', async () => {
  const page = await visitor.pageOf('eve', '/rules/new', 'dark');
  const first = page.getByRole('group', { name: 'Condition 1', exact: true });
  const kind = first.getByLabel('Kind').first();
  await kind.selectOption('a series unlike its peers');
  await first.getByLabel('Method').selectOption('dbscan');
  await first.getByLabel('Neighbors').fill('3');
  await first.getByLabel('Peers share the labels').fill('queue, zone');
  await kind.selectOption('events whose text fits a pattern');
  await first.getByLabel('Pattern').fill('(');
  await first.getByText('is no pattern').waitFor();
  await first.getByLabel('Pattern').fill('time(d )?out');
  await kind.selectOption('other conditions, joined');
  await first.getByLabel('Holds when').selectOption('at least so many of them hold');
  await first.getByLabel('How many').fill('1');
  const second = page.getByRole('group', { name: 'Condition 1.2', exact: true });
  await second.getByLabel('Kind').selectOption('other conditions, one after the other');
  await second.getByLabel('Within').fill('10m');
  await page.getByRole('group', { name: 'Condition 1.2.2', exact: true }).waitFor();
  await visitor.expectUsable(page);
  await page.getByText('YAML', { exact: true }).click();
  const yaml = page.getByLabel('The rule as YAML');
  const written = parse(await codeIn(yaml)) as { conditions: unknown[] };
  expect(written.conditions).toMatchObject([
    {
      type: 'composite',
      match: 'n_of',
      n: 1,
      conditions: [
        { type: 'pattern', pattern: 'time(d )?out', label: 'message', window: '5m' },
        { type: 'sequence', within: '10m', conditions: [{ type: 'threshold' }, { type: 'threshold' }] },
      ],
    },
  ]);
  await writeCode(
    yaml,
    'name: Peers\nseverity: LOUD\ncategory: business\nconditions: [{type: outlier, metric_path: cpu, by: [a]}]\n',
  );
  await page.getByText('Line 2: severity').waitFor();
  expect(await yaml.getAttribute('aria-invalid')).toBe('true');
  await visitor.expectUsable(page);
  await page.getByText('Form', { exact: true }).click();
  expect(await first.getByLabel('Peers share the labels').inputValue()).toBe('a');
  await page.close();
});

test('when a token ends while a rule is written, nothing of it is lost', async () => {
  const page = await visitor.browser.page();
  await page.goto(`${visitor.world.api.base}/rules/new`);
  const first = await visitor.tokenOf('carol');
  await visitor.showToken(page, first.token);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByLabel('Description').fill('Typed as the token ended.');
  await visitor.world.api.insist(204, 'DELETE', `/api/tokens/${first.id}`);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.waitFor();
  await visitor.showToken(page, (await visitor.tokenOf('carol')).token);
  await again.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Description').inputValue()).toBe('Typed as the token ended.');
  await page.getByRole('region', { name: 'Findings' }).getByText('Still to be filled in: Name').waitFor();
  await page.close();
});

test('a rule begins from words or from a template', async () => {
  const page = await visitor.pageOf('eve', '/rules/new', 'dark');
  await page.getByLabel('What should it tell you?').fill('tell me when queue_length is above 70 for 5 minutes');
  await page.getByRole('button', { name: 'Make a rule of it' }).click();
  await page.getByRole('button', { name: 'Take it into the editor' }).click();
  expect(await page.getByLabel('Threshold').inputValue()).toBe('70');
  await page.getByLabel('What is watched').fill('disk');
  await page
    .getByRole('button', { name: /Take the template .*disk/i })
    .first()
    .click();
  await page.getByText('Another text has taken the place of yours.').waitFor();
  await visitor.expectUsable(page);
  await page.getByText('Nothing was sent in this time of').waitFor();
  await page.setViewportSize({ width: 360, height: 700 });
  await visitor.expectUsable(page);
  await page.close();
});

test('what somebody else has changed meanwhile is shown, and nothing of either is lost', async () => {
  const { world } = visitor;
  const rule = await ruleCalled('Mail waits');
  const id = rule?.id ?? '';
  const page = await visitor.pageOf('eve', `/rules/${id}/edit`);
  await page.getByLabel('Threshold').fill('81');
  await page.getByText('80').first().waitFor();
  const { data, etag } = await world.ann.tocsin.getRule({ id });
  const { name, severity, category, conditions } = data;
  await world.ann.tocsin.updateRule({
    id,
    ifMatch: etag ?? '',
    body: { name, severity, category, conditions, description: 'By ann.' },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const conflict = page.getByRole('region', { name: 'Somebody else has changed it meanwhile' });
  await conflict.getByText('By ann.').waitFor();
  await visitor.expectUsable(page);
  await conflict.getByRole('button', { name: 'Take theirs' }).click();
  expect(await page.getByLabel('Threshold').inputValue()).toBe('80');
  await page.getByRole('button', { name: 'Take mine back' }).click();
  expect(await page.getByLabel('Threshold').inputValue()).toBe('81');
  await page.getByRole('button', { name: 'Save' }).click();
  await conflict.getByRole('button', { name: 'Go on with mine' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Mail waits' }).waitFor();
  expect(dataOf<{ conditions: unknown[] }>(await world.api.insist(200, 'GET', `/api/rules/${id}`)).conditions).toEqual([
    expect.objectContaining({ threshold: 81 }),
  ]);
  await page.close();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
