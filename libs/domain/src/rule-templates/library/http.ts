import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { failingShare, fasterShare, secondsTaken } from './http-parameters.js';

const group = 'http';

/** Services that speak HTTP, as they count themselves by the names of the common client libraries. */
export const httpTemplates: readonly RuleTemplate[] = [
  template({
    id: 'http-error-ratio',
    title: 'A service answers with errors',
    group,
    severity: 'HIGH',
    category: 'application',
    meaning:
      'A good part of the requests to a service are answered with a status of 500 or more. Its users meet failures right now; matters to its owner at any hour.',
    parameters: {
      threshold: failingShare,
      window: window('5m'),
    },
    for: '5m',
    only: ['job'],
    rule: {
      measure: ({ window }) =>
        `sum by (job) (rate(http_requests_total{code=~"5.."}[${window}])) / sum by (job) (rate(http_requests_total[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests',
    runbook: {
      check: [
        'Was anything released, or switched on, in the minutes before?',
        'Group the errors by path and instance: one path points to code, one instance to its host.',
        'Look at what it depends on: the database, a queue, a service behind it.',
      ],
      act: [
        'A release: roll it back first, and ask why afterwards.',
        'One instance: take it out of service.',
        'Something behind it: see that alert, and switch off what can be done without.',
      ],
      falseAlarm:
        'With a few requests a minute, one error is a large share. For such services lengthen the window, or use the objective with several windows.',
    },
    fires: {
      series: {
        'http_requests_total{job="api",code="200"}': '0+90x20',
        'http_requests_total{job="api",code="500"}': '0+10x20',
      },
      at: '15m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_requests_total{job="api",code="200"}': '0+990x20',
        'http_requests_total{job="api",code="404"}': '0+300x20',
        'http_requests_total{job="api",code="500"}': '0+1x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'http-latency-high',
    title: 'A service is slow',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'The slower requests of a service take longer than its users are used to. Matters to its owner; callers with short time-outs already see it as errors.',
    parameters: {
      threshold: secondsTaken,
      quantile: fasterShare,
      window: window('5m'),
    },
    for: '10m',
    only: ['job'],
    rule: {
      measure: ({ quantile, window }) =>
        `histogram_quantile(${quantile}, sum by (job, le) (rate(http_request_duration_seconds_bucket[${window}])))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The slower requests of {{ $labels.job }} take {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'Is it slow for all paths, or for one? For all instances?',
        'Compare with its processor time, throttling, and pauses of its garbage collector.',
        'Look at the slowest queries of its database, and at the pool of connections.',
      ],
      act: [
        'More demand than usual: add instances, if what lies behind bears it.',
        'A slow query: give it its index, or stop the report that runs.',
        'A release: roll back.',
      ],
      falseAlarm:
        'Long polls and uploads are slow by nature. Count them in another histogram, or leave their path out.',
    },
    fires: {
      series: {
        'http_request_duration_seconds_bucket{job="api",le="0.5"}': '0+10x30',
        'http_request_duration_seconds_bucket{job="api",le="2"}': '0+60x30',
        'http_request_duration_seconds_bucket{job="api",le="+Inf"}': '0+60x30',
      },
      at: '20m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_request_duration_seconds_bucket{job="api",le="0.5"}': '0+59x30',
        'http_request_duration_seconds_bucket{job="api",le="2"}': '0+60x30',
        'http_request_duration_seconds_bucket{job="api",le="+Inf"}': '0+60x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'http-traffic-dropped',
    title: 'A service has lost most of its traffic',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A service gets far fewer requests than at the same time a day ago. Nothing fails, since nobody arrives: DNS, a certificate, a load balancer or a client is broken before it.',
    parameters: {
      threshold: share({ default: 0.3, what: 'The share of the traffic of a day ago that must be there.' }),
      least: number({
        default: 0.5,
        min: 0,
        max: 1e6,
        unit: 'requests a second',
        what: 'A service that had less a day ago is left alone.',
      }),
      window: window('15m'),
    },
    for: '10m',
    only: ['job'],
    rule: {
      measure: ({ window, least }) =>
        `sum by (job) (rate(http_requests_total[${window}])) / (sum by (job) (rate(http_requests_total[${window}] offset 1d)) > ${least})`,
      operator: '<',
      limit: 'threshold',
    },
    summary: '{{ $labels.job }} gets {{ $value | humanizePercentage }} of the requests that it had a day ago',
    runbook: {
      check: [
        'Ask for the service from outside, by its public name, as a user would.',
        'See whether the load balancer gets the requests and where it sends them.',
        'Compare with other services: one of them, or all?',
      ],
      act: [
        'DNS or a certificate: go back to what was there before.',
        'A client that was released: tell its owner.',
        'If the traffic moved to another service on purpose, delete this rule with the old one.',
      ],
      falseAlarm:
        'Public holidays, and the day after a campaign. Silence it for that day, or compare with a week ago by a rule of your own.',
    },
    fires: {
      every: '5m',
      series: { 'http_requests_total{job="api"}': '0+3000x288 864000+100x12' },
      at: '24h30m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      every: '5m',
      series: {
        'http_requests_total{job="api"}': '0+3000x300',
        'http_requests_total{job="small"}': '0+30x288 8640+0x12',
      },
      at: '24h30m',
      alerts: [],
    },
  }),
  template({
    id: 'http-denied-ratio',
    title: 'Many requests are denied',
    group,
    severity: 'MEDIUM',
    category: 'security',
    meaning:
      'A large part of the requests to a service are refused for want of rights (401 or 403). Somebody tries passwords or tokens, or a release broke logging in. Matters to security and to the owner.',
    parameters: {
      threshold: share({
        default: 0.3,
        what: 'The share of requests that may be refused.',
        learned: { margin: 0.5, strictest: 0.1, laxest: 0.6 },
      }),
      least: number({
        default: 0.2,
        min: 0,
        max: 1e6,
        unit: 'refused requests a second',
        what: 'Fewer than these are left alone.',
      }),
      window: window('10m'),
    },
    for: '5m',
    only: ['job'],
    rule: {
      measure: ({ window, least }) =>
        `(sum by (job) (rate(http_requests_total{code=~"401|403"}[${window}])) > ${least}) / sum by (job) (rate(http_requests_total[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.job }} refuses {{ $value | humanizePercentage }} of its requests',
    runbook: {
      check: [
        'Group the refused requests by address and by user: few addresses or many, known users or guessed ones?',
        'See whether good users are refused as well, which points to a release or to a key that has changed.',
        'See whether any of the addresses got in at last.',
      ],
      act: [
        'An attack: limit or block the addresses; end the sessions of any account that was entered.',
        'A key that has changed: publish the new one, or go back to the old.',
        'A client with an old token in an endless loop: tell its owner, and limit it meanwhile.',
      ],
      falseAlarm:
        'Browsers that ask once without a token are refused once each time. Where that is so, the learned threshold lies above it.',
    },
    fires: {
      series: {
        'http_requests_total{job="login",code="200"}': '0+60x25',
        'http_requests_total{job="login",code="401"}': '0+90x25',
      },
      at: '20m',
      alerts: ['{job="login"}'],
    },
    quiet: {
      series: {
        'http_requests_total{job="login",code="200"}': '0+1x25',
        'http_requests_total{job="login",code="401"}': '0+2x25',
      },
      at: '25m',
      alerts: [],
    },
  }),
];
