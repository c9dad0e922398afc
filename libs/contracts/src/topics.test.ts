import { allTopics } from './topics.js';

test.each(allTopics.map((topic) => [topic.name, topic] as const))('examples of %s fit its schema', (_name, topic) => {
  expect(topic.examples.length).toBeGreaterThan(0);
  for (const example of topic.examples) expect(topic.schema.parse(example)).toEqual(example);
});
