namespace Akka.TestKit;

/// <summary>On a test class: what it tells has no sender, instead of the test actor.</summary>
public interface INoImplicitSender;
