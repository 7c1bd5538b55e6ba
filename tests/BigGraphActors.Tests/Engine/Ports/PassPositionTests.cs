using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Tests.Engine.Ports;

public sealed class PassPositionTests
{
    [Theory]
    [InlineData(23, 3, 4, 1, 2, 3)]
    [InlineData(0, 3, 4, 0, 0, 0)]
    public void A_version_says_where_a_run_goes_on(long pass, int paths, int slices, int epoch, int path, int slice) =>
        Assert.Equal(new PassPosition(epoch, path, slice), PassPosition.Of(pass, paths, slices));
}
