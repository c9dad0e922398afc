import type { EvidencePack } from '@tocsin/domain/compliance/evidence-pack';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] ?? '');
const time = (ms: number): string => new Date(ms).toISOString();
const row = (...cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const style =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}' +
  'table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.35rem .5rem;text-align:left;vertical-align:top}' +
  'code,pre{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}.bad{color:#a40000;font-weight:600}';

/** A pack for people to read and print: one page that loads nothing. What proves it is in the same pack as JSON. */
export function evidenceHtml(pack: EvidencePack): string {
  const { tenant_id, from, to, made_at, entries, events, controls, proofs, checkpoint, public_key } = pack;
  const broken = controls.filter(({ violations }) => violations.length > 0);
  const summary =
    broken.length === 0
      ? `All ${controls.length} controls held.`
      : `${broken.length} of ${controls.length} controls were violated.`;
  const controlRows = controls.map(({ title, description, references, severity, judged, violations }) =>
    row(
      `<strong>${escaped(title)}</strong><br>${escaped(description)}`,
      escaped(references.join(', ')),
      escaped(severity),
      String(judged),
      violations.length === 0
        ? 'none'
        : `<span class="bad">${violations.map((n) => `<a href="#entry-${n}">${n}</a>`).join(', ')}</span>`,
    ),
  );
  const eventRows = Object.entries(events).map(([type, count]) => row(escaped(type), String(count)));
  const entryRows = proofs.map(({ sequence, entry, proof }) =>
    row(
      `<a id="entry-${sequence}">${sequence}</a>`,
      `<code>${escaped(entry)}</code>`,
      `<code>${proof.map(escaped).join('<br>')}</code>`,
    ),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evidence of ${escaped(tenant_id)}</title><style>${style}</style></head><body>
<h1>Evidence of ${escaped(tenant_id)}</h1>
<p>From ${time(from)} until ${time(to)}, made ${time(made_at)}: ${entries} entries of the ledger. ${summary}</p>
<h2>Controls</h2>
<table><tr><th>Violated when</th><th>Serves</th><th>Severity</th><th>Events judged</th><th>Violated by entry</th></tr>${controlRows.join('')}</table>
<h2>Events</h2>
<table><tr><th>Type</th><th>Count</th></tr>${eventRows.join('')}</table>
<h2>Entries and what proves them</h2>
<p>Each entry's line and its proof lead to the root of this checkpoint. The same pack as JSON is verified by <code>tocsin audit verify</code>.</p>
<pre>${escaped(checkpoint)}</pre><pre>${escaped(public_key)}</pre>
<table><tr><th>Entry</th><th>Line</th><th>Proof</th></tr>${entryRows.join('')}</table>
</body></html>
`;
}
