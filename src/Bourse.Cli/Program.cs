using Bourse.Cli;
using Bourse.Cli.Output;

return await CommandLine.RunAsync(args, new Terminal(Console.Out, Console.Error, Environment.GetEnvironmentVariable(CommandName.Variable)), TimeProvider.System);
