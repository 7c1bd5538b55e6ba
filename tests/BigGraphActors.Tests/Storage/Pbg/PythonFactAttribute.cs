using System.Collections.Concurrent;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>A fact that is skipped, with the reason, where Python lacks a package.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    private static readonly ConcurrentDictionary<string, bool> Known = new();

    /// <summary>Names the packages, such as <c>torch</c>.</summary>
    public PythonFactAttribute(params string[] packages)
    {
        string[] missing = packages.Where(package => !Known.GetOrAdd(package, Python.Has)).ToArray();
        Skip = missing.Length == 0 ? null : $"the system's python3 has no {string.Join(", ", missing)}";
    }

    /// <summary>Whether the test also needs the shared data.</summary>
    public bool NeedsSharedData
    {
        get => Skip is not null && Skip == SharedData.SkipReason;
        set => Skip ??= value ? SharedData.SkipReason : null;
    }
}
