import type { ReactElement } from 'react';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Shown } from '../parts/shown.js';
import { Dialog } from '../session/dialog.js';
import { useAsked } from '../session/session-context.js';
import { ReceiverForm } from './receiver-form.js';

/** What the address asks to be done with a receiver. */
export function ReceiverDialogs(): ReactElement {
  const { what, id, close } = useAskedDialog();
  return (
    <>
      <Dialog isOpen={what === 'new-receiver'} onClose={close} title="New receiver">
        <ReceiverForm known={null} onDone={close} />
      </Dialog>
      <Dialog isOpen={what === 'change-receiver' && id !== null} onClose={close} title="Change a receiver">
        {id !== null && <Changing id={id} onDone={close} />}
      </Dialog>
    </>
  );
}

function Changing({ id, onDone }: { readonly id: string; readonly onDone: () => void }): ReactElement {
  // What is being written is not changed under whoever writes it.
  const query = useAsked(['receiver', id], (tocsin, signal) => tocsin.getReceiver({ id }, { signal }), {
    isPolled: false,
  });
  return <Shown query={query}>{({ data }) => <ReceiverForm known={data} onDone={onDone} />}</Shown>;
}
