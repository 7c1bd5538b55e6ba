using System.Buffers.Binary;
using System.Numerics;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>
/// Runs the part of Python's pickle protocol 2 that torch uses for optimiser states, and nothing else.
/// </summary>
/// <remarks>
/// No code can be reached from a pickle: a GLOBAL is only a name, and REDUCE knows two of them. Results are None as
/// null, bool, long, double, string, tuples as <c>object?[]</c>, lists as <c>List&lt;object?&gt;</c>,
/// <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>, <see cref="TorchStorage"/>, <see cref="TorchTensor"/>,
/// and <see cref="BigInteger"/> for whole numbers beyond 64 bits. Stack and memo are bounded.
/// </remarks>
internal sealed class PickleMachine
{
    private const int MaxDepth = 4_000_000;
    private const int MaxTextBytes = 1 << 20;

    private readonly PickleInput _input;
    private readonly Func<object?[], object> _persistent;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleMachine(PickleInput input, Func<object?[], object> persistent)
    {
        _input = input;
        _persistent = persistent;
    }

    /// <summary>Reads one pickle, up to and with its STOP.</summary>
    /// <param name="input">Left right behind the pickle.</param>
    /// <param name="persistent">Makes an object of a persistent id.</param>
    /// <exception cref="CorruptFileException">On an opcode, name or shape that these pickles do not have.</exception>
    public static object? Load(PickleInput input, Func<object?[], object> persistent) =>
        new PickleMachine(input, persistent).Run();

    private object? Run()
    {
        while (true)
        {
            byte opcode = _input.ReadByte();
            if (opcode == '.')
            {
                return Pop();
            }

            if (!Literal(opcode) && !Container(opcode) && !Memo(opcode))
            {
                Special(opcode);
            }

            if (_stack.Count > MaxDepth)
            {
                throw _input.Corrupt($"at most {MaxDepth} values on the stack", "more");
            }
        }
    }

