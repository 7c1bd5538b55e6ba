namespace BigGraphActors.Tests.Cli;

/// <summary>The program in the folder in which it was built, as people start it.</summary>
/// <remarks>
/// The copy beside the tests has the same code, but most of its assemblies are not compiled ahead: each start would
/// compile Akka.NET anew.
/// </remarks>
internal static class BuiltProgram
{
    /// <summary>The path of its assembly, for <c>dotnet exec</c>.</summary>
    public static string Assembly { get; } = Find();

    private static string Find()
    {
        DirectoryInfo tests = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.Combine(tests.Parent!.Parent!.FullName, "BigGraphActors.Cli", tests.Name, "biggraph.dll");
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException("the program was not built beside its tests", program);
    }
}
