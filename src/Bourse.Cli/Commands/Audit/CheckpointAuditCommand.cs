using System.CommandLine;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;

namespace Bourse.Cli.Commands.Audit;

/// <summary><c>bourse audit checkpoint</c>: what an outsider keeps, on stdout; with <c>--export</c>, the whole log beside it.</summary>
internal static class CheckpointAuditCommand
{
    public static Command Create(CommandContext context)
    {
        var export = new Option<string?>("--export") { Description = "Also write the whole log into this folder, which must not hold one",
            HelpName = "FOLDER" };
        var data = CommandContext.DataOption();
        var command = new Command("checkpoint", "Write the newest signed checkpoint, for somebody else to keep") { export, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            await node.IntegrateAuditAsync(cancellation);
            var folder = parsed.GetValue(export);
            var note = await node.Metastore.ReadAsync(
                async session =>
                {
                    if (folder is not null)
                        await AuditExport.WriteAsync(new AuditDatabase(session), folder, cancellation);
                    return await AuditCheckpoints.LatestAsync(session);
                },
                cancellation);
            context.Terminal.Write(note ?? throw new CommandFailedException("The audit log is empty: there is nothing to keep yet."));
            context.Terminal.Say($"Keep it with the log's public key: {node.AuditKey}");
            return ExitCode.Ok;
        });
        return command;
    }
}
