namespace Akka.Dispatch;

internal sealed record Create : SystemMessage;

internal sealed record Suspend : SystemMessage;

internal sealed record Resume(bool AfterFailure) : SystemMessage;

internal sealed record Recreate(Exception Cause) : SystemMessage;

internal sealed record Terminate : SystemMessage;

internal sealed record Failed(IActorRef Child, Exception Cause) : SystemMessage;

internal sealed record Watch(InternalActorRef Watchee, InternalActorRef Watcher) : SystemMessage;

internal sealed record Unwatch(InternalActorRef Watchee, InternalActorRef Watcher) : SystemMessage;

internal sealed record DeathWatchNotification(IActorRef Actor, bool ExistenceConfirmed, bool AddressTerminated)
    : SystemMessage;

/// <summary>A piece of an asynchronous handler that is due, on its actor's turn.</summary>
internal sealed record Continuation(Action Work) : SystemMessage;
