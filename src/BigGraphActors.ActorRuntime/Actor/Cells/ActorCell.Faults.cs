namespace Akka.Actor.Cells;

/// <content>Life cycle: creation, failure, restart, end.</content>
internal sealed partial class ActorCell
{
    private bool _failed;
    private bool _terminating;
    private Exception? _recreating;

    internal void InvokeSystem(SystemMessage message)
    {
        try
        {
            Process(message);
        }
        // Hooks are user code; the supervisor decides.
        catch (Exception failure)
        {
            FailTurn(failure);
        }
    }

    internal void ChildrenGone(ChildRegistry.WaitReason reason)
    {
        if (reason == ChildRegistry.WaitReason.Termination)
        {
            FinishTerminate();
        }
        else if (reason == ChildRegistry.WaitReason.Recreation && _recreating is { } cause)
        {
            _recreating = null;
            FinishRecreate(cause);
        }
    }

    private void Process(SystemMessage message)
    {
        switch (message)
        {
            case Create:
                FirstStart();
                break;
            case Suspend:
                Mailbox.Hold();
                Children.ForEach(static child => child.SendSystemMessage(new Suspend()));
                break;
            case Resume resume:
                ProcessResume(resume);
                break;
            case Recreate recreate:
                ProcessRecreate(recreate.Cause);
                break;
            case Terminate:
                ProcessTerminate();
                break;
            case Failed failed:
                ProcessFailed(failed);
                break;
            case Watch watch:
                AddWatcher(watch.Watchee, watch.Watcher);
                break;
            case Unwatch unwatch:
                RemoveWatcher(unwatch.Watchee, unwatch.Watcher);
                break;
            case DeathWatchNotification death:
                ProcessDeath(death);
                break;
            case Continuation continuation:
                continuation.Work();
                break;
        }
    }

    private void FirstStart()
    {
        try
        {
            NewActor();
            _actor!.AroundPreStart();
        }
        // Wrapped for the supervisor.
        catch (Exception failure)
        {
            throw new ActorInitializationException(SelfRef, "Exception during creation", failure);
        }
    }

    /// <summary>Holds this actor and its children, and leaves the decision to the supervisor.</summary>
    private void FailTurn(Exception failure)
    {
        if (_terminating || _failed)
        {
            LogError(failure, "failed again while its supervisor decides");
            return;
        }

        _failed = true;
        Mailbox.Hold();
        Children.ForEach(static child => child.SendSystemMessage(new Suspend()));
        ParentRef.SendSystemMessage(new Failed(SelfRef, failure));
    }

    private void ProcessFailed(Failed failed)
    {
        var strategy = Props.SupervisorStrategy ?? _actor?.SupervisorStrategyInternal
            ?? SupervisorStrategy.DefaultStrategy;
        if (Children.StatsOf(failed.Child) is { } stats && !strategy.HandleFailure(this, failed.Cause, stats))
        {
            throw failed.Cause;
        }
    }

    private void ProcessResume(Resume resume)
    {
        if (resume.AfterFailure)
        {
            _failed = false;
        }

        Mailbox.Unhold();
        Children.ForEach(static child => child.SendSystemMessage(new Resume(false)));
    }

    private void ProcessRecreate(Exception cause)
    {
        if (_terminating || _recreating is not null)
        {
            return;
        }

        if (_actor is { } old)
        {
            try
            {
                old.AroundPreRestart(cause, _turn.Message);
            }
            // A failing hook must not prevent the restart.
            catch (Exception failure)
            {
                LogError(failure, "PreRestart failed");
            }

            ClearActor();
        }

        _recreating = cause;
        if (!Children.WaitFor(ChildRegistry.WaitReason.Recreation))
        {
            _recreating = null;
            FinishRecreate(cause);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = Children.All();
        _failed = false;
        Mailbox.Unhold();
        try
        {
            NewActor();
            _actor!.AroundPostRestart(cause, null!);
        }
        // Wrapped for the supervisor.
        catch (Exception failure)
        {
            ClearActor();
            FailTurn(new PostRestartException(SelfRef, failure, cause));
            return;
        }

        foreach (var child in survivors)
        {
            child.SendSystemMessage(new Recreate(cause));
        }
    }

    private void ProcessTerminate()
    {
        if (_terminating)
        {
            return;
        }

        _terminating = true;
        SetReceiveTimeout(null);
        UnwatchAll();
        Mailbox.Hold();
        foreach (var child in Children.All())
        {
            Stop(child);
        }

        if (!Children.WaitFor(ChildRegistry.WaitReason.Termination))
        {
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        try
        {
            _actor?.AroundPostStop();
        }
        // A failing hook must not keep the actor alive.
        catch (Exception failure)
        {
            LogError(failure, "PostStop failed");
        }

        ClearActor();
        SelfRef.MarkTerminated();
        Mailbox.Close();
        Dispatcher.Detach();
        NotifyWatchers();
        ParentRef.SendSystemMessage(new DeathWatchNotification(SelfRef, true, false));
    }

    private void ClearActor()
    {
        _timers?.CancelAll();
        _stash?.UnstashAll();
        _receiveTimeoutTask?.Cancel();
        _turns?.Abandon();
        _actor = null;
        _turn = default;
    }

    private void ProcessDeath(DeathWatchNotification death)
    {
        NotifyOfDeath(death.Actor, death.ExistenceConfirmed, death.AddressTerminated);
        if (death.Actor is LocalActorRef child && Children.StatsOf(child) is not null)
        {
            Children.Remove(child);
        }
    }
}
