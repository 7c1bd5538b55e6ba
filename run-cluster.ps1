#!/usr/bin/env pwsh
# Builds the program and trains on a seed node and two workers of this machine: the configuration that is named first,
# or the built-in example.
$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try { dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet | Out-Host } finally { Pop-Location }
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$isExample = $args.Count -eq 0 -or "$($args[0])".StartsWith('-')
$verb = if ($isExample) { @('example', 'dotnet', '--workers', '2') } else { @('run') }
$end = if ($isExample) { @() } else { @('--workers', '2') }
dotnet (Join-Path $PSScriptRoot 'artifacts/bin/BigGraphActors.Cli/release/biggraph.dll') @verb @args @end
exit $LASTEXITCODE
