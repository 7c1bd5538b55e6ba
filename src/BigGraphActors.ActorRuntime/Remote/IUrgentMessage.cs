namespace Akka.Remote;

/// <summary>A message of the runtime that goes before what users send: heartbeats must not wait behind them.</summary>
internal interface IUrgentMessage;
