using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>Base of test classes: a system of their own, ended after each test.</summary>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>Where log lines go; null when the test gave none.</summary>
    protected readonly ITestOutputHelper? Output;

    /// <summary>Over a system of the test's, or a new one with the defaults.</summary>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : this(system ?? ActorSystem.Create("test", WithTestDefaults(Config.Empty)), output, null)
    {
    }

    /// <summary>Over a new system.</summary>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : this(ActorSystem.Create(actorSystemName ?? "test", WithTestDefaults(config)), output, null)
    {
    }

    /// <summary>Over a new system with settings in HOCON.</summary>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), null, output)
    {
    }

    private TestKit(ActorSystem system, ITestOutputHelper? output, string? testActorName)
        : base(system, testActorName)
    {
        Output = output;
        if (output is not null)
        {
            var logger = Props.From(typeof(OutputLogger), () => new OutputLogger(output));
            system.EventStream.Subscribe(((ExtendedActorSystem)system).SystemActorOf(logger), typeof(LogEvent));
        }

        if (this is not INoImplicitSender)
        {
            BecomeImplicitSender();
        }
    }

    /// <summary>Ends the system.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What a test class does at its end, before the system is ended.</summary>
    protected virtual void AfterAll()
    {
    }

    /// <summary>Ends the system.</summary>
    protected virtual void Dispose(bool disposing)
    {
        AfterAll();
        ResignAsImplicitSender();
        Shutdown();
    }

    private sealed class OutputLogger : ReceiveActor
    {
        public OutputLogger(ITestOutputHelper output)
        {
            Receive<LogEvent>(line =>
            {
                try
                {
                    output.WriteLine(line.ToString());
                }
                catch (InvalidOperationException)
                {
                    // The test is over: its output takes no more lines.
                }
            });
        }
    }
}
