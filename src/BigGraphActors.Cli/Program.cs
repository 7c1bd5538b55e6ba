using BigGraphActors.Cli;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;

using var stop = new StopSignal();
int code = BiggraphProgram.Run(args, new Session(Terminal.OfProcess(), stop.Token));
return code == ExitCode.Stopped && stop.IsTermination ? ExitCode.Terminated : code;
