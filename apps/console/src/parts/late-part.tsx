import { Alert, Loader, Text } from '@mantine/core';
import { type ComponentType, lazy, type ReactElement, Suspense } from 'react';

/**
 * A part that is loaded when it is first needed.
 *
 * @param load - loads it
 * @returns the part; where it cannot be loaded, or does not run in this browser, what says so
 */
export function latePart<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Part = lazy<ComponentType<Props>>(async () => {
    try {
      return { default: await load() };
    } catch {
      return { default: NotLoaded };
    }
  });
  return function Late(props: Props): ReactElement {
    return (
      <Suspense fallback={<Loader size="sm" role="status" aria-label="Loading" />}>
        <Part {...props} />
      </Suspense>
    );
  };
}

function NotLoaded(): ReactElement {
  return (
    <Alert color="red" variant="outline" title="This part of the console could not be loaded" role="alert">
      <Text size="sm">
        The network was lost, the platform has another version since, or this browser does not run it. Load the page
        again; what you have typed into an editor is kept.
      </Text>
    </Alert>
  );
}
