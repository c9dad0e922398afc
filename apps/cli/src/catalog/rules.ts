import {
  type ArgumentSpec,
  type CommandSpec,
  connectionOptions,
  listOutput,
  type OptionSpec,
  reportOutput,
} from '../frame/command.js';

const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'];
const categories = [
  'infrastructure',
  'application',
  'security',
  'business',
  'performance',
  'availability',
  'compliance',
  'ml',
];
const statuses = ['draft', 'pending_approval', 'active', 'paused', 'archived', 'error'];

const rule: ArgumentSpec = {
  usage: '<rule>',
  description: 'its id, or its name where only one bears it',
  completes: 'rule',
};
const files: ArgumentSpec = {
  usage: '<path>',
  description: 'a file, or a folder whose .yaml, .yml and .json files are read, and those of the folders below it',
  completes: 'file',
};
const source: OptionSpec = {
  flags: '--source <name>',
  description: 'what the things are kept by from now on; "folder:NAME" when left out',
};
const prune: OptionSpec = { flags: '--prune', description: 'delete what this source kept before and has no more' };

export const ruleCommands: readonly CommandSpec[] = [
  {
    path: 'rules list',
    summary: 'List rules and rule groups, by name.',
    options: [
      { flags: '--status <status>', description: 'only rules with it', choices: statuses },
      { flags: '--severity <severity>', description: 'only rules with it', choices: severities },
      { flags: '--category <category>', description: 'only rules with it', choices: categories },
      { flags: '--folder <folder>', description: 'only rules in it, and in folders below it' },
      { flags: '--owner <owner>', description: 'only rules of this owner' },
      { flags: '--label <name=value>', description: 'only rules with this label; all must be there', isRepeated: true },
      { flags: '--search <text>', description: 'only what has it in its name or description' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      ['tocsin rules list', 'everything'],
      ['tocsin rules list --severity CRITICAL -o name', 'as other commands take them'],
    ],
    load: () => import('../commands/rules/list.js'),
  },
  {
    path: 'rules get',
    summary: 'Print one rule or rule group.',
    args: [rule],
    options: [listOutput, ...connectionOptions],
    examples: [
      ['tocsin rules get "High CPU Usage"', 'by its name'],
      ['tocsin rules get "High CPU Usage" -o yaml', 'as the platform has it'],
    ],
    load: () => import('../commands/rules/get.js'),
  },
  {
    path: 'rules diff',
    summary: 'Say what rules apply would change. 1: there is something.',
    details: 'Files are checked before anything is asked; 3 says that one has faults.',
    args: [files],
    options: [source, prune, ...connectionOptions],
    examples: [
      ['tocsin rules diff alerts', 'of a folder'],
      ['tocsin rules diff alerts --prune', 'and what would be deleted'],
    ],
    load: () => import('../commands/rules/diff.js'),
  },
  {
    path: 'rules apply',
    summary: 'Make the platform have what a file or a folder wants.',
    details:
      'Things go by their names. What another source keeps is left alone, and is a conflict (5). A second time changes nothing. tocsin rules diff says beforehand what would be changed.',
    args: [files],
    options: [source, prune, ...connectionOptions],
    examples: [
      ['tocsin rules apply alerts', 'a folder'],
      ['tocsin rules apply alerts --source git:alerts --prune', 'as a pipeline does it'],
    ],
    load: () => import('../commands/rules/apply.js'),
  },
  {
    path: 'rules export',
    summary: "Write rules in another program's format.",
    details: 'What is lost in that format is told on standard error.',
    options: [
      {
        flags: '--format <format>',
        description: 'of which program',
        default: 'yaml',
        choices: ['yaml', 'json', 'prometheus', 'prometheus-crd', 'grafana', 'terraform'],
      },
      { flags: '--folder <folder>', description: 'only rules in it, and in folders below it; no groups' },
      ...connectionOptions,
    ],
    examples: [
      ['tocsin rules export > rules.yaml', 'to be kept'],
      ['tocsin rules export --format prometheus', 'as a rule file of Prometheus'],
    ],
    load: () => import('../commands/rules/export.js'),
  },
  {
    path: 'rules lint',
    summary: 'Find fault with files of rules and rule groups, without asking anybody. 3: there is some.',
    args: [{ ...files, usage: '<paths...>' }],
    options: [{ flags: '--strict', description: 'what is doubtful is a fault, too' }],
    examples: [['tocsin rules lint alerts', 'a folder']],
    load: () => import('../commands/rules/lint.js'),
  },
  {
    path: 'rules test',
    summary: "Run unit tests of rules, in promtool's format.",
    args: [{ usage: '<files...>', description: 'test files', completes: 'file' }],
    options: [
      { flags: '--run <pattern>', description: 'only the test groups whose name fits this regular expression (RE2)' },
    ],
    examples: [
      ['tocsin rules test rules.test.yaml', 'all tests of a file'],
      ["tocsin rules test rules.test.yaml --run 'cpu.*'", 'some of them'],
    ],
    load: () => import('../commands/rules/test.js'),
  },
  {
    path: 'rules backtest',
    summary: 'Evaluate rules over samples of the past, as they would have been evaluated live.',
    args: [
      {
        usage: '<rules>',
        description: 'rule file of Prometheus, one rule of conditions, or what rules apply takes; YAML or JSON',
        completes: 'file',
      },
    ],
    options: [
      {
        flags: '--source <source>',
        description: 'history, file=PATH (text format with times, or CSV) or prometheus=URL',
        isRequired: true,
      },
      { flags: '--range <duration>', description: 'how far back, such as 30d', isRequired: true },
      { flags: '--end <time>', description: 'up to when; by default the last sample of a file, or now' },
      { flags: '--step-default <duration>', description: 'interval of groups that name none', default: '1m' },
      { flags: '--series <series>', description: 'whose samples a CSV file has, such as load{instance="a"}' },
      {
        flags: '--incidents <file>',
        description: 'what was really wrong: CSV with from,to or JSON [{"from": ..., "to": ...}]',
        completes: 'file',
      },
      {
        flags: '--tenant <name>',
        description: 'whose rules they are; their times of evaluation depend on it',
        default: 'default',
      },
      {
        flags: '--source-token-file <file>',
        description: 'holds the bearer token for prometheus=URL',
        completes: 'file',
      },
      reportOutput,
      ...connectionOptions,
    ],
    examples: [
      ['tocsin rules backtest rules.yml --source history --range 12h', "over the platform's own history"],
      ['tocsin rules backtest rules.yml --source file=cpu.prom --range 7d', 'over a file'],
      [
        'tocsin rules backtest rules.yml --source prometheus=http://127.0.0.1:9090 --range 30d',
        'over what a Prometheus has',
      ],
    ],
    load: () => import('../commands/rules/backtest.js'),
  },
  {
    path: 'rules explain',
    summary: 'Say in a sentence what a rule watches.',
    args: [rule],
    options: [reportOutput, ...connectionOptions],
    examples: [['tocsin rules explain "High CPU Usage"', 'by its name']],
    load: () => import('../commands/rules/explain.js'),
  },
  {
    path: 'rules why-not',
    summary: 'Say why a rule did not fire.',
    args: [rule],
    options: [
      { flags: '--labels <selector>', description: 'of which series or entities, such as {instance="web-1"}' },
      { flags: '--at <time>', description: 'when, or how long ago; now when left out' },
      reportOutput,
      ...connectionOptions,
    ],
    examples: [[`tocsin rules why-not "High CPU Usage" --labels '{instance="web-1"}'`, 'for one of its instances']],
    load: () => import('../commands/rules/why-not.js'),
  },
  {
    path: 'rules draft',
    summary: 'Make a rule of words, as far as they can be understood. 1: there is a question, or no rule.',
    details: 'Nothing is stored.',
    args: [{ usage: '<words...>', description: 'such as: "alert when cpu usage is above 80 % for 10 minutes"' }],
    options: [reportOutput, ...connectionOptions],
    examples: [['tocsin rules draft "average cpu_usage over 10 minutes above 80 %, critical"', 'a draft to look at']],
    load: () => import('../commands/rules/draft.js'),
  },
];
