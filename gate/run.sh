#!/usr/bin/env bash
# The gate: what the GitHub action does, and any other CI can. Runs in the project's folder.
#   MEMATTR_TEXTS    texts, separated by spaces; those of memattr.toml if there are none
#   MEMATTR_FORMAT   how findings are printed: github unless told
#   MEMATTR_REPORT   a file for a report beside: SARIF, or JUnit if its name ends in .xml
#   MEMATTR_INSTALL  what pip installs if memattr is not on the path; this checkout unless told
# Exits like `memattr check`; with 1 also if a document or the layout of a text has drifted.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
read -r -a texts <<< "${MEMATTR_TEXTS:-}"
worst=0
# Unusable input is worse than a finding, and a finding is worse than what is undecided.
note() {
  local rank=0 other=0
  case $worst in 3) rank=1 ;; 1) rank=2 ;; 2) rank=3 ;; 0) ;; *) rank=4 ;; esac
  case $1 in 3) other=1 ;; 1) other=2 ;; 2) other=3 ;; 0) ;; *) other=4 ;; esac
  if [ "$other" -gt "$rank" ]; then worst=$1; fi
}

if ! command -v memattr > /dev/null; then
  python3 -m pip install --quiet --disable-pip-version-check "${MEMATTR_INSTALL:-$here}" || exit 2
fi
memattr --version

memattr check --format "${MEMATTR_FORMAT:-github}" ${texts[@]+"${texts[@]}"}
note $?
if [ -n "${MEMATTR_REPORT:-}" ]; then
  form=sarif
  case $MEMATTR_REPORT in *.xml) form=junit ;; esac
  memattr check --format "$form" --out "$MEMATTR_REPORT" ${texts[@]+"${texts[@]}"} 2> /dev/null
  echo "report: $MEMATTR_REPORT"
fi
if grep -qs '^documents *=' memattr.toml; then
  memattr docs --check
  note $?
fi
if [ "${#texts[@]}" -gt 0 ] || [ -f memattr.toml ]; then
  memattr fmt --check ${texts[@]+"${texts[@]}"}
  note $?
fi
exit "$worst"
