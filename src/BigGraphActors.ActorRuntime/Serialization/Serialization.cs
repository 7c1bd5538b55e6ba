namespace Akka.Serialization;

/// <summary>Which serializer writes which message, by configuration.</summary>
/// <remarks>
/// What the settings name and cannot be loaded is warned of when the system starts, and left out, as by Akka.NET. May
/// differ: nothing is bound to <c>System.Object</c>; a message without a binding is refused. A binding to a serializer
/// that this runtime does not have (json, hyperion) is refused when used, so that one file serves both runtimes.
/// </remarks>
public sealed class Serialization
{
    private const int MostNested = 4;

    /// <summary>Bytes decide how deep messages lie within each other, and the stack is not theirs to spend.</summary>
    [ThreadStatic]
    private static int Depth;

    private readonly Dictionary<int, Serializer> _byIdentifier = [];
    private readonly List<(Type Type, Serializer? Serializer)> _bindings = [];
    private readonly ConcurrentDictionary<Type, Serializer?> _found = new();

    internal Serialization(ActorSystemCore system)
    {
        System = system;
        Add(new PrimitiveSerializer(system), PrimitiveSerializer.Types);
        Add(new RuntimeSerializer(system), RuntimeSerializer.Types);
        Add(new Cluster.Protocol.ClusterSerializer(system), [typeof(Cluster.Protocol.ClusterMessage)]);
        Add(new Cluster.Tools.ToolsSerializer(system), Cluster.Tools.ToolsSerializer.Types);
        Add(new Cluster.Sharding.Protocol.ShardingSerializer(system),
            Cluster.Sharding.Protocol.ShardingSerializer.Types);
        ReadConfiguration(system.Settings.Config);
    }

    /// <summary>The system whose messages these are.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>The text under which a reference travels: with the address that other nodes reach it at.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef.IsNobody())
        {
            return "";
        }

        return (actorRef as InternalActorRef)?.Home is { } home
            ? actorRef.Path.ToSerializationFormatWithAddress(home.DefaultAddress)
            : actorRef.Path.ToSerializationFormat();
    }

    /// <summary>The serializer of a message.</summary>
    /// <exception cref="SerializationException">
    /// When none is bound to its class, a base class or an interface.
    /// </exception>
    public Serializer FindSerializerFor(object obj) => FindSerializerForType(obj.GetType());

    /// <summary>The serializer of a class of messages.</summary>
    /// <exception cref="SerializationException">When none is bound to it, a base class or an interface.</exception>
    public Serializer FindSerializerForType(Type objectType) => _found.GetOrAdd(objectType, Find)
        ?? throw new SerializationException($"No serializer is bound to {objectType}: it cannot leave this process");

    /// <summary>Reads a message.</summary>
    /// <exception cref="SerializationException">
    /// When the identifier is unknown or the serializer refuses the bytes.
    /// </exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        RefuseUnknown(serializerId, manifest);
        var serializer = _byIdentifier[serializerId];
        if (Depth >= MostNested)
        {
            throw new SerializationException("Messages within messages within messages");
        }

        Depth++;
        try
        {
            return ((SerializerWithStringManifest)serializer).FromBinary(bytes, manifest)
                ?? throw new SerializationException($"Serializer {serializerId} made nothing of manifest '{manifest}'");
        }
        catch (Exception failure) when (failure is not SerializationException and not OutOfMemoryException)
        {
            throw new SerializationException(
                $"Serializer {serializerId} refused manifest '{manifest}': {failure.Message}", failure);
        }
        finally
        {
            Depth--;
        }
    }

    internal void RefuseUnknown(int serializerId, string manifest)
    {
        if (!_byIdentifier.ContainsKey(serializerId))
        {
            throw new SerializationException($"Unknown serializer {serializerId} (manifest '{manifest}')");
        }
    }

    internal static int ConfiguredIdentifier(ExtendedActorSystem system, Type type)
    {
        var identifiers = system.Settings.Config.GetConfig("akka.actor.serialization-identifiers");
        foreach (var name in identifiers.Keys)
        {
            if (TypeNames.Load(name) == type)
            {
                return identifiers.GetInt(Config.Quote(name));
            }
        }

        throw new ConfigurationException(
            $"{type} has no entry in akka.actor.serialization-identifiers and no Identifier of its own");
    }

    private void Add(Serializer serializer, IEnumerable<Type> types)
    {
        _byIdentifier.Add(serializer.Identifier, serializer);
        _bindings.AddRange(types.Select(type => (type, (Serializer?)serializer)));
    }

    private void ReadConfiguration(Config config)
    {
        // Known without being named: both refuse what is bound to them.
        var byName = new Dictionary<string, Serializer?> { ["json"] = null, ["hyperion"] = null };
        var serializers = config.GetConfig("akka.actor.serializers");
        foreach (var name in serializers.Keys)
        {
            var typeName = serializers.GetString(Config.Quote(name))!;
            if (TypeNames.Load(typeName) is { } type)
            {
                byName[name] = Make(name, type);
            }
            else if (!byName.ContainsKey(name))
            {
                Warn("The type name for serializer '{0}' did not resolve to an actual type: '{1}'", name, typeName);
            }
        }

        var bindings = config.GetConfig("akka.actor.serialization-bindings");
        foreach (var typeName in bindings.Keys)
        {
            var name = bindings.GetString(Config.Quote(typeName))!;
            if (TypeNames.Load(typeName) is not { } type)
            {
                Warn("The type name for message/serializer binding '{0}' did not resolve to an actual type: '{1}'",
                    name, typeName);
            }
            else if (!byName.TryGetValue(name, out var serializer))
            {
                Warn("Serialization binding to non existing serializer: '{0}'", name);
            }
            else
            {
                _bindings.Add((type, serializer));
            }
        }
    }

    private void Warn(string format, params object[] args) => System.Log.Warning(format, args);

    private Serializer Make(string name, Type type)
    {
        var serializer = (Serializer)Activator.CreateInstance(type, System)!;
        if (!_byIdentifier.TryAdd(serializer.Identifier, serializer))
        {
            throw new ConfigurationException(
                $"akka.actor.serializers.{name}: identifier {serializer.Identifier} is taken");
        }

        return serializer;
    }

    private Serializer? Find(Type type)
    {
        // The most specific binding wins: one that all other fitting ones are assignable from.
        var fitting = _bindings.Where(binding => binding.Type.IsAssignableFrom(type)).ToList();
        foreach (var binding in fitting)
        {
            if (fitting.TrueForAll(other => other.Type == binding.Type || !binding.Type.IsAssignableFrom(other.Type)))
            {
                return binding.Serializer;
            }
        }

        return null;
    }
}
