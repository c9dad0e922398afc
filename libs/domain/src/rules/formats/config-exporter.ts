import { writeGrafana } from './grafana-export.js';
import { readGrafana } from './grafana-import.js';
import { readOwn, writeJson, writeYaml } from './own-format.js';
import type { Candidates, Exported, PortableRules } from './portable-rules.js';
import { readPrometheus, readPrometheusRule, writePrometheus, writePrometheusRule } from './prometheus.js';
import { writeTerraform } from './terraform.js';

interface Format {
  readonly title: string;
  write(portable: PortableRules, options: ExportOptions): Exported;
  readonly read?: (documents: readonly unknown[]) => Candidates;
  /** How scalars in YAML are read: as they are written, or as numbers where they are. */
  readonly scalars: 'texts' | 'typed';
}

export interface ExportOptions {
  /** The uid of the Prometheus data source that Grafana asks. */
  readonly datasource: string;
}

const formats = {
  yaml: { title: 'YAML of our own, as tocsin rules apply takes it', write: writeYaml, read: readOwn, scalars: 'typed' },
  json: { title: 'the same in JSON', write: writeJson, read: readOwn, scalars: 'typed' },
  prometheus: { title: 'a rule file of Prometheus', write: writePrometheus, read: readPrometheus, scalars: 'texts' },
  'prometheus-crd': {
    title: 'PrometheusRule of the Prometheus operator',
    write: writePrometheusRule,
    read: readPrometheusRule,
    scalars: 'texts',
  },
  grafana: {
    title: "Grafana's alerting provisioning",
    write: (portable, { datasource }) => writeGrafana(portable, datasource),
    read: readGrafana,
    scalars: 'typed',
  },
  terraform: {
    title: "resources of Terraform's provider for Grafana (.tf.json)",
    write: (portable, { datasource }) => writeTerraform(portable, datasource),
    scalars: 'typed',
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
export type ImportFormatName = Exclude<FormatName, 'terraform'>;

export const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];
export const importFormatNames = formatNames.filter((name) => 'read' in formats[name]) as [
  ImportFormatName,
  ...ImportFormatName[],
];

/** Writes rules and rule groups for others to read, and says of each format what it cannot express. */
export const ConfigExporter = {
  export(portable: PortableRules, format: FormatName, options: ExportOptions): Exported {
    return formats[format].write(portable, options);
  },
} as const;

/** What the documents of a file mean to be; nothing of it is checked yet. */
export const candidatesOf = (documents: readonly unknown[], format: ImportFormatName): Candidates =>
  formats[format].read(documents);
/** How scalars of a format are read. */
export const scalarsOf = (format: ImportFormatName): 'texts' | 'typed' => formats[format].scalars;
