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

    /// <summary>Longest path, in bytes.</summary>
    public const int MostBytes = 4096;

    /// <summary>
    /// Most characters of all paths that have a number; the receiver, which cannot know when the sender began anew,
    /// keeps up to twice as many.
    /// </summary>
    public const int MostCharacters = 32768;

    private readonly Dictionary<IActorRef, ushort> _numbers = [];
    private int _characters;

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
        if (text.Length > MostBytes)
        {
            throw new RemoteException($"A path of {text.Length} characters");
        }

        if (reference is not (Akka.Actor.Cells.LocalActorRef or RemoteActorRef))
        {
            // An asker is written to once: a number for it would only push others out.
            writer.UInt16(Inline);
            writer.Text(text);
            return;
        }

        if (_numbers.Count == Most || _characters + text.Length > MostCharacters)
        {
            // The other half overwrites number by number; nothing needs to be said.
            Forget();
        }

        var number = (ushort)_numbers.Count;
        writer.UInt16((ushort)(Definition | number));
        writer.Text(text);
        _numbers.Add(reference, number);
        _characters += text.Length;
    }

    /// <summary>After a frame that was not sent: what it defined is unknown to the other half.</summary>
    public void Forget()
    {
        _numbers.Clear();
        _characters = 0;
    }
}