    private bool Literal(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N':
                _stack.Add(null);
                return true;
            case 0x88 or 0x89:
                _stack.Add(opcode == 0x88);
                return true;
            case (byte)'K':
                _stack.Add((long)_input.ReadByte());
                return true;
            case (byte)'M':
                _stack.Add((long)(_input.ReadByte() | (_input.ReadByte() << 8)));
                return true;
            case (byte)'J':
                _stack.Add((long)(int)Word());
                return true;
            case 0x8a:
                BigInteger number = BigNumber();
                _stack.Add(number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number);
                return true;
            case (byte)'G':
                _stack.Add(Real());
                return true;
            case (byte)'X':
                _stack.Add(_input.ReadText(Word(), MaxTextBytes));
                return true;
            default:
                return false;
        }
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'}':
                _stack.Add(new PickleDictionary());
                return true;
            case (byte)']':
                _stack.Add(new List<object?>());
                return true;
            case (byte)')':
                _stack.Add(Array.Empty<object?>());
                return true;
            case (byte)'(':
                _marks.Push(_stack.Count);
                return true;
            case (byte)'t':
                _stack.Add(PopToMark());
                return true;
            case >= 0x85 and <= 0x87:
                _stack.Add(PopMany(opcode - 0x84));
                return true;
            case (byte)'s':
                SetItems(PopMany(2));
                return true;
            case (byte)'u':
                SetItems(PopToMark());
                return true;
            case (byte)'a':
                Append(PopMany(1));
                return true;
            case (byte)'e':
                Append(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q':
                _memo[_input.ReadByte()] = Peek();
                return true;
            case (byte)'r':
                _memo[Word()] = Peek();
                return true;
            case (byte)'h':
                Recall(_input.ReadByte());
                return true;
            case (byte)'j':
                Recall(Word());
                return true;
            default:
                return false;
        }
    }

    private void Special(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                if (_input.ReadByte() is not 2 and byte protocol)
                {
                    throw _input.Corrupt("pickle protocol 2", $"protocol {protocol}");
                }

                break;
            case (byte)'c':
                _stack.Add(new PickleGlobal(_input.ReadLine(256), _input.ReadLine(256)));
                break;
            case (byte)'Q':
                _stack.Add(_persistent(Pop() as object?[] ?? throw _input.Corrupt("a tuple", "another persistent id")));
                break;
            case (byte)'R':
                object? arguments = Pop();
                _stack.Add(Reduce(Pop(), arguments as object?[]));
                break;
            default:
                throw _input.Corrupt("an opcode of an optimiser state's pickle", $"opcode 0x{opcode:x2}");
        }
    }

    private object Reduce(object? callable, object?[]? arguments)
    {
        if (arguments is null)
        {
            throw _input.Corrupt("a tuple of arguments", "something else");
        }

        if (PickleGlobal.RebuildTensor.Equals(callable))
        {
            return TorchTensor.Rebuild(arguments, _input);
        }

        if (PickleGlobal.OrderedDictionary.Equals(callable) && arguments.Length == 0)
        {
            return new PickleDictionary();
        }

        throw _input.Corrupt(
            $"{PickleGlobal.RebuildTensor} or {PickleGlobal.OrderedDictionary}", $"a call of {callable ?? "None"}");
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary target || items.Length % 2 != 0)
        {
            throw _input.Corrupt("a dict and pairs of key and value", "something else");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            if (items[i] is not (long or string))
            {
                throw _input.Corrupt("a key that is a whole number or text", items[i]?.GetType().Name ?? "None");
            }

            target.Set(items[i]!, items[i + 1]);
        }
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> target)
        {
            throw _input.Corrupt("a list to append to", "something else");
        }

        target.AddRange(items);
    }

    private void Recall(uint index)
    {
        if (!_memo.TryGetValue(index, out object? value))
        {
            throw _input.Corrupt("a memo entry that was put before", $"entry {index}");
        }

        _stack.Add(value);
    }

    private object? Peek()
    {
        if (_stack.Count == Floor)
        {
            throw _input.Corrupt("a value on the stack", "none");
        }

        return _stack[^1];
    }

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw _input.Corrupt("a mark on the stack", "none");
        }

        int count = _stack.Count - _marks.Peek();
        object?[] values = PopMany(count);
        _marks.Pop();
        return values;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
        {
            throw _input.Corrupt($"{count} values on the stack", $"{_stack.Count - Floor}");
        }

        object?[] values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    /// <summary>Nothing below the last mark may be taken.</summary>
    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    private uint Word()
    {
        Span<byte> bytes = stackalloc byte[4];
        _input.Read(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private double Real()
    {
        Span<byte> bytes = stackalloc byte[8];
        _input.Read(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    private BigInteger BigNumber()
    {
        Span<byte> bytes = stackalloc byte[_input.ReadByte()];
        _input.Read(bytes);
        return new(bytes);
    }
}

/// <summary>A Python dict whose keys are whole numbers (<see cref="long"/>) or text.</summary>
/// <remarks>Its table is made with the first entry, so that a hostile run of empty dicts stays cheap.</remarks>
internal sealed class PickleDictionary
{
    private Dictionary<object, object?>? _entries;

    /// <summary>How many keys there are.</summary>
    public int Count => _entries?.Count ?? 0;

    /// <summary>Keys and values; the order is that of the first appearance.</summary>
    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries ?? [];

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(object key, object? value) => (_entries ??= [])[key] = value;

    /// <summary>The value of a key; none where the key is absent or holds Python's None.</summary>
    public object? Find(object key) => _entries?.GetValueOrDefault(key);
}

/// <summary>A Python object that a pickle names instead of containing it, such as <c>torch FloatStorage</c>.</summary>
/// <param name="Module">Python module.</param>
/// <param name="Name">Name in the module.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>The function that makes a tensor of a storage.</summary>
    public static PickleGlobal RebuildTensor { get; } = new("torch._utils", "_rebuild_tensor_v2");

    /// <summary>The type of a tensor's (always empty) hooks.</summary>
    public static PickleGlobal OrderedDictionary { get; } = new("collections", "OrderedDict");

    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
