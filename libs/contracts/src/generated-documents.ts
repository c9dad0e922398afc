import { RuleGroupDocumentSchema, RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { AlertRuleSchema, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type TopicDefinition, topicName } from './define-topic.js';
import { kafkaAclsText } from './kafka-acls.js';
import { ruleTemplatesTable } from './rule-templates-table.js';
import { allTopics } from './topics.js';

/** Every document that is made from the contracts: its path from the project's root, and its text. */
export function generatedDocuments(): Record<string, string> {
  return {
    'docs/asyncapi.yaml': `# Written by npm run contracts; change the topics in libs/contracts instead.\n${stringify(asyncApi(), { aliasDuplicateObjects: false })}`,
    'docs/schemas/rule-draft.json': json(RuleDraftSchema),
    'docs/schemas/alert-rule.json': json(AlertRuleSchema),
    'docs/schemas/rule-group-draft.json': json(RuleGroupDraftSchema),
    'docs/schemas/rule-group.json': json(RuleGroupDocumentSchema),
    'docs/topics.md': topicTable(),
    'deploy/kafka/acls.txt': kafkaAclsText(),
    'docs/rule-templates.md': ruleTemplatesTable(),
  };
}

/** The topics as an AsyncAPI 3 document: one channel a topic, one operation for each service that writes or reads it. */
export function asyncApi(prefix = 'tocsin'): object {
  const channels: Record<string, object> = {};
  const operations: Record<string, object> = {};
  const messages: Record<string, object> = {};
  for (const topic of allTopics) {
    channels[topic.name] = {
      address: topicName(topic, prefix),
      description: `${topic.description} Key: ${topic.key}.`,
      messages: { [topic.name]: { $ref: `#/components/messages/${topic.name}` } },
      bindings: { kafka: bindings(topic) },
    };
    messages[topic.name] = {
      name: topic.name,
      contentType: topic.content === 'json' ? 'application/json' : 'application/octet-stream',
      ...(topic.encoding === undefined ? {} : { description: topic.encoding }),
      payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: schemaOf(topic.schema) },
      examples: topic.examples.map((payload) => ({ payload })),
    };
    const operation = (action: 'send' | 'receive', service: string): void => {
      operations[`${service}.${action}.${topic.name}`] = {
        action,
        channel: { $ref: `#/channels/${topic.name}` },
        tags: [{ name: service }],
      };
    };
    for (const producer of topic.producers) operation('send', producer);
    for (const consumer of topic.consumers) operation('receive', consumer);
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tocsin',
      version: '0.1.0',
      description: 'What the services of Tocsin say to each other over Kafka.',
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages },
  };
}

const bindings = (topic: TopicDefinition): object => ({
  partitions: topic.partitions,
  topicConfiguration: {
    'cleanup.policy': [topic.cleanup],
    ...(topic.cleanup === 'delete' ? { 'retention.ms': topic.retentionMs } : {}),
  },
});

const schemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
const json = (schema: z.ZodType): string => `${JSON.stringify(schemaOf(schema), null, 2)}\n`;

function topicTable(): string {
  const rows = allTopics.map(
    ({ name, version, key, content, partitions, cleanup, retentionMs, producers, consumers }) => {
      const kept = cleanup === 'compact' ? 'last of each key' : `${retentionMs / 3_600_000} h`;
      return `| \`${name}.v${version}\` | ${key} | ${content} | ${partitions} | ${kept} | ${producers.join(', ')} | ${consumers.join(', ')} |`;
    },
  );
  const head =
    '| topic | key | content | partitions | kept | written by | read by |\n| --- | --- | --- | --- | --- | --- | --- |';
  return `# Topics\n\nWritten by \`npm run contracts\`; the schemas are in asyncapi.yaml.\n\n${head}\n${rows.join('\n')}\n`;
}
