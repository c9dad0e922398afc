import { type RuleTemplate, template } from '../rule-template.js';
import { connectionsTaken } from './database-parameters.js';

const group = 'database';
const only = ['instance'];

/** MongoDB, as mongodb_exporter sees it. */
export const mongodbTemplates: readonly RuleTemplate[] = [
  template({
    id: 'mongodb-down',
    title: 'MongoDB is down',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'The exporter cannot reach its MongoDB. One member of a replica set may be missed by nobody, two of three stop all writing.',
    parameters: {},
    for: '1m',
    only,
    rule: { measure: 'mongodb_up', operator: '==', limit: 0 },
    summary: 'MongoDB at {{ $labels.instance }} is down',
    runbook: {
      check: [
        'rs.status() on another member: who is primary, who is not reachable?',
        'The log of mongod: killed for memory, a full disk, a crash?',
        'Can the members reach each other?',
      ],
      act: [
        'Start it, and let it catch up.',
        'No majority: bring any second member back first; do not force a new configuration in haste.',
        'If it was away longer than the oplog reaches back, it needs its data anew.',
      ],
      falseAlarm: 'The exporter is locked out while members are well: rs.status() tells.',
    },
    fires: { series: { 'mongodb_up{instance="mongo-1"}': '1 0x8' }, at: '5m', alerts: ['{instance="mongo-1"}'] },
    quiet: { series: { 'mongodb_up{instance="mongo-1"}': '1x8' }, at: '8m', alerts: [] },
  }),
  template({
    id: 'mongodb-connections-near-limit',
    title: 'MongoDB is running out of connections',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning: 'Most connections that MongoDB allows are taken. Beyond that clients are refused.',
    parameters: { threshold: connectionsTaken },
    for: '5m',
    only,
    rule: {
      measure:
        'mongodb_ss_connections{conn_type="current"} / ignoring (conn_type) (mongodb_ss_connections{conn_type="current"} + ignoring (conn_type) mongodb_ss_connections{conn_type="available"})',
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanizePercentage }} of the connections of {{ $labels.instance }} are taken',
    runbook: {
      check: [
        'db.currentOp(true), grouped by client and appName: who has them?',
        'Do operations pile up behind a slow one? Look for secs_running.',
        'Is the limit that of MongoDB, or of open files of the process?',
      ],
      act: [
        'End what blocks: db.killOp.',
        'Lower maxPoolSize of the drivers; each process has a pool for each member.',
        'Raise the limit of open files, if that is the lower one.',
      ],
      falseAlarm:
        'After a change of the primary all clients come at once and settle within minutes. `for` covers that.',
    },
    fires: {
      series: {
        'mongodb_ss_connections{instance="mongo-1",conn_type="current"}': '900x12',
        'mongodb_ss_connections{instance="mongo-1",conn_type="available"}': '100x12',
      },
      at: '10m',
      alerts: ['{instance="mongo-1"}'],
    },
    quiet: {
      series: {
        'mongodb_ss_connections{instance="mongo-1",conn_type="current"}': '100x12',
        'mongodb_ss_connections{instance="mongo-1",conn_type="available"}': '900x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
];
