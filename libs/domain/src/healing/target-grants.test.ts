import { grantedNamespaces, isGranted } from './target-grants.js';

const grants = [
  { tenant: 'acme', targets: ['kubernetes/shop/*', 'docker/web'] },
  { tenant: 'bolt', targets: ['aws/group/b-*'] },
];

test('a tenant touches what is granted to it, and nothing beside it', () => {
  const granted = (tenant: string, target: string): boolean => isGranted(grants, tenant, target);
  expect(granted('acme', 'kubernetes/shop/Deployment/web')).toBe(true);
  expect(granted('acme', 'docker/web')).toBe(true);
  expect(granted('bolt', 'aws/group/b-1')).toBe(true);
  for (const target of [
    'kubernetes/shopping/Deployment/web',
    'kubernetes/Node/n1',
    'docker/web2',
    'docker/',
    'aws/group/b-1',
  ])
    expect([target, granted('acme', target)]).toEqual([target, false]);
  expect(granted('bolt', 'kubernetes/shop/Deployment/web')).toBe(false);
  expect(granted('nobody', 'docker/web')).toBe(false);
  expect(isGranted([], 'acme', 'docker/web')).toBe(false);
});

test('webhooks are granted to all', () => {
  expect(isGranted([], 'acme', 'webhook/https://a.example/')).toBe(true);
});

test.each([
  [
    ['kubernetes/shop/*', 'kubernetes/shop/Deployment/web', 'kubernetes/Node/n1', 'docker/*', 'kubernetes/a/Pod/x'],
    ['a', 'shop'],
  ],
  [[], []],
  [['docker/web'], []],
  [['kubernetes/*'], null],
  [['*'], null],
  [['kube*'], null],
  [['kubernetes/shop*'], null],
])('of what is granted by %j the namespaces are %j', (targets, namespaces) => {
  expect(grantedNamespaces([{ tenant: 'acme', targets }])).toEqual(namespaces);
});
