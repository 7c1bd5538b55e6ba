using Akka.Actor;

namespace Akka.Remote.Wire;

/// <summary>
/// The sender's half of a connection's short numbers for paths: each path travels once, then its number.
/// </summary>
internal sealed class PathTable
{
    public const ushort None = 0xFFFF;
    public const ushort Inline = 0xFFFE;
    public const ushort Definition = 0x8000;
    public const int Most = 1024;

    private readonly Dictionary<IActorRef, ushort> _numbers = [];

    public void Write(FrameWriter writer, IActorRef? reference)
    {
        if (reference is null)
        {
            writer.UInt16(None);
            return;
        }

        if (_numbers.TryGetValue(reference, out var known))
        {
            writer.UInt16(known);
            return;
        }

        var text = Akka.Serialization.Serialization.SerializedActorPath(reference);
        if (reference is not (Akka.Actor.Cells.LocalActorRef or RemoteActorRef))
        {
            // An asker is written to once: a number for it would only push others out.
            writer.UInt16(Inline);
            writer.Text(text);
            return;
        }

        if (_numbers.Count == Most)
        {
            // The other half overwrites number by number; nothing needs to be said.
            _numbers.Clear();
        }

        var number = (ushort)_numbers.Count;
        writer.UInt16((ushort)(Definition | number));
        writer.Text(text);
        _numbers.Add(reference, number);
    }

    /// <summary>After a frame that was not sent: what it defined is unknown to the other half.</summary>
    public void Forget() => _numbers.Clear();
}
