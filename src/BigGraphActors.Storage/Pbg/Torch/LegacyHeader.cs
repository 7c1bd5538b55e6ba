using System.Globalization;
using System.Numerics;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>The frame of files by torch before 1.6: five pickles in a row, then the storages.</summary>
/// <remarks>
/// The pickles are: a magic number, the protocol, the machine's sizes, the object, the storages' keys.
/// </remarks>
internal static class LegacyHeader
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture);

    /// <summary>Reads the first four pickles and returns the fourth.</summary>
    /// <exception cref="CorruptFileException">When the magic number, protocol or byte order is another.</exception>
    public static object? ReadObject(PickleInput input, Func<object?[], object> persistent)
    {
        if (!Magic.Equals(PickleMachine.Load(input, Refuse)))
        {
            throw input.Corrupt("a torch.save stream (ZIP, or the magic number of the legacy format)", "neither");
        }

        object? protocol = PickleMachine.Load(input, Refuse);
        if (protocol is not Protocol)
        {
            throw input.Corrupt($"protocol {Protocol}", $"{protocol ?? "None"}");
        }

        if (PickleMachine.Load(input, Refuse) is not PickleDictionary machine
            || machine.Find("little_endian") is not true)
        {
            throw input.Corrupt("a little-endian writer", "another");
        }

        return PickleMachine.Load(input, persistent);

        object Refuse(object?[] id) => throw input.Corrupt("no persistent id before the object", "one");
    }

    /// <summary>Reads the list of keys and finds where each storage's elements begin.</summary>
    /// <param name="input">Right behind the object.</param>
    /// <param name="storages">The storages that the object uses.</param>
    public static Dictionary<string, long> ReadStorages(PickleInput input, Dictionary<string, TorchStorage> storages)
    {
        if (PickleMachine.Load(input, _ => new object()) is not List<object?> keys || keys.Count != storages.Count)
        {
            throw input.Corrupt($"a list of {storages.Count} storage keys", "something else");
        }

        Dictionary<string, long> offsets = [];
        long position = input.Position;
        foreach (object? key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out TorchStorage? storage)
                || !offsets.TryAdd(name, position + sizeof(long)))
            {
                throw input.Corrupt("the key of a storage that the object uses, once", $"{key ?? "None"}");
            }

            long count = input.ReadCountAt(position);
            long left = input.End - position - sizeof(long);
            if (count != storage.Count || count > left / storage.ElementBytes)
            {
                throw input.Corrupt($"{storage.Count} elements of storage {name}", $"{count}, with {left} bytes left");
            }

            position += sizeof(long) + (count * storage.ElementBytes);
        }

        return offsets;
    }
}
