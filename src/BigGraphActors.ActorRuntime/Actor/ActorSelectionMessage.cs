using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>A message on its way along a path.</summary>
internal sealed class ActorSelectionMessage(object message, IReadOnlyList<string> elements) : IAutoReceivedMessage
{
    public object Message { get; } = message;

    public IReadOnlyList<string> Elements { get; } = elements;

    /// <summary>Walks as far as this process knows the way; the last one found gets the message.</summary>
    public void Deliver(InternalActorRef anchor, IActorRef? sender)
    {
        if (anchor is Akka.Remote.RemoteActorRef)
        {
            anchor.Tell(this, sender);
            return;
        }

        var at = anchor;
        for (var i = 0; i < Elements.Count; i++)
        {
            if (Elements[i].AsSpan().IndexOfAny('*', '?') >= 0)
            {
                FanOut(at, i, sender);
                return;
            }

            var next = Elements[i] == ".." ? at.Parent : at.GetChild(Elements[i], 0);
            if (next is null)
            {
                anchor.Home.PublishDeadLetter(Message, sender, new EmptyActorRef(anchor.Home, anchor.Path / Elements));
                return;
            }

            at = next;
        }

        at.Tell(Message, sender);
    }

    private void FanOut(InternalActorRef parent, int at, IActorRef? sender)
    {
        var pattern = "^" + Regex.Escape(Elements[at]).Replace("\\*", ".*", StringComparison.Ordinal)
            .Replace("\\?", ".", StringComparison.Ordinal) + "$";
        var children = (parent as LocalActorRef)?.Cell.Children.All() ?? [];
        foreach (var child in children.Where(child => Regex.IsMatch(child.Path.Name, pattern)))
        {
            new ActorSelectionMessage(Message, [.. Elements.Skip(at + 1)]).Deliver(child, sender);
        }
    }
}
