import type { CommandSpec } from '../frame/command.js';

export const testingCommands: readonly CommandSpec[] = [
  {
    path: 'playbooks test',
    summary: 'Play alerts to playbooks, in a time of their own, and see what they would do.',
    args: [
      {
        usage: '<files...>',
        description: 'test files, such as config/playbooks/restart-shop.test.yaml',
        completes: 'file',
      },
    ],
    options: [
      { flags: '--run <pattern>', description: 'only the tests whose name fits this regular expression (RE2)' },
    ],
    examples: [['tocsin playbooks test config/playbooks/restart-shop.test.yaml', 'all tests of a file']],
    load: () => import('../commands/playbooks/test.js'),
  },
  {
    path: 'playbooks lint',
    summary: 'Check playbooks, each in a file of its own, as the platform would take them. 3: one is not sound.',
    args: [{ usage: '<files...>', description: 'YAML or JSON', completes: 'file' }],
    examples: [['tocsin playbooks lint config/playbooks/restart-shop.yaml', 'one playbook']],
    load: () => import('../commands/playbooks/lint.js'),
  },
  {
    path: 'configuration test',
    summary: 'Check files of templates and rules as a whole, and play their scenarios. 3: one is not sound.',
    args: [{ usage: '<files...>', description: 'such as those of config/examples', completes: 'file' }],
    examples: [['tocsin configuration test config/examples/online-shop.yaml', 'one of the examples']],
    load: () => import('../commands/configuration/test.js'),
  },
];
