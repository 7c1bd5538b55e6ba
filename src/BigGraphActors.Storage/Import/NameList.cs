namespace BigGraphActors.Storage.Import;

/// <summary>Some names of a table in a given order; a view, valid as long as the table.</summary>
internal readonly ref struct NameList(NameTable table, ReadOnlySpan<int> numbers)
{
    private readonly ReadOnlySpan<int> _numbers = numbers;

    /// <summary>Number of names.</summary>
    public int Count => _numbers.Length;

    /// <summary>The UTF-8 bytes of one.</summary>
    public ReadOnlySpan<byte> this[int index] => table.NameOf(_numbers[index]);
}
