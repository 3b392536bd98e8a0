using System.CommandLine;
using Bourse.Access.Resources;
using Bourse.Cli.Output;
using Bourse.Cli.Publishing;
using Bourse.Exchange.Publishing;
using Bourse.Pipelines.Tabular;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse publish PRODUCT</c>, and <c>bourse publish FILE --product PRODUCT</c> for a file of one's own in one step.</summary>
internal static class PublishCommand
{
    private const string CommentDefault = "New data.";

    public static Command Create(CommandContext context)
    {
        var what = new Argument<string>("PRODUCT|FILE") { Description = "A listed product, or a file (.parquet, .csv, .tsv, .json, "
            + ".ndjson) to make a product of" };
        var product = new Option<string?>("--product") { Description = "With a file: the product to make, or to publish anew",
            HelpName = "NAME" };
        product.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !ProductName.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--product: '{result.Tokens[0].Value}' must be 3 to 63 lower-case letters, digits and hyphens.");
        });
        var comment = new Option<string>("--comment") { Description = "What is new, for the clients to read", HelpName = "TEXT",
            DefaultValueFactory = _ => CommentDefault };
        var (providerName, providerContact) = (ProviderOption.Name(), ProviderOption.Contact());
        var text = new CsvOptions();
        var data = CommandContext.DataOption();
        var command = new Command("publish", "Publish a product's next revision, or a file as a product")
        {
            what, product, comment, text.Delimiter, text.Decimal, text.Encoding, providerName, providerContact, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(product) is null && result.GetValue(what) is { } text && !ProductName.TryParse(text, out _))
                result.AddError($"'{text}' is no product name; to publish a file, name its product too: bourse publish {text} --product "
                    + $"my-product");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetRequiredValue(what);
            if (parsed.GetValue(product) is not { } name)
            {
                await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
                return await PublishAsync(context, node, (await ProductArgument.FindAsync(node, named, cancellation)).Name,
                    parsed.GetRequiredValue(comment), cancellation);
            }
            var folder = parsed.GetRequiredValue(data);
            // First: a file that is none begins no exchange.
            TabularFileReader.RequireFile(named);
            using var file = await Utf8Copy.OfAsync(named, parsed.GetValue(text.Encoding), cancellation);
            NewExchange.EnsureIn(new DataFolder(folder), parsed.GetValue(providerName), parsed.GetValue(providerContact), context.Terminal);
            await using (var node = await context.OpenAsync(folder, cancellation))
            {
                var (said, contract) = await new FileProduct(node).PutAsync(file.Path, ProductName.Parse(name), text.Hints(parsed), cancellation);
                context.Terminal.Say(said);
                var exitCode = await PublishAsync(context, node, ProductName.Parse(name), parsed.GetRequiredValue(comment), cancellation);
                if (contract is not null)
                    SayNext(context.Terminal, name, contract, CommandContext.DataSuffix(folder));
                return exitCode;
            }
        });
        return command;
    }

    private static void SayNext(Terminal terminal, string product, string contract, string suffix)
    {
        var file = NearPath.Of(contract);
        terminal.Say($"""

            Next, put words to it. Its columns are 'classification: restricted', so its page withholds their sample rows; the contract says how to show
            them, how to grant rows by fund, and what else a page can tell:

              edit {file}
              bourse products apply {file}{suffix}
              bourse publish {product} --comment "Described."{suffix}
              bourse agreements apply agreement.json{suffix}
              bourse serve{suffix}
            """);
    }

    private static async Task<int> PublishAsync(CommandContext context, BourseNode node, ProductName product, string comment,
        CancellationToken cancellation)
    {
        var terminal = context.Terminal;
        switch (await node.Exchange.Publisher.PublishAsync(new PublishRequest(product, comment, CommandContext.Actor), cancellation))
        {
            case PublishOutcome.Published { Revision: var revision }:
                terminal.Say($"Published revision {revision.Number} of {product}: {Counted.Of(revision.RowCount, "row")}, "
                    + $"{Counted.Of(revision.Quality.Results.Count, "quality rule")}. Its id is {revision.Id}.");
                await node.Exchange.Listings.RefreshAsync(cancellation);
                terminal.Say($"Its page is {node.Exchange.Endpoints.Products}{product}.html while 'bourse serve' runs, and "
                    + $"{Path.Combine(node.Folder.Listings, $"{product}.html")}.");
                terminal.WriteForPrograms($"{revision.Id}\n");
                return ExitCode.Ok;
            case PublishOutcome.Unchanged { Revision: var revision }:
                // A run that ended between the revision and its pages left old ones.
                await node.Exchange.Listings.RefreshAsync(cancellation);
                terminal.Say($"Nothing is new since revision {revision.Number} of {product}; nothing was published.");
                terminal.WriteForPrograms($"{revision.Id}\n");
                return ExitCode.Ok;
            case PublishOutcome.Stopped { Report: var report }:
                throw new CommandFailedException($"Quality rules stop {product}; nothing was published:\n"
                    + string.Join("\n", report.Results
                    .Where(rule => !rule.Passed && rule.Blocking).Select(rule =>
                        $"- {rule.ForProvider()} {rule.Description}")));
            case PublishOutcome.Rejected { Mistakes: var mistakes }:
                throw new CommandFailedException($"{product} cannot be published:\n"
                    + string.Join("\n", mistakes.Select(mistake => "- " + mistake)));
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}.");
        }
    }
}
