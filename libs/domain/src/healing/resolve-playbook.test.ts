import fc from 'fast-check';
import { parseExpr } from '../promql/parser.js';
import { walkExpr } from '../promql/walk.js';
import { resolvePlaybook } from './resolve-playbook.js';
import { playbookWith } from './run.fake.js';

const container = playbookWith({
  steps: [{ actions: [{ kind: 'docker_restart', container: { name: 'shop-{{ $labels.name }}' } }] }],
});
const query = playbookWith({ preconditions: ['up{a="{{ $labels.name }}", b="x"} == 1'] });
const labels = (name: string) => ({ namespace: 'shop', deployment: 'web', name });

test('puts labels where targets are named', () => {
  expect(resolvePlaybook(container, labels('web_1.a-b'))).toMatchObject({
    steps: [[{ kind: 'docker_restart', container: { name: 'shop-web_1.a-b' } }]],
  });
});

test('puts labels into the texts that a webhook sends, however deep, and nowhere else', () => {
  const body = { service: '{{ $labels.name }}', of: [{ '{{ $labels.name }}': 'on {{ $labels.name }}' }, 7, null] };
  const webhook = { kind: 'webhook', url: 'https://example.org/heal', body } as const;
  const resolution = resolvePlaybook(playbookWith({ steps: [{ actions: [webhook] }] }), labels('web_1'));
  const sent = { service: 'web_1', of: [{ '{{ $labels.name }}': 'on web_1' }, 7, null] };
  expect(resolution).toMatchObject({ steps: [[{ ...webhook, body: sent }]] });
});

test('names what one address is asked to touch by the labels that it is sent, and by nothing else of what is sent', () => {
  const hook = (body: object, url = 'https://example.org/?a={b}}') => ({ kind: 'webhook', url, body });
  const to = '{{ $labels.name }} in {{ $labels.namespace }}';
  const actions = [hook({ to: [to, { also: '{{ $labels.name }}' }] }), hook({ to: 'all' })];
  const secret = hook({}, 'https://ann:secret@example.org/heal');
  const playbook = playbookWith({ steps: [{ actions }, { actions: [secret] }] });
  expect(resolvePlaybook(playbook, labels('web_1'))).toMatchObject({
    targets: [
      [
        'webhook/https://example.org/?a=%7Bb%7D%7D#name=web_1,namespace=shop',
        'webhook/https://example.org/?a=%7Bb%7D%7D',
      ],
      ['webhook/https://example.org/heal'],
    ],
  });
});

test.each([
  '../../other/containers/db',
  '..',
  'a..b',
  'a/b',
  'a"}',
  'a b',
  'a\nb',
  'a\u0000',
  '{{ $labels.x }}',
  'a?force=true',
  'a%2e%2e',
  'ünder',
  '-rf',
  '$(reboot)',
  'x'.repeat(300),
])('a label that is %j names nothing', (value) => {
  expect(resolvePlaybook(container, labels(value))).toMatchObject({ kind: 'refused', code: 'label_unfit' });
});

test('a label that Kubernetes would not take names nothing there', () => {
  const resolution = resolvePlaybook(playbookWith(), { namespace: 'shop', deployment: 'Web_1' });
  expect(resolution).toMatchObject({ kind: 'refused', code: 'label_unfit' });
});

test.each([{}, { name: '' }])('an alert without the label is refused, not taken for everything: %j', (given) => {
  const bare = { namespace: 'shop', deployment: 'web', ...given };
  expect(resolvePlaybook(container, bare)).toMatchObject({ kind: 'refused', code: 'label_missing' });
  expect(resolvePlaybook(query, bare)).toMatchObject({ kind: 'refused', code: 'label_missing' });
  expect(resolvePlaybook(playbookWith(), { deployment: 'web' })).toMatchObject({ code: 'label_missing' });
});

test('a label of an object’s prototype is none', () => {
  const odd = playbookWith({
    steps: [{ actions: [{ kind: 'docker_restart', container: { name: '{{ $labels.toString }}' } }] }],
  });
  expect(resolvePlaybook(odd, labels('x'))).toMatchObject({ kind: 'refused', code: 'label_missing' });
});

test('whatever a label says, the query asks for the same with that one value in it', () => {
  const hostile = fc.oneof(
    fc.constantFrom('x"} or vector(1) == 1 #', '"}', '\\', '\\"', '{{ $labels.b }}', "'", '`', '\n', '.*', '=~"'),
    fc.string({ unit: 'grapheme', minLength: 1 }),
  );
  fc.assert(
    fc.property(hostile, (value) => {
      const resolved = resolvePlaybook(query, labels(value));
      if (resolved.kind === 'refused') throw new Error(resolved.reason);
      const parsed = parseExpr(resolved.preconditions[0] ?? '');
      if (parsed.kind === 'refused') throw new Error(resolved.preconditions[0]);
      const parts: unknown[] = [];
      walkExpr(parsed.expr, (part) => parts.push(part.kind === 'vector_selector' ? part.matchers : part.kind));
      const matchers = [
        { name: 'a', operator: '=', value },
        { name: 'b', operator: '=', value: 'x' },
        { name: '__name__', operator: '=', value: 'up' },
      ];
      expect(parts).toEqual(['binary', matchers, 'number']);
    }),
  );
});
