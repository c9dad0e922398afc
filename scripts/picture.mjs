// Draws README's picture from a platform that runs: npm start in one terminal, npm run picture in another.
import { readFileSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

const base = process.argv[2] ?? 'http://127.0.0.1:8000';
const admin = readFileSync(`${process.env.TOCSIN_HOME ?? '.tocsin'}/admin.token`, 'utf8').trim();
const answer = await fetch(`${base}/api/tokens`, {
  method: 'POST',
  headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
  body: JSON.stringify({ subject: 'picture', tenant_id: 'demo', scopes: ['rules:read'] }),
});
const { data } = await answer.json();
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
const page = await browser.newPage({
  viewport: { width: 1200, height: 1400 },
  extraHTTPHeaders: { authorization: `Bearer ${data.token}` },
});
await page.goto(`${base}/docs/api#/alerts/listAlerts`);
const operation = page.locator('#operations-alerts-listAlerts');
await operation.getByText('Try it out').click();
await operation.locator('tr', { hasText: 'state' }).locator('select').first().selectOption('firing');
await operation.locator('tr', { hasText: 'limit' }).locator('input').fill('3');
await operation.getByRole('button', { name: 'Execute' }).click();
await operation.locator('.live-responses-table').waitFor();
await operation.locator('.responses-inner > div').first().screenshot({ path: 'docs/images/running.png' });
await browser.close();
