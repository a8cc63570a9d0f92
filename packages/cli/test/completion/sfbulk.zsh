autoload -U +X compinit && compinit -u
autoload -U +X bashcompinit && bashcompinit
_sfbulk() {
  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="close sweep list status wait results load check retry undo journal query abort delete login logout orgs doctor emulator completion help --help --version"
  else case "${COMP_WORDS[1]}" in
    close) words="--file --stale --older-than --object --ingest --abort-others --concurrency --dry-run --no-prompt --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    sweep) words="--older-than --max-open --object --ingest --abort-others --concurrency --dry-run --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    list) words="--state --older-than --mine --created-by --object --limit --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    status) words="--watch --poll-interval --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    wait) words="--file --wait --poll-interval --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    results) words="--output-dir --overwrite --failed-only --csv --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    load) words="--sobject --operation --external-id --serial --assignment-rule --resume --new --journal --max-failed --trial --retry --retry-locked --snapshot --snapshot-days --skip --again --on-error --no-check --encoding --column-delimiter --map --api --batch-size --concurrency --stall-timeout --async --output-dir --failed-only --dry-run --no-prompt --wait --poll-interval --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    check) words="--sobject --operation --external-id --offline --encoding --column-delimiter --map --batch-size --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    retry) words="--serial --assignment-rule --max-failed --snapshot --snapshot-days --on-error --no-check --api --batch-size --concurrency --stall-timeout --async --output-dir --failed-only --no-prompt --wait --poll-interval --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    undo) words="--snapshot --resume --job-only --output-dir --snapshot-days --dry-run --no-prompt --wait --poll-interval --target-org --instance-url --token-stdin --api-version --explain --json --verbose --help" ;;
    journal) words="--no-prompt --jsonl --json --verbose --help" ;;
    query) words="--file --api --pk-chunking --all-rows --output-file --overwrite --result-format --keep --wait --poll-interval --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    abort) words="--file --dry-run --no-prompt --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    delete) words="--file --dry-run --no-prompt --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    login) words="--instance-url --client-id --alias --set-default --no-browser --callback-url --wait --jwt-key --username --client-credentials --client-secret-file --json --verbose --help" ;;
    logout) words="--all --no-prompt --json --verbose --help" ;;
    orgs) words="--set-default --unset-default --json --verbose --help" ;;
    doctor) words="--origin --describe --output-file --overwrite --target-org --instance-url --token-stdin --api-version --explain --jsonl --json --verbose --help" ;;
    emulator) words="--port --host --data --schema --permission --sandbox --process-time --options --tls --tls-cert --tls-key --import --export --unhandled --allow-origin --json --verbose --help" ;;
    completion) words="bash zsh fish --help" ;;
  esac; fi
  case "$before" in
    --ingest) words="abort delete close" ;;
    --state) words="Open Closed Aborted Failed UploadComplete InProgress JobComplete" ;;
    --operation) words="insert update upsert delete hardDelete" ;;
    --on-error) words="abort close leave" ;;
    --column-delimiter) words="BACKQUOTE CARET COMMA PIPE SEMICOLON TAB" ;;
    --api) words="1.0 2.0" ;;
    --result-format) words="csv json jsonl" ;;
    --permission) words="BulkApiHardDelete ManageDataIntegrations" ;;
    --unhandled) words="list error" ;;
    --file|--output-file|--output-dir|-f) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _sfbulk sfbulk
