import { number, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'platform';
const seconds = (given: number, what: string) => number({ default: given, min: 1, max: 86_400, unit: 'seconds', what });

/** The platform itself, by the series that its watchdog sends for the tenant `system`. */
export const platformTemplates: readonly RuleTemplate[] = [
  template({
    id: 'platform-canary-late',
    title: 'Canaries of the platform do not come back',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'A sample that the platform sends itself should come back as a notification within a second or two, and for longer than is allowed none has. Some part between intake and delivery stands, for everybody. No heartbeat is sent meanwhile.',
    parameters: { threshold: seconds(90, 'How long no canary may come in time; they are sent each 30 seconds.') },
    for: '0',
    only: [],
    rule: { measure: 'tocsin_canary_age_seconds', operator: '>', limit: 'threshold' },
    summary: 'No canary has come back for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'tocsin_consumer_delay_seconds by consumer_group: who has stopped reading? The first that is late is the one.',
        'Nobody is late: tocsin_deliveries_waiting and tocsin_delivery_wait_seconds. Is anything delivered at all?',
        'Do log, PostgreSQL and Redis answer? /health names those that do not.',
        'Was the rule or the receiver of the tenant tocsin-canary deleted, silenced or switched off?',
      ],
      act: [
        'Restart the service whose group stands. It goes on where it was, and loses nothing.',
        'Give the database or the brokers room on disk, if that is what they lack.',
        'Tell those who rely on alerts that they come late.',
      ],
      falseAlarm: 'A watchdog that cannot reach the log sees no canaries, although others may. Its own log says so.',
    },
    fires: { every: '15s', series: { tocsin_canary_age_seconds: '5 20+15x10' }, at: '2m', alerts: ['{}'] },
    quiet: { every: '15s', series: { tocsin_canary_age_seconds: '5 20 5 20 5 50 65 5 20' }, at: '2m', alerts: [] },
  }),
  template({
    id: 'platform-consumer-behind',
    title: 'A part of the platform is behind',
    group,
    severity: 'HIGH',
    category: 'performance',
    meaning:
      'What one part of the platform has written waits for the next one to read it. Behind in evaluation, alerts come late; in notification, they are told late; in the history, charts and back-tests miss the newest.',
    parameters: { threshold: seconds(30, 'How long a record may wait.') },
    for: '1m',
    only: ['consumer_group'],
    rule: { measure: 'tocsin_consumer_delay_seconds', operator: '>', limit: 'threshold' },
    summary: '{{ $labels.consumer_group }} is {{ $value | humanizeDuration }} behind in {{ $labels.topic }}',
    runbook: {
      check: [
        'Does tocsin_consumer_lag_records grow or shrink? Shrinking, it catches up by itself.',
        'Do the processes of that service run, and does their log complain? Does each of them have its partitions?',
        'Did the samples become many more at that time (tocsin_samples_ingested_total)?',
      ],
      act: [
        'It stands: restart the process.',
        'It is too slow: start another process of the same service; partitions are shared by themselves.',
        'One tenant sends too much: lower its quotas, or talk to it.',
      ],
      falseAlarm: 'After an outage or an upgrade there is much to catch up with, and the delay falls.',
    },
    fires: {
      every: '15s',
      series: { 'tocsin_consumer_delay_seconds{consumer_group="evaluation",topic="samples"}': '0 15+15x16' },
      at: '4m',
      alerts: ['{consumer_group="evaluation"}'],
    },
    quiet: {
      every: '15s',
      series: { 'tocsin_consumer_delay_seconds{consumer_group="evaluation",topic="samples"}': '0 0 15 45 0x16' },
      at: '4m',
      alerts: [],
    },
  }),
  template({
    id: 'platform-partition-still',
    title: 'Nobody evaluates a partition',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'Whoever evaluates a partition of the samples also writes the clock into it. Where that stands, no process has the partition, and no rule over its series decides anything: neither fires nor ends an alert.',
    parameters: { threshold: seconds(30, 'How long the clock of a partition may stand.') },
    for: '15s',
    only: ['partition'],
    rule: { measure: 'tocsin_partition_still_seconds', operator: '>', limit: 'threshold' },
    summary: 'Partition {{ $labels.partition }} of the samples has stood still for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'How many processes of the evaluation run? Which partitions do they say that they were assigned?',
        'Does the log complain of a transaction that is not done, or of a record that cannot be evaluated?',
        'Does the broker that leads the partition answer?',
      ],
      act: [
        'Restart the process that has the partition; another one takes it within seconds.',
        'Start one if there is none.',
        'A broker that is away: bring it back, or let another one lead.',
      ],
      falseAlarm: 'There is none: while it stands, rules over its series are blind.',
    },
    fires: {
      every: '15s',
      series: { 'tocsin_partition_still_seconds{partition="3"}': '0 15+15x12' },
      at: '3m',
      alerts: ['{partition="3"}'],
    },
    quiet: {
      every: '15s',
      series: { 'tocsin_partition_still_seconds{partition="3"}': '0 0 15 0x12' },
      at: '3m',
      alerts: [],
    },
  }),
  template({
    id: 'platform-deliveries-waiting',
    title: 'Notifications are not sent',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A notification has been owed for long to a receiver that is not known to be down. People are not told of what fires, although the alerts themselves are right.',
    parameters: { threshold: seconds(300, 'How long a notification may be owed.') },
    for: '1m',
    only: [],
    rule: { measure: 'tocsin_delivery_wait_seconds', operator: '>', limit: 'threshold' },
    summary: 'The oldest notification has waited for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'Does notification run, and does its log say that deliveries cannot be written down?',
        'Is one receiver over its limit a minute? What is over it waits.',
        'How many wait (tocsin_deliveries_waiting), and does that fall?',
      ],
      act: [
        'Restart notification; what it had under way is sent again under the same key.',
        'Start another process of it, if it is slow.',
        'Give the receiver a higher rate_limit_per_minute, if it bears that, or group its alerts.',
      ],
      falseAlarm: 'A storm of alerts to a messenger that takes 20 a minute waits for its turn, and is told in the end.',
    },
    fires: { every: '15s', series: { tocsin_delivery_wait_seconds: '0 15+15x40' }, at: '8m', alerts: ['{}'] },
    quiet: { every: '15s', series: { tocsin_delivery_wait_seconds: '0 15+15x15 0x20' }, at: '8m', alerts: [] },
  }),
  template({
    id: 'platform-receivers-down',
    title: 'Receivers of notifications are down',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'Receivers have failed so often in a row that they are only probed. Their tenants hear of no alert by them until they are back; then they hear of all.',
    parameters: {
      threshold: number({ default: 0, min: 0, max: 10_000, unit: 'receivers', what: 'How many may be down.' }),
    },
    for: '10m',
    only: [],
    rule: { measure: 'tocsin_receivers_open', operator: '>', limit: 'threshold' },
    summary: '{{ $value | humanize }} receivers are down',
    runbook: {
      check: [
        'Is it one, or all of one kind? All: the way out of this network may be what is broken.',
        'GET /api/receivers/{id} of the tenant says what the last attempt came to.',
      ],
      act: [
        'Tell the tenant, by another way than this receiver.',
        'One that nobody needs any more: let its tenant delete it.',
      ],
      falseAlarm:
        'Receivers of tenants that try things out are often down. Allow for as many as that by the threshold.',
    },
    fires: { series: { tocsin_receivers_open: '0 2x15' }, at: '13m', alerts: ['{}'] },
    quiet: { series: { tocsin_receivers_open: '0 2x5 0x10' }, at: '13m', alerts: [] },
  }),
  template({
    id: 'platform-dead-letters',
    title: 'Dead letters pile up',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'Records that could not be read or taken are put aside in great numbers. Somebody sends what is not understood, or late, and misses what should come of it.',
    parameters: {
      threshold: number({
        default: 100,
        min: 0,
        max: 1e9,
        unit: 'records',
        what: 'How many may come within the window.',
      }),
      window: window('15m'),
    },
    for: '0',
    only: [],
    rule: {
      measure: ({ window }) => `increase(tocsin_dead_letters_written[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanize }} records became dead letters lately',
    runbook: {
      check: [
        'Read the newest records of the topic dead-letters: topic, reason and consumer stand in each.',
        'One tenant or producer, or all? Was one of them, or the platform, released lately?',
        'Samples that are late: does the clock of their sender go wrong, or does one series come by two ways?',
      ],
      act: [
        'Tell the sender what is wrong; the reason says it.',
        'After a release of the platform: go back, and send the records again from the dead letters.',
      ],
      falseAlarm: 'A sender that catches up after an outage sends samples that are late. That ends by itself.',
    },
    fires: { series: { tocsin_dead_letters_written: '10x5 10+50x15' }, at: '15m', alerts: ['{}'] },
    quiet: { series: { tocsin_dead_letters_written: '10+1x20' }, at: '18m', alerts: [] },
  }),
  template({
    id: 'platform-heartbeat-not-taken',
    title: 'Nobody outside takes the heartbeat',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'The service outside that watches over the platform has taken no heartbeat for long. If the platform failed now, nobody would be told; and that service may have raised its alarm already.',
    parameters: { threshold: seconds(300, 'How long no heartbeat may be taken; they are sent each 60 seconds.') },
    for: '1m',
    only: [],
    rule: { measure: 'tocsin_heartbeat_age_seconds', operator: '>', limit: 'threshold' },
    summary: 'No heartbeat was taken for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'Do canaries come (tocsin_canary_age_seconds)? Without them no heartbeat is sent, and that is what to look after.',
        'The log of self-monitoring says once what the service answered, or why its address may not be called.',
        'Does the service say that it is down? Was the check there deleted or paused?',
      ],
      act: [
        'Mend watchdog.heartbeat_urls, and restart self-monitoring.',
        'A network of your own: name it in security.allowed_receiver_networks.',
        'The service is down for long: name a second one.',
      ],
      falseAlarm: 'heartbeat_interval was set to more than the threshold. Raise that as well.',
    },
    fires: { every: '15s', series: { tocsin_heartbeat_age_seconds: '0 15+15x40' }, at: '8m', alerts: ['{}'] },
    quiet: {
      every: '15s',
      series: { tocsin_heartbeat_age_seconds: '0 15 30 45 0 15 30 45 60 75 0x20' },
      at: '7m',
      alerts: [],
    },
  }),
  template({
    id: 'platform-series-drift',
    title: 'Many series have changed for good',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'What is predicted of a series was learned from how it was. Several have come to be otherwise: their values (data), what forecasts of them miss by (concept), or their unit (schema). Scores, forecasts and chances are learned anew, and are worth less until then.',
    parameters: {
      threshold: number({ default: 3, min: 1, max: 10_000, unit: 'series', what: 'So many series must have changed.' }),
      window: window('1h'),
    },
    for: '0',
    only: ['drift_type'],
    rule: {
      measure: ({ window }) =>
        `count by (drift_type) (count without (test) (count_over_time(tocsin_drift[${window}])))`,
      operator: '>=',
      limit: 'threshold',
    },
    summary: '{{ $value | humanize }} series have changed for good ({{ $labels.drift_type }})',
    runbook: {
      check: [
        'Which series (tocsin_drift by source_metric)? Of one service, of one machine, or of all?',
        'Was something released, moved or made larger at that time, or is it another season?',
        'schema: has an exporter begun to send another unit?',
        'Were models trained since (tocsin_model_trainings_total by verdict), and how do they do (ml_model_accuracy)?',
      ],
      act: [
        'The change was meant: nothing. What is predicted is learned anew by itself; look at thresholds that were set for before.',
        'It was not: go back to what was before it.',
        'schema: mend the exporter, or the rules that read it.',
      ],
      falseAlarm: 'A load test, or a holiday, looks like a change for good until it is over.',
    },
    fires: {
      series: {
        'tocsin_drift{drift_type="data",test="adwin",instance="a"}': '_x5 1 _x14',
        'tocsin_drift{drift_type="data",test="adwin",instance="b"}': '_x7 1 _x12',
        'tocsin_drift{drift_type="data",test="page_hinkley",instance="c"}': '_x8 1 _x11',
      },
      at: '12m',
      alerts: ['{drift_type="data"}'],
    },
    quiet: {
      series: {
        'tocsin_drift{drift_type="data",test="adwin",instance="a"}': '_x5 1 _x14',
        'tocsin_drift{drift_type="data",test="page_hinkley",instance="a"}': '_x5 1 _x14',
        'tocsin_drift{drift_type="concept",test="adwin",instance="b"}': '_x7 1 _x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
];
