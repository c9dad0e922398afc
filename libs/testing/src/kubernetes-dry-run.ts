import { readFileSync } from 'node:fs';
import { request } from 'node:https';

interface Kubeconfig {
  clusters: [{ cluster: { server: string; 'certificate-authority': string } }];
  users: [{ user: { token: string } }];
}

interface Resources {
  resources: { kind: string; name: string; namespaced: boolean }[];
}

/** What one object of Kubernetes is told by: as much as a path is made of. */
export interface NamedObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

export interface DryRun {
  status: number;
  /** What the server says where it refuses; empty where it does not. */
  message: string;
  /** What it says beside taking it: fields that are on their way out, pods that the namespace would refuse. */
  warnings: string[];
}

/**
 * Applies objects by the server as `kubectl apply --server-side --dry-run=server` does: it checks and admits them whole, with the
 * bytes as they are given (a client library would leave out what it does not know), and keeps nothing.
 */
export class KubernetesDryRun {
  readonly #server: URL;
  readonly #ca: Buffer;
  readonly #token: string;
  readonly #resources = new Map<string, Promise<Resources>>();

  /** @param kubeconfig - path of the one of the tests' cluster */
  constructor(kubeconfig: string) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    this.#server = new URL(clusters[0].cluster.server);
    this.#ca = readFileSync(clusters[0].cluster['certificate-authority']);
    this.#token = users[0].user.token;
  }

  /** @param namespace - of objects that name none */
  async apply(object: NamedObject, namespace: string): Promise<DryRun> {
    const { apiVersion, kind, metadata } = object;
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(base) ?? this.#ask('GET', base).then(({ text }) => JSON.parse(text) as Resources);
    this.#resources.set(base, known);
    const resource = (await known).resources?.find((one) => one.kind === kind && !one.name.includes('/'));
    if (resource === undefined) {
      this.#resources.delete(base);
      return { status: 404, message: `the server knows no ${kind} of ${apiVersion}`, warnings: [] };
    }
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : '';
    const path = `${base}${place}/${resource.name}/${metadata.name}?dryRun=All&fieldManager=test&force=true`;
    const { status, text, warnings } = await this.#ask('PATCH', path, JSON.stringify(object));
    return { status, message: status < 300 ? '' : (JSON.parse(text) as { message: string }).message, warnings };
  }

  #ask(method: string, path: string, body?: string): Promise<{ status: number; text: string; warnings: string[] }> {
    return new Promise((done, failed) => {
      const asked = request(
        new URL(path, this.#server),
        {
          method,
          ca: this.#ca,
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/apply-patch+yaml' }),
          },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => {
            const warnings = [response.headers['warning'] ?? []].flat();
            done({ status: response.statusCode ?? 0, text, warnings });
          });
        },
      );
      asked.on('error', failed);
      asked.end(body);
    });
  }
}
