import { type ArgumentSpec, type CommandSpec, connectionOptions, listOutput } from '../frame/command.js';

const alert: ArgumentSpec = { usage: '<alert>', description: 'its id, as tocsin alerts list tells it' };
const first = '"$(tocsin alerts list -o name | head -n 1)"';
const receiver: ArgumentSpec = { usage: '<receiver>', description: 'its id or its name', completes: 'receiver' };

export const alertCommands: readonly CommandSpec[] = [
  {
    path: 'alerts list',
    summary: 'List alerts, and whether anybody is told of them.',
    options: [
      { flags: '--state <state>', description: 'only those in it', choices: ['pending', 'firing', 'resolved'] },
      {
        flags: '--severity <severity>',
        description: 'only those with it',
        choices: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'],
      },
      { flags: '--rule <rule>', description: 'only those of this rule or rule group', completes: 'rule' },
      { flags: '--label <name=value>', description: 'only those with this label; all must be there', isRepeated: true },
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      ['tocsin alerts list --state firing', 'what fires now'],
      ['tocsin alerts list --label instance=web-1 -o ndjson', 'of one machine, one a line'],
    ],
    load: () => import('../commands/alerts/list.js'),
  },
  {
    path: 'alerts get',
    summary: 'Print an alert, and why it is in its state.',
    args: [alert],
    options: [listOutput, ...connectionOptions],
    examples: [[`tocsin alerts get ${first}`, 'the first one of the list']],
    load: () => import('../commands/alerts/get.js'),
  },
  {
    path: 'alerts ack',
    summary: 'Acknowledge an alert: it is not repeated while it goes on.',
    args: [alert],
    options: [{ flags: '--comment <text>', description: 'for the others' }, listOutput, ...connectionOptions],
    examples: [[`tocsin alerts ack ${first} --comment "on it"`, 'with a word for the others']],
    load: () => import('../commands/alerts/ack.js'),
  },
  {
    path: 'alerts why',
    summary: 'Decide an alert again from the log, and show what went into it. 1: it comes out otherwise.',
    args: [alert],
    options: [listOutput, ...connectionOptions],
    examples: [[`tocsin alerts why ${first}`, 'the first one of the list']],
    load: () => import('../commands/alerts/why.js'),
  },
  {
    path: 'silences list',
    summary: 'List silences and maintenance windows that are not over.',
    options: [
      { flags: '--all', description: 'those that are over, too' },
      { flags: '--state <state>', description: 'only those in it', choices: ['pending', 'active', 'expired'] },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin silences list', 'what is silenced now or later']],
    load: () => import('../commands/silences/list.js'),
  },
  {
    path: 'silences add',
    summary: 'Silence the alerts that matchers fit, and say how many fire now.',
    args: [{ usage: '<matchers...>', description: "in Alertmanager's notation; all must fit" }],
    options: [
      { flags: '--comment <text>', description: 'why nobody shall be told', isRequired: true },
      { flags: '--duration <duration>', description: 'for how long', default: '1h' },
      { flags: '--start <time>', description: 'from when on; now when left out' },
      {
        flags: '--kind <kind>',
        description: 'what it is listed as',
        default: 'silence',
        choices: ['silence', 'maintenance'],
      },
      { flags: '--dry-run', description: 'only say how many alerts fit' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      [`tocsin silences add 'instance="web-1"' --duration 2h --comment "new disk"`, 'one machine for two hours'],
      [`tocsin silences add 'team=~"shop|pay"' --comment "release" --dry-run`, 'how many would be silenced'],
    ],
    load: () => import('../commands/silences/add.js'),
  },
  {
    path: 'silences expire',
    summary: 'End silences.',
    args: [{ usage: '<silences...>', description: 'their ids' }],
    options: connectionOptions,
    examples: [['tocsin silences list -o name | xargs tocsin silences expire', 'all of them']],
    load: () => import('../commands/silences/expire.js'),
  },
  {
    path: 'receivers list',
    summary: 'List receivers.',
    options: [listOutput, ...connectionOptions],
    examples: [['tocsin receivers list', 'who is told']],
    load: () => import('../commands/receivers/list.js'),
  },
  {
    path: 'receivers get',
    summary: 'Print a receiver, and how deliveries to it go.',
    args: [receiver],
    options: [listOutput, ...connectionOptions],
    examples: [['tocsin receivers get on-call', 'by its name']],
    load: () => import('../commands/receivers/get.js'),
  },
  {
    path: 'receivers test',
    summary: 'Send a receiver a test. 1: it did not take it.',
    args: [receiver],
    options: [listOutput, ...connectionOptions],
    examples: [['tocsin receivers test on-call', 'by its name']],
    load: () => import('../commands/receivers/test.js'),
  },
];
