using System.Text;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Sends this node's copies to nodes that ask for them by name.</summary>
/// <param name="settings">Frame length and times.</param>
/// <param name="folder">The folder that holds this node's copies.</param>
internal sealed class ReplicaSender(DataPlaneSettings settings, ReplicaFolder folder) : IPlaneService
{
    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Load;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        string name = Encoding.UTF8.GetString(payload);
        FileFrames frames;
        try
        {
            frames = FileFrames.Open(folder.PathOf(name));
        }
        catch (PlaneRefusedException refused)
        {
            connection.Refuse(refused.Refusal, refused.Message);
            return;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            connection.Refuse(TransferRefusal.Gone, $"there is no copy {name} here: {failure.Message}");
            return;
        }

        using (frames)
        {
            if (opening.Position < 0 || opening.Position > frames.Length)
            {
                throw new PlaneException($"a file of {frames.Length} bytes cannot be sent from {opening.Position} on");
            }

            connection.Send(FrameKind.Ready, [], frames.Length);
            frames.SendTo(connection, opening.Position, settings, null);
            connection.Allow(settings.FrameTimeout, "the confirmation");
            connection.Receive(FrameKind.Received, []);
        }
    }
}
