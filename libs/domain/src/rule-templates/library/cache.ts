import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'cache';
const only = ['instance'];

/** Redis, as redis_exporter sees it, and Memcached, as memcached_exporter does. */
export const cacheTemplates: readonly RuleTemplate[] = [
  template({
    id: 'redis-down',
    title: 'Redis is down',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'The exporter cannot reach its Redis. Sessions, queues and caches in it are away; services that cannot do without it fail, the others press on the database.',
    parameters: {},
    for: '1m',
    only,
    rule: { measure: 'redis_up', operator: '==', limit: 0 },
    summary: 'Redis at {{ $labels.instance }} is down',
    runbook: {
      check: [
        'redis-cli ping from the host of a service and from that of the exporter.',
        'Its log: killed for memory, a disk that is full while it saves, a password that was changed?',
        'Is it loading its data after a restart? It answers LOADING meanwhile.',
      ],
      act: [
        'Start it, or promote its replica.',
        'Watch the database: the load that the cache kept away arrives there.',
        'A password that was changed: give it to the exporter as well.',
      ],
      falseAlarm:
        'The exporter is locked out while the services still get in: then only the alert is wrong. Ask Redis itself.',
    },
    fires: { series: { 'redis_up{instance="redis-1"}': '1 0x8' }, at: '5m', alerts: ['{instance="redis-1"}'] },
    quiet: { series: { 'redis_up{instance="redis-1"}': '1x8' }, at: '8m', alerts: [] },
  }),
  template({
    id: 'redis-memory-near-limit',
    title: 'Redis is near its memory limit',
    group,
    severity: 'MEDIUM',
    category: 'infrastructure',
    meaning:
      'Redis has used up nearly all memory that it may. Beyond that it drops keys or refuses to write, as its policy says. Matters most where Redis is more than a cache.',
    parameters: { threshold: share({ default: 0.9, what: 'The share of its limit that may be in use.' }) },
    for: '10m',
    only,
    rule: { measure: 'redis_memory_used_bytes / (redis_memory_max_bytes > 0)', operator: '>', limit: 'threshold' },
    summary: 'Redis at {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory limit',
    runbook: {
      check: [
        'CONFIG GET maxmemory-policy: does it drop keys (allkeys-…) or refuse writes (noeviction)?',
        'redis-cli --bigkeys and --memkeys: one giant key, or many?',
        'How many keys have no expiry? INFO keyspace tells both numbers.',
      ],
      act: [
        'noeviction: raise the limit now, before writes are refused.',
        'Give keys an expiry where they are set.',
        'One giant key: split it up; it also blocks Redis while it is deleted.',
      ],
      falseAlarm:
        'A pure cache with allkeys-lru is meant to be full. For such a one use the template of evicted keys instead.',
    },
    fires: {
      series: {
        'redis_memory_used_bytes{instance="redis-1"}': '95x20',
        'redis_memory_max_bytes{instance="redis-1"}': '100x20',
      },
      at: '15m',
      alerts: ['{instance="redis-1"}'],
    },
    quiet: {
      series: {
        'redis_memory_used_bytes{instance="redis-1"}': '50x20',
        'redis_memory_max_bytes{instance="redis-1"}': '100x20',
        'redis_memory_used_bytes{instance="free"}': '5000x20',
        'redis_memory_max_bytes{instance="free"}': '0x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'redis-evicting',
    title: 'Redis drops keys',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'Redis drops keys that have not expired, to make room. What was cached is computed again, and whoever kept more than a cache in it loses data.',
    parameters: {
      threshold: number({
        default: 10,
        min: 0,
        max: 1e7,
        unit: 'keys a second',
        what: 'How many keys may be dropped.',
        learned: { margin: 0.5, strictest: 1, laxest: 5_000 },
      }),
      window: window('10m'),
    },
    for: '15m',
    only,
    rule: { measure: ({ window }) => `rate(redis_evicted_keys_total[${window}])`, operator: '>', limit: 'threshold' },
    summary: 'Redis at {{ $labels.instance }} drops {{ $value | humanize }} keys a second',
    runbook: {
      check: [
        'Did the share of hits fall with it? If not, what is dropped is not missed.',
        'Which service began to write more, or larger values?',
        'Are sessions or locks in the same Redis?',
      ],
      act: [
        'Move what must not be lost into a Redis of its own, with noeviction.',
        'Give it more memory, or keep values shorter.',
      ],
      falseAlarm:
        'A cache that is smaller than what could be cached drops keys all day and works. Then the learned threshold lies above that.',
    },
    fires: {
      series: { 'redis_evicted_keys_total{instance="redis-1"}': '0+6000x40' },
      at: '35m',
      alerts: ['{instance="redis-1"}'],
    },
    quiet: { series: { 'redis_evicted_keys_total{instance="redis-1"}': '0+60x40' }, at: '40m', alerts: [] },
  }),
  template({
    id: 'redis-rejects-connections',
    title: 'Redis rejects connections',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Redis has as many clients as it may and turns others away. Requests of services fail at random. Matters to all who share it.',
    parameters: { window: window('5m') },
    for: '2m',
    only,
    rule: { measure: ({ window }) => `increase(redis_rejected_connections_total[${window}])`, operator: '>', limit: 0 },
    summary: 'Redis at {{ $labels.instance }} turned {{ $value | humanize }} clients away',
    runbook: {
      check: [
        'CLIENT LIST, grouped by address and name: who has so many?',
        'Are most of them idle for hours? Then somebody does not close, or has a pool far too large.',
        'Did a service scale up just now?',
      ],
      act: [
        'Restart or limit the client that leaks.',
        'Set a timeout for idle clients.',
        'Raise maxclients, and the limit of open files along with it.',
      ],
      falseAlarm: 'There is hardly one: each count is a client that was turned away.',
    },
    fires: {
      series: { 'redis_rejected_connections_total{instance="redis-1"}': '0+20x15' },
      at: '10m',
      alerts: ['{instance="redis-1"}'],
    },
    quiet: { series: { 'redis_rejected_connections_total{instance="redis-1"}': '40x15' }, at: '15m', alerts: [] },
  }),
  template({
    id: 'redis-hit-ratio-low',
    title: 'Few look-ups in Redis find anything',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'Most look-ups find nothing, so that the work which the cache should save is done. Matters to the database behind it.',
    parameters: {
      threshold: share({
        default: 0.5,
        what: 'The share of look-ups that must find something.',
        learned: { margin: 0.2, strictest: 0.9, laxest: 0.2 },
      }),
      least: number({
        default: 1,
        min: 0,
        max: 1e7,
        unit: 'look-ups a second',
        what: 'With fewer than these it is left alone.',
      }),
      window: window('15m'),
    },
    for: '30m',
    only,
    rule: {
      measure: ({ window, least }) =>
        `rate(redis_keyspace_hits_total[${window}]) / (rate(redis_keyspace_hits_total[${window}]) + rate(redis_keyspace_misses_total[${window}]) > ${least})`,
      operator: '<',
      limit: 'threshold',
    },
    summary: 'Only {{ $value | humanizePercentage }} of the look-ups at {{ $labels.instance }} find something',
    runbook: {
      check: [
        'Was it emptied or restarted? Then it fills by itself.',
        'Are keys dropped for want of memory at the same time?',
        'Did the way keys are made change with a release, so that no old one fits?',
      ],
      act: [
        'Warm the cache before traffic is let on it, where the database is in danger.',
        'Mend keys that hold something which is never the same twice, such as a time.',
        'Remember that something is missing as well, for a short time.',
      ],
      falseAlarm: 'Redis as a queue or for locks looks for what is not there, by design. Narrow the rule to caches.',
    },
    fires: {
      every: '1m',
      series: {
        'redis_keyspace_hits_total{instance="redis-1"}': '0+100x60',
        'redis_keyspace_misses_total{instance="redis-1"}': '0+900x60',
      },
      at: '55m',
      alerts: ['{instance="redis-1"}'],
    },
    quiet: {
      every: '1m',
      series: {
        'redis_keyspace_hits_total{instance="redis-1"}': '0+900x60',
        'redis_keyspace_misses_total{instance="redis-1"}': '0+100x60',
      },
      at: '1h',
      alerts: [],
    },
  }),
  template({
    id: 'memcached-down',
    title: 'Memcached is down',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'The exporter cannot reach its Memcached. The keys that lie on it are away, and the database serves what it did.',
    parameters: {},
    for: '2m',
    only,
    rule: { measure: 'memcached_up', operator: '==', limit: 0 },
    summary: 'Memcached at {{ $labels.instance }} is down',
    runbook: {
      check: [
        'Is the process up, and does its port answer "stats"?',
        'Do the clients take another server for its keys, or fail?',
        'How does the database bear it?',
      ],
      act: [
        'Start it; it comes back empty, so watch the database for some minutes.',
        'If it stays away, take it from the list of the clients.',
      ],
      falseAlarm: 'The exporter has lost its way to Memcached while the clients have theirs. Ask it from a client.',
    },
    fires: { series: { 'memcached_up{instance="mc-1"}': '1 0x10' }, at: '6m', alerts: ['{instance="mc-1"}'] },
    quiet: { series: { 'memcached_up{instance="mc-1"}': '1 0 1x10' }, at: '10m', alerts: [] },
  }),
  template({
    id: 'memcached-evicting',
    title: 'Memcached drops items',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'Memcached drops items that somebody still wanted, to make room. More and more has to be fetched from behind it.',
    parameters: {
      threshold: number({
        default: 10,
        min: 0,
        max: 1e7,
        unit: 'items a second',
        what: 'How many items may be dropped.',
        learned: { margin: 0.5, strictest: 1, laxest: 5_000 },
      }),
      window: window('10m'),
    },
    for: '15m',
    only,
    rule: {
      measure: ({ window }) => `sum by (instance) (rate(memcached_items_evicted_total[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'Memcached at {{ $labels.instance }} drops {{ $value | humanize }} items a second',
    runbook: {
      check: [
        'stats slabs: is one class of sizes full while others have room?',
        'Did the size of what is stored change with a release?',
      ],
      act: [
        'One class: let slabs be reassigned (slab_reassign, slab_automove).',
        'All classes: more memory, or another server.',
      ],
      falseAlarm:
        'Items that are written and never read again are dropped without harm. If the share of hits is well, raise the threshold.',
    },
    fires: {
      series: { 'memcached_items_evicted_total{instance="mc-1",slab="5"}': '0+3000x40' },
      at: '35m',
      alerts: ['{instance="mc-1"}'],
    },
    quiet: { series: { 'memcached_items_evicted_total{instance="mc-1",slab="5"}': '0+30x40' }, at: '40m', alerts: [] },
  }),
];
