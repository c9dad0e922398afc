import { useSearchParams } from 'react-router';

/** What the address asks to be done on a page, and to what; so a dialog has an address, too. */
export interface AskedDialog {
  readonly what: string | null;
  readonly id: string | null;
  readonly open: (what: string, id?: string) => void;
  readonly close: () => void;
}

export function useAskedDialog(): AskedDialog {
  const [parameters, setParameters] = useSearchParams();
  const change = (what: string | null, id: string | null): void => {
    const changed = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries({ do: what, id }))
      if (value === null) changed.delete(name);
      else changed.set(name, value);
    setParameters(changed);
  };
  return {
    what: parameters.get('do'),
    id: parameters.get('id'),
    open: (what, id) => change(what, id ?? null),
    close: () => change(null, null),
  };
}
