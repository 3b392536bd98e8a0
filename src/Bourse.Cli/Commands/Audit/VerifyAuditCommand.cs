using System.CommandLine;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Audit;

/// <summary>
/// <c>bourse audit verify</c>: the log of a data folder, or a copy of it, against a checkpoint that somebody kept. Without one, the log is
/// held against its own
/// newest checkpoint, which proves it whole but not that it is the same as before.
/// </summary>
internal static class VerifyAuditCommand
{
    private const int CheckpointBytesMax = 1 << 16;

    public static Command Create(CommandContext context)
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description = "The file with the checkpoint that was kept",
            HelpName = "FILE" };
        var publicKey = new Option<string?>("--public-key") { Description = "The log's public key, such as "
            + "bourse/111111111111+1a2b3c4d+AQ…; else the data folder's own", HelpName = "KEY" };
        var copy = new Option<string?>("--log") { Description = "A folder that 'bourse audit checkpoint --export' wrote; else the data "
            + "folder's log", HelpName = "FOLDER" };
        var data = CommandContext.DataOption();
        var command = new Command("verify", "Prove the audit log against a checkpoint that was kept") { checkpoint, publicKey, copy, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(copy) is not null && (result.GetValue(checkpoint) is null || result.GetValue(publicKey) is null))
                result.AddError("--log: a copy is verified with --checkpoint and --public-key, which must come from elsewhere than the "
                    + "copy.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var kept = parsed.GetValue(checkpoint) is { } file ? await ReadAsync(file, cancellation) : null;
            var key = parsed.GetValue(publicKey) is { } text ? Key(text) : null;
            if (parsed.GetValue(copy) is { } folder)
            {
                RequireCheckpoint(parsed.GetValue(checkpoint), kept, key!);
                return Tell(context, await AuditVerifier.VerifyAsync(new AuditDirectory(folder), kept!, key!, cancellation), true);
            }
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            RequireCheckpoint(parsed.GetValue(checkpoint), kept, key ?? node.AuditKey);
            await IntegrateAsync(node, cancellation);
            return Tell(context, await VerifyAsync(node, kept, key ?? node.AuditKey, cancellation), kept is not null);
        });
        return command;
    }

    private static async Task IntegrateAsync(BourseNode node, CancellationToken cancellation)
    {
        try
        {
            await node.IntegrateAuditAsync(cancellation);
        }
        catch (MetastoreException damage) when (damage.Kind == MetastoreErrorKind.Corrupt)
        {
            // What was changed, so that no more is signed, is for the verification to say.
        }
    }

    private static Task<AuditVerdict> VerifyAsync(BourseNode node, string? kept, NoteVerifier key, CancellationToken cancellation) =>
        node.Metastore.ReadAsync(
            session => kept is null
                ? new AuditDatabase(session).VerifyAsync(key, cancellation)
                : new AuditDatabase(session).VerifyAsync(kept, key, cancellation),
            cancellation);

    private static int Tell(CommandContext context, AuditVerdict verdict, bool againstKept)
    {
        if (verdict is AuditVerdict.Refuted refuted)
        {
            context.Terminal.Write($"refuted: {refuted.Finding}\n");
            context.Terminal.Say(refuted.Explanation);
            return ExitCode.Failed;
        }
        var verified = (AuditVerdict.Verified)verdict;
        context.Terminal.Write($"verified: {verified.Log.Size} records\n");
        context.Terminal.Say(verified.Log.Size == 0 && !againstKept
            ? "Nothing has been signed yet."
            : againstKept
            ? $"Every record is what was signed, and the first {verified.Kept.Size} are those that the kept checkpoint holds."
            : "Every record is what was signed. To prove that none was changed since, give a checkpoint that somebody else kept: "
            + "--checkpoint FILE.");
        if (verified.Pending > 0)
            context.Terminal.Say($"Records that wait to be signed: {verified.Pending}. They are as records are appended; nothing proves them yet.");
        return ExitCode.Ok;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            throw new CommandFailedException($"There is no file {file}.");
        // Longer than any checkpoint: a log or an image is not read whole to be told from one.
        return new FileInfo(file).Length <= CheckpointBytesMax ? await File.ReadAllTextAsync(file, cancellation) : "";
    }

    private static void RequireCheckpoint(string? file, string? text, NoteVerifier key)
    {
        if (text is not null && SignedNote.Open(text, key) is NoteOutcome.Malformed)
            throw new CommandFailedException($"{file} is no checkpoint; nothing was verified. 'bourse audit checkpoint' writes one, to be kept as it is.");
    }

    private static NoteVerifier Key(string text) => NoteVerifier.TryParse(text, out var key)
        ? key
        : throw new CommandFailedException("--public-key: a log's public key looks like bourse/111111111111+1a2b3c4d+AQ…; 'bourse audit "
        + "checkpoint' shows it.", ExitCode.Usage);
}
