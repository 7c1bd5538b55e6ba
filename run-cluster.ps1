#!/usr/bin/env pwsh
# Builds the program and trains on a seed node and two workers of this machine: the configuration that is named first,
# or the built-in example.
$ErrorActionPreference = 'Stop'
# A program that fails is no exception, whatever the caller's profile says: its exit code is handed on.
$PSNativeCommandUseErrorActionPreference = $false
Push-Location $PSScriptRoot
try { dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet | Out-Host } finally { Pop-Location }
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
if ($args.Count -eq 0 -or "$($args[0])".StartsWith('-')) {
    $all = @('example', 'dotnet', '--workers', '2') + $args
} else {
    $all = @('run') + $args + @('--workers', '2')
}
dotnet (Join-Path $PSScriptRoot 'artifacts/bin/BigGraphActors.Cli/release/biggraph.dll') @all
exit $LASTEXITCODE
