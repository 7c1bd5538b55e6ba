using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq.Expressions;
using Akka.Actor;
using Akka.Actor.Cells;
using Akka.Configuration;
using Xunit;

namespace Akka.TestKit;

/// <summary>
/// A test's view of an actor system: an actor that queues what it is told, and expectations about that queue.
/// </summary>
/// <remarks>May differ: only the synchronous methods that tests here use.</remarks>
public abstract class TestKitBase
{
    private static int ActorCount;
    private readonly BlockingCollection<Envelope> _queue = [];
    private TimeSpan? _deadline;

    private protected TestKitBase(ActorSystem system, string? testActorName)
    {
        Sys = system;
        var settings = system.Settings.Config.GetConfig("akka.test");
        DefaultTimeout = settings.GetTimeSpan("single-expect-default", TimeSpan.FromSeconds(20));
        NoMessageTimeout = settings.GetTimeSpan("expect-no-message-default", TimeSpan.FromMilliseconds(100));
        var name = testActorName ?? $"testActor{Interlocked.Increment(ref ActorCount)}";
        var queue = _queue;
        TestActor = ((ExtendedActorSystem)system).SystemActorOf(
            Props.From(typeof(TestActorHost), () => new TestActorHost(queue)), name);
    }

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>Queues what it is told.</summary>
    public IActorRef TestActor { get; }

    /// <summary>Sender of the message looked at last.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>The message looked at last.</summary>
    public object LastMessage { get; private set; } = null!;

    /// <summary>Whether messages wait.</summary>
    public bool HasMessages => _queue.Count > 0;

    /// <summary>Expectations about log lines.</summary>
    public EventFilterFactory EventFilter => new(Sys, DefaultTimeout);

    /// <summary>Time left inside <see cref="Within(TimeSpan, Action)"/>; the default wait outside.</summary>
    public TimeSpan RemainingOrDefault => Left(null);

    private protected TimeSpan DefaultTimeout { get; }

    private protected TimeSpan NoMessageTimeout { get; }

    /// <summary>Makes a top-level actor.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Makes a top-level actor.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <summary>Makes a top-level actor.</summary>
    public IActorRef ActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Another queue with an actor of its own.</summary>
    public TestProbe CreateTestProbe(string? name = null) => new(Sys, name);

    /// <summary>Another queue with an actor of its own, in another system.</summary>
#pragma warning disable CA1822 // Akka.NET's is not static either.
    public TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, name);
