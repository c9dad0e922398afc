import { Button, Container, Modal, Paper, Text, Title } from '@mantine/core';
import { Fragment, type ReactElement, type ReactNode, useState } from 'react';
import { useConnection, useSessionState } from './session-context.js';
import { identityOf } from './session-keeper.js';
import { SignInForm } from './sign-in-form.js';
import { Welcome } from './welcome.js';
import { secretOf } from './welcome-link.js';

/**
 * Lets in who has said who they are. Over what somebody works on it asks anew, and leaves that as it is, unless somebody else
 * comes in.
 */
export function SignInGate({ children }: { readonly children: ReactNode }): ReactElement {
  const state = useSessionState();
  const { keeper } = useConnection();
  const [secret, setSecret] = useState(() => secretOf(location));
  if (state.kind === 'out') {
    return (
      <Container component="main" size="xs" py="xl">
        <Title order={1} mb="md">
          Tocsin
        </Title>
        <Paper withBorder p="lg">
          {secret === null ? <SignInForm /> : <Welcome secret={secret} onOtherWay={() => setSecret(null)} />}
        </Paper>
      </Container>
    );
  }
  return (
    <>
      <Fragment key={identityOf(state)}>{children}</Fragment>
      <Modal
        opened={state.kind === 'ended'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        zIndex={1_000}
        title="Sign in again"
      >
        <Text mb="md">
          Your access has ended. What you were doing waits for you, and goes on when you have signed in.
        </Text>
        <SignInForm />
        {state.before !== null && (
          <Button variant="default" fullWidth mt="md" onClick={() => keeper.goBack()}>
            Leave this tenant
          </Button>
        )}
      </Modal>
    </>
  );
}
