import type { ServiceName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { allTargets, type TargetName } from './all.js';
import type { Surroundings } from './ports.js';

/** Kafka lets each service do what the topics' contracts say of it; a target that does more would stand before a closed door. */
test.each(Object.keys(allTargets) as TargetName[])(
  '%s writes and reads what the contracts say that it does',
  (name) => {
    // A target's lists are there before anything of its surroundings is used.
    const { consumes, produces } = allTargets[name]({ config: {} } as Surroundings);
    const service: ServiceName = name;
    const topics = (of: 'producers' | 'consumers'): string[] =>
      allTopics.filter((topic) => topic[of].includes(service)).map((topic) => topic.name);
    expect([...produces].toSorted()).toEqual(topics('producers').toSorted());
    expect([...consumes].toSorted()).toEqual(topics('consumers').toSorted());
  },
);
