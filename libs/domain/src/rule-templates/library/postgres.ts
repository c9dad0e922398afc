import { metric, number, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { connectionsTaken, secondsBehind } from './database-parameters.js';

const group = 'database';
const only = ['instance'];

/** PostgreSQL, as postgres_exporter sees it. */
export const postgresTemplates: readonly RuleTemplate[] = [
  template({
    id: 'postgres-down',
    title: 'PostgreSQL is down',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'The exporter cannot log in to its PostgreSQL. Mostly nobody else can either, and whatever needs the database fails.',
    parameters: {},
    for: '1m',
    only,
    rule: { measure: 'pg_up', operator: '==', limit: 0 },
    summary: 'PostgreSQL at {{ $labels.instance }} is down',
    runbook: {
      check: [
        'Log in with psql from the host of a service, and from that of the exporter.',
        'The log of the server: a crash and recovery, a full disk, "too many clients"?',
        'Is it in recovery after a crash? It takes connections when that is done.',
      ],
      act: [
        'A full disk: make room outside the data directory; never delete anything in pg_wal.',
        'A machine that is lost: promote a replica, and keep the old primary from coming back.',
        'Too many clients: see the runbook of the connections.',
      ],
      falseAlarm: 'The password of the exporter was changed. Services are well then.',
    },
    fires: { series: { 'pg_up{instance="pg-1"}': '1 0x8' }, at: '5m', alerts: ['{instance="pg-1"}'] },
    quiet: { series: { 'pg_up{instance="pg-1"}': '1x8' }, at: '8m', alerts: [] },
  }),
  template({
    id: 'postgres-connections-near-limit',
    title: 'PostgreSQL is running out of connections',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Most connections that PostgreSQL allows are taken. At the limit it refuses everybody, those who would mend it included.',
    parameters: { threshold: connectionsTaken },
    for: '5m',
    only,
    rule: {
      measure: 'sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections)',
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanizePercentage }} of the connections of {{ $labels.instance }} are taken',
    runbook: {
      check: [
        'pg_stat_activity by application_name and state: who has them, and are they idle?',
        '"idle in transaction" for minutes: somebody forgot to commit, and holds locks as well.',
        'Do many wait for one lock? Then the pools fill up behind it.',
      ],
      act: [
        'End the sessions that have been idle in a transaction for long: pg_terminate_backend.',
        'Make the pools smaller, or put PgBouncer before it; more connections do not make it faster.',
        'Keep some for yourself: superuser_reserved_connections.',
      ],
      falseAlarm:
        'A fixed pool that takes four fifths of the connections from the start is safe, if nobody else comes. Raise the threshold there.',
    },
    fires: {
      series: {
        'pg_stat_activity_count{instance="pg-1",state="active"}': '30x12',
        'pg_stat_activity_count{instance="pg-1",state="idle"}': '60x12',
        'pg_settings_max_connections{instance="pg-1"}': '100x12',
      },
      at: '10m',
      alerts: ['{instance="pg-1"}'],
    },
    quiet: {
      series: {
        'pg_stat_activity_count{instance="pg-1",state="active"}': '10x12',
        'pg_stat_activity_count{instance="pg-1",state="idle"}': '20x12',
        'pg_settings_max_connections{instance="pg-1"}': '100x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
  template({
    id: 'postgres-replica-behind',
    title: 'A replica of PostgreSQL is behind',
    group,
    severity: 'MEDIUM',
    category: 'infrastructure',
    meaning:
      'A replica shows the state of some time ago. Who reads from it sees old data, and if the primary is lost now, so is that time.',
    parameters: {
      metric: metric('pg_replication_lag_seconds', 'The lag as the exporter names it.', ['pg_replication_lag']),
      threshold: secondsBehind,
    },
    for: '5m',
    only,
    rule: { measure: ({ metric }) => `{${metric}}`, operator: '>', limit: 'threshold' },
    summary: 'The replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind',
    runbook: {
      check: [
        'pg_stat_replication on the primary: sent, written, flushed, replayed; where does it hang?',
        'Replayed only: a long query on the replica holds up the replay.',
        'Does the primary write more than usual: a migration, a bulk load, an index?',
      ],
      act: [
        'A long query on the replica: cancel it, or send such reports to a replica of their own.',
        'A network or disk that is too slow: mend that; more memory does not help.',
        'A replication slot that keeps too much on the primary: watch its disk.',
      ],
      falseAlarm:
        'With nobody writing, older exporters count the time since the last change as lag. Let something write once a minute.',
    },
    fires: {
      series: { 'pg_replication_lag_seconds{instance="pg-2"}': '0+60x15' },
      at: '12m',
      alerts: ['{instance="pg-2"}'],
    },
    quiet: { series: { 'pg_replication_lag_seconds{instance="pg-2"}': '0.2x15' }, at: '15m', alerts: [] },
  }),
  template({
    id: 'postgres-long-transaction',
    title: 'A transaction of PostgreSQL has been open for long',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'A transaction has been open for many minutes. It may hold locks, and nothing that was deleted since can be cleaned up, so that tables grow and become slow.',
    parameters: {
      threshold: number({
        default: 900,
        min: 1,
        max: 604_800,
        unit: 'seconds',
        what: 'How long a transaction may be open.',
        learned: { margin: 0.3, strictest: 120, laxest: 3_600 },
      }),
    },
    for: '1m',
    only: [...only, 'datname'],
    rule: {
      measure: 'max by (instance, datname) (pg_stat_activity_max_tx_duration)',
      operator: '>',
      limit: 'threshold',
    },
    summary:
      'A transaction in {{ $labels.datname }} at {{ $labels.instance }} has been open for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'pg_stat_activity, ordered by xact_start: who, since when, and does it run or idle?',
        'pg_locks with granted = false: does anybody wait for it?',
      ],
      act: [
        'Idle in transaction: end it, and set idle_in_transaction_session_timeout.',
        'A report: let it run on a replica.',
        'A migration: ask its owner whether it may be cancelled before you do.',
      ],
      falseAlarm:
        'pg_dump keeps one transaction open for its whole run. Silence it for those hours, or raise the threshold beyond them.',
    },
    fires: {
      series: {
        'pg_stat_activity_max_tx_duration{instance="pg-1",datname="shop",state="idle in transaction"}': '0+60x25',
      },
      at: '20m',
      alerts: ['{datname="shop"}'],
    },
    quiet: {
      series: { 'pg_stat_activity_max_tx_duration{instance="pg-1",datname="shop",state="active"}': '2x25' },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'postgres-deadlocks',
    title: 'Transactions of PostgreSQL lock each other out',
    group,
    severity: 'LOW',
    category: 'application',
    meaning:
      'PostgreSQL ended transactions that waited for each other. Their work was undone; if nobody tries again, users saw errors. Matters to the developers.',
    parameters: {
      threshold: number({
        default: 3,
        min: 0,
        max: 1e6,
        unit: 'deadlocks',
        what: 'How many may happen in the window.',
      }),
      window: window('15m'),
    },
    for: '0',
    only: [...only, 'datname'],
    rule: {
      measure: ({ window }) => `increase(pg_stat_database_deadlocks[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanize }} deadlocks in {{ $labels.datname }} at {{ $labels.instance }}',
    runbook: {
      check: [
        'The log of the server names both statements of each deadlock.',
        'Are they always the same two? Which release brought the second?',
      ],
      act: [
        'Let both take their rows in the same order, for example by id.',
        'Make transactions shorter: no calls to other services inside.',
        'Try again in the program, with a pause; the error is made for that.',
      ],
      falseAlarm: 'One now and then is normal under load and is tried again. The threshold leaves these out.',
    },
    fires: {
      series: { 'pg_stat_database_deadlocks{instance="pg-1",datname="shop"}': '0x5 0+2x15' },
      at: '18m',
      alerts: ['{datname="shop"}'],
    },
    quiet: {
      series: { 'pg_stat_database_deadlocks{instance="pg-1",datname="shop"}': '7x5 8x15' },
      at: '20m',
      alerts: [],
    },
  }),
];
