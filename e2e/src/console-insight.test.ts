import { ConsoleVisitor } from './world/console-visitor.js';
import { DISK, MINUTE, QUEUE, SERIES, watchPast } from './world/watched-past.js';

jest.setTimeout(60_000);

const now = Date.now();
let visitor: ConsoleVisitor;
let queueRule: string;

beforeAll(async () => {
  visitor = await ConsoleVisitor.arrive();
  ({ queueRule } = await watchPast(visitor.world, now));
}, 180_000);
afterAll(() => visitor.leave());

test.each(['light', 'dark'] as const)(
  'somebody finds out why an alert did not fire, and whoever is sent the address sees the same, in the %s theme',
  async (theme) => {
    const page = await visitor.pageOf('eve', '/rules', theme);
    await page.getByRole('link', { name: QUEUE }).click();
    await page.getByRole('link', { name: 'Why it did not fire' }).click();
    await page.getByLabel('Instance').fill('{queue="print"}');
    await visitor.expectUsable(page);
    await page.keyboard.press('Enter');
    const answer = page.getByRole('region', { name: 'What held it back' });
    await answer.getByText('is 41.5, not > 80').first().waitFor();
    await answer.getByText('comparison').waitFor();
    await visitor.expectUsable(page);
    const address = page.url();
    expect(new URL(address).searchParams.get('labels')).toBe('{queue="print"}');
    expect(Number(new URL(address).searchParams.get('at'))).toBeGreaterThan(now);
    await page.close();

    const other = await visitor.pageOf('ann', address.slice(visitor.world.api.base.length), theme);
    await other.getByText('is 41.5, not > 80').first().waitFor();
    // A selector that is none is refused with what to do, and stays as it was typed.
    await other.getByLabel('Instance').fill('{queue=');
    await other.getByRole('button', { name: 'Ask' }).click();
    await other.getByText('Write a selector such as {instance="web-1"}').waitFor();
    expect(await other.getByLabel('Instance').inputValue()).toBe('{queue=');
    await visitor.expectUsable(other);
    await other.close();
  },
);

test('the states of the instances of a rule are seen over time, in the range that the address names', async () => {
  const page = await visitor.pageOf('eve', `/rules/${queueRule}`);
  await page.getByRole('link', { name: 'Timeline', exact: true }).click();
  await page.getByRole('heading', { name: `Timeline of ${QUEUE}` }).waitFor();
  const bands = page.getByRole('link', { name: /^firing from/ });
  await bands.nth(1).waitFor();
  expect(await bands.count()).toBe(2);
  expect(await bands.first().getAttribute('title')).toMatch(/^firing from .*, 5 min$/);
  await page.getByRole('button', { name: 'Timeline as a table' }).click();
  expect(await page.getByRole('row', { name: 'queue=mail' }).count()).toBe(2);
  await visitor.expectUsable(page);
  // The last hour has one of them; the one before has the other.
  await page.getByLabel('Time shown').selectOption('1h');
  await page.getByRole('button', { name: 'Earlier' }).click();
  await bands.nth(1).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: '5 min' }).waitFor();
  expect(await bands.count()).toBe(1);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get('span')).toBe('1h');
  expect(Number(searchParams.get('to'))).toBeLessThan(Date.now() - 59 * MINUTE);
  await page.close();

  const dark = await visitor.pageOf('ann', `/rules/${queueRule}/timeline?label=queue%3Dprint`, 'dark');
  await dark.getByText('No instance of this rule waited or fired in this time').waitFor();
  await visitor.expectUsable(dark);
  await dark.getByLabel('Label').fill('');
  await dark.getByRole('button', { name: 'Search' }).click();
  await dark
    .getByRole('link', { name: /^firing from/ })
    .last()
    .click();
  await dark.getByRole('dialog').getByRole('link', { name: 'Timeline of its rule' }).waitFor();
  await visitor.expectUsable(dark);
  await dark.close();
});

test('alerts of a group are an incident, on which people write notes, and which leads to earlier ones like it', async () => {
  const page = await visitor.pageOf('eve', '/');
  await page.getByRole('link', { name: 'Incidents' }).click();
  await page.getByRole('row', { name: QUEUE }).nth(1).waitFor();
  await visitor.expectUsable(page);
  await page.getByLabel('State').selectOption('open');
  await page.getByRole('row', { name: QUEUE }).nth(1).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: QUEUE }).getByRole('link').click();
  await page.getByText('Nobody has written anything yet.').waitFor();
  await page.getByRole('textbox', { name: 'Note' }).fill('The mail server was asleep.\n  It is awake.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  const note = page.getByRole('article').filter({ hasText: 'The mail server was asleep.' });
  await note.getByText('eve').waitFor();
  expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('');
  await page.getByText('wrote a note').waitFor();
  await visitor.expectUsable(page);
  const address = new URL(page.url()).pathname;
  await page.close();

  const other = await visitor.pageOf('ann', address, 'dark');
  await other.getByText('The mail server was asleep.').waitFor();
  await visitor.expectUsable(other);
  const similar = other.getByRole('region', { name: 'Similar earlier ones' });
  await similar.getByRole('link', { name: QUEUE }).click();
  await other.getByText('No earlier one has many labels in common with it.').waitFor();
  expect(new URL(other.url()).pathname).not.toBe(address);
  await other.goto(`${visitor.world.api.base}/incidents/none`);
  await other.getByText('There is no such incident.').waitFor();
  await visitor.expectUsable(other);
  await other.close();
});