#pragma warning restore CA1822

    /// <summary>The test actor watches.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new TestActorHost.WatchOrder(actorToWatch, done));
        done.Task.Wait(DefaultTimeout);
        return actorToWatch;
    }

    /// <summary>The test actor watches no longer.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new TestActorHost.UnwatchOrder(actorToUnwatch, done));
        done.Task.Wait(DefaultTimeout);
        return actorToUnwatch;
    }

    /// <summary>The next message, of any kind; null when none comes in time.</summary>
    public object ReceiveOne(TimeSpan? max = null)
    {
        if (!_queue.TryTake(out var envelope, Left(max)))
        {
            return null!;
        }

        LastMessage = envelope.Message;
        LastSender = envelope.Sender ?? ActorRefs.Nobody;
        return envelope.Message;
    }

    /// <summary>The next so many messages.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages) => ReceiveN(numberOfMessages, Left(null));

    /// <summary>The next so many messages.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max)
    {
        var clock = Stopwatch.StartNew();
        var received = new List<object>();
        while (received.Count < numberOfMessages)
        {
            var left = max - clock.Elapsed;
            var next = ReceiveOne(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (next is not { })
            {
                var all = string.Join(", ", received);
                Assert.Fail($"Expected {numberOfMessages} messages in {max}, got {received.Count}: {all}");
            }

            received.Add(next);
        }

        return received;
    }

    /// <summary>The next message must be of a type.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null) =>
        Expect<T>(duration, hint, static _ => null);

    /// <summary>The next message must equal one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null) =>
        Expect<T>(timeout, hint, found => Equals(found, message) ? null : $"expected <{message}>");

    /// <summary>The next message must be of a type and pass.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null) =>
        Expect<T>(timeout, hint, found => isMessage(found) ? null : "which does not pass");

    /// <summary>The next message must be of a type and pass the assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null)
    {
        var message = ExpectMsg<T>(timeout, hint);
        assert(message);
        return message;
    }

    /// <summary>The next message must be of a type and from one sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null)
    {
        var message = ExpectMsg<T>(duration, hint);
        Assert.Equal(sender, LastSender);
        return message;
    }

    /// <summary>The next messages must be these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages)
    {
        var received = ReceiveN(messages.Length).Cast<T>().ToList();
        Assert.Equal(messages.Select(static one => one?.ToString()).Order(),
            received.Select(static one => one?.ToString()).Order());
        return received;
    }

    /// <summary>No message may come.</summary>
    public void ExpectNoMsg() => ExpectNoMsg(NoMessageTimeout);

    /// <summary>No message may come for a while.</summary>
    public void ExpectNoMsg(TimeSpan duration)
    {
        if (_queue.TryTake(out var envelope, duration))
        {
            Assert.Fail($"Expected no message in {duration}, got <{envelope.Message}> from {envelope.Sender}");
        }
    }

    /// <summary>No message may come for a while.</summary>
    public void ExpectNoMsg(int milliseconds) => ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>The next message must say that a watched actor stopped.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null) =>
        Expect<Terminated>(timeout, hint, found => found.ActorRef.Equals(target) ? null
            : $"expected the end of {target}");

    /// <summary>The first message that passes; those before are dropped.</summary>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string? hint = null) =>
        FishForMessage<object>(isMessage, max, hint);

    /// <summary>The first message of a type that passes; those before are dropped.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string? hint = null)
    {
        var limit = Left(max);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < limit)
        {
            if (ReceiveOne(limit - clock.Elapsed) is T typed && isMessage(typed))
            {
                return typed;
            }
        }

        Assert.Fail($"No {typeof(T).Name} that passes in {limit} {hint}");
        return default;
    }

    /// <summary>The assertion must pass in time; it is tried again and again.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null)
    {
        var limit = Left(duration);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (clock.Elapsed < limit)
            {
                Pause(interval);
            }
        }
    }

    /// <summary>The condition must come true in time; it is tried again and again.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max = null, string? message = null)
    {
        var limit = Left(max);
        var clock = Stopwatch.StartNew();
        while (!conditionIsFulfilled())
        {
            Assert.True(clock.Elapsed < limit, $"The condition did not come true in {limit} {message}");
            Pause(null);
        }
    }

    /// <summary>All expectations inside share one limit.</summary>
    public void Within(TimeSpan max, Action action) => Within(max, () =>
    {
        action();
        return true;
    });

    /// <summary>All expectations inside share one limit.</summary>
    public T Within<T>(TimeSpan max, Func<T> function)
    {
        var before = _deadline;
        var clock = Stopwatch.StartNew();
        _deadline = Now + max;
        try
        {
            var result = function();
            Assert.True(clock.Elapsed <= max, $"The block took {clock.Elapsed}, more than {max}");
            return result;
        }
        finally
        {
            _deadline = before;
        }
    }

    /// <summary>Ends a system, this one's by default, and waits for it.</summary>
    public virtual void Shutdown(ActorSystem? system = null, TimeSpan? duration = null)
    {
        var ended = (system ?? Sys).Terminate().Wait(duration ?? TimeSpan.FromSeconds(30));
        Assert.True(ended, $"The system {(system ?? Sys).Name} did not end in time");
    }

    private protected void BecomeImplicitSender() =>
        ActorCell.Current = ((LocalActorRef)TestActor).Cell;

    private protected static void ResignAsImplicitSender() => ActorCell.Current = null;

    private protected static Config WithTestDefaults(Config config) => config.WithFallback(TestDefaults());

    private static Config TestDefaults() => ConfigurationFactory.ParseString("""
        akka { loggers = [], loglevel = INFO
          coordinated-shutdown { run-by-clr-shutdown-hook = off }
          test { single-expect-default = 20s, expect-no-message-default = 100ms } }
        """);

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private static void Pause(TimeSpan? interval) =>
        new ManualResetEventSlim().Wait(interval ?? TimeSpan.FromMilliseconds(20));

    private TimeSpan Left(TimeSpan? wanted)
    {
        var wait = wanted ?? DefaultTimeout;
        if (_deadline is { } deadline)
        {
            var left = deadline - Now;
            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            return wanted is null || left < wait ? left : wait;
        }

        return wait;
    }

    private T Expect<T>(TimeSpan? duration, string? hint, Func<T, string?> objection)
    {
        var limit = Left(duration);
        var message = ReceiveOne(limit);
        if (message is T typed)
        {
            var complaint = objection(typed);
            Assert.True(complaint is null, $"Got <{message}> from {LastSender}, {complaint} {hint}");
            return typed;
        }

        Assert.Fail(message is null
            ? $"Expected a {typeof(T).Name} in {limit}, got nothing {hint}"
            : $"Expected a {typeof(T).Name}, got <{message}> ({message.GetType()}) from {LastSender} {hint}");
        return default;
    }
}
