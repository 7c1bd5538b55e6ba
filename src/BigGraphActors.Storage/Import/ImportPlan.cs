using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>A checked request.</summary>
/// <param name="Settings">Entities, relations and where the names go.</param>
/// <param name="Import">Files and columns.</param>
/// <param name="EdgePaths">Where the edges of each file go, as many as files.</param>
internal sealed record ImportPlan(RunSettings Settings, ImportSettings Import, IReadOnlyList<string> EdgePaths)
{
    /// <summary>Checks a request.</summary>
    /// <exception cref="SettingsException">The settings contradict themselves; names every problem.</exception>
    public static ImportPlan Of(EdgeImportRequest request)
    {
        ImportSettings? import = request.Import ?? request.Settings.Import;
        ImportChecks.Demand(import is not null, "import", "missing; it says which files to read and which columns");
        ImportPlan plan = new(request.Settings, import!, import!.EdgePaths ?? request.Settings.EdgePaths);
        ImportChecks.Check(plan);
        return plan;
    }
}
