using System.CommandLine;
using System.Text;
using Bourse.Contracts;

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
            switch (await node.Exchange.ProductDesk.PutAsync(text, CommandContext.Actor, cancellation))
            {
                case ContractParse.Valid { Contract: var contract }:
                    context.Terminal.Say($"The contract of {contract.Name}, version {contract.Version}, is in force; "
                        + $"'bourse publish {contract.Name} --comment TEXT' publishes the first revision under it.");
                    context.Terminal.Write($"{contract.Name}\n");
                    return ExitCode.Ok;
                case ContractParse.Invalid { Mistakes: var mistakes }:
                    throw new CommandFailedException($"{path} is no contract:\n" + string.Join("\n", mistakes.Select(mistake => "- " + mistake)));
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}.");
            }
        });
        return command;
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
