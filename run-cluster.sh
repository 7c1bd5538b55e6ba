#!/bin/sh
# Builds the program and trains on a seed node and two workers of this machine: the configuration that is named first,
# or the built-in example.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
(cd "$root" && dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet) >&2
case ${1:--} in
  -*) set -- example dotnet --workers 2 "$@" ;;
  *) set -- run "$@" --workers 2 ;;
esac
exec dotnet "$root/artifacts/bin/BigGraphActors.Cli/release/biggraph.dll" "$@"
