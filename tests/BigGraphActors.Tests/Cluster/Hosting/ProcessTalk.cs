using System.Diagnostics;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>What the processes of a cluster have said so far, in order. A test can wait for more.</summary>
internal sealed class ProcessTalk
{
    private readonly object _gate = new();
    private readonly List<NodeEvent> _told = [];
    private readonly List<string> _words = [];

    /// <summary>The events up to now.</summary>
    public IReadOnlyList<NodeEvent> Told => CopyOf(_told);

    /// <summary>The other lines up to now, each behind the number of its process.</summary>
    public IReadOnlyList<string> Words => CopyOf(_words);

    /// <summary>Takes a line of a process's output.</summary>
    public void Hear(int process, string line)
    {
        NodeEvent? told = RunEventLine.TryRead(line);
        lock (_gate)
        {
            if (told is not null)
            {
                _told.Add(told);
            }
            else
            {
                _words.Add($"{process}: {line}");
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The first event that holds, as soon as there is one; none when the patience is at its end.</summary>
    public NodeEvent? FindEvent(Func<NodeEvent, bool> holds, TimeSpan patience) => Find(_told, holds, patience);

    /// <summary>The first line that holds, as soon as there is one; none when the patience is at its end.</summary>
    public string? FindWords(Func<string, bool> holds, TimeSpan patience) => Find(_words, holds, patience);

    private T? Find<T>(List<T> said, Func<T, bool> holds, TimeSpan patience)
        where T : class
    {
        Stopwatch waited = Stopwatch.StartNew();
        lock (_gate)
        {
            for (int i = 0; ; i++)
            {
                while (i == said.Count)
                {
                    TimeSpan left = patience - waited.Elapsed;
                    if (left <= TimeSpan.Zero)
                    {
                        return null;
                    }

                    Monitor.Wait(_gate, left);
                }

                if (holds(said[i]))
                {
                    return said[i];
                }
            }
        }
    }

    private IReadOnlyList<T> CopyOf<T>(List<T> said)
    {
        lock (_gate)
        {
            return [.. said];
        }
    }
}
