import type { ReactElement } from 'react';
import { plain } from './plain.js';
import classes from './name.module.css';

/** A text that people or machines have chosen: of any length, in any script and direction; what cannot be seen in it is shown. */
export function Name({ children }: { readonly children: string }): ReactElement {
  return <bdi className={classes['name']}>{plain(children)}</bdi>;
}

/** A text of theirs with its lines as they are. */
export function Listing({ label, children }: { readonly label: string; readonly children: string }): ReactElement {
  return (
    <pre className={classes['listing']} tabIndex={0} role="region" aria-label={label}>
      {plain(children)}
    </pre>
  );
}

/** Labels of a series or an alert, in the order of their names. */
export function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }): ReactElement {
  return (
    <span className={classes['labels']}>
      {Object.entries(labels)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => (
          <bdi key={name} className={classes['label']}>
            {plain(`${name}=${value}`)}
          </bdi>
        ))}
    </span>
  );
}

/** A series by its metric and its labels. */
export function Series({
  series: { metric, labels },
}: {
  readonly series: { readonly metric: string; readonly labels: Readonly<Record<string, string>> };
}): ReactElement {
  return (
    <>
      <Name>{metric}</Name> <Labels labels={labels} />
    </>
  );
}
