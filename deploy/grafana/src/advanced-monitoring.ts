import { type DashboardText, TENANT } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

/** The dashboard that the specification names, by the metrics that it names. */
export const advancedMonitoring: DashboardText = {
  uid: 'tocsin-advanced',
  title: 'Alert Rules Engine - Advanced Monitoring',
  description: 'Rules, models and healing of the chosen tenants.',
  hasTenants: true,
  rows: [
    {
      title: 'At a glance',
      panels: [
        stat({
          title: 'Evaluations',
          description: 'How often rules are evaluated for a series or an entity.',
          unit: 'ops',
          targets: [{ expr: `sum(rate(rules_processed_total{${TENANT}}[$__rate_interval]))`, legend: 'evaluations' }],
        }),
        stat({
          title: 'Evaluations that fail',
          description:
            'Rules of groups whose expression could not be evaluated, for example since it read too many series.',
          unit: 'percentunit',
          max: 1,
          limits: { warning: 0.001, critical: 0.01 },
          runbook: 'TocsinRulesFail',
          targets: [
            {
              // A tenant whose rules have never failed has no such series, and 0 is right for it.
              expr: `(sum(rate(rules_processed_total{${TENANT},status="error"}[$__rate_interval])) or vector(0)) / sum(rate(rules_processed_total{${TENANT}}[$__rate_interval]))`,
              legend: 'share',
            },
          ],
        }),
        stat({
          title: 'Mean time of an evaluation',
          description: 'Within a batch of samples; a batch shares its time among its evaluations.',
          unit: 's',
          limits: { warning: 0.001, critical: 0.01 },
          targets: [
            {
              expr: `sum(rate(rules_execution_duration_seconds_sum{${TENANT}}[$__rate_interval])) / sum(rate(rules_execution_duration_seconds_count{${TENANT}}[$__rate_interval]))`,
              legend: 'mean',
            },
          ],
        }),
        stat({
          title: 'Least accurate model',
          description: '1 is without error. Of chances that rules fire: below 0.75 they are no better than a coin.',
          unit: 'percentunit',
          max: 1,
          limits: { warning: 0.9, critical: 0.75, isLowBad: true },
          runbook: 'TocsinModelInaccurate',
          targets: [{ expr: `min(ml_model_accuracy{${TENANT}})`, legend: 'accuracy' }],
        }),
        stat({
          title: 'Drifts',
          description: 'Series that were found to have changed for good, over the time shown.',
          unit: 'short',
          targets: [
            {
              // The series of a tenant comes with its first drift.
              expr: `sum(increase(drift_detection_alerts_total{${TENANT}}[$__range])) or vector(0)`,
              legend: 'drifts',
            },
          ],
        }),
        stat({
          title: 'Healing actions',
          description: 'Actions that were begun, and undoings of them, over the time shown.',
          unit: 'short',
          targets: [
            {
              // The series of a tenant comes with its first action.
              expr: `sum(increase(auto_healing_actions_total{${TENANT}}[$__range])) or vector(0)`,
              legend: 'actions',
            },
          ],
        }),
      ],
    },
    {
      title: 'Rules',
      panels: [
        timeSeries({
          title: 'Rules Performance',
          description: 'Evaluations a second over the last five minutes, by tenant.',
          unit: 'ops',
          targets: [
            // The specification gives this query with its window, which is therefore not the interval of the panel.
            { expr: `sum by (tenant_id) (rate(rules_processed_total{${TENANT}}[5m]))`, legend: '{{tenant_id}}' },
          ],
        }),
        timeSeries({
          title: 'Evaluations by kind',
          description: 'By what a rule looks at: thresholds, changes, silence, expressions and so on.',
          unit: 'ops',
          isStacked: true,
          targets: [
            {
              expr: `sum by (rule_type) (rate(rules_processed_total{${TENANT}}[$__rate_interval]))`,
              legend: '{{rule_type}}',
            },
          ],
        }),
        timeSeries({
          title: 'Time of an evaluation',
          description: 'The 99th percentile of the means of batches, by kind of rule.',
          unit: 's',
          targets: [
            {
              expr: `histogram_quantile(0.99, sum by (le, rule_type) (rate(rules_execution_duration_seconds_bucket{${TENANT}}[$__rate_interval])))`,
              legend: '{{rule_type}}',
            },
          ],
        }),
        timeSeries({
          title: 'Failed evaluations',
          description: 'Of rules of groups, by tenant. GET /api/rule-groups tells the error of each rule.',
          unit: 'ops',
          runbook: 'TocsinRulesFail',
          targets: [
            {
              // A tenant whose rules have never failed has no such series, and 0 is right for it.
              expr: `sum by (tenant_id) (rate(rules_processed_total{${TENANT},status="error"}[$__rate_interval])) or on () vector(0)`,
              legend: '{{tenant_id}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Rule groups',
      panels: [
        timeSeries({
          title: 'Time of a rule group',
          description:
            'The 99th percentile, in all partitions together, of groups and of conditions over many series. The list of rules can be ordered by it.',
          unit: 's',
          targets: [
            {
              // Of a tenant without such rules nothing is evaluated, and 0 is right for it.
              expr: `histogram_quantile(0.99, sum by (le) (rate(tocsin_rule_group_duration_seconds_bucket{${TENANT}}[$__rate_interval]))) or vector(0)`,
              legend: '99th percentile',
            },
          ],
        }),
        timeSeries({
          title: 'Missed evaluations of rule groups',
          description: 'Those that never took place: the evaluation is slower than the groups want it, or stood still.',
          unit: 'ops',
          targets: [
            {
              expr: `sum by (tenant_id) (rate(tocsin_rule_group_iterations_missed_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
              legend: '{{tenant_id}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Waiting for people, of all tenants',
      panels: [
        stat(
          {
            title: 'Changes of rules that wait for an approval',
            description: 'They take effect when somebody else has approved them in the console.',
            unit: 'short',
            targets: [{ expr: 'max(tocsin_rule_proposals_waiting{kind="rule"})', legend: 'changes' }],
          },
          12,
        ),
        stat(
          {
            title: 'Changes of rule groups that wait for an approval',
            description: 'As those of rules; a rule group is approved as a whole.',
            unit: 'short',
            targets: [{ expr: 'max(tocsin_rule_proposals_waiting{kind="group"})', legend: 'changes' }],
          },
          12,
        ),
      ],
    },
    {
      title: 'Machine learning and healing',
      panels: [
        timeSeries({
          title: 'ML Model Accuracy',
          description:
            'Of chances that rules fire: 1 minus their mean squared distance from what happened. Of networks: 1 minus their loss on what came afterwards, by that of the mean.',
          unit: 'percentunit',
          max: 1,
          runbook: 'TocsinModelInaccurate',
          targets: [{ expr: `ml_model_accuracy{${TENANT}}`, legend: '{{tenant_id}} {{model_type}}' }],
        }),
        timeSeries({
          title: 'Drifts by kind',
          description: 'Series that were found to have changed for good, by what changed.',
          unit: 'short',
          isStacked: true,
          targets: [
            {
              // The series of a kind comes with its first drift.
              expr: `sum by (drift_type) (increase(drift_detection_alerts_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
              legend: '{{drift_type}}',
            },
          ],
        }),
        timeSeries(
          {
            title: 'Healing actions by kind',
            description: 'Actions that were begun, and undoings of them.',
            unit: 'short',
            isStacked: true,
            targets: [
              {
                // The series of a kind comes with its first action.
                expr: `sum by (action_type) (increase(auto_healing_actions_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
                legend: '{{action_type}}',
              },
            ],
          },
          24,
        ),
      ],
    },
  ],
};