test('what is likely is seen with its reasons, a forecast with its bands, and how reliable chances were', async () => {
  const page = await visitor.pageOf('eve', '/predictions?horizon=1h');
  const forecast = page.getByRole('region', { name: 'Forecast' });
  await forecast.getByRole('img', { name: `Forecast of ${SERIES}` }).waitFor();
  await forecast.getByRole('button', { name: 'The forecast as a table' }).click();
  for (const column of ['what it was', 'quantile 0.1', 'quantile 0.5', 'quantile 0.9'])
    await forecast.getByRole('columnheader', { name: column }).waitFor();
  const silent = page.getByRole('region', { name: 'Nothing can be told of' });
  await silent.getByRole('row', { name: `it fires already ${DISK}` }).waitFor();
  const reliability = page.getByRole('region', { name: 'Reliability of past chances' });
  await reliability.getByRole('img').waitFor();
  await reliability.getByRole('row', { name: '0 % to 10 %' }).waitFor();
  await page.getByRole('region', { name: 'Series that changed for good' }).waitFor();
  await visitor.expectUsable(page);
  await page.getByLabel('Looking ahead').selectOption('7d');
  await forecast.getByText('No series is forecast this far ahead').waitFor();
  await reliability.getByText('No chance can be judged yet').waitFor();
  expect(new URL(page.url()).search).toBe('?horizon=7d');
  await page.close();
});

test('somebody marks series that are to be predicted; what is no selector is told, and nothing typed is lost', async () => {
  const page = await visitor.pageOf('ann', '/predictions', 'dark');
  const marks = page.getByLabel('Selectors, one a line');
  await marks.waitFor();
  expect(await marks.inputValue()).toBe('disk_used_percent');
  await visitor.expectUsable(page);
  await marks.fill('disk_used_percent\nqueue_length{queue=');
  await page.getByRole('button', { name: 'Save the marks' }).click();
  await page.getByText('is no selector of series').waitFor();
  expect(await marks.inputValue()).toBe('disk_used_percent\nqueue_length{queue=');
  await visitor.expectUsable(page);
  await marks.fill('disk_used_percent\n\n queue_length{queue="mail"}');
  await page.getByRole('button', { name: 'Save the marks' }).click();
  await page.getByText('The marks are kept.').waitFor();
  const { data } = await visitor.world.api.tocsin.getPredictionMarks();
  expect(data.selectors).toEqual(['disk_used_percent', 'queue_length{queue="mail"}']);
  await page.close();
});

test('scores are seen by series and time, with the members that had a share in them, and lead to a rule', async () => {
  const page = await visitor.pageOf('eve', '/anomalies');
  await page.getByRole('img', { name: `Scores of ${SERIES}, the highest` }).waitFor();
  expect(await page.getByLabel('Time shown').inputValue()).toBe('6h');
  await page.getByLabel('Times in').selectOption('UTC');
  const marks = page.getByRole('group', { name: 'Times of the scores' }).getByRole('time');
  const [from = '', to = ''] = await Promise.all(
    [marks.first(), marks.last()].map((mark) => mark.getAttribute('datetime')),
  );
  expect([await marks.count(), Date.parse(to ?? '') - Date.parse(from ?? '')]).toEqual([5, 6 * 60 * MINUTE]);
  expect(await marks.last().innerText()).toContain((to ?? '').slice(11, 16));
  await page.getByRole('region', { name: 'Series without a score' }).getByText('too few samples').first().waitFor();
  await visitor.expectUsable(page);
  await page.getByRole('button', { name: SERIES }).focus();
  await page.keyboard.press('Enter');
  const close = page.getByRole('region', { name: SERIES });
  await close.getByRole('row', { name: 'something new' }).first().waitFor();
  await close
    .getByText(/new value \d+ %/)
    .first()
    .waitFor();
  await close.getByRole('img', { name: `Scores of ${SERIES}` }).waitFor();
  await close.getByRole('button', { name: 'The scores of this series as a table' }).click();
  await close.getByRole('columnheader', { name: 'Score' }).waitFor();
  await visitor.expectUsable(page);
  const address = new URL(page.url());
  expect(address.searchParams.get('series')).toBe(SERIES);
  await page.close();

  const dark = await visitor.pageOf('ann', address.pathname + address.search, 'dark');
  await dark.getByRole('region', { name: SERIES }).getByRole('row', { name: 'something new' }).first().waitFor();
  await dark.getByRole('button', { name: 'The scores as a table' }).click();
  await visitor.expectUsable(dark);
  await dark.getByRole('link', { name: 'Write a rule on this' }).click();
  await dark.getByRole('heading', { name: 'New rule' }).waitFor();
  expect(await dark.getByRole('combobox', { name: 'Metric' }).inputValue()).toBe('disk_used_percent');
  expect(await dark.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
    'disk_used_percent is unusual',
  );
  await dark.close();
});

test('what cannot be read is told on each of the pages, and can be asked for again', async () => {
  const page = await visitor.pageOf('eve', '/');
  const problem = {
    type: 'urn:x',
    title: 'Not today',
    status: 403,
    detail: 'Come back tomorrow.',
    instance: '',
    trace_id: '',
  };
  const refused = /\/api\/(v1\/|predictions|prediction-marks|alert-incidents|alerts\?)/u;
  await page.route(refused, (route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  for (const path of ['/predictions', '/anomalies', '/incidents', `/rules/${queueRule}/timeline`]) {
    await page.goto(`${visitor.world.api.base}${path}`);
    await page.getByRole('alert').filter({ hasText: 'Come back tomorrow.' }).first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  }
  await page.unroute(refused);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page
    .getByRole('link', { name: /^firing from/ })
    .first()
    .waitFor();
  await page.close();
});

test('the browser had nothing to complain of', () => {
  expect(visitor.browser.complaints).toEqual([]);
});
