import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { debianProgram } from './debian-program.js';

const FOLDER = 'deploy/prometheus';
interface RuleFile {
  groups: {
    rules: { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }[];
  }[];
}
const { groups } = parse(readFileSync(`${FOLDER}/tocsin-alerts.yaml`, 'utf8')) as RuleFile;
const alerts = groups.flatMap(({ rules }) => rules);
const names = alerts.map(({ alert }) => alert);
const headings = (text: string): string[] => [...text.matchAll(/^## (\S+)$/gm)].map(([, name]) => String(name));

test('every alert has a severity, says what it is, and leads to its runbook, and there is no runbook without an alert', () => {
  for (const { alert, labels, annotations } of alerts) {
    expect(labels.severity).toMatch(/^(critical|warning)$/);
    expect(annotations).toEqual({
      summary: expect.stringMatching(/./) as string,
      description: expect.stringMatching(/\.$/) as string,
      runbook_url: `https://tocsin.example/docs/runbooks.md#${alert.toLowerCase()}`,
    });
  }
  expect(headings(readFileSync('docs/runbooks.md', 'utf8'))).toEqual(names);
});

test('every runbook that a panel leads to is there', () => {
  const folder = 'deploy/grafana/dashboards';
  const anchors = readdirSync(folder).flatMap((file) => {
    const links = readFileSync(`${folder}/${file}`, 'utf8').matchAll(/runbooks\.md#([a-z]+)/g);
    return [...links].map(([, anchor]) => String(anchor));
  });
  expect(anchors.length).toBeGreaterThan(10);
  const known = names.map((name) => name.toLowerCase());
  expect(anchors.filter((anchor) => !known.includes(anchor))).toEqual([]);
});

test('of every alert there is a test by which it fires, and one by which it does not', () => {
  const { tests } = parse(readFileSync(`${FOLDER}/tocsin-alerts.test.yaml`, 'utf8')) as { tests: { name: string }[] };
  expect(tests.map(({ name }) => name)).toEqual(names.flatMap((name) => [`${name} fires`, `${name} is quiet`]));
});

const promtool = debianProgram('promtool');
if (promtool.kind === 'missing')
  test.todo(`promtool tests the platform's alerts: left out, because ${promtool.reason}`);
else
  test.each([
    ['check', 'config', 'prometheus.yaml'],
    ['test', 'rules', 'tocsin-alerts.test.yaml'],
  ])('promtool %s %s %s', (verb, what, file) => {
    const { status, stdout, stderr } = spawnSync(promtool.path, [verb, what, `${FOLDER}/${file}`], {
      encoding: 'utf8',
    });
    expect({ status, stderr, isGood: stdout.includes('SUCCESS') }).toEqual({ status: 0, stderr: '', isGood: true });
  });
