import fc from 'fast-check';
import { expandTemplate, parseTemplate, queryTexts } from './template.js';
import type { TemplateContext } from './template-context.js';
import type { TemplateError } from './template-error.js';

const up = [
  { labels: { __name__: 'up', instance: 'b' }, value: 1 },
  { labels: { __name__: 'up', instance: 'a' }, value: 0.25 },
  { labels: { __name__: 'up', instance: 'c' }, value: Number.NaN },
];
const context: TemplateContext = {
  labels: { instance: 'db-1:9100', job: 'node', empty: '' },
  externalLabels: { region: 'eu' },
  externalUrl: 'https://alerts.example/t',
  value: 1234567.891,
  nowMs: 1_353_755_652_123,
  query: (expr) => (expr === 'up' ? up : expr === 'none' ? [] : { error: 'no such query' }),
};

function parsed(text: string) {
  const outcome = parseTemplate(text);
  if (outcome.kind === 'refused') throw new Error(outcome.error.message);
  return outcome.template;
}

function expand(text: string, over: Partial<TemplateContext> = {}): string {
  const outcome = expandTemplate(parsed(text), { ...context, ...over });
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  return outcome.text;
}

function refusal(text: string): TemplateError | null {
  const outcome = parseTemplate(text);
  return outcome.kind === 'refused' ? outcome.error : null;
}

function failure(text: string, over: Partial<TemplateContext> = {}): TemplateError | null {
  const outcome = expandTemplate(parsed(text), { ...context, ...over });
  return outcome.kind === 'failed' ? outcome.error : null;
}

describe('what an alert gives its templates', () => {
  it.each([
    ['no template', 'no template'],
    ['{{ $labels.instance }}|{{ .Labels.job }}|{{ $.Labels.job }}', 'db-1:9100|node|node'],
    ['{{ $value }}|{{ .Value }}', '1.234567891e+06|1.234567891e+06'],
    ['{{ $externalLabels.region }}|{{ .ExternalLabels.region }}', 'eu|eu'],
    ['{{ $externalURL }}|{{ .ExternalURL }}', 'https://alerts.example/t|https://alerts.example/t'],
    ['a label that is missing is empty: "{{ $labels.nope }}"', 'a label that is missing is empty: ""'],
    ['{{ $labels }}', 'map[empty: instance:db-1:9100 job:node]'],
    ['{{ . }}', '{map[empty: instance:db-1:9100 job:node] map[region:eu] https://alerts.example/t 1.234567891e+06}'],
  ])('%s', (text, expected) => expect(expand(text)).toBe(expected));

  it('tells templates that ask queries from those that do not', () => {
    expect(queryTexts(parsed('{{ $value }} query {{ "query" }}'))).toEqual([]);
    expect(queryTexts(parsed('{{ if false }}{{ with query "up" }}{{ end }}{{ end }}'))).toEqual(['up']);
    expect(queryTexts(parsed('{{ with printf `a{b="%s"}` .X | query }}{{ . | first | label "c" }}{{ end }}'))).toEqual([
      'a{b="%s"}',
      'c',
    ]);
  });
});

describe('text, trim markers, comments and literals', () => {
  it.each([
    ['a {{- 1 -}} b', 'a1b'],
    ['a {{- /* away */ -}} b', 'ab'],
    ['a{{/* several\nlines */}}b', 'ab'],
    ['{{- -1 -}} x', '-1x'],
    ['{ } }} {{ "}}" }}', '{ } }} }}'],
    [String.raw`{{ "tab\t \x41 \101 é \U0001F600 \"" }}`, 'tab\t A A é 😀 "'],
    [String.raw`{{ "\xc3\xa9 \xff" }}`, 'é \ufffd'],
    ['{{ `raw \\n "text"` }}', 'raw \\n "text"'],
    ['{{ `a\r\nb` }}', 'a\nb'],
    [String.raw`{{ 'a' }} {{ '\n' }} {{ '\'' }} {{ '😀' }}`, '97 10 39 128512'],
    ['{{ 42 }} {{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ +5 }} {{ -0 }}', '42 31 3 15 15 1000 5 0'],
    ['{{ 1.5 }} {{ .5 }} {{ 5. }} {{ 1e3 }} {{ 0x1p-2 }} {{ -0.0 }} {{ 1_000.5 }}', '1.5 0.5 5 1000 0.25 -0 1000.5'],
    ['{{ 9223372036854775807 }} {{ -9223372036854775808 }}', '9223372036854775807 -9223372036854775808'],
    ['{{ true }} {{ false }} {{ print nil }}', 'true false <nil>'],
  ])('%s', (text, expected) => expect(expand(text)).toBe(expected));
});

