import { execFileSync } from 'node:child_process';
import { curlText, limitBelow, sampleFrom, selectorOf } from './sample.js';

test('what is not written out is no sample yet', () => {
  const whole = { metric: ' queue_length ', labels: 'queue=mail', value: '7' };
  expect(sampleFrom(whole)).toEqual({ metric: 'queue_length', labels: { queue: 'mail' }, value: 7 });
  for (const part of [{ metric: ' ' }, { labels: 'queue' }, { value: '' }, { value: 'many' }])
    expect(sampleFrom({ ...whole, ...part })).toBeNull();
});

test('the command gives a shell exactly what is to be sent, whatever a label holds', () => {
  const sample = { metric: 'm', labels: { who: `it's "$(id)" \\` }, value: 1.5 };
  const command = curlText(sample, 'http://127.0.0.1:8000', 'abc').replace('curl', 'printf "%s\\n"');
  const said = execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trim().split('\n');
  expect(said.slice(0, -1)).toEqual([
    '-X',
    'POST',
    'http://127.0.0.1:8000/api/metrics',
    '-H',
    'Authorization: Bearer abc',
    '-H',
    'Content-Type: application/json',
    '-d',
  ]);
  expect(JSON.parse(said.at(-1) ?? '')).toEqual({ samples: [sample] });
});

test('a series is selected by its name and its labels', () => {
  expect(selectorOf({ metric: 'm', labels: { a: 'b"c' } })).toBe('{__name__="m",a="b\\"c"}');
});

test('every value is beyond the limit that is proposed for it', () => {
  for (const value of [95, 1, 0, -3, 0.000_1, 1e12]) expect(limitBelow(value)).toBeLessThan(value);
});
