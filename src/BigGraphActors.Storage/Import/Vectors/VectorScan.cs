using System.Globalization;
using System.IO.Hashing;
using System.Text;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>A first look at a file of vectors: how many rows it has, and whether its names can be told apart.</summary>
/// <remarks>
/// Costs a reading of the file, so that nothing is written of a file that cannot be taken. Names are compared by a hash
/// of 8 bytes each; only names whose hashes are equal are looked at again.
/// </remarks>
internal sealed class VectorScan : IDisposable
{
    private const string ReverseSuffix = "_reverse_relation";

    private readonly string _path;
    private readonly VectorHeader? _header;
    private readonly int _dim;
    private readonly HashSet<string> _relations = [];
    private NativeBuffer<ulong> _hashes = new(1024);

    private VectorScan(string path, VectorHeader? header, int dim) => (_path, _header, _dim) = (path, header, dim);

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first line, where that counts.</param>
    /// <param name="dim">Elements of a vector.</param>
    /// <param name="takesRelations">Whether the operator has a row of its own in that layout.</param>
    /// <param name="stop">Ends it between two blocks.</param>
    /// <exception cref="EdgeListException">The counts are wrong, or two vectors have one name.</exception>
    /// <returns>How many vectors of entities there are.</returns>
    public static long CountEntities(
        string path, VectorHeader? header, int dim, bool takesRelations, CancellationToken stop)
    {
        using VectorScan scan = new(path, header, dim);
        VectorLines.Walk(path, scan.Take, null, stop);
        scan.CheckCounts(takesRelations);
        scan.CheckNames(stop);
        return scan.Entities;
    }

    /// <inheritdoc/>
    public void Dispose() => _hashes.Dispose();

    private long Entities { get; set; }

    private long RelationLines { get; set; }

    private void Take(ReadOnlySpan<byte> line, long number)
    {
        if (number == 1 && _header is not null)
        {
            return;
        }

        ReadOnlySpan<byte> name = VectorLine.NameOf(line, _dim);
        if (_header is { } header && Entities == header.Entities)
        {
            RelationLines++;
            _relations.Add(Encoding.UTF8.GetString(name));
            return;
        }

        if (Entities == _hashes.Length)
        {
            Grow();
        }

        _hashes[Entities++] = XxHash3.HashToUInt64(name);
    }

    private void Grow()
    {
        NativeBuffer<ulong> longer = new(_hashes.Length * 2);
        _hashes.AsSpan(0, (int)_hashes.Length).CopyTo(longer.AsSpan(0, (int)_hashes.Length));
        _hashes.Dispose();
        _hashes = longer;
    }

    private void CheckCounts(bool takesRelations)
    {
        if (_header is not { } header)
        {
            if (Entities == 0)
            {
                throw new EdgeListException(_path, "holds no vector");
            }

            return;
        }

        if (Entities < header.Entities)
        {
            throw new EdgeListException(_path, $"ends after {Entities:N0} of {header.Entities:N0} vectors");
        }

        // In this layout relations have a line, then a line of their reverse each; the first line may count both.
        bool isExpected = takesRelations
            ? RelationLines == 2L * header.Relations || RelationLines == header.Relations
            : RelationLines == 0;
        string? alone = _relations.FirstOrDefault(name => !_relations.Contains(Partner(name)));
        if (!isExpected)
        {
            long expected = takesRelations ? 2L * header.Relations : 0;
            throw new EdgeListException(_path, 1, string.Create(
                CultureInfo.InvariantCulture,
                $"counts {header.Entities:N0} entities and {header.Relations:N0} relations, so {expected:N0} lines of "
                + $"relations, those of their reverse included, should follow the entities; there are "
                + $"{RelationLines:N0}. Is the count wrong, or the file cut off?"));
        }

        if (alone is not null && takesRelations)
        {
            throw new EdgeListException(
                _path, $"'{alone}' has no line '{Partner(alone)}': each relation needs its parameters of both "
                + "directions, left-hand and right-hand. Is the file cut off?");
        }
    }

    private static string Partner(string name) => name.EndsWith(ReverseSuffix, StringComparison.Ordinal)
        ? name[..^ReverseSuffix.Length]
        : name + ReverseSuffix;

    private void CheckNames(CancellationToken stop)
    {
        Span<ulong> hashes = _hashes.AsSpan(0, checked((int)Entities));
        hashes.Sort();
        HashSet<ulong> suspects = [];
        for (int i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] == hashes[i - 1])
            {
                suspects.Add(hashes[i]);
            }
        }

        if (suspects.Count > 0)
        {
            LookAgain(suspects, stop);
        }
    }

    private void LookAgain(HashSet<ulong> suspects, CancellationToken stop)
    {
        Dictionary<string, long> lines = new(StringComparer.Ordinal);
        long row = 0;
        VectorLines.Walk(
            _path,
            (line, number) =>
            {
                if ((number == 1 && _header is not null) || row++ >= Entities)
                {
                    return;
                }

                ReadOnlySpan<byte> name = VectorLine.NameOf(line, _dim);
                if (suspects.Contains(XxHash3.HashToUInt64(name)))
                {
                    string text = Encoding.UTF8.GetString(name);
                    if (!lines.TryAdd(text, number))
                    {
                        throw new EdgeListException(
                            _path,
                            number,
                            $"'{text}' stands there twice, in line {lines[text]} before; a name can have one vector");
                    }
                }
            },
            null,
            stop);
    }
}

/// <summary>The counts on the first line of the published Wikidata vectors.</summary>
/// <param name="Entities">Vectors of entities, which come first.</param>
/// <param name="Relations">Relations, whose parameters follow.</param>
/// <param name="Dim">Elements of a vector.</param>
internal readonly record struct VectorHeader(long Entities, int Relations, int Dim);
