using System.CommandLine;
using System.Text;
using Bourse.Contracts;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands.Products;

/// <summary><c>bourse products apply CONTRACT</c></summary>
internal static class ApplyContractCommand
{
    private const int BytesMax = 4 * 1024 * 1024;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("CONTRACT") { Description = "The data contract, ODCS 3.1 YAML" };
        var data = CommandContext.DataOption();
        var command = new Command("apply", "List a product, or put its edited contract in force from the next revision on") { file, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var text = await ReadAsync(path, cancellation);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            if (await FindUnchangedAsync(node, text, cancellation) is { } unchanged)
            {
                context.Terminal.Say($"The contract of {unchanged.Name}, version {unchanged.Version}, is in force already, word for word; nothing was done.");
                context.Terminal.WriteForPrograms($"{unchanged.Name}\n");
                return ExitCode.Ok;
            }
            var keepsVersion = await KeepsVersionAsync(node, text, cancellation);
            switch (await node.Exchange.ProductDesk.PutAsync(text, CommandContext.Actor, cancellation))
            {
                case ContractParse.Valid { Contract: var contract }:
                    context.Terminal.Say(Said(contract, await node.Exchange.Publisher.MistakesAsync(contract, cancellation)));
                    if (keepsVersion)
                        context.Terminal.Say($"Its text changed and its version is still {contract.Version}: raise 'version', so that clients can tell the two apart.");
                    context.Terminal.WriteForPrograms($"{contract.Name}\n");
                    return ExitCode.Ok;
                case ContractParse.Invalid { Mistakes: var mistakes }:
                    throw new CommandFailedException($"{path} is no contract:\n" + string.Join("\n", mistakes.Select(mistake => "- " + mistake)));
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}.");
            }
        });
        return command;
    }

    private static async Task<DataContract?> FindUnchangedAsync(BourseNode node, string text, CancellationToken cancellation) =>
        ContractReader.Read(text) is ContractParse.Valid { Contract: var contract }
        && await node.Exchange.Products.FindAsync(contract.Name, cancellation) is { } product && product.ContractText == text
            ? contract
            : null;

    private static async Task<bool> KeepsVersionAsync(BourseNode node, string text, CancellationToken cancellation) =>
        ContractReader.Read(text) is ContractParse.Valid { Contract: var contract }
        && await node.Exchange.Products.FindAsync(contract.Name, cancellation) is { } product && product.Contract.Version == contract.Version;

    private static string Said(DataContract contract, IReadOnlyList<string> mistakes)
    {
        var publish = $"'bourse publish {contract.Name} --comment TEXT'";
        return mistakes.Count == 0
            ? $"The contract of {contract.Name}, version {contract.Version}, is in force; {publish} publishes the first revision under it."
            : $"The contract of {contract.Name}, version {contract.Version}, is kept, but its tables do not fulfil it: {publish} will be refused until these "
                + $"are corrected:\n" + string.Join("\n", mistakes.Select(mistake => "- " + mistake));
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new CommandFailedException($"There is no file {path}.");
        if (new FileInfo(path).Length > BytesMax)
            throw new CommandFailedException($"{path} is larger than {BytesMax} bytes; a contract is a YAML document of some pages.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await File.ReadAllBytesAsync(path, cancellation));
        }
        catch (DecoderFallbackException)
        {
            throw new CommandFailedException($"{path} is not UTF-8 text; save it as such.");
        }
    }
}
