using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cluster.Wire;

public sealed class WireSerializerTests : IDisposable
{
    private static readonly JsonSerializerOptions OwnFields = new() { IgnoreReadOnlyProperties = true };

    private readonly ActorSystem _system = ActorSystem.Create("wire", "akka.loglevel = WARNING\nakka.loggers = []");
    private readonly WireSerializer _serializer;

    public WireSerializerTests() => _serializer = new WireSerializer((ExtendedActorSystem)_system);

    public static TheoryData<Type> Messages => [.. WireTypes.Messages];

    public static TheoryData<Type> Events => [.. RunEventLine.Types];

    [Fact]
    public void Every_control_message_is_on_the_list_and_nothing_else_is() => Assert.Equal(
        typeof(IControlMessage).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IControlMessage)))
            .OrderBy(type => type.FullName),
        WireTypes.Messages.OrderBy(type => type.FullName));

    [Fact]
    public void Wire_types_and_their_fields_are_a_contract() =>
        GoldenText.Check("Contracts/wire-types.txt", WireTypes.Describe());

    [Fact]
    public void Fields_of_messages_hold_exactly_what_their_types_say() => Assert.All(
        WireTypes.Messages.Concat(RunEventLine.Types)
            .SelectMany(type => type.GetProperties()).Select(property => property.PropertyType)
            .Where(type => type != typeof(RunEvent)),
        type => Assert.True(type.IsSealed || type.IsValueType, $"{type}: a message could bring any type there"));

    [Fact]
    public void Every_event_is_a_sealed_record_and_on_the_list() => Assert.Equal(
        new[] { typeof(RunEvent).Assembly, typeof(NodeEvent).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(RunEvent)))
            .OrderBy(type => type.FullName),
        RunEventLine.Types.Where(type => type.IsSealed).OrderBy(type => type.FullName));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_comes_back_equal_with_node_and_time_from_its_bytes_and_from_its_line(Type type)
    {
        NodeEvent told = new((RunEvent)Sample(type), "a:1#7", DateTimeOffset.UnixEpoch);
        Assert.Equal(told, Sent(told));
        Assert.Equal(told, RunEventLine.TryRead(RunEventLine.Write(told)));
    }

    [Fact]
    public void An_event_that_is_not_on_the_list_is_refused()
    {
        NodeEvent foreign = new(new ForeignEvent("x"), "a:1#7", DateTimeOffset.UnixEpoch);
        Assert.Throws<SerializationException>(() => Read(Foreign(foreign)));
    }

    [Fact]
    public void An_event_without_its_envelope_is_no_message() =>
        Assert.Contains("may not be sent", Refusal(() => _serializer.ToBinary(new NodeUp("a:1#7", "worker"))));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_back_equal_from_its_bytes(Type type)
    {
        object message = Sample(type);
        object read = Read(_serializer.ToBinary(message));
        Assert.Equal(type, read.GetType());
        Assert.Equal(AsText(message), AsText(read));
        Assert.Equal(_serializer.ToBinary(message), _serializer.ToBinary(read));
    }

    [Fact]
    public void What_may_be_missing_may_be_missing()
    {
        PartitionAt unknown = new(new PartitionId("user", 3), new Generation(7, (2L << 32) | 9), null, 1L << 40);
        Assert.Equal(unknown, Read(_serializer.ToBinary(unknown)));
    }

    [Fact]
    public void A_message_that_lacks_something_is_refused()
    {
        Assert.Contains("StopRun.Reason is missing", Refusal(() => Sent(new StopRun(null!))));
        Assert.Contains("FindCopy.Names", Refusal(() => Sent(new FindCopy(["a", null!]))));
        Assert.Contains("PartitionId.EntityType is missing", Refusal(() => Sent(new RequestTable(default, default))));
    }

    [Fact]
    public void Another_type_is_refused_when_it_is_sent() =>
        Assert.Contains("may not be sent", Refusal(() => _serializer.ToBinary(new Stranger { Text = "x" })));

    [Fact]
    public void Another_type_is_refused_when_it_arrives_never_made_and_logged_once()
    {
        byte[] foreign = Foreign(new Stranger { Text = "x" });
        Stranger.Made = 0;
        using ActorSystemLog log = new(_system);
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<SerializationException>(() => Read(foreign));
        }

        Assert.Equal(0, Stranger.Made);
        Assert.Contains(nameof(Stranger), Assert.Single(log.Take()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_messages_or_a_plain_value_is_no_message()
    {
        Assert.Throws<SerializationException>(() => Read(Foreign(new PartitionId("user", 1))));
        Assert.Throws<SerializationException>(() => Read(Foreign("text")));
        Assert.Throws<SerializationException>(() => Read(Foreign(new NodeUp[] { new("", "") })));
    }

    [Fact]
    public void Bytes_of_no_meaning_are_refused()
    {
        Random random = new(5);
        byte[] whole = _serializer.ToBinary(Sample(typeof(TableOffer)));
        for (int cut = 0; cut < whole.Length; cut++)
        {
            byte[] bytes = whole[..cut];
            Assert.ThrowsAny<Exception>(() => Read(bytes));
        }

        for (int i = 0; i < 200; i++)
        {
            byte[] noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            Assert.ThrowsAny<Exception>(() => Read(noise));
        }
    }

    [Fact]
    public void A_message_beyond_32_KiB_is_refused_on_both_sides()
    {
        StopRun large = new(new string('x', WireSerializer.LongestMessage));
        Assert.Contains("may have 32768", Refusal(() => _serializer.ToBinary(large)));
        Assert.Contains("may have 32768", Refusal(() => Read(Foreign(large))));
    }

    public void Dispose() => _system.Terminate().GetAwaiter().GetResult();

    private object Sent(object message) => Read(_serializer.ToBinary(message));

    private static string AsText(object message) => message is NodeEvent told
        ? RunEventLine.Write(told)
        : JsonSerializer.Serialize(message, message.GetType(), OwnFields);

    private object Read(byte[] bytes) => _serializer.FromBinary(bytes, typeof(object));

    private static string Refusal(Action act) => Assert.Throws<SerializationException>(act).Message;

    /// <summary>Bytes as somebody writes them who has no list.</summary>
    private static byte[] Foreign(object message)
    {
        using MemoryStream bytes = new();
        new Hyperion.Serializer().Serialize(message, bytes);
        return bytes.ToArray();
    }

    private static object Sample(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        object sample = constructor.Invoke([.. constructor.GetParameters().Select(one => Value(one.ParameterType))]);
        foreach (PropertyInfo property in type.GetProperties().Where(one => one.CanWrite && !type.IsValueType))
        {
            property.SetValue(sample, Value(property.PropertyType));
        }

        return sample;
    }

    private static object? Value(Type type)
    {
        if (type == typeof(string))
        {
            return "text \"ü\"";
        }

        if (type.IsArray)
        {
            Type element = type.GetElementType()!;
            Array array = Array.CreateInstance(element, 2);
            array.SetValue(Value(element), 0);
            array.SetValue(Value(element), 1);
            return array;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Value(underlying);
        }

        return type switch
        {
            _ when type == typeof(int) => 5,
            _ when type == typeof(long) => 1L << 50,
            _ when type == typeof(double) => 0.1,
            _ when type == typeof(float) => 0.25f,
            _ when type == typeof(bool) => true,
            _ when type == typeof(Guid) => Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(3),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
            _ when type == typeof(RunEvent) => new NodeUp("a:1#7", "worker"),
            _ => Sample(type),
        };
    }

    private sealed record ForeignEvent(string Text) : RunEvent;

    /// <summary>A type of no interest to the program, which counts how often it is made.</summary>
    public sealed class Stranger
    {
        private string _text = "";

        public static int Made { get; set; }

        public string Text
        {
            get => _text;
            set
            {
                _text = value;
                Made++;
            }
        }
    }
}

/// <summary>Warnings of an actor system.</summary>
internal sealed class ActorSystemLog : IDisposable
{
    private readonly ActorSystem _system;
    private readonly Inbox _inbox;

    public ActorSystemLog(ActorSystem system)
    {
        _system = system;
        _inbox = Inbox.Create(system);
        system.EventStream.Subscribe(_inbox.Receiver, typeof(Warning));
    }

    /// <summary>All that were written up to now.</summary>
    public IReadOnlyList<string> Take()
    {
        _system.EventStream.Publish(new Warning("", GetType(), "the end"));
        List<string> lines = [];
        while (_inbox.Receive(TimeSpan.FromSeconds(30)).ToString() is { } line
            && !line.Contains("the end", StringComparison.Ordinal))
        {
            lines.Add(line);
        }

        return lines;
    }

    public void Dispose() => _inbox.Dispose();
}
