using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;

using var stop = new StopSignal();
return BiggraphProgram.Run(args, new Session(Terminal.OfProcess(), stop.Token));
