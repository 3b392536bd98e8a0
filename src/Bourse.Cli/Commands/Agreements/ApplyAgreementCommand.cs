using System.CommandLine;
using Bourse.Access.Authorization;
using Bourse.Cli.Output;
using Bourse.Cli.Publishing;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements apply FILE</c></summary>
internal static class ApplyAgreementCommand
{
    // Far more than an agreement may have: what is longer is refused, and recorded, by its beginning.
    private const int BytesReadMax = 1024 * 1024;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The agreement, JSON as the contract system sends it" };
        var data = CommandContext.DataOption();
        var command = new Command("apply", "Apply a signed agreement: account, grants, projections and the welcome message") { file, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new CommandFailedException($"There is no file {path}.");
            if (new FileInfo(path).Length == 0)
                throw new CommandFailedException($"{path} is empty, or no file.");
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var json = await ReadAsync(path, cancellation);
            switch (await node.Exchange.Onboarding.ApplyAsync(json, CommandContext.Actor, cancellation))
            {
                case ApplyOutcome.Applied applied:
                    context.Terminal.Say($"Applied {applied.Grants[0].Agreement}: {Counted.Of(applied.Grants.Count, "product")} for account "
                        + $"{applied.Grants[0].Account}.");
                    foreach (var granted in await node.Exchange.GrantedTables.OfAsync(applied.Grants, cancellation))
                        context.Terminal.Say($"- {granted}");
                    if (applied.ReplacesLink)
                        context.Terminal.Say("The client had not used the link of its earlier message: it no longer works, the one of this message does.");
                    WarnIfUnnamed(context.Terminal, node, applied.Grants[0].Agreement);
                    return Tell(context.Terminal, applied.Welcome);
                case ApplyOutcome.AlreadyApplied { Welcome: { } missing } already:
                    context.Terminal.Say($"{already.Agreement} was applied before, but its welcome message was missing.");
                    return Tell(context.Terminal, missing);
                case ApplyOutcome.AlreadyApplied already:
                    context.Terminal.Say($"{already.Agreement} was applied before; nothing was done. 'bourse agreements welcome "
                        + $"{already.Agreement}' writes its message again.");
                    return ExitCode.Ok;
                case ApplyOutcome.Rejected rejected:
                    throw new CommandFailedException($"{path} cannot be applied:\n"
                        + string.Join("\n", rejected.Mistakes.Select(mistake => "- " + mistake)));
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}.");
            }
        });
        return command;
    }

    private static void WarnIfUnnamed(Terminal terminal, BourseNode node, AgreementId agreement)
    {
        if (NewExchange.IsUnnamed(node.Options))
            terminal.Say($"Warning: the welcome message is of {node.Options.ProviderName}, {node.Options.ProviderEmail}. Correct provider.name and provider.contact in "
                + $"{node.Folder.OptionsFile}, then 'bourse agreements welcome {agreement}' writes it again.");
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var beginning = new byte[BytesReadMax];
        return beginning[..await file.ReadAtLeastAsync(beginning, BytesReadMax, throwOnEndOfStream: false, cancellation)];
    }

    private static int Tell(Terminal terminal, WelcomeDelivery welcome)
    {
        AgreementsCommand.Tell(terminal, welcome);
        return ExitCode.Ok;
    }
}
