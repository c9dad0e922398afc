import { type DashboardText, TENANT } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

/** What the platform mends by itself, how that ends, and what holds it back. */
export const healing: DashboardText = {
  uid: 'tocsin-healing',
  title: 'Tocsin / Healing',
  description: 'Runs of playbooks: how they end, and what holds them back. The console tells of each run.',
  hasTenants: true,
  rows: [
    {
      title: 'Over the time shown',
      panels: [
        stat(
          {
            title: 'Runs that succeeded',
            description: 'Their verification has seen that what was wrong is well.',
            unit: 'short',
            targets: [
              {
                // The series of a tenant comes with its first run.
                expr: `sum(increase(tocsin_healing_runs_total{${TENANT},outcome="succeeded"}[$__range])) or vector(0)`,
                legend: 'runs',
              },
            ],
          },
          6,
        ),
        stat(
          {
            title: 'Runs that failed',
            description: 'What they did is there still, or nobody knows whether it is: a person has to look.',
            unit: 'short',
            limits: { warning: 1, critical: 3 },
            runbook: 'TocsinHealingFails',
            targets: [
              {
                // The series of a tenant comes with its first failed run.
                expr: `sum(increase(tocsin_healing_runs_total{${TENANT},outcome="failed"}[$__range])) or vector(0)`,
                legend: 'runs',
              },
            ],
          },
          6,
        ),
        stat(
          {
            title: 'Runs that were rolled back',
            description: 'They did not help, and what they did was undone.',
            unit: 'short',
            limits: { warning: 1, critical: 10 },
            runbook: 'TocsinHealingFails',
            targets: [
              {
                // The series of a tenant comes with its first run that was rolled back.
                expr: `sum(increase(tocsin_healing_runs_total{${TENANT},outcome="rolled_back"}[$__range])) or vector(0)`,
                legend: 'runs',
              },
            ],
          },
          6,
        ),
        stat(
          {
            title: 'Triggers held back',
            description: 'Alerts that would have begun a run, and did not, by a guard.',
            unit: 'short',
            limits: { warning: 1, critical: 50 },
            runbook: 'TocsinHealingHeld',
            targets: [
              {
                // The series of a tenant comes with the first trigger that is held back.
                expr: `sum(increase(tocsin_healing_held_total{${TENANT}}[$__range])) or vector(0)`,
                legend: 'triggers',
              },
            ],
          },
          6,
        ),
      ],
    },
    {
      title: 'Waiting for people, of all tenants',
      panels: [
        stat(
          {
            title: 'Runs that wait for an approval',
            description: 'Their plans are shown in the console; they expire when nobody approves them.',
            unit: 'short',
            targets: [{ expr: 'max(tocsin_healing_runs_waiting{waiting_for="approval"})', legend: 'runs' }],
          },
          12,
        ),
        stat(
          {
            title: 'Actions in doubt',
            description: 'Runs that ask a person whether an action was done, since nobody else can tell.',
            unit: 'short',
            limits: { warning: 1, critical: 5 },
            runbook: 'TocsinActionsInDoubt',
            targets: [{ expr: 'max(tocsin_healing_runs_waiting{waiting_for="answer"})', legend: 'runs' }],
          },
          12,
        ),
      ],
    },
    {
      title: 'Runs',
      panels: [
        timeSeries({
          title: 'Runs by how they end',
          description: 'Expired and rejected ones waited for somebody to approve them.',
          unit: 'short',
          isStacked: true,
          runbook: 'TocsinHealingFails',
          targets: [
            {
              expr: `sum by (outcome) (increase(tocsin_healing_runs_total{${TENANT}}[$__rate_interval]))`,
              legend: '{{outcome}}',
            },
          ],
        }),
        timeSeries({
          title: 'Triggers held back, by guard',
          description:
            'Such as the switch, a budget, a cooldown, a storm of alerts, or a target that another run is busy with.',
          unit: 'short',
          isStacked: true,
          runbook: 'TocsinHealingHeld',
          targets: [
            {
              expr: `sum by (guard) (increase(tocsin_healing_held_total{${TENANT}}[$__rate_interval]))`,
              legend: '{{guard}}',
            },
          ],
        }),
        timeSeries(
          {
            title: 'Actions by tenant',
            description: 'Actions that were begun, and undoings of them.',
            unit: 'short',
            isStacked: true,
            targets: [
              {
                expr: `sum by (tenant_id) (increase(auto_healing_actions_total{${TENANT}}[$__rate_interval]))`,
                legend: '{{tenant_id}}',
              },
            ],
          },
          24,
        ),
      ],
    },
  ],
};
