using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg.Torch;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// The dataset <c>optimizer/state_dict</c> of checkpoint files: opaque bytes, a <c>torch.save</c> stream.
/// </summary>
internal static class OptimizerDataset
{
    private const string Name = "optimizer/state_dict";

    /// <summary>Opens the blob of a file, or none where it has none.</summary>
    /// <param name="file">Must stay open while tensors are read.</param>
    /// <returns>The blob and the state dict in it.</returns>
    public static (TorchBlob Blob, OptimizerBlob State)? TryOpen(Hdf5File file)
    {
        Hdf5Dataset? dataset = file.Root.TryGetDataset(Name);
        if (dataset is null)
        {
            return null;
        }

        string source = SourceOf(file);
        if (dataset.ElementType.SizeBytes != 1)
        {
            throw new CorruptFileException(source, -1, "elements of 1 byte", $"{dataset.ElementType.SizeBytes}");
        }

        dataset.RequireStored();
        TorchBlob blob = TorchBlob.Open(new DatasetStream(dataset), source);
        return (blob, OptimizerBlob.Read(blob, source));
    }

    /// <summary>What messages call the blob of a file.</summary>
    public static string SourceOf(Hdf5File file) => $"{file.Path}:{Name}";

    /// <summary>Makes room for a blob in a file.</summary>
    /// <returns>Writes it; to be called when the structure of the file is complete.</returns>
    public static Action Declare(Hdf5GroupWriter root, TorchBlobWriter blob)
    {
        Hdf5DatasetWriter dataset = root.CreateDataset(Name, Hdf5ElementType.Opaque8, blob.Length);
        return () => blob.WriteTo(bytes => dataset.Append(bytes));
    }
}

/// <summary>Reads a dataset of 1-byte elements as a stream; positions are elements.</summary>
/// <remarks>The dataset's file stays the caller's and must be open while the stream is read.</remarks>
internal sealed class DatasetStream(Hdf5Dataset dataset) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => dataset.ElementCount;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        dataset.ReadBytes(Position, buffer[..count]);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("the stream is read-only");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("the stream is read-only");
}
