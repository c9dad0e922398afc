import { number, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { connectionsTaken, secondsBehind } from './database-parameters.js';

const group = 'database';
const only = ['instance'];

/** MySQL and MariaDB, as mysqld_exporter sees them. */
export const mysqlTemplates: readonly RuleTemplate[] = [
  template({
    id: 'mysql-down',
    title: 'MySQL is down',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning: 'The exporter cannot log in to its MySQL or MariaDB. Whatever needs that database fails.',
    parameters: {},
    for: '1m',
    only,
    rule: { measure: 'mysql_up', operator: '==', limit: 0 },
    summary: 'MySQL at {{ $labels.instance }} is down',
    runbook: {
      check: [
        'Log in from the host of a service: refused, timed out, or "too many connections"?',
        'The error log: a crash, a full disk, a table that needs recovery?',
        'After a crash InnoDB recovers by itself; its log tells how far it is.',
      ],
      act: [
        'A full disk: make room, but never delete ibdata, redo logs or binary logs by hand.',
        'A machine that is lost: promote a replica that has read everything.',
        'Too many connections: an administrator still gets in, by the one that is kept for it.',
      ],
      falseAlarm: 'The account of the exporter is locked or its password changed. Services are well then.',
    },
    fires: { series: { 'mysql_up{instance="my-1"}': '1 0x8' }, at: '5m', alerts: ['{instance="my-1"}'] },
    quiet: { series: { 'mysql_up{instance="my-1"}': '1x8' }, at: '8m', alerts: [] },
  }),
  template({
    id: 'mysql-connections-near-limit',
    title: 'MySQL is running out of connections',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Most connections that MySQL allows are in use. At the limit new ones are refused, and services fail at random.',
    parameters: { threshold: connectionsTaken },
    for: '5m',
    only,
    rule: {
      measure: 'mysql_global_status_threads_connected / mysql_global_variables_max_connections',
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanizePercentage }} of the connections of {{ $labels.instance }} are in use',
    runbook: {
      check: [
        'SHOW PROCESSLIST by user and host: who has them, and do they sleep?',
        'Do many wait for one table or row? sys.innodb_lock_waits tells.',
        'Did a service scale up, each instance with a pool of its own?',
      ],
      act: [
        'KILL what blocks the others, after asking its owner.',
        'Make the pools smaller; lower wait_timeout, so that forgotten ones end.',
        'Raise max_connections only with the memory for it.',
      ],
      falseAlarm:
        'Pools of fixed size that add up to the limit are near it always, and safe. Raise the threshold there.',
    },
    fires: {
      series: {
        'mysql_global_status_threads_connected{instance="my-1"}': '140x12',
        'mysql_global_variables_max_connections{instance="my-1"}': '151x12',
      },
      at: '10m',
      alerts: ['{instance="my-1"}'],
    },
    quiet: {
      series: {
        'mysql_global_status_threads_connected{instance="my-1"}': '20x12',
        'mysql_global_variables_max_connections{instance="my-1"}': '151x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
  template({
    id: 'mysql-replica-stopped',
    title: 'A replica of MySQL does not apply changes',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'A replica of MySQL has stopped applying what its source wrote. It shows older data with every second and is no use when the source is lost.',
    parameters: {},
    for: '3m',
    only,
    rule: { measure: 'mysql_slave_status_slave_sql_running', operator: '==', limit: 0 },
    summary: 'The replica {{ $labels.instance }} does not apply changes',
    runbook: {
      check: [
        'SHOW REPLICA STATUS: Last_SQL_Error names the statement and the table.',
        'Was the replica written to by hand? A duplicate key means that mostly.',
        'Has its disk room?',
      ],
      act: [
        'Compare the row that it stumbles over with the source, and mend it.',
        'Do not skip events unless you know what is in them; if in doubt, build the replica anew.',
        'Set super_read_only, so that it does not happen again.',
      ],
      falseAlarm:
        'Replicas that are held up on purpose, for a backup, have the thread stopped. Silence it for that time.',
    },
    fires: {
      series: { 'mysql_slave_status_slave_sql_running{instance="my-2"}': '1 0x10' },
      at: '8m',
      alerts: ['{instance="my-2"}'],
    },
    quiet: { series: { 'mysql_slave_status_slave_sql_running{instance="my-2"}': '1x10' }, at: '10m', alerts: [] },
  }),
  template({
    id: 'mysql-replica-behind',
    title: 'A replica of MySQL is behind',
    group,
    severity: 'MEDIUM',
    category: 'infrastructure',
    meaning: 'A replica of MySQL applies changes later than it should. Who reads from it sees old data.',
    parameters: { threshold: secondsBehind },
    for: '5m',
    only,
    rule: { measure: 'mysql_slave_status_seconds_behind_master', operator: '>', limit: 'threshold' },
    summary: 'The replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind',
    runbook: {
      check: [
        'Does one large statement run on the replica? SHOW PROCESSLIST on it shows its state.',
        'Does the source write more than usual?',
        'Has every table a primary key? Without, each row is searched for.',
      ],
      act: [
        'Wait out one large statement; send readers to the source meanwhile.',
        'Steady lag: more workers (replica_parallel_workers).',
        'Have bulk changes made in small pieces.',
      ],
      falseAlarm: 'A replica that is delayed on purpose (SOURCE_DELAY) is that far behind always. Leave it out.',
    },
    fires: {
      series: { 'mysql_slave_status_seconds_behind_master{instance="my-2"}': '0+60x15' },
      at: '12m',
      alerts: ['{instance="my-2"}'],
    },
    quiet: {
      series: { 'mysql_slave_status_seconds_behind_master{instance="my-2"}': '0x7 90 0x7' },
      at: '15m',
      alerts: [],
    },
  }),
  template({
    id: 'mysql-slow-queries',
    title: 'MySQL runs many slow queries',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'Many queries take longer than long_query_time. Something new is slow, or something that was fast has lost its index. Matters to the developers.',
    parameters: {
      threshold: number({
        default: 1,
        min: 0,
        max: 1e5,
        unit: 'queries a second',
        what: 'How many may be slow.',
        learned: { margin: 0.5, strictest: 0.1, laxest: 50 },
      }),
      window: window('10m'),
    },
    for: '15m',
    only,
    rule: {
      measure: ({ window }) => `rate(mysql_global_status_slow_queries[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanize }} slow queries a second at {{ $labels.instance }}',
    runbook: {
      check: [
        'sys.statement_analysis, ordered by total latency: which statement is new there?',
        'EXPLAIN it: does it read the whole table?',
        'Is everything slow? Then look at disk and memory before single queries.',
      ],
      act: [
        'Add the index, online.',
        'ANALYZE TABLE, if a plan changed with nothing else.',
        'Move reports to a replica.',
      ],
      falseAlarm:
        'With long_query_time set to a few milliseconds nearly all is slow. Set it to what would trouble a user.',
    },
    fires: {
      series: { 'mysql_global_status_slow_queries{instance="my-1"}': '0+300x40' },
      at: '35m',
      alerts: ['{instance="my-1"}'],
    },
    quiet: { series: { 'mysql_global_status_slow_queries{instance="my-1"}': '0+2x40' }, at: '40m', alerts: [] },
  }),
];
