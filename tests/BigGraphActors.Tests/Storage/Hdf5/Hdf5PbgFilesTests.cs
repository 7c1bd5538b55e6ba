using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5PbgFilesTests
{
    [SharedDataFact]
    public void Every_file_in_the_shared_folders_reads_to_the_end()
    {
        string[] files =
        [
            .. Directory.GetFiles(SharedData.PathOf("pbg-fixtures"), "*.h5", SearchOption.AllDirectories),
            .. Directory.GetFiles(SharedData.PathOf("pbg-samples"), "*.h5", SearchOption.AllDirectories),
        ];
        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            using Hdf5File file = Hdf5File.Open(path);
            Assert.Equal(1, file.Root.Attributes["format_version"].ReadInt64());
            foreach (Hdf5Dataset dataset in file.Root.EnumerateDatasets())
            {
                byte[] bytes = new byte[dataset.ElementCount * dataset.ElementType.SizeBytes];
                dataset.ReadBytes(0, bytes);
            }
        }
    }
}
