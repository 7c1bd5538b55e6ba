namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, made from configuration when first used.</summary>
public sealed class Dispatchers
{
    /// <summary>Path of the settings of the dispatcher that actors get which name none.</summary>
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";

    /// <summary>Path of the settings of the dispatcher for the runtime's own actors.</summary>
    public static readonly string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly Lock _making = new();
    private readonly Dictionary<string, MessageDispatcher> _made = [];
    private readonly Config _config;
    internal Dispatchers(Config config) => _config = config;

    /// <summary>The dispatcher whose settings stand at a path.</summary>
    /// <exception cref="ConfigurationException">When nothing stands there, or an unknown type.</exception>
    public MessageDispatcher Lookup(string dispatcherName)
    {
        lock (_making)
        {
            if (!_made.TryGetValue(dispatcherName, out var dispatcher))
            {
                _made[dispatcherName] = dispatcher = Make(dispatcherName);
            }

            return dispatcher;
        }
    }

    internal void Shutdown()
    {
        lock (_making)
        {
            foreach (var dispatcher in _made.Values)
            {
                dispatcher.Shutdown();
            }
        }
    }

    private MessageDispatcher Make(string id)
    {
        if (!_config.HasPath(id))
        {
            throw new ConfigurationException($"Dispatcher [{id}] not configured");
        }

        var settings = _config.GetConfig(id);
        var throughput = Math.Max(1, settings.GetInt("throughput", 100));
        switch (settings.GetString("type", "Dispatcher"))
        {
            case "Dispatcher" or "TaskDispatcher" or "ThreadPoolDispatcher":
                return new ThreadPoolDispatcher(id, throughput);
            case "PinnedDispatcher":
                return new PinnedDispatcher(id, throughput);
            case "ForkJoinDispatcher":
                return new ForkJoinDispatcher(id, throughput,
                    Math.Max(1, settings.GetInt("dedicated-thread-pool.thread-count", Environment.ProcessorCount)),
                    settings.GetString("dedicated-thread-pool.threadtype", "background") != "foreground");
            case var other:
                throw new ConfigurationException(
                    $"{id}.type = {other} is unknown here: Dispatcher, ForkJoinDispatcher and PinnedDispatcher are");
        }
    }
}
