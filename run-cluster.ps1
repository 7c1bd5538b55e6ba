#!/usr/bin/env pwsh
# Builds the program and runs it on this machine: the configuration that is named first, or the built-in example.
$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try { dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet | Out-Host } finally { Pop-Location }
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$verb = if ($args.Count -eq 0 -or "$($args[0])".StartsWith('-')) { @('example', 'dotnet') } else { @('run') }
dotnet (Join-Path $PSScriptRoot 'artifacts/bin/BigGraphActors.Cli/release/biggraph.dll') @verb @args
exit $LASTEXITCODE
