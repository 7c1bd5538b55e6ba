namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>Reads numbers packed in runs and bits: definition levels and numbers of dictionary entries.</summary>
internal ref struct HybridReader(ReadOnlySpan<byte> bytes, int bitWidth)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;
    private long _run;
    private long _packed;
    private int _value;
    private int _bit;

    /// <summary>The next number.</summary>
    /// <exception cref="InvalidDataException">When there are no more.</exception>
    public int Next()
    {
        if (bitWidth == 0)
        {
            return 0;
        }

        while (_run == 0 && _packed == 0)
        {
            Begin();
        }

        if (_run > 0)
        {
            _run--;
            return _value;
        }

        _packed--;
        int value = Bits();
        if (_packed == 0)
        {
            _at += (_bit + 7) / 8;
        }

        return value;
    }

    private void Begin()
    {
        ulong head = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = At(_at++);
            head |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                break;
            }
        }

        if ((head & 1) == 1)
        {
            _packed = (long)(head >> 1) * 8;
            _bit = 0;
            return;
        }

        _run = (long)(head >> 1);
        _value = 0;
        for (int i = 0; i < (bitWidth + 7) / 8; i++)
        {
            _value |= At(_at++) << (8 * i);
        }
    }

    // The last group may be cut short in the file; what lies behind its end is never asked for.
    private int Bits()
    {
        int value = 0;
        for (int i = 0; i < bitWidth; i++, _bit++)
        {
            value |= ((At(_at + (_bit >> 3)) >> (_bit & 7)) & 1) << i;
        }

        return value;
    }

    private readonly byte At(int index) =>
        index < _bytes.Length ? _bytes[index] : throw new InvalidDataException("packed numbers end too early");
}
