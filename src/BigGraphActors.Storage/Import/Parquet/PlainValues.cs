using System.Buffers.Binary;
using System.Globalization;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Reads Parquet's plain encoding, value by value, as text.</summary>
internal ref struct PlainValues(int type, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Adds the next value to a list.</summary>
    /// <exception cref="InvalidDataException">When there are no more.</exception>
    public void Next(TextValues target)
    {
        Span<byte> text = stackalloc byte[32];
        int length = 0;
        switch (type)
        {
            case 0:
                int bit = (Peek((_at >> 3) + 1)[_at >> 3] >> (_at & 7)) & 1;
                _at++;
                target.Add(bit == 1 ? "true"u8 : "false"u8);
                return;
            case 1:
                BinaryPrimitives.ReadInt32LittleEndian(Take(4)).TryFormat(
                    text, out length, default, CultureInfo.InvariantCulture);
                break;
            case 2:
                BinaryPrimitives.ReadInt64LittleEndian(Take(8)).TryFormat(
                    text, out length, default, CultureInfo.InvariantCulture);
                break;
            case 4:
                BinaryPrimitives.ReadSingleLittleEndian(Take(4)).TryFormat(
                    text, out length, "R", CultureInfo.InvariantCulture);
                break;
            case 5:
                BinaryPrimitives.ReadDoubleLittleEndian(Take(8)).TryFormat(
                    text, out length, "R", CultureInfo.InvariantCulture);
                break;
            default:
                uint size = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                target.Add(Take(size));
                return;
        }

        target.Add(text[..length]);
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > _bytes.Length - _at)
        {
            throw new InvalidDataException("values end too early");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private readonly ReadOnlySpan<byte> Peek(int count) =>
        count <= _bytes.Length ? _bytes : throw new InvalidDataException("values end too early");
}
