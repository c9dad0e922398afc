import { defineTarget } from '@tocsin/runtime/target';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { RuleEvaluator } from '@tocsin/service-evaluation/rule-evaluator';
import { toldOf } from '@tocsin/service-evaluation/stage-event';
import type { Surroundings, TocsinTarget } from './ports.js';

export function evaluationTarget({ config, clock, logger, registry, traces }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'evaluation',
    needs: ['log'],
    consumes: ['samples', 'partials', 'rule-state'],
    produces: [
      'samples',
      'partials',
      'transitions',
      'rule-state',
      'rule-health',
      'series-counts',
      'audit',
      'dead-letters',
    ],
    start: async ({ log }) => {
      const evaluator = new RuleEvaluator({
        log,
        topicPrefix: config.topicPrefix,
        clock,
        clockIntervalMs: config.clockIntervalMs,
        snapshotIntervalMs: config.snapshotIntervalMs,
        metrics: new EvaluationMetrics(registry, () => performance.now()),
        tracing: traces.tracing,
        onError: (error) => logger.error({ err: error }, 'evaluation'),
        onEvent: (event) => {
          const { level, text } = toldOf(event);
          logger[level](event, text);
        },
      });
      await evaluator.start();
      return { stop: () => evaluator.stop() };
    },
  });
}
