using System.ComponentModel;
using Bourse.Worker;
using Bourse.Worker.Confining;
using Bourse.Worker.Serving;

if (args is not ["start" or "serve", ..] || WorkerArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync("Bourse.Worker is started by the exchange, which reads files that others wrote in it.");
    return 2;
}
try
{
    if (args[0] == "start")
        ConfinementStage.Enter(arguments.ToRequest());
    else
        WorkerServer.Run(arguments);
    return 0;
}
catch (Win32Exception failed)
{
    await Console.Error.WriteLineAsync(failed.Message);
    return 1;
}
