using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.TestKit;

/// <summary>Counts the log lines that pass while some code runs.</summary>
public sealed class EventFilterApplier
{
    private readonly ActorSystem _system;
    private readonly TimeSpan _timeout;
    private readonly Func<LogEvent, bool> _passes;

    internal EventFilterApplier(ActorSystem system, TimeSpan timeout, Func<LogEvent, bool> passes)
    {
        _system = system;
        _timeout = timeout;
        _passes = passes;
    }

    /// <summary>Exactly one line must pass.</summary>
    public void ExpectOne(Action action) => Expect(1, action);

    /// <summary>Exactly so many lines must pass.</summary>
    public void Expect(int expectedCount, Action action)
    {
        using var passed = new BlockingCollection<LogEvent>();
        var passes = _passes;
        var collector = ((ExtendedActorSystem)_system).SystemActorOf(
            Props.From(typeof(Collector), () => new Collector(line => AddIf(passes, line, passed))));
        _system.EventStream.Subscribe(collector, typeof(LogEvent));
        try
        {
            action();
            for (var i = 0; i < expectedCount; i++)
            {
                Assert.True(passed.TryTake(out _, _timeout), $"Expected {expectedCount} log lines, got {i}");
            }

            Assert.True(!passed.TryTake(out var more, TimeSpan.FromMilliseconds(50)),
                $"Expected {expectedCount} log lines, got one more: {more}");
        }
        finally
        {
            _system.EventStream.Unsubscribe(collector);
            collector.GracefulStop(_timeout).Wait(_timeout);
        }
    }

    private static void AddIf(Func<LogEvent, bool> passes, LogEvent line, BlockingCollection<LogEvent> passed)
    {
        if (passes(line))
        {
            passed.Add(line);
        }
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector(Action<LogEvent> take)
        {
            Receive<LogEvent>(line => take(line));
        }
    }
}
