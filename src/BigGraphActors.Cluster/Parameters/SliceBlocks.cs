using System.Numerics;
using System.Runtime.InteropServices;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Which blocks of a slice a message carries: a bit for each, before the blocks themselves.</summary>
/// <remarks>
/// A bucket touches the rows of its edges and negatives, often a small part of a shared table: what it did not touch
/// is neither sent nor summed. A message is the bits, as 32-bit words, and then the blocks named, in order, without
/// gaps; only the last block of a slice may be shorter than <see cref="BlockLength"/>. Owns nothing.
/// </remarks>
internal readonly ref struct SliceBlocks
{
    /// <summary>Elements of a block.</summary>
    public const int BlockLength = 32;

    private const int WordBits = 32;
    private readonly Span<uint> _words;
    private readonly int _length;

    /// <summary>Over bits that begin where a message does.</summary>
    /// <param name="words">At least <see cref="WordsOf"/> elements, taken as bits.</param>
    /// <param name="length">Elements of the slice.</param>
    public SliceBlocks(Span<float> words, int length)
    {
        _words = MemoryMarshal.Cast<float, uint>(words[..WordsOf(length)]);
        _length = length;
    }

    /// <summary>Whether no block is named.</summary>
    public bool IsEmpty => !_words.ContainsAnyExcept(0u);

    /// <summary>Elements of the blocks named.</summary>
    private int PackedLength
    {
        get
        {
            int count = 0;
            foreach (uint word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            int last = CountOf(_length) - 1;
            return (count * BlockLength) - (last >= 0 && Contains(last) ? BlockLength - LengthOf(last) : 0);
        }
    }

    /// <summary>Blocks of a slice.</summary>
    public static int CountOf(int length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>Words before the blocks.</summary>
    public static int WordsOf(int length) => (CountOf(length) + WordBits - 1) / WordBits;

    /// <summary>Elements of the longest message about a slice.</summary>
    public static int MessageLength(int length) => WordsOf(length) + length;

    /// <summary>Whether bytes from elsewhere are a message about a slice.</summary>
    public static bool IsMessage(Span<float> message, int length)
    {
        int words = WordsOf(length);
        if (message.Length < words)
        {
            return false;
        }

        SliceBlocks blocks = new(message, length);
        int beyond = CountOf(length) % WordBits;
        bool namesOthers = beyond != 0 && blocks._words[^1] >> beyond != 0;
        return !namesOthers && message.Length == words + blocks.PackedLength;
    }

    /// <summary>Elements of a block.</summary>
    public int LengthOf(int block) => Math.Min(BlockLength, _length - (block * BlockLength));

    /// <summary>Whether a block is named.</summary>
    public bool Contains(int block) => (_words[block / WordBits] >> (block % WordBits) & 1) != 0;

    /// <summary>Marks a block.</summary>
    public void Add(int block) => _words[block / WordBits] |= 1u << (block % WordBits);

    /// <summary>Marks no block.</summary>
    public void Clear() => _words.Clear();

    /// <summary>Marks all blocks.</summary>
    public void AddAll()
    {
        for (int block = 0; block < CountOf(_length); block++)
        {
            Add(block);
        }
    }

    /// <summary>Numbers of the blocks named, in order.</summary>
    public Enumerator GetEnumerator() => new(_words);

    /// <summary>A message of the blocks named.</summary>
    /// <param name="values">The whole slice.</param>
    /// <param name="message">Overwritten; its bits may be this mask's own.</param>
    /// <returns>The part that was written.</returns>
    public Span<float> Pack(ReadOnlySpan<float> values, Span<float> message)
    {
        MemoryMarshal.Cast<uint, float>(_words).CopyTo(message);
        int at = _words.Length;
        foreach (int block in this)
        {
            int count = LengthOf(block);
            values.Slice(block * BlockLength, count).CopyTo(message[at..]);
            at += count;
        }

        return message[..at];
    }

    /// <summary>Goes from one bit to the next.</summary>
    internal ref struct Enumerator(ReadOnlySpan<uint> words)
    {
        private readonly ReadOnlySpan<uint> _words = words;
        private int _word = -1;
        private uint _rest;

        /// <summary>Number of the block.</summary>
        public int Current { get; private set; }

        /// <summary>Goes to the next block.</summary>
        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_word >= _words.Length)
                {
                    return false;
                }

                _rest = _words[_word];
            }

            Current = (_word * WordBits) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}

/// <summary>Makes a message of the blocks of a slice that have changed, in order, as they are found.</summary>
internal ref struct BlockWriter
{
    private readonly Span<float> _message;
    private readonly SliceBlocks _named;
    private int _current = -1;
    private int _start;

    /// <summary>Begins a message that names no block.</summary>
    /// <param name="message">Room for the longest message; owned by the caller.</param>
    /// <param name="length">Elements of the slice.</param>
    public BlockWriter(Span<float> message, int length)
    {
        _message = message;
        _named = new SliceBlocks(message, length);
        _named.Clear();
        Length = SliceBlocks.WordsOf(length);
    }

    /// <summary>Elements of the message so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no block is named.</summary>
    public readonly bool IsEmpty => _current < 0;

    /// <summary>Names a block, unless it is.</summary>
    /// <param name="block">No lower than the last one.</param>
    /// <returns>Its elements in the message, zero at first.</returns>
    public Span<float> Open(int block)
    {
        int count = _named.LengthOf(block);
        if (block != _current)
        {
            (_current, _start) = (block, Length);
            _named.Add(block);
            _message.Slice(_start, count).Clear();
            Length += count;
        }

        return _message.Slice(_start, count);
    }
}
