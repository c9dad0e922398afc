import { Alert, Button, Loader, Text } from '@mantine/core';
import { type ComponentType, lazy, type ReactElement, Suspense, useEffect, useState } from 'react';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';

/**
 * A part that is loaded when it is first needed.
 *
 * @param load - loads it
 * @returns the part; where it cannot be loaded, or does not run in this browser, what says so
 */
export function latePart<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return late(load, NotLoaded);
}

/** The same for a whole page, which comes by itself once a network that was lost is back. */
export function latePage(load: () => Promise<ComponentType>): ComponentType {
  return late(load, PageNotLoaded);
}

function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  whenFailed: () => ReactElement,
): ComponentType<Props> {
  const Part = lazy<ComponentType<Props>>(async () => {
    try {
      return { default: await load() };
    } catch {
      return { default: whenFailed };
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
      <Button variant="default" size="xs" mt="xs" onClick={() => location.reload()}>
        Load the page again
      </Button>
    </Alert>
  );
}

/**
 * Browsers remember that a script could not be loaded, so that only the page anew gets it; nothing has been typed into one
 * that never came. It waits until the platform answers, for a browser without one would show its own page.
 */
function PageNotLoaded(): ReactElement {
  const [wasOffline] = useState(() => !navigator.onLine);
  const { isSuccess, isFetchedAfterMount } = useAsked(['reached'], (tocsin, signal) =>
    tocsin.getHealingSwitch({}, { signal }),
  );
  useEffect(() => {
    if (wasOffline && isSuccess && isFetchedAfterMount) location.reload();
  }, [wasOffline, isSuccess, isFetchedAfterMount]);
  return (
    <>
      <PageTitle>This page is not there</PageTitle>
      <NotLoaded />
    </>
  );
}
