namespace BigGraphActors.Schema.Settings;

/// <summary>
/// The keys of one block in the order in which they are written; defaults come from the record itself.
/// </summary>
internal sealed class KeyTable<T>(SettingsBlock block, T defaults, bool isPbg)
{
    private readonly List<SettingsBinding<T>> _bindings = [];

    public IReadOnlyList<SettingsBinding<T>> Bindings => _bindings;

    public SettingsBinding<T>? Find(string name) => _bindings.Find(binding => binding.Key.Name == name);

    public void Truth(string name, Func<T, bool> get, Func<T, bool, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Key(name, SettingsType.Truth, meaning, traits), o => get(o), (o, v) => set(o, (bool)v!));

    public void Integer(string name, Func<T, int> get, Func<T, int, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Key(name, SettingsType.Integer, meaning, traits), o => get(o), (o, v) => set(o, (int)v!));

    public void OptionalInteger(
        string name, Func<T, int?> get, Func<T, int?, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Nullable(Key(name, SettingsType.Integer, meaning, traits)), o => get(o), (o, v) => set(o, (int?)v));

    public void OptionalLong(
        string name, Func<T, long?> get, Func<T, long?, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Nullable(Key(name, SettingsType.LongInteger, meaning, traits)), o => get(o), (o, v) => set(o, (long?)v));

    public void Number(
        string name, Func<T, double> get, Func<T, double, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Key(name, SettingsType.Number, meaning, traits), o => get(o), (o, v) => set(o, (double)v!));

    public void OptionalNumber(
        string name, Func<T, double?> get, Func<T, double?, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Nullable(Key(name, SettingsType.Number, meaning, traits)), o => get(o), (o, v) => set(o, (double?)v));

    public void Text(
        string name, Func<T, string> get, Func<T, string, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Key(name, SettingsType.Text, meaning, traits), get, (o, v) => set(o, (string)v!));

    public void OptionalText(
        string name, Func<T, string?> get, Func<T, string?, T> set, string meaning, KeyTraits? traits = null) =>
        Add(Nullable(Key(name, SettingsType.Text, meaning, traits)), get, (o, v) => set(o, (string?)v));

    public void TextList(
        string name,
        Func<T, IReadOnlyList<string>> get,
        Func<T, IReadOnlyList<string>, T> set,
        string meaning,
        KeyTraits? traits = null) =>
        Add(Key(name, SettingsType.TextList, meaning, traits), get, (o, v) => set(o, (IReadOnlyList<string>)v!));

    public void OptionalTextList(
        string name,
        Func<T, IReadOnlyList<string>?> get,
        Func<T, IReadOnlyList<string>?, T> set,
        string meaning) =>
        Add(
            Nullable(Key(name, SettingsType.TextList, meaning, null)),
            get,
            (o, v) => set(o, (IReadOnlyList<string>?)v));

    public void Choice<TChoice>(string name, Func<T, TChoice> get, Func<T, TChoice, T> set, string meaning)
        where TChoice : struct, Enum =>
        Add(
            Key(name, SettingsType.Choice, meaning, null) with { Choices = ChoiceNames.Of(typeof(TChoice)) },
            o => get(o),
            (o, v) => set(o, ChoiceNames.Parse<TChoice>((string)v!)));

    /// <summary>One of the named delimiters, or a single character.</summary>
    public void Delimiter(
        string name, Func<T, ColumnDelimiter> get, Func<T, ColumnDelimiter, T> set, string meaning) =>
        Add(
            Key(name, SettingsType.Delimiter, meaning, null) with
            {
                Choices = [.. ColumnDelimiter.Named.Select(delimiter => delimiter.Word)],
            },
            get,
            (o, v) => set(o, ColumnDelimiter.Find((string)v!)!));

    /// <summary>A key whose value is itself a block or a collection of blocks.</summary>
    public void Nested(SettingsKey key, Func<T, object?> get, Func<T, object?, T> set) =>
        _bindings.Add(new SettingsBinding<T>(key, get, set));

    /// <summary>Adds the keys of another table behind these, as they are.</summary>
    public void AddAll(KeyTable<T> others) => _bindings.AddRange(others._bindings);

    private static SettingsKey Nullable(SettingsKey key) => key with { IsNullable = true };

    private SettingsKey Key(string name, SettingsType type, string meaning, KeyTraits? traits)
    {
        KeyTraits unlike = traits ?? KeyTraits.None;
        return new SettingsKey
        {
            Name = name,
            Block = block,
            Type = type,
            Meaning = meaning,
            IsPbg = isPbg,
            IsRequired = unlike.IsRequired,
            AtLeast = unlike.AtLeast,
            Above = unlike.Above,
            AtMost = unlike.AtMost,
            Below = unlike.Below,
            NotBuilt = unlike.NotBuilt,
            Accepted = unlike.AlsoAccepted,
        };
    }

    private void Add(SettingsKey key, Func<T, object?> get, Func<T, object?, T> set)
    {
        string? fallback = key.IsRequired ? null : SettingsText.Of(get(defaults));
        IReadOnlyList<string> accepted = key.NotBuilt is null ? [] : [fallback ?? "", .. key.Accepted];
        _bindings.Add(new SettingsBinding<T>(key with { Default = fallback, Accepted = accepted }, get, set));
    }
}

/// <summary>What makes a key unlike most: limits, or that it is not built.</summary>
internal sealed record KeyTraits
{
    public static KeyTraits None { get; } = new();

    public static KeyTraits Required { get; } = new() { IsRequired = true };

    public static KeyTraits Positive { get; } = new() { Above = 0 };

    public static KeyTraits NotNegative { get; } = new() { AtLeast = 0 };

    public static KeyTraits AtLeastOne { get; } = new() { AtLeast = 1 };

    /// <summary>Threads of a process: each takes memory of its own, and no machine has more cores.</summary>
    public static KeyTraits Threads { get; } = new() { AtLeast = 1, AtMost = 1024 };

    public double? AtLeast { get; init; }

    public double? Above { get; init; }

    public double? AtMost { get; init; }

    public double? Below { get; init; }

    public bool IsRequired { get; init; }

    public string? NotBuilt { get; init; }

    /// <summary>Values beside the default that change nothing, for a key that is not built.</summary>
    public IReadOnlyList<string> AlsoAccepted { get; init; } = [];
}

/// <summary>A key together with the property it fills.</summary>
/// <param name="Key">The key's name, type and default.</param>
/// <param name="Get">The property's value: bool, int, long, double, string, enum, list or null.</param>
/// <param name="Set">A copy of the owner with another value, which has the property's type.</param>
internal sealed record SettingsBinding<T>(SettingsKey Key, Func<T, object?> Get, Func<T, object?, T> Set);
