using System.Reflection;
using System.Text;
using Akka.Actor;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Wire;

public sealed class ControlSerializerTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("wire");
    private readonly ControlSerializer _serializer;

    public ControlSerializerTests() => _serializer = new ControlSerializer((ExtendedActorSystem)_system);

    [Fact]
    public void Every_control_message_has_a_manifest()
    {
        IEnumerable<Type> messages = typeof(IControlMessage).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IControlMessage)));
        Assert.Empty(messages.Except(ControlManifests.All));
    }

    [Fact]
    public void Every_message_comes_back_equal_from_its_bytes()
    {
        foreach (Type type in ControlManifests.All)
        {
            object message = Sample(type);
            object read = _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));
            Assert.Equal(
                Encoding.UTF8.GetString(_serializer.ToBinary(message)),
                Encoding.UTF8.GetString(_serializer.ToBinary(read)));
            Assert.Equal(type, read.GetType());
        }
    }

    [Fact]
    public void Fields_keep_their_values_on_the_wire()
    {
        LocatePartition sent = new(new PartitionId("user", 3), new Generation(7, (2L << 32) | 9), 1L << 40);
        Assert.Equal(sent, _serializer.FromBinary(_serializer.ToBinary(sent), "partition.locate"));
        BucketAdvanced advanced = new(new Bucket(1, 2), 3, 4, 5) { Node = "a:1#2", At = DateTimeOffset.UnixEpoch };
        Assert.Equal(advanced, _serializer.FromBinary(_serializer.ToBinary(advanced), "event.bucket-advanced"));
    }

    [Fact]
    public void A_field_that_is_not_known_yet_is_passed_over()
    {
        byte[] later = """{"name":"a:1#2","roles":"worker","colour":"red"}"""u8.ToArray();
        Assert.Equal("worker", ((NodeUp)_serializer.FromBinary(later, "event.node-up")).Roles);
    }

    [Fact]
    public void An_unknown_manifest_is_refused() =>
        Assert.Throws<ArgumentException>(() => _serializer.FromBinary("{}"u8.ToArray(), "System.IO.FileInfo"));

    [Fact]
    public void A_message_beyond_32_KiB_is_refused_on_both_sides()
    {
        TrainerFailed large = new(new string('x', ControlSerializer.LongestMessage));
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary(large));
        Assert.Throws<ArgumentException>(
            () => _serializer.FromBinary(new byte[ControlSerializer.LongestMessage + 1], "event.trainer-failed"));
    }

    public void Dispose() => _system.Terminate().GetAwaiter().GetResult();

    private static object Sample(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        object sample = constructor.Invoke([.. constructor.GetParameters().Select(one => Value(one.ParameterType))]);
        foreach (PropertyInfo property in type.GetProperties().Where(
            one => one.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))))
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

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type element = type.GetGenericArguments()[0];
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
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(3),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
            _ => Sample(type),
        };
    }
}
