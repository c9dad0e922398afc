import { metric, number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'backup';

/** Backups and whatever else must happen again and again, by the metrics that jobs push of themselves. */
export const backupTemplates: readonly RuleTemplate[] = [
  template({
    id: 'backup-late',
    title: 'A backup is late',
    group,
    severity: 'HIGH',
    category: 'compliance',
    meaning:
      'The last backup that succeeded is older than it may be. If the data were lost now, so would be everything since. Nobody notices otherwise until it matters.',
    parameters: {
      metric: metric(
        'backup_last_success_timestamp_seconds',
        'When the last backup succeeded, in seconds since 1970.',
        ['velero_backup_last_successful_timestamp'],
      ),
      hours: number({ default: 26, min: 0.1, max: 8_760, unit: 'hours', what: 'How old it may be.' }),
    },
    for: '5m',
    only: ['job', 'instance'],
    rule: { measure: ({ metric }) => `(time() - {${metric}}) / 3600`, operator: '>', limit: 'hours' },
    summary:
      'The last good backup of {{ with $labels.instance }}{{ . }}{{ else }}{{ $labels.job }}{{ end }} is {{ $value | humanize }} hours old',
    runbook: {
      check: [
        'The log of the last run: did it start at all, and where did it end?',
        'Has the place where backups go room, and does its password still hold?',
        'How long did the last good one take? It may not fit into its window any more.',
      ],
      act: [
        'Start a backup by hand now, and see it through.',
        'Mend the schedule, the room or the password.',
        'Restore one file of the last good backup: an old one that works is worth more than hope.',
      ],
      falseAlarm:
        'A job that was moved pushes under another name, and the old series stays. Delete that from the push gateway.',
    },
    fires: {
      every: '5m',
      series: { 'backup_last_success_timestamp_seconds{job="pg-dump"}': '-100000x12' },
      at: '30m',
      alerts: ['{job="pg-dump"}'],
    },
    quiet: {
      every: '5m',
      series: { 'backup_last_success_timestamp_seconds{job="pg-dump"}': '-3600x12' },
      at: '1h',
      alerts: [],
    },
  }),
  template({
    id: 'backup-shrunk',
    title: 'A backup is much smaller than usual',
    group,
    severity: 'HIGH',
    category: 'compliance',
    meaning:
      'The newest backup is far smaller than those of the last days. It succeeded, and yet something is likely to be missing in it.',
    parameters: {
      metric: metric('backup_size_bytes', 'The size of the newest backup.', ['restic_backup_size_total']),
      threshold: share({ default: 0.6, what: 'The share of its usual size that it must have.' }),
      usual: window('5d', 'Over how long the usual size is taken.'),
    },
    for: '10m',
    only: ['job', 'instance'],
    interval: '5m',
    rule: {
      measure: ({ metric, usual }) => `{${metric}} / avg_over_time({${metric}}[${usual}])`,
      operator: '<',
      limit: 'threshold',
    },
    summary: 'The newest backup of {{ $labels.job }} has {{ $value | humanizePercentage }} of its usual size',
    runbook: {
      check: [
        'List what is in it, and compare with the one before.',
        'Was a table, a directory or a volume left out, or really deleted?',
        'Did it end early with a success, because of a full disk or a pipe that hid the error?',
      ],
      act: [
        'Keep the older backups from being deleted until this is clear.',
        'Mend the job (set -o pipefail), and make a backup anew.',
      ],
      falseAlarm: 'A great clean-up, or a better compression. Within days the usual size follows by itself.',
    },
    fires: {
      every: '5m',
      series: { 'backup_size_bytes{job="pg-dump"}': '100x576 20x12' },
      at: '48h40m',
      alerts: ['{job="pg-dump"}'],
    },
    quiet: {
      every: '5m',
      series: { 'backup_size_bytes{job="pg-dump"}': '100x576 90x12' },
      at: '49h',
      alerts: [],
    },
  }),
  template({
    id: 'heartbeat-missed',
    title: 'A heartbeat has stopped',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Something that told of itself regularly, a job, a sensor or another monitoring, has said nothing for longer than it may. It is down, or the way from it is.',
    parameters: {
      metric: metric('heartbeat', 'The metric that is sent as a sign of life.'),
      silence: { kind: 'duration', default: '15m', min: '10s', max: '1d', what: 'How long it may say nothing.' },
    },
    for: '0',
    only: ['job', 'instance'],
    rule: { conditions: ({ metric, silence }) => [{ type: 'absence', metric_path: metric, window: silence }] },
    summary: 'Nothing was heard of {{ with $labels.instance }}{{ . }}{{ else }}{{ $labels.job }}{{ end }} for too long',
    runbook: {
      check: [
        'Does it run? When did it last do what it is there for?',
        'Do others on the same network still arrive?',
        'Was its token revoked, or has it expired?',
      ],
      act: ['Start it again.', 'If it was taken away on purpose, delete this rule or narrow it.'],
      falseAlarm:
        'A job that runs once an hour is silent for an hour. The silence allowed must be longer than its period, twice as long at best.',
    },
    fires: { series: { 'heartbeat{job="importer"}': '1x10' }, at: '30m', alerts: ['{job="importer"}'] },
    quiet: { series: { 'heartbeat{job="importer"}': '1x5 _x8 1x15' }, at: '28m', alerts: [] },
  }),
];
