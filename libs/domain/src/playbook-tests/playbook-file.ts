import { lintPlaybook } from '../healing/lint-playbook.js';
import type { PlaybookDraft } from '../healing/playbook.js';
import { type Finding, pathOfText } from '../rules/finding.js';
import { SourceDocuments, type SourcePlace } from '../rules/formats/source-documents.js';

/** What is wrong or doubtful in a file, and where in it. */
export type PlacedFinding = SourcePlace & Pick<Finding, 'severity' | 'message'>;

export type PlaybookFile =
  | { readonly kind: 'sound'; readonly draft: PlaybookDraft; readonly warnings: readonly PlacedFinding[] }
  | { readonly kind: 'refused'; readonly findings: readonly PlacedFinding[] };

/** Reads a file of one playbook, YAML or JSON, as `POST /api/playbooks` takes it, and finds fault with it. */
export function readPlaybookFile(text: string): PlaybookFile {
  const read = SourceDocuments.read(text, 'typed');
  if (read.kind === 'refused')
    return { kind: 'refused', findings: [{ ...read.place, severity: 'error', message: read.message }] };
  const { source } = read;
  if (source.values.length !== 1) {
    const message = `holds ${source.values.length} documents; write each playbook into a file of its own`;
    return { kind: 'refused', findings: [{ ...source.placeOf(0, []), severity: 'error', message }] };
  }
  const placed = (findings: readonly Finding[]): PlacedFinding[] =>
    findings.map((finding) => placedFinding(finding, source));
  const lint = lintPlaybook(source.values[0]);
  return lint.kind === 'valid'
    ? { kind: 'sound', draft: lint.draft, warnings: placed(lint.warnings) }
    : { kind: 'refused', findings: placed(lint.findings) };
}

/** A finding of a file's first document, with its place. */
export function placedFinding(
  { path, code, message, fix, severity }: Finding,
  source: Pick<SourceDocuments, 'placeOf'>,
): PlacedFinding {
  const what = path === '' ? 'it' : path;
  return { ...source.placeOf(0, pathOfText(path)), severity, message: `${what} ${message} (${code}). ${fix}` };
}

/** A finding as it is printed. */
export const placedText = (file: string, { line, column, severity, message }: PlacedFinding): string =>
  `${file}:${line}:${column}: ${severity}: ${message}`;
