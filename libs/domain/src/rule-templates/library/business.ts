import { metric, number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'business';
const category = 'business';

/** Figures of the business: counters of what a company lives by, whatever it calls them. */
export const businessTemplates: readonly RuleTemplate[] = [
  template({
    id: 'business-figure-fell',
    title: 'A business figure fell against last week',
    group,
    severity: 'HIGH',
    category,
    meaning:
      'Of something that the company lives by, such as orders, much less happens than at the same hour a week ago. Systems may all be green: a button, a price or a payment method may not be.',
    parameters: {
      metric: metric('orders_total', 'A counter of what happens.', [
        'orders_created_total',
        'checkouts_total',
        'payments_total',
        'signups_total',
        'bookings_total',
      ]),
      threshold: share({ default: 0.5, what: 'The share of last week that must be there.' }),
      least: number({
        default: 20,
        min: 0,
        max: 1e9,
        unit: 'events',
        what: 'Hours with fewer than these a week ago are left alone.',
      }),
      window: window('1h'),
    },
    for: '15m',
    only: ['job'],
    rule: {
      measure: ({ metric, window, least }) =>
        `sum(increase({${metric}}[${window}])) / (sum(increase({${metric}}[${window}] offset 7d)) > ${least})`,
      operator: '<',
      limit: 'threshold',
    },
    interval: '5m',
    summary: 'Only {{ $value | humanizePercentage }} of what happened at this hour a week ago',
    runbook: {
      check: [
        'Go through it yourself as a customer would: search, basket, payment.',
        'Split the figure by country, device and payment method: where does it break away?',
        'What was released, or switched on, today? Did a campaign end?',
      ],
      act: [
        'Undo what was released, if the time fits.',
        'A payment provider that is down: hide it, so that others are taken.',
        'Tell the people of the business early; they may know of a reason.',
      ],
      falseAlarm:
        'Holidays, a football final, the end of a sale. Silence it for that day; the week after compares with that day, too.',
    },
    fires: {
      every: '15m',
      series: { 'orders_total{job="shop"}': '0+100x672 67200+10x12' },
      at: '170h30m',
      alerts: ['{}'],
    },
    quiet: { every: '15m', series: { 'orders_total{job="shop"}': '0+100x690' }, at: '170h30m', alerts: [] },
  }),
  template({
    id: 'business-figure-stopped',
    title: 'A business figure stands still',
    group,
    severity: 'CRITICAL',
    category,
    meaning:
      'Something that should happen all the time, such as orders or payments, has not happened at all for a while. Every minute costs money.',
    parameters: {
      metric: metric('orders_total', 'A counter of what happens.', [
        'orders_created_total',
        'checkouts_total',
        'payments_total',
        'signups_total',
        'bookings_total',
      ]),
      window: window('30m', 'For how long nothing may happen.'),
    },
    for: '0',
    only: ['job'],
    rule: { measure: ({ metric, window }) => `sum(increase({${metric}}[${window}]))`, operator: '==', limit: 0 },
    summary: 'Nothing was counted for too long',
    runbook: {
      check: [
        'Try it yourself: can one order at all?',
        'Look at the errors and the traffic of the services on the way, from the front backwards.',
        'Does the counter itself still live, and the process that counts?',
      ],
      act: [
        'Roll back whatever changed last.',
        'Tell support and the people of the business what customers see.',
        'Note when it began and ended; somebody will want to know what it cost.',
      ],
      falseAlarm:
        'Small shops sell nothing at four in the morning. Make the window longer than the longest pause of a good week.',
    },
    fires: { series: { 'orders_total{job="shop"}': '0+5x20 100x45' }, at: '60m', alerts: ['{}'] },
    quiet: {
      series: { 'orders_total{job="shop",shop="de"}': '100x65', 'orders_total{job="shop",shop="at"}': '0+1x65' },
      at: '60m',
      alerts: [],
    },
  }),
  template({
    id: 'business-failures-rise',
    title: 'Too many attempts fail',
    group,
    severity: 'HIGH',
    category,
    meaning:
      'Of the attempts at something, such as payments, more fail than usual. Customers go away without saying a word. Matters to the team of that step and to its partner.',
    parameters: {
      failed: metric('payments_failed_total', 'A counter of attempts that failed.', [
        'payment_failures_total',
        'checkout_errors_total',
      ]),
      all: metric('payments_total', 'A counter of all attempts.', ['payment_attempts_total', 'checkouts_total']),
      threshold: share({
        default: 0.1,
        what: 'The share of attempts that may fail.',
        learned: { margin: 0.5, strictest: 0.02, laxest: 0.3 },
      }),
      window: window('15m'),
    },
    for: '10m',
    only: ['job'],
    rule: {
      measure: ({ failed, all, window }) =>
        `sum by (job) (rate({${failed}}[${window}])) / sum by (job) (rate({${all}}[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanizePercentage }} of the attempts fail',
    runbook: {
      check: [
        'By reason: refused by the partner, timed out, or our own error?',
        'By partner, country and card: one of them, or all?',
        'The status page of the partner, and our own errors on the way to it.',
      ],
      act: [
        'One partner: route around it, or hide it.',
        'Our own error: roll back.',
        'Refusals that rise everywhere: somebody tests stolen cards; slow them down.',
      ],
      falseAlarm: 'At night a few attempts make a large share. A longer window helps.',
    },
    fires: {
      series: { 'payments_failed_total{job="pay"}': '0+20x40', 'payments_total{job="pay"}': '0+100x40' },
      at: '30m',
      alerts: ['{job="pay"}'],
    },
    quiet: {
      series: { 'payments_failed_total{job="pay"}': '0+2x40', 'payments_total{job="pay"}': '0+100x40' },
      at: '40m',
      alerts: [],
    },
  }),
  template({
    id: 'business-value-out-of-bounds',
    title: 'A business value left its bounds',
    group,
    severity: 'MEDIUM',
    category,
    meaning:
      'A value that is told as it is, such as a stock, a balance or a price, is above or below what it may be. Matters to whoever answers for that value.',
    parameters: {
      metric: metric('stock_items', 'A gauge that is told as it is.', ['inventory_items', 'account_balance']),
      below: number({ default: 0, min: -1e15, max: 1e15, unit: 'of the metric', what: 'The least that it may be.' }),
      above: number({ default: 1e12, min: -1e15, max: 1e15, unit: 'of the metric', what: 'The most that it may be.' }),
    },
    for: '5m',
    only: ['job'],
    rule: {
      conditions: ({ metric, below, above }) => [
        {
          type: 'composite',
          match: 'any',
          conditions: [
            { type: 'threshold', metric_path: metric, operator: '<', threshold: below },
            { type: 'threshold', metric_path: metric, operator: '>', threshold: above },
          ],
        },
      ],
    },
    summary: 'The value is {{ $value | humanize }}, outside of its bounds',
    runbook: {
      check: [
        'Is the value true? Compare with the system that it comes from.',
        'When did it leave its bounds, at one step or slowly?',
        'Which booking, import or change was made at that time?',
      ],
      act: [
        'A wrong import: take it back, and see what was decided upon it.',
        'A true value: tell who answers for it.',
        'Bounds that no longer fit: change them in the rule, with a word why.',
      ],
      falseAlarm: 'While a stock-taking or a migration is under way. Silence it for that time.',
    },
    fires: { series: { 'stock_items{job="erp",sku="7"}': '3 -4x12' }, at: '10m', alerts: ['{sku="7"}'] },
    quiet: { series: { 'stock_items{job="erp",sku="7"}': '30x12' }, at: '12m', alerts: [] },
  }),
];
