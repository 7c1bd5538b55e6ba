using System.Buffers.Binary;

namespace Akka.Remote.Wire;

/// <summary>Cuts a stream into frames. Holds no more memory than the longest frame allowed, whatever arrives.</summary>
internal sealed class FrameReader(Stream stream)
{
    private byte[] _bytes = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>The next frame; valid until the next call.</summary>
    /// <param name="most">Longest frame allowed.</param>
    /// <param name="frame">The bytes after the length.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="RemoteException">When a length is not of a frame, or the stream ends inside one.</exception>
    public bool TryRead(int most, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!Fill(sizeof(int), atStart: true))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        if (length < 1 || length > most)
        {
            throw new RemoteException($"A frame of {(uint)length} bytes, where at most {most} are allowed");
        }

        _start += sizeof(int);
        Fill(length, atStart: false);
        frame = _bytes.AsSpan(_start, length);
        _start += length;
        return true;
    }

    private bool Fill(int wanted, bool atStart)
    {
        if (_end - _start >= wanted)
        {
            return true;
        }

        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_bytes.Length < wanted)
        {
            Array.Resize(ref _bytes, wanted + sizeof(int));
        }

        while (_end < wanted)
        {
            var read = stream.Read(_bytes, _end, _bytes.Length - _end);
            if (read == 0)
            {
                return atStart && _end == 0 ? false : throw new RemoteException("The connection ends inside a frame");
            }

            _end += read;
        }

        return true;
    }
}
