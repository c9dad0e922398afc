import { type ServiceName, type TopicDefinition, topicName } from './define-topic.js';
import { allTopics } from './topics.js';

export type AclOperation = 'Read' | 'Write' | 'Describe' | 'Create';

/** What one service may do to one thing of Kafka. */
export interface KafkaAcl {
  /** Kafka's name for the service, without `User:`. */
  principal: string;
  resource: 'topic' | 'group' | 'transactional-id';
  name: string;
  /** `prefixed` names are the beginnings of names. */
  pattern: 'literal' | 'prefixed';
  operations: readonly AclOperation[];
}

/** Services that run on Kafka. Others write into some topics, too; who that may be is not ours to say. */
export const services: readonly ServiceName[] = [
  'gateway',
  'rule-management',
  'evaluation',
  'history',
  'ml-prediction',
  'notification',
  'self-monitoring',
  'compliance',
  'auto-healing',
];
/** Their writers have names of their own, by which a former owner of a partition, or of the dead letters, is fenced. */
const transactional: readonly ServiceName[] = ['evaluation', 'gateway'];

/** Looks how far the groups of all services are in all topics, without reading any. */
const watching: readonly ServiceName[] = ['self-monitoring'];

/** Under which name a service is known to Kafka. */
export const principalOf = (service: ServiceName): string => `tocsin-${service}`;

/**
 * What each service may do, and no more: write the topics that it produces, read those that it consumes, in groups that
 * begin with its name. It also makes its topics where there are none yet. Who watches over the platform sees how far
 * everybody has read.
 */
export function kafkaAcls(prefix = 'tocsin'): KafkaAcl[] {
  return services.flatMap((service) => {
    const principal = principalOf(service);
    const topics = allTopics.flatMap((topic): KafkaAcl[] => {
      const operations = operationsOf(service, topic);
      if (operations.length === 0) return [];
      return [{ principal, resource: 'topic', name: topicName(topic, prefix), pattern: 'literal', operations }];
    });
    const group: KafkaAcl = {
      principal,
      resource: 'group',
      name: service,
      pattern: 'prefixed',
      operations: ['Read', 'Describe'],
    };
    const watched: KafkaAcl[] = watching.includes(service)
      ? services
          .filter((other) => other !== service)
          .map((other) => ({ ...group, name: other, operations: ['Describe'] }))
      : [];
    const writers: KafkaAcl[] = transactional.includes(service)
      ? [{ ...group, resource: 'transactional-id', name: `${prefix}.${service}`, operations: ['Write', 'Describe'] }]
      : [];
    return [...topics, group, ...watched, ...writers];
  });
}

function operationsOf(service: ServiceName, { producers, consumers }: TopicDefinition): AclOperation[] {
  const [writes, reads] = [producers.includes(service), consumers.includes(service)];
  if (!writes && !reads) return watching.includes(service) ? ['Describe'] : [];
  return [...(reads ? ['Read' as const] : []), ...(writes ? ['Write' as const] : []), 'Describe', 'Create'];
}

/** The same as arguments of Kafka's own program, one call a line. */
export function kafkaAclsText(prefix = 'tocsin'): string {
  const lines = kafkaAcls(prefix).map(({ principal, resource, name, pattern, operations }) =>
    [
      `--add --allow-principal User:${principal}`,
      ...operations.map((operation) => `--operation ${operation}`),
      `--${resource} ${name}`,
      `--resource-pattern-type ${pattern}`,
    ].join(' '),
  );
  return `${lines.join('\n')}\n`;
}
