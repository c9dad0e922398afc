import { type DashboardText, TENANT } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

/** Who uses the platform how much, and whose data is not taken. */
export const tenants: DashboardText = {
  uid: 'tocsin-tenants',
  title: 'Tocsin / Tenants',
  description: 'What each tenant makes the platform do, and what of its data is not taken.',
  hasTenants: true,
  rows: [
    {
      title: 'At a glance',
      panels: [
        stat(
          {
            title: 'Tenants',
            description: 'Whose rules have been evaluated.',
            unit: 'short',
            targets: [{ expr: `count(count by (tenant_id) (rules_processed_total{${TENANT}}))`, legend: 'tenants' }],
          },
          6,
        ),
        stat(
          {
            title: 'Alerts that began to fire',
            description: 'Over the time shown.',
            unit: 'short',
            targets: [
              {
                // The series of a tenant comes with its first alert.
                expr: `sum(increase(tocsin_transitions_total{${TENANT},state="firing"}[$__range])) or vector(0)`,
                legend: 'alerts',
              },
            ],
          },
          6,
        ),
        stat(
          {
            title: 'Samples not taken',
            description: 'By the engine, over the time shown; why is told below.',
            unit: 'short',
            runbook: 'TocsinSamplesRefused',
            targets: [
              {
                // The series of a tenant comes with its first refused sample.
                expr: `sum(increase(tocsin_samples_refused_total{${TENANT}}[$__range])) or vector(0)`,
                legend: 'samples',
              },
            ],
          },
          6,
        ),
        stat(
          {
            title: 'Violations of controls',
            description: 'Events that a control of compliance does not allow, over the time shown.',
            unit: 'short',
            limits: { warning: 1, critical: 10 },
            runbook: 'TocsinControlViolated',
            targets: [
              {
                // The series of a tenant comes with its first violation.
                expr: `sum(increase(tocsin_control_violations_total{${TENANT}}[$__range])) or vector(0)`,
                legend: 'violations',
              },
            ],
          },
          6,
        ),
      ],
    },
    {
      title: 'Alerts',
      panels: [
        timeSeries({
          title: 'Alerts that begin to fire, by tenant',
          description: 'A tenant in a storm is told of it in groups; here each alert counts.',
          unit: 'ops',
          targets: [
            {
              expr: `sum by (tenant_id) (rate(tocsin_transitions_total{${TENANT},state="firing"}[$__rate_interval]))`,
              legend: '{{tenant_id}}',
            },
          ],
        }),
        timeSeries({
          title: 'Transitions by state',
          description: 'Much that is pending and never fires: the rules wait for long, or the series hover at a limit.',
          unit: 'ops',
          isStacked: true,
          targets: [
            {
              expr: `sum by (state) (rate(tocsin_transitions_total{${TENANT}}[$__rate_interval]))`,
              legend: '{{state}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'What is not taken',
      panels: [
        timeSeries({
          title: 'Samples that the engine does not take',
          description: 'Such as samples that come too late, or series over the quota of the tenant.',
          unit: 'ops',
          runbook: 'TocsinSamplesRefused',
          targets: [
            {
              // A tenant and a reason have a series from the first refused sample on.
              expr: `sum by (tenant_id, reason) (rate(tocsin_samples_refused_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
              legend: '{{tenant_id}} {{reason}}',
            },
          ],
        }),
        timeSeries({
          title: 'Samples that the history does not keep',
          description: 'Charts and back-tests of the tenant lack them; its alerts do not.',
          unit: 'ops',
          targets: [
            {
              // A tenant and a reason have a series from the first such sample on.
              expr: `sum by (tenant_id, reason) (rate(tocsin_history_samples_not_kept_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
              legend: '{{tenant_id}} {{reason}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Compliance',
      panels: [
        timeSeries(
          {
            title: 'Violations by control',
            description: 'Each is an alert of its tenant, too, and stands in its audit with what violated it.',
            unit: 'short',
            isStacked: true,
            runbook: 'TocsinControlViolated',
            targets: [
              {
                // A control has a series from its first violation on.
                expr: `sum by (tenant_id, control) (increase(tocsin_control_violations_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
                legend: '{{tenant_id}} {{control}}',
              },
            ],
          },
          24,
        ),
      ],
    },
  ],
};
