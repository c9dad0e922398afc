/**
 * Each asks `tocsin __complete -- WORD...` (or `--line LINE`, where the shell does not know its words) for what may stand in the
 * place of the last word, a line each, with a tab before what it means. An answer of `:files` says that the shell knows better.
 */
const bash = `# Completions of tocsin for bash. In ~/.bashrc: source <(tocsin completion bash)
_tocsin() {
  local line candidate word="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2> /dev/null
      while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$word")
      continue
    fi
    candidate=\${line%%$'\\t'*}
    # Within quotes, and of single words, it stands as it is.
    [[ $word == [\\"\\']* ]] || printf -v candidate '%q' "$candidate"
    COMPREPLY+=("$candidate")
  done < <("\${COMP_WORDS[0]}" __complete --line "\${COMP_LINE:0:COMP_POINT}" 2> /dev/null)
}
complete -F _tocsin tocsin
`;

const zsh = `#compdef tocsin
# Completions of tocsin for zsh. Into a folder of $fpath, as _tocsin; or: source <(tocsin completion zsh)
_tocsin() {
  local line
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      _files
    else
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done < <("\${words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2> /dev/null)
  (( \${#candidates} )) && _describe 'tocsin' candidates
}
if [ "$funcstack[1]" = _tocsin ]; then _tocsin "$@"; else compdef _tocsin tocsin; fi
`;

const fish = `# Completions of tocsin for fish. Into ~/.config/fish/completions/tocsin.fish
function __tocsin_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete -- $words[2..-1] 2> /dev/null)
    if test "$line" = :files
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c tocsin -f -a '(__tocsin_complete)'
`;

/** The completions by the names of the shells. */
export const completionScripts: ReadonlyMap<string, string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);
