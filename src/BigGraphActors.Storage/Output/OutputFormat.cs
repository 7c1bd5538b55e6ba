namespace BigGraphActors.Storage.Output;

/// <summary>How a result is compressed.</summary>
public enum OutputCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By gzip.</summary>
    Gzip,

    /// <summary>By Zstandard.</summary>
    Zstandard,
}

/// <summary>Refuses names that promise another format than is written.</summary>
public static class OutputFormat
{
    private static readonly Dictionary<string, string> Promises = new(StringComparer.OrdinalIgnoreCase)
    {
        [".zstd"] = "Zstandard under its long name",
        [".bz2"] = "bzip2",
        [".xz"] = "xz",
        [".lzma"] = "LZMA",
        [".lz4"] = "LZ4",
        [".br"] = "Brotli",
        [".sz"] = "Snappy",
        [".snappy"] = "Snappy",
        [".Z"] = "compress",
        [".zip"] = "ZIP",
        [".7z"] = "7-Zip",
        [".rar"] = "RAR",
        [".tar"] = "tar",
        [".tgz"] = "tar with gzip",
        [".npy"] = "NumPy",
        [".npz"] = "NumPy",
        [".h5"] = "HDF5",
        [".hdf5"] = "HDF5",
        [".hdf"] = "HDF5",
        [".parquet"] = "Parquet",
        [".pq"] = "Parquet",
        [".arrow"] = "Arrow",
        [".feather"] = "Feather",
        [".orc"] = "ORC",
        [".avro"] = "Avro",
        [".json"] = "JSON",
        [".jsonl"] = "JSON lines",
        [".ndjson"] = "JSON lines",
        [".csv"] = "values between commas",
        [".xml"] = "XML",
        [".html"] = "HTML",
        [".yaml"] = "YAML",
        [".yml"] = "YAML",
        [".toml"] = "TOML",
        [".pt"] = "PyTorch",
        [".pth"] = "PyTorch",
        [".pkl"] = "pickle",
        [".pickle"] = "pickle",
        [".bin"] = "binary",
        [".safetensors"] = "safetensors",
        [".xls"] = "Excel",
        [".xlsx"] = "Excel",
        [".db"] = "a database",
        [".sqlite"] = "SQLite",
        [".mat"] = "MATLAB",
        [".rds"] = "R",
        [".pdf"] = "PDF",
        [".py"] = "Python",
    };

    /// <summary>What a name asks for.</summary>
    public static OutputCompression CompressionOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".GZ" => OutputCompression.Gzip,
        ".ZST" => OutputCompression.Zstandard,
        _ => OutputCompression.None,
    };

    /// <summary>Looks at a name before anything is done.</summary>
    /// <param name="path">As the user named it.</param>
    /// <param name="written">What is written, for the message: <c>text with tabs</c>.</param>
    /// <param name="mayCompress">Whether <c>.gz</c> and <c>.zst</c> are promises that are kept.</param>
    /// <returns>What is wrong with it; nothing where the name fits.</returns>
    public static string? ProblemOf(string path, string written, bool mayCompress)
    {
        string name = path;
        OutputCompression compression = CompressionOf(name);
        if (compression != OutputCompression.None)
        {
            if (!mayCompress)
            {
                string what = compression == OutputCompression.Gzip ? "gzip" : "Zstandard";
                return $"{path}: the name promises {what}, and what is written is {written}";
            }

            name = Path.GetFileNameWithoutExtension(name);
        }

        string compressed = mayCompress ? ", or the same compressed where the name ends in .gz or .zst" : "";
        return Promises.TryGetValue(Path.GetExtension(name), out string? promised)
            ? $"{path}: the name promises {promised}, and what is written is {written}{compressed}"
            : null;
    }
}
