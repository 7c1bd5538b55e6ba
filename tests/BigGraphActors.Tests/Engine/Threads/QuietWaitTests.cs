using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Tests.Engine.Threads;

public sealed class QuietWaitTests
{
    [Fact]
    public void A_task_that_ends_later_is_waited_for()
    {
        TaskCompletionSource<int> task = new();
        Thread ending = new(() => task.SetResult(7));
        ending.Start();

        Assert.Equal(7, task.Task.Await());
        ending.Join();
    }

    [Fact]
    public void A_failure_comes_as_it_was_thrown()
    {
        TaskCompletionSource<int> task = new();
        Thread ending = new(() => task.SetException(new InvalidDataException("line 3")));
        ending.Start();

        Assert.Equal("line 3", Assert.Throws<InvalidDataException>(() => task.Task.Await()).Message);
        ending.Join();
        Assert.Throws<InvalidDataException>(() => ((Task)task.Task).Await());
    }
}
