using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Writes a pickle of protocol 2 as CPython's pickler does, memo numbers included.</summary>
/// <remarks>
/// Text and globals are written once and recalled by number. The caller writes values depth first; containers are
/// opened, filled and closed with the methods below, in batches of 1000 as in Python.
/// </remarks>
internal sealed class PickleWriter
{
    /// <summary>Items that CPython puts between two marks.</summary>
    public const int BatchItems = 1000;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Dictionary<object, uint> _memo = [];
    private uint _memoCount;

    /// <summary>Begins a pickle.</summary>
    public PickleWriter() => Raw(0x80, 2);

    /// <summary>Ends the pickle and returns its bytes.</summary>
    public byte[] Complete()
    {
        Raw((byte)'.');
        return _output.WrittenSpan.ToArray();
    }

    /// <summary>Writes opcodes without arguments.</summary>
    public void Raw(params ReadOnlySpan<byte> opcodes) => _output.Write(opcodes);

    /// <summary>An opcode that makes a new object which Python remembers.</summary>
    public void Remembered(params ReadOnlySpan<byte> opcodes)
    {
        Raw(opcodes);
        Put();
    }

    /// <summary>Text, or the recall of it.</summary>
    public void Text(string value)
    {
        if (Recall(value))
        {
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Raw((byte)'X');
        Word((uint)bytes.Length);
        Raw(bytes);
        _memo[value] = Put();
    }

    /// <summary>A name of a Python object, or the recall of it.</summary>
    public void Global(PickleGlobal value)
    {
        if (Recall(value))
        {
            return;
        }

        Raw(Encoding.ASCII.GetBytes($"c{value.Module}\n{value.Name}\n"));
        _memo[value] = Put();
    }

    /// <summary>A whole number in the shortest of Python's forms.</summary>
    public void Integer(long value)
    {
        switch (value)
        {
            case >= 0 and < 256:
                Raw((byte)'K', (byte)value);
                break;
            case >= 0 and < 65536:
                Raw((byte)'M', (byte)value, (byte)(value >> 8));
                break;
            case >= int.MinValue and <= int.MaxValue:
                Raw((byte)'J');
                Word((uint)(int)value);
                break;
            default:
                byte[] bytes = new BigInteger(value).ToByteArray();
                Raw(0x8a, (byte)bytes.Length);
                Raw(bytes);
                break;
        }
    }

    /// <summary>A float64.</summary>
    public void Real(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Raw((byte)'G');
        Raw(bytes);
    }

    /// <summary>True or false.</summary>
    public void Truth(bool value) => Raw(value ? (byte)0x88 : (byte)0x89);

    /// <summary>A tuple of at most three whole numbers, as shapes are; longer ones too.</summary>
    public void Tuple(IReadOnlyList<long> values)
    {
        if (values.Count > 3)
        {
            Raw((byte)'(');
        }

        foreach (long value in values)
        {
            Integer(value);
        }

        switch (values.Count)
        {
            case 0:
                Raw((byte)')');
                break;
            case <= 3:
                Remembered((byte)(0x84 + values.Count));
                break;
            default:
                Remembered((byte)'t');
                break;
        }
    }

    /// <summary>Fills the dict on the stack: each call of <paramref name="item"/> writes a key and a value.</summary>
    public void SetItems(int count, Action<int> item) => Batches(count, item, (byte)'s', (byte)'u', emptyLast: true);

    /// <summary>Fills the list on the stack: each call of <paramref name="item"/> writes a value.</summary>
    public void Append(int count, Action<int> item) => Batches(count, item, (byte)'a', (byte)'e', emptyLast: false);

    private void Batches(int count, Action<int> item, byte single, byte many, bool emptyLast)
    {
        if (count == 1)
        {
            item(0);
            Raw(single);
            return;
        }

        // PBG: CPython closes a dict whose length is a multiple of 1000 with an empty batch, a list not.
        for (int start = 0; start < count || (emptyLast && start == count && count > 0); start += BatchItems)
        {
            int end = Math.Min(count, start + BatchItems);
            Raw((byte)'(');
            for (int i = start; i < end; i++)
            {
                item(i);
            }

            Raw(many);
        }
    }

    private bool Recall(object value)
    {
        if (!_memo.TryGetValue(value, out uint index))
        {
            return false;
        }

        Indexed((byte)'h', (byte)'j', index);
        return true;
    }

    private uint Put()
    {
        Indexed((byte)'q', (byte)'r', _memoCount);
        return _memoCount++;
    }

    private void Indexed(byte narrow, byte wide, uint index)
    {
        if (index < 256)
        {
            Raw(narrow, (byte)index);
            return;
        }

        Raw(wide);
        Word(index);
    }

    private void Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Raw(bytes);
    }
}
