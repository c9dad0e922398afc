import type { TopicSettings } from '@tocsin/ports/event-log';
import kafkajs, { type RetryOptions } from 'kafkajs';
import { type BrokerAccess, kafkaClient } from './client.js';

/** Somebody waits for the answer: brokers that are gone are told of within seconds. */
const RETRIES: RetryOptions = { initialRetryTime: 100, maxRetryTime: 500, retries: 2 };

/** What there is of the topics that are wanted, as they are set; null for one that is not there. */
export type InspectedTopic = { readonly name: string; readonly found: Omit<TopicSettings, 'name'> | null };

/** Looks at topics without changing anything. @throws when no broker answers, or it lets nobody in */
export async function inspectTopics(
  brokers: readonly string[],
  access: BrokerAccess,
  names: readonly string[],
): Promise<InspectedTopic[]> {
  const admin = kafkaClient(brokers, 'tocsin-doctor', () => undefined, access, RETRIES).admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    const wanted = names.filter((name) => there.has(name));
    const { topics } = await admin.fetchTopicMetadata({ topics: wanted });
    const resources = wanted.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name }));
    const described =
      resources.length === 0 ? [] : (await admin.describeConfigs({ resources, includeSynonyms: false })).resources;
    return names.map((name) => {
      const partitions = topics.find((topic) => topic.name === name)?.partitions.length;
      const entries = described.find((one) => one.resourceName === name)?.configEntries ?? [];
      return { name, found: partitions === undefined ? null : { partitions, ...settingsIn(entries) } };
    });
  } finally {
    await admin.disconnect();
  }
}

function settingsIn(
  entries: readonly { configName: string; configValue: string }[],
): Pick<TopicSettings, 'cleanup' | 'retentionMs'> {
  const value = (name: string): string => entries.find(({ configName }) => configName === name)?.configValue ?? '';
  const cleanup = value('cleanup.policy').includes('compact') ? 'compact' : 'delete';
  return { cleanup, retentionMs: Number(value('retention.ms')) };
}
