import { actionText } from './action-text.js';

test('whoever approves a webhook sees its address and all of its body', () => {
  const body = { volume: 'data', force: true, hosts: ['a', 'b'] };
  const text = actionText({
    action: { kind: 'webhook', url: 'https://a.example/wipe?now=1', body },
    target: 'webhook/https://a.example/wipe?now=1',
  });
  expect(text).toBe(
    [
      'webhook',
      'target: webhook/https://a.example/wipe?now=1',
      'url: https://a.example/wipe?now=1',
      `body: ${JSON.stringify(body, null, 2)}`,
    ].join('\n'),
  );
});

test('what an action of Kubernetes is done to, and what it changes, is told', () => {
  const workload = { namespace: 'shop', kind: 'Deployment', name: 'web' } as const;
  const target = 'kubernetes/shop/Deployment/web';
  const scaled = actionText({ action: { kind: 'kubernetes_scale', workload, replicas: 0 }, target });
  expect(scaled).toContain('kubernetes scale\ntarget: kubernetes/shop/Deployment/web\n');
  expect(scaled).toContain('\nreplicas: 0');
  const patch = { spec: { paused: true } };
  expect(actionText({ action: { kind: 'kubernetes_patch', workload, patch }, target })).toContain('"paused": true');
});

test('signs that turn the direction of a text, or cannot be seen, are written out', () => {
  const action = { kind: 'webhook', url: 'https://a.example/', body: { do: '\u202Eetisrevo\u200B' } } as const;
  expect(actionText({ action, target: 'x' })).toContain('"\\u{202e}etisrevo\\u{200b}"');
});
