import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { PageTitle } from '../shell/page-title.js';
import { DemoVisit } from '../tenants/demo-visit.js';
import { FireStep } from './fire-step.js';
import { RuleStep } from './rule-step.js';
import { firstSample, type Sample, sampleFrom } from './sample.js';
import { SampleStep } from './sample-step.js';

/** From nothing to an alert of one's own, in three steps; the address says how far somebody has come. */
export function StartPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const text = {
    metric: parameters.get('metric') ?? firstSample.metric,
    labels: parameters.get('labels') ?? firstSample.labels,
    value: parameters.get('value') ?? firstSample.value,
  };
  const sent = parameters.has('metric') ? sampleFrom(text) : null;
  const ruleId = parameters.get('rule');
  const sampleFields = ({ metric, labels, value }: Sample): Record<string, string> => ({
    metric,
    labels: Object.entries(labels)
      .map(([name, one]) => `${name}=${JSON.stringify(one)}`)
      .join(', '),
    value: String(value),
  });
  return (
    <Stack>
      <PageTitle>Getting started</PageTitle>
      <Text>
        Three steps to an alert of your own. You can leave at any time: what you made stays, and{' '}
        <PageLink to="/">Home</PageLink> leads back here while you have no rules.
      </Text>
      <DemoVisit />
      <Section title="1. Send a sample">
        <SampleStep initial={text} sent={sent} onSent={(sample) => setParameters(sampleFields(sample))} />
      </Section>
      <Section title="2. Say what is too much">
        {sent === null ? (
          <Text c="dimmed">First send a sample: rules are about what comes.</Text>
        ) : (
          <RuleStep
            key={JSON.stringify(sent)}
            sample={sent}
            isDone={ruleId !== null}
            onMade={(id) => setParameters({ ...sampleFields(sent), rule: id })}
          />
        )}
      </Section>
      <Section title="3. See it fire">
        {sent === null || ruleId === null ? (
          <Text c="dimmed">First make a rule.</Text>
        ) : (
          <FireStep sample={sent} ruleId={ruleId} />
        )}
      </Section>
    </Stack>
  );
}