describe('pipelines, variables and fields', () => {
  it.each([
    ['{{ $value | printf "%.1f" | printf "%12s" }}', '   1234567.9'],
    ['{{ (printf "%d" 1) | printf "%s%s" "a" }}', 'a1'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    ['{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}', '1'],
    ['{{ $x := 1 }}{{ $x := print $x "!" }}{{ $x }}', '1!'],
    ['{{ with $x := "a" }}{{ . }}{{ $x }}{{ end }}', 'aa'],
    ['{{ (query "up" | first).Labels.instance }}', 'b'],
    ['{{ (args 1 "two").arg1 }} {{ (args 1).arg9 }}', 'two <no value>'],
    ['{{ $labels.job.nope | len }}', null],
    ['{{ index .Labels "job" }}{{ "job" | index .Labels }}', 'nodenode'],
  ])('%s', (text, expected) => {
    if (expected === null) expect(failure(text)?.message).toContain("can't evaluate field nope in type string");
    else expect(expand(text)).toBe(expected);
  });
});

describe('blocks', () => {
  it.each([
    ['{{ if false }}a{{ else if 0 }}b{{ else if "x" }}c{{ else }}d{{ end }}', 'c'],
    ['{{ if $x := 0 }}{{ else if $y := 2 }}{{ $x }}{{ $y }}{{ end }}', '02'],
    ['{{ with $labels.nope }}a{{ else with $labels.job }}{{ . }}{{ else }}c{{ end }}', 'node'],
    ['{{ range 3 }}{{ . }}{{ end }}{{ range $i := 2 }}{{ $i }}{{ end }}', '01201'],
    ['{{ range 0 }}a{{ else }}none{{ end }}{{ range -1 }}a{{ else }}none{{ end }}', 'nonenone'],
    ['{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}', 'empty=;instance=db-1:9100;job=node;'],
    ['{{ range $i, $s := query "up" }}{{ $i }}{{ .Labels.instance }}{{ $s.Value }} {{ end }}', '0b1 1a0.25 2cNaN '],
    ['{{ range query "none" }}a{{ else }}none{{ end }}', 'none'],
    ['{{ range query "up" }}{{ if eq .Labels.instance "a" }}{{ break }}{{ end }}{{ .Value }}{{ end }}', '1'],
    ['{{ range query "up" }}{{ if eq .Labels.instance "a" }}{{ continue }}{{ end }}{{ .Value }}{{ end }}', '1NaN'],
    ['{{ range 2 }}{{ range 5 }}{{ break }}{{ end }}x{{ end }}', 'xx'],
    ['{{ $v := "" }}{{ range $v = $labels }}{{ end }}{{ $v }}', 'node'],
    ['{{ define "t" }}<{{ . }}{{ $ }}>{{ end }}{{ template "t" 1 }}{{ template "t" }}', '<11><<no value><no value>>'],
    ['{{ define "t" }}{{ .arg0 }}-{{ .arg1 }}{{ end }}{{ template "t" (args 1 "2") }}', '1-2'],
    ['{{ block "b" 5 }}[{{ . }}]{{ end }}{{ template "b" 6 }}', '[5][6]'],
    ['{{ define "t" }} {{ end }}{{ define "t" }}x{{ end }}{{ template "t" }}', 'x'],
    ['{{ define "t" }}<{{ . }}>{{ end }}{{ $name := "t" }}{{ tmpl $name 5 | toUpper }}', '<5>'],
  ])('%s', (text, expected) => expect(expand(text)).toBe(expected));
});

describe('what is wrong with a text', () => {
  it.each([
    ['a\n b {{ $value', 2, 4, 'unclosed action: end it with }}'],
    ['{{ "abc }}', 1, 4, 'unterminated quoted string: end it with " on the same line'],
    ['{{/* x', 1, 3, 'unclosed comment: end it with */}}'],
    [String.raw`{{ "\d+" }}`, 1, 4, String.raw`\d is no escape of a string; write \\d for a backslash`],
    ['{{ 08 }}', 1, 4, 'illegal number syntax: "08"'],
    ['{{ 9223372036854775808 }}', 1, 4, 'does not fit into 64 bits'],
    ['{{ 1i }}', 1, 4, 'complex numbers are not supported'],
    ["{{ 'ab' }}", 1, 4, 'malformed character constant'],
    ['{{ }}', 1, 4, 'missing value for command'],
    ['{{ if }}{{ end }}', 1, 7, 'missing value for if'],
    ['{{ (1 }}', 1, 7, 'unclosed left paren'],
    ['{{ 1) }}', 1, 5, 'unexpected right paren'],
    ['{{ $labels["job"] }}', 1, 11, 'write index $labels "name"'],
    ['{{ if $value > 5 }}{{ end }}', 1, 14, 'write gt $value 5.0'],
    ['{{ if $value == 5 }}{{ end }}', 1, 15, 'write eq $a $b'],
    ['{{ "a" | "b" }}', 1, 10, 'non executable command in pipeline stage 2'],
    ['{{ humanise $value }}', 1, 4, 'function "humanise" not defined; did you mean humanize?'],
    ['{{ labels.job }}', 1, 4, 'function "labels" not defined; did you mean $labels?'],
    ['{{ call $value }}', 1, 4, 'function "call" is not supported'],
    ['{{ $nope }}', 1, 4, 'undefined variable "$nope"'],
    ['{{ define "t" }}{{ $labels.job }}{{ end }}', 1, 20, 'undefined variable "$labels"'],
    ['{{ if true }}\n{{ else }}', 1, 1, 'this {{if}} has no {{end}}'],
    ['{{ if 1 }}{{ else }}{{ else }}{{ end }}', 1, 21, 'found another {{else}}'],
    ['x {{ end }}', 1, 3, 'unexpected {{end}}'],
    ['{{ break }}', 1, 1, '{{break}} outside {{range}}'],
    ['{{ $a, $b := 1 }}', 1, 8, 'too many declarations'],
    ['{{ define "t" }}a{{ end }}{{ define "t" }}b{{ end }}', 1, 27, 'multiple definition of template "t"'],
    ['{{ if 1 }}{{ define "t" }}{{ end }}{{ end }}', 1, 11, '{{define}} inside a block'],
    ['{{ true.x }}', 1, 4, 'unexpected . after term true'],
    ['{{ \u00a0 }}', 1, 4, 'unexpected character U+00A0'],
  ])('%s', (text, line, column, message) => {
    expect(refusal(text)).toMatchObject({ code: 'template_syntax', line, column });
    expect(refusal(text)?.message).toContain(message);
  });
});

describe('what fails when a template runs', () => {
  it.each([
    ['a\n{{ humanize "one" }}', 2, 4, 'at <humanize "one">: error calling humanize: "one" is no number'],
    ['{{ if gt $value 5 }}{{ end }}', 1, 7, 'float64 and int; write the number with a point'],
    ['{{ .Label.job }}', 1, 4, "can't evaluate field Label in the data of an alert; did you mean .Labels?"],
    ['{{ query "none" | first }}', 1, 19, 'first() called on vector with no elements'],
    ['{{ (query "up").Value }}', 1, 4, 'take one of the samples with first'],
    ['{{ humanize }}', 1, 4, 'wrong number of args for humanize: want 1 got 0'],
    ['{{ and }}', 1, 4, 'want at least 1 got 0'],
    ['{{ toUpper $value }}', 1, 12, 'expected string; got float64; make it a string with print or printf'],
    ['{{ "a" "b" }}', 1, 4, `can't give argument to non-function "a"`],
    ['{{ nil }}', 1, 4, 'nil is not a command'],
    ['{{ template "t" }}', 1, 1, 'template "t" not defined'],
    ['{{ range 1.5 }}{{ end }}', 1, 10, "range can't iterate over a value of type float64"],
    ['{{ range $i, $v := 3 }}{{ end }}', 1, 10, "can't use 3 to iterate over more than one variable"],
    ['{{ and false ($x := 1) }}{{ $x }}', 1, 29, 'undefined variable: $x'],
    ['{{ index "abc" 3 }}', 1, 4, 'index out of range: 3'],
    ['{{ match "(" "a" }}', 1, 4, 'the pattern "(" is not valid'],
  ])('%s', (text, line, column, message) => {
    expect(failure(text)).toMatchObject({ code: 'template_execution', line, column });
    expect(failure(text)?.message).toContain(message);
  });

  it('says of a query that failed which one it was and why', () => {
    expect(failure('{{ query "nope" }}')).toEqual({
      code: 'template_query',
      message: 'at <query "nope">: error calling query: the query nope failed: no such query',
      line: 1,
      column: 4,
    });
  });
});

describe('laws', () => {
  const pieces = fc.constantFrom(
    ...['{{', '}}', '{{-', '-}}', ' ', '"', '`', "'", '$x', ':=', '=', '|', '(', ')', '.', '.a', ',', '/*', '*/', '\n'],
    ...[
      'if',
      'else',
      'end',
      'range',
      'with',
      'define',
      'template',
      'block',
      'break',
      'nil',
      'print',
      '1',
      '-',
      '\\',
      'é',
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 20 }).map((parts) => `{{ ${parts.join(' ')} }}`),
  );

  it('any text is parsed or refused with a place inside it, and what is parsed expands or fails', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const outcome = parseTemplate(text);
        if (outcome.kind === 'parsed') {
          expect(expandTemplate(outcome.template, context)).toEqual(expandTemplate(outcome.template, context));
          return;
        }
        const { line, column } = outcome.error;
        const lines = text.split('\n');
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1] as string).length + 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('text without actions comes out as it went in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !text.includes('{{')),
        (text) => expect(expand(text)).toBe(text),
      ),
    );
  });

  it('the value of any label comes out as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) =>
        expect(expand('{{ $labels.job }}', { labels: { job: value } })).toBe(value),
      ),
    );
  });
});
