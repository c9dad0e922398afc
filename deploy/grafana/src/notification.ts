import type { DashboardText } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

/** Whether people are told. */
export const notification: DashboardText = {
  uid: 'tocsin-notification',
  title: 'Tocsin / Notification',
  description: 'Whether people are told of what fires: what is owed, how long, and to whom nothing gets through.',
  hasTenants: false,
  rows: [
    {
      title: 'At a glance',
      panels: [
        stat({
          title: 'Delivered',
          description: 'Notifications that receivers took, over the time shown.',
          unit: 'short',
          targets: [
            { expr: 'sum(increase(tocsin_notifications_total{outcome="delivered"}[$__range]))', legend: 'delivered' },
          ],
        }),
        stat({
          title: 'Given up',
          description:
            'Notifications that no receiver has taken, over the time shown. GET /api/notifications tells which and why.',
          unit: 'short',
          limits: { warning: 1, critical: 10 },
          runbook: 'TocsinNotificationsGivenUp',
          targets: [
            { expr: 'sum(increase(tocsin_notifications_total{outcome="failed"}[$__range]))', legend: 'given up' },
          ],
        }),
        stat({
          title: 'Tried again',
          description: 'Attempts of all that failed and are made again later.',
          unit: 'percentunit',
          max: 1,
          limits: { warning: 0.05, critical: 0.25 },
          targets: [
            {
              // Where nothing was attempted, nothing had to be tried again.
              expr: 'sum(increase(tocsin_notifications_total{outcome="retried"}[$__range])) / (sum(increase(tocsin_notifications_total[$__range])) > 0) or vector(0)',
              legend: 'share',
            },
          ],
        }),
        stat({
          title: 'Owed',
          description: 'Notifications that have still to be delivered.',
          unit: 'short',
          targets: [{ expr: 'max(tocsin_deliveries_waiting)', legend: 'owed' }],
        }),
        stat({
          title: 'Longest owed',
          description: 'How long the oldest one has been owed to a receiver that is not down.',
          unit: 's',
          limits: { warning: 60, critical: 300 },
          runbook: 'TocsinDeliveriesWaiting',
          targets: [{ expr: 'max(tocsin_delivery_wait_seconds)', legend: 'wait' }],
        }),
        stat({
          title: 'Receivers down',
          description: 'Receivers that failed so often that they are only probed.',
          unit: 'short',
          limits: { warning: 1, critical: 5 },
          runbook: 'TocsinReceiversDown',
          targets: [{ expr: 'max(tocsin_receivers_open)', legend: 'receivers' }],
        }),
      ],
    },
    {
      title: 'Deliveries',
      panels: [
        timeSeries(
          {
            title: 'Time until delivered',
            description:
              'From when a notification was owed until its receiver had taken it, retries and waiting included.',
            unit: 's',
            limits: { warning: 10, critical: 60 },
            runbook: 'TocsinDeliveriesWaiting',
            targets: [
              {
                expr: 'histogram_quantile(0.95, sum by (le, type) (rate(tocsin_notification_delivery_seconds_bucket[$__rate_interval])))',
                legend: '{{type}} (95 %)',
              },
              {
                expr: 'histogram_quantile(0.5, sum by (le, type) (rate(tocsin_notification_delivery_seconds_bucket[$__rate_interval])))',
                legend: '{{type}} (half)',
              },
            ],
          },
          24,
        ),
        timeSeries({
          title: 'Attempts by outcome',
          description: 'Each attempt to deliver a notification.',
          unit: 'ops',
          isStacked: true,
          targets: [
            {
              expr: 'sum by (outcome) (rate(tocsin_notifications_total[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        }),
        timeSeries({
          title: 'Behind in telling',
          description: 'How long transitions and alerts of others have waited until the notification read them.',
          unit: 's',
          limits: { warning: 10, critical: 30 },
          runbook: 'TocsinConsumerBehind',
          targets: [
            {
              expr: 'max by (consumer_group) (tocsin_consumer_delay_seconds{consumer_group=~"notification.*"})',
              legend: '{{consumer_group}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Alertmanagers',
      panels: [
        timeSeries(
          {
            title: 'Alerts to Alertmanagers',
            description: 'Each sending of an alert counts: it is told again and again while it fires.',
            unit: 'ops',
            isStacked: true,
            runbook: 'TocsinAlertmanagerRefuses',
            targets: [
              {
                expr: 'sum by (outcome) (rate(tocsin_alertmanager_alerts_total[$__rate_interval]))',
                legend: '{{outcome}}',
              },
            ],
          },
          24,
        ),
      ],
    },
  ],
};
