/**
 * `refused`: the cloud said no, or was never reached; `mayHelp` says whether asking again may help. `unknown`: a request
 * that changes something was on its way, and what became of it nobody said.
 */
export type CloudAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayHelp: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a resource can be told to remember, in every cloud: tags or labels. */
export type CloudMarks = Readonly<Record<string, string>>;

export interface CloudInstance {
  readonly id: string;
  /** In the cloud's own word, such as `running`. */
  readonly state: string;
  readonly marks: CloudMarks;
}

export interface CloudGroup {
  readonly name: string;
  readonly capacity: number;
  readonly min: number;
  readonly max: number;
  /** Instances that are in service and well. */
  readonly healthy: number;
  readonly marks: CloudMarks;
}

export type CloudResource = { readonly instance: string } | { readonly group: string };

/**
 * What healing needs of a cloud. None of its calls is repeated by itself when it fails, since a restart that is sent again
 * is a second restart.
 */
export interface CloudProviderAdapter {
  /** With the region, for what is told to people: `AWS eu-central-1`. */
  readonly name: string;
  instance(id: string, signal: AbortSignal): Promise<CloudAnswer<CloudInstance>>;
  group(name: string, signal: AbortSignal): Promise<CloudAnswer<CloudGroup>>;
  reboot(id: string, signal: AbortSignal): Promise<CloudAnswer<null>>;
  setCapacity(group: string, capacity: number, signal: AbortSignal): Promise<CloudAnswer<null>>;
  /** Sets one mark, and leaves the others. */
  mark(resource: CloudResource, name: string, value: string, signal: AbortSignal): Promise<CloudAnswer<null>>;
}
