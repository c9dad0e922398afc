import fc from 'fast-check';
import { allowedLeaves, patchOf, presentLeaves, touchesPods } from './allowed-leaves.js';

const web = (fields: object) => ({ spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } } });
const workload = {
  spec: {
    minReadySeconds: 3,
    template: { spec: { containers: [{ name: 'web', image: 'web:1', resources: { limits: { memory: '64Mi' } } }] } },
  },
};

it.each<[object, Record<string, unknown>]>([
  [{ spec: { minReadySeconds: 5, paused: true } }, { 'spec/minReadySeconds': 5, 'spec/paused': true }],
  [{ spec: { strategy: { rollingUpdate: { maxSurge: '50%' } } } }, { 'spec/strategy/rollingUpdate/maxSurge': '50%' }],
  [
    web({ resources: { limits: { memory: '1Gi', cpu: null } } }),
    {
      'spec/template/spec/containers/web/resources/limits/memory': '1Gi',
      'spec/template/spec/containers/web/resources/limits/cpu': null,
    },
  ],
  [
    web({ readinessProbe: { failureThreshold: 9 } }),
    { 'spec/template/spec/containers/web/readinessProbe/failureThreshold': 9 },
  ],
])('%j is allowed', (patch, leaves) => {
  const found = allowedLeaves(patch);
  expect(found).toEqual(new Map(Object.entries(leaves)));
  expect(patchOf(found as Map<string, string>)).toEqual(patch);
});

it.each<[object, string]>([
  [web({ image: 'evil:1' }), 'containers/web/image'],
  [web({ command: ['sh'] }), 'the list spec/template/spec/containers/web/command'],
  [web({ env: [{ name: 'LD_PRELOAD', value: 'x' }] }), 'the list'],
  [web({ securityContext: { privileged: true } }), 'securityContext/privileged'],
  [web({ livenessProbe: { exec: { command: ['sh'] } } }), 'the list'],
  [web({ $patch: 'replace' }), '$patch'],
  [web({ lifecycle: null }), 'containers/web/lifecycle'],
  [{ spec: { template: { spec: { serviceAccountName: 'admin' } } } }, 'serviceAccountName'],
  [{ spec: { template: { spec: { hostNetwork: true } } } }, 'hostNetwork'],
  [{ spec: { template: { spec: { initContainers: [{ name: 'a' }] } } } }, 'the list'],
  [{ spec: { template: { spec: { containers: [{ image: 'evil:1' }] } } } }, 'needs the name'],
  [
    { spec: { template: { spec: { containers: [{ name: 'a/resources/limits/cpu', image: 'x' }] } } } },
    'needs the name',
  ],
  [{ spec: { template: { spec: { containers: [null] } } } }, 'needs the name'],
  [{ spec: { template: { metadata: { annotations: { a: 'b' } } } } }, 'annotations/a'],
  [{ spec: { template: null } }, 'spec/template'],
  [{ spec: null }, 'may not set spec'],
  [{ spec: { replicas: 3 } }, 'kubernetes_scale does'],
  [{ spec: { revisionHistoryLimit: 0 } }, 'revisionHistoryLimit'],
  [{ metadata: { labels: { a: 'b' } } }, 'metadata/labels/a'],
  [{ metadata: { 'a/b': 'c' } }, 'metadata/a/b'],
  [{ spec: { 'minReadySeconds/x': 1 } }, 'minReadySeconds/x'],
  [{ spec: {} }, 'sets nothing'],
  [{}, 'sets nothing'],
])('%j is not', (patch, words) => expect(allowedLeaves(patch)).toEqual(expect.stringContaining(words)));

it('has a limit', () => {
  const containers = Array.from({ length: 33 }, (_, index) => ({
    name: `c${index}`,
    resources: { limits: { cpu: '1' } },
  }));
  expect(allowedLeaves({ spec: { template: { spec: { containers } } } })).toMatch(/33 fields, and 32/);
});

it('whatever JSON it is given, what it allows is made of allowed leaves alone', () => {
  const part = fc.constantFrom(
    'spec',
    'template',
    'containers',
    'name',
    'resources',
    'limits',
    'cpu',
    'image',
    '__proto__',
    '$patch',
    'paused',
  );
  const tree = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 8 },
      fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
      fc.dictionary(part, tie('tree'), { maxKeys: 3 }),
      fc.array(tie('tree'), { maxLength: 2 }),
    ),
  })).tree;
  fc.assert(
    fc.property(tree, (patch) => {
      const leaves = allowedLeaves(patch);
      if (typeof leaves === 'string') return;
      expect(allowedLeaves(patchOf(leaves))).toEqual(leaves);
      for (const path of leaves.keys())
        expect(path).toMatch(/^spec\/(paused|template\/spec\/containers\/[^/]+\/resources\/limits\/cpu)$/);
    }),
  );
});

it('what is there now is what an undoing sets', () => {
  const paths = [
    'spec/minReadySeconds',
    'spec/paused',
    'spec/template/spec/containers/web/resources/limits/memory',
    'spec/template/spec/containers/web/resources/requests/cpu',
    'spec/template/spec/containers/gone/resources/limits/cpu',
  ];
  expect([...presentLeaves(workload, paths).values()]).toEqual([3, null, '64Mi', null, null]);
});

it('knows whether pods are replaced by it', () => {
  expect(touchesPods(new Map([['spec/minReadySeconds', 1]]))).toBe(false);
  expect(touchesPods(new Map([['spec/template/spec/terminationGracePeriodSeconds', 1]]))).toBe(true);
});
