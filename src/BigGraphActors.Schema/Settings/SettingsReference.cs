namespace BigGraphActors.Schema.Settings;

/// <summary>The reference file that the program carries with it: hocon/reference.conf.</summary>
public static class SettingsReference
{
    private const string ResourceName = "reference.conf";

    /// <summary>HOCON with every key, its default as value, and its meaning as comment.</summary>
    public static string Text { get; } = ReadResource();

    private static string ReadResource()
    {
        using Stream stream = typeof(SettingsReference).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not part of this assembly");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
