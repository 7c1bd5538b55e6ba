using System.Formats.Tar;
using System.IO.Compression;

namespace BigGraphActors.Cli.Examples;

/// <summary>Fetches a file once; what is there already is taken as it is.</summary>
internal static class Download
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);

    /// <summary>Fetches to a file of another name first, so that a broken transfer is not taken for the file.</summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="path">The file to write; replaced when the transfer is complete.</param>
    /// <param name="progress">Is told the bytes done and the bytes in all; 0 when the size is unknown.</param>
    /// <param name="stop">Ends the transfer.</param>
    /// <exception cref="FailedException">The network does not give the file; the message says what to do.</exception>
    public static void Fetch(Uri address, string path, Action<long, long> progress, CancellationToken stop)
    {
        if (File.Exists(path))
        {
            return;
        }

        string unfinished = path + ".tmp";
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectLimit });
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, stop);
            response.EnsureSuccessStatusCode();
            using (Stream source = response.Content.ReadAsStream(stop))
            using (FileStream target = File.Create(unfinished))
            {
                Copy(source, target, done => progress(done, response.Content.Headers.ContentLength ?? 0), stop);
            }

            File.Move(unfinished, path);
        }
        catch (Exception failure) when (failure is HttpRequestException or HttpIOException
            || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new FailedException(
                $"{address} cannot be fetched: {failure.Message}\n"
                + "Fetch it elsewhere and name it with --from.");
        }
    }

    /// <summary>Unpacks a .tgz archive into a folder.</summary>
    public static void Unpack(string archive, string folder)
    {
        using FileStream file = File.OpenRead(archive);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(plain, folder, overwriteFiles: true);
    }

    private static void Copy(Stream source, Stream target, Action<long> progress, CancellationToken stop)
    {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
        {
            stop.ThrowIfCancellationRequested();
            target.Write(buffer, 0, read);
            done += read;
            progress(done);
        }
    }
}
