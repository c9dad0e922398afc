import { number, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'queue';

/** Kafka, as kafka_exporter sees it, and RabbitMQ, as its own plug-in tells of it, with figures of each queue. */
export const queueTemplates: readonly RuleTemplate[] = [
  template({
    id: 'kafka-consumer-lag',
    title: 'A consumer group lags behind',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'A consumer group has many records of a topic before it. What it should do happens late; beyond the retention of the topic it never happens. Matters to the owner of the consumer.',
    parameters: {
      threshold: number({
        default: 10_000,
        min: 1,
        max: 1e12,
        unit: 'records',
        what: 'How many records it may be behind.',
        learned: { margin: 0.5, strictest: 100, laxest: 1e7 },
      }),
    },
    for: '10m',
    only: ['consumergroup', 'topic'],
    rule: { measure: 'sum by (consumergroup, topic) (kafka_consumergroup_lag)', operator: '>', limit: 'threshold' },
    summary: '{{ $labels.consumergroup }} is {{ $value | humanize }} records of {{ $labels.topic }} behind',
    runbook: {
      check: [
        'Does the lag grow, stand, or shrink? Shrinking means that it only needs time.',
        'Look at the lag of each partition: one of them points to one record or one key.',
        'See how many members the group has, and whether it is rebalancing again and again.',
      ],
      act: [
        'All partitions and steady demand: add members, up to the number of partitions.',
        'One partition that stands: find the record that it stumbles over, and set it aside.',
        'Slow because of what it writes to: see that database first.',
      ],
      falseAlarm:
        'Groups that read once a day are far behind by design, and groups that were given up stay known for a week. Narrow the rule, or delete the group.',
    },
    fires: {
      series: {
        'kafka_consumergroup_lag{consumergroup="mailer",topic="orders",partition="0"}': '9000x20',
        'kafka_consumergroup_lag{consumergroup="mailer",topic="orders",partition="1"}': '9000x20',
      },
      at: '15m',
      alerts: ['{consumergroup="mailer",topic="orders"}'],
    },
    quiet: {
      series: { 'kafka_consumergroup_lag{consumergroup="mailer",topic="orders",partition="0"}': '12x20' },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'kafka-consumer-stuck',
    title: 'A consumer group stands still',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A consumer group has records before it and takes none. It is down, or stumbles over one record again and again. Matters to its owner at any hour.',
    parameters: { window: window('15m', 'For how long it must have taken none.') },
    for: '5m',
    only: ['consumergroup', 'topic'],
    rule: {
      expr: ({ window }) =>
        `sum by (consumergroup, topic) (kafka_consumergroup_lag) > 0 and sum by (consumergroup, topic) (increase(kafka_consumergroup_current_offset[${window}])) == 0`,
    },
    summary:
      '{{ $labels.consumergroup }} takes nothing of {{ $labels.topic }}, where {{ $value | humanize }} records wait',
    runbook: {
      check: [
        'kafka-consumer-groups --describe: has the group members at all?',
        'Read their logs for one error that repeats with the same offset.',
        'See whether they wait for a database or a service that is away.',
      ],
      act: [
        'No members: start them; look at why they ended.',
        'One record: put it into a dead-letter topic and go on behind it.',
        'A member that hangs: restart it, after a dump of its threads.',
      ],
      falseAlarm:
        'The last records of a transaction that is still open count as lag and cannot be read yet. If it lasts, the producer hangs, which is worth knowing, too.',
    },
    fires: {
      series: {
        'kafka_consumergroup_lag{consumergroup="mailer",topic="orders",partition="0"}': '10+10x30',
        'kafka_consumergroup_current_offset{consumergroup="mailer",topic="orders",partition="0"}': '500x30',
      },
      at: '28m',
      alerts: ['{consumergroup="mailer"}'],
    },
    quiet: {
      series: {
        'kafka_consumergroup_lag{consumergroup="mailer",topic="orders",partition="0"}': '50x30',
        'kafka_consumergroup_current_offset{consumergroup="mailer",topic="orders",partition="0"}': '500+20x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'kafka-under-replicated',
    title: 'A partition has too few copies',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'A partition of Kafka has fewer copies in step than it should. If its leader is lost now, records may be lost with it, and producers that want all copies are refused.',
    parameters: {},
    for: '10m',
    only: ['topic'],
    rule: { measure: 'kafka_topic_partition_under_replicated_partition', operator: '==', limit: 1 },
    summary: 'Partition {{ $labels.partition }} of {{ $labels.topic }} has too few copies in step',
    runbook: {
      check: [
        'Do the partitions concerned share one broker? Then look at that broker alone.',
        'Is that broker up, and are its disk and network free?',
        'Was it just restarted? Copying what it missed takes time.',
      ],
      act: [
        'A broker that is down: bring it back before anything is moved.',
        'A disk that is full: shorten the retention of the largest topic for now.',
        'Do not restart a second broker until all copies are in step.',
      ],
      falseAlarm:
        'Rolling upgrades make partitions lag for minutes each. Silence it for the upgrade, or make `for` longer than one broker takes.',
    },
    fires: {
      series: { 'kafka_topic_partition_under_replicated_partition{topic="orders",partition="3"}': '0 1x20' },
      at: '15m',
      alerts: ['{topic="orders",partition="3"}'],
    },
    quiet: {
      series: { 'kafka_topic_partition_under_replicated_partition{topic="orders",partition="3"}': '0x4 1x5 0x12' },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'kafka-broker-missing',
    title: 'A Kafka broker is missing',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'The cluster has fewer brokers than it should. It goes on with the others, with less room for a second failure. Matters to who runs Kafka.',
    parameters: {
      brokers: number({ default: 3, min: 1, max: 10_000, unit: 'brokers', what: 'How many brokers there should be.' }),
    },
    for: '2m',
    only: ['job'],
    rule: { measure: 'kafka_brokers', operator: '<', limit: 'brokers' },
    summary: 'Only {{ $value }} brokers of Kafka are left',
    runbook: {
      check: [
        'Which one is missing? Compare the list of brokers with the machines.',
        'Its log: a full disk, a fence by the controller, memory?',
        'Does the controller have a majority still?',
      ],
      act: [
        'Start it again; let it catch up before anything else is touched.',
        'A machine that is lost for good: set up another with the same broker id.',
        'Tell owners of topics with one copy only that these are away.',
      ],
      falseAlarm: 'The cluster was made smaller on purpose: set the parameter to the new number.',
    },
    fires: { series: { 'kafka_brokers{job="kafka"}': '3 3 2x10' }, at: '8m', alerts: ['{job="kafka"}'] },
    quiet: { series: { 'kafka_brokers{job="kafka"}': '3x10' }, at: '10m', alerts: [] },
  }),
  template({
    id: 'rabbitmq-queue-long',
    title: 'A queue of RabbitMQ grows long',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'Many messages of a queue wait to be taken. What they ask for is done late, and RabbitMQ needs memory or disk for each. Matters to the owner of the consumers.',
    parameters: {
      threshold: number({
        default: 5_000,
        min: 1,
        max: 1e10,
        unit: 'messages',
        what: 'How many messages may wait.',
        learned: { margin: 0.5, strictest: 50, laxest: 1e6 },
      }),
    },
    for: '10m',
    only: ['vhost', 'queue'],
    rule: { measure: 'rabbitmq_queue_messages_ready', operator: '>', limit: 'threshold' },
    summary: '{{ $value | humanize }} messages wait in {{ $labels.queue }}',
    runbook: {
      check: [
        'Do they grow, stand or shrink? How many are taken a second?',
        'How many messages are taken and not acknowledged? Many of them: the consumers hang.',
        'Did somebody publish a great many at once?',
      ],
      act: [
        'Add consumers, if what they write to bears it.',
        'Consumers that hang: restart them; what they had taken comes back.',
        'Messages that nobody needs any more: purge the queue, after asking its owner.',
      ],
      falseAlarm: 'A nightly import fills the queue each night and is done by morning. Silence it for those hours.',
    },
    fires: {
      series: { 'rabbitmq_queue_messages_ready{vhost="/",queue="mails"}': '20000x20' },
      at: '15m',
      alerts: ['{queue="mails"}'],
    },
    quiet: { series: { 'rabbitmq_queue_messages_ready{vhost="/",queue="mails"}': '20x20' }, at: '20m', alerts: [] },
  }),
  template({
    id: 'rabbitmq-no-consumer',
    title: 'Nobody takes from a queue of RabbitMQ',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Messages wait in a queue that has no consumer. What they ask for is not done at all. Matters to the owner of the consumers at once.',
    parameters: {},
    for: '10m',
    only: ['vhost', 'queue'],
    rule: { expr: () => 'rabbitmq_queue_messages_ready > 0 and rabbitmq_queue_consumers == 0' },
    summary: 'Nobody takes the {{ $value | humanize }} messages of {{ $labels.queue }}',
    runbook: {
      check: [
        'Are the processes of the consumer up, and connected to this vhost?',
        'Read their logs for a refused login or a queue with other arguments than they declare.',
        'Was the consumer released or renamed lately?',
      ],
      act: [
        'Start the consumer, or roll it back.',
        'Arguments that differ: declare the queue as it is, and change it by a policy.',
        'A queue that is left over: delete it, after asking.',
      ],
      falseAlarm:
        'Queues for dead letters have no consumer by design; their length is a matter of its own. Leave them out by name.',
    },
    fires: {
      series: {
        'rabbitmq_queue_messages_ready{vhost="/",queue="mails"}': '5+5x20',
        'rabbitmq_queue_consumers{vhost="/",queue="mails"}': '0x20',
      },
      at: '15m',
      alerts: ['{queue="mails"}'],
    },
    quiet: {
      series: {
        'rabbitmq_queue_messages_ready{vhost="/",queue="mails"}': '5+5x20',
        'rabbitmq_queue_consumers{vhost="/",queue="mails"}': '2x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'rabbitmq-memory-alarm',
    title: 'RabbitMQ takes no more messages for want of memory',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'A node of RabbitMQ has passed its memory watermark and holds up everybody who publishes, in the whole cluster. Services that publish hang.',
    parameters: {},
    for: '1m',
    only: ['instance'],
    rule: { measure: 'rabbitmq_alarms_memory_used_watermark', operator: '==', limit: 1 },
    summary: 'RabbitMQ at {{ $labels.instance }} has passed its memory watermark; publishers wait',
    runbook: {
      check: [
        'rabbitmq-diagnostics memory_breakdown: queues, connections, or something else?',
        'Which queue is the longest, and which has large messages?',
        'How many connections and channels are open? A client that leaks them takes memory as well.',
      ],
      act: [
        'Get the consumers of the longest queue going; that frees memory soonest.',
        'Restart the client that leaks connections.',
        'Raise the watermark only when the machine really has the memory.',
      ],
      falseAlarm: 'There is none: while it is set, nobody can publish.',
    },
    fires: {
      series: { 'rabbitmq_alarms_memory_used_watermark{instance="mq-1"}': '0 1x8' },
      at: '5m',
      alerts: ['{instance="mq-1"}'],
    },
    quiet: { series: { 'rabbitmq_alarms_memory_used_watermark{instance="mq-1"}': '0x10' }, at: '10m', alerts: [] },
  }),
];
