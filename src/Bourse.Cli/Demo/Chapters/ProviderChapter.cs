using System.Globalization;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Models;
using Bourse.Pipelines.Packs;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>What the provider does: lakehouse, listing, revisions.</summary>
internal static class ProviderChapter
{
    public static async Task BuildAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("The provider builds its lakehouse");
        await world.Steps.RunAsync("bronze: published files as they are", () => IngestAsync(world, world.Pack.Sources, cancellation));
        await world.Steps.RunAsync("silver and gold: the pack's SQL models", () => RunModelsAsync(world, cancellation));
        await world.Steps.RunAsync("list five products and publish revision 1", () =>
            PublishAllAsync(world, "The first revision.", 1, cancellation));
    }

    public static async Task<string> IngestAsync(DemoWorld world, IReadOnlyList<PackSource> sources, CancellationToken cancellation)
    {
        var rows = 0L;
        foreach (var source in sources)
            rows += await world.Node.Exchange.Ingestion.IngestAsync(source, cancellation) is IngestionOutcome.Ingested ingested
                ? ingested.RowCount : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {sources.Count} files");
    }

    public static async Task<string> RunModelsAsync(DemoWorld world, CancellationToken cancellation)
    {
        var outcomes = await world.Node.Exchange.Models.RunAsync(world.Pack.Models, cancellationToken: cancellation);
        var written = outcomes.OfType<ModelOutcome.Written>().ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"{written.Count} of {outcomes.Count} tables written, {written.Sum(outcome => outcome.RowCount):N0} rows");
    }

    /// <summary>Puts every contract in force and publishes what changed.</summary>
    public static async Task<string> PublishAllAsync(DemoWorld world, string comment, int revision, CancellationToken cancellation)
    {
        var (published, rules, rows) = (0, 0, 0L);
        foreach (var file in world.Pack.Contracts)
        {
            var parse = await world.Node.Exchange.ProductDesk.PutAsync(await File.ReadAllTextAsync(file, cancellation), DemoWorld.Actor, cancellation);
            if (parse is not ContractParse.Valid { Contract: var contract })
                throw new DemoStepFailedException($"{file}: {string.Join(" ", ((ContractParse.Invalid)parse).Mistakes)}");
            var result = await PublishAsync(world, contract.Name, comment, cancellation);
            DemoStepFailedException.Unless(result.Number == revision, $"{contract.Name} is at revision {result.Number}, not {revision}.");
            (published, rules, rows) = (published + 1, rules + result.Quality.Results.Count, rows
                + result.Assets.Sum(asset => asset.RowCount));
        }
        await world.Node.Exchange.Listings.RefreshAsync(cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{published} products, {rows:N0} rows, {rules} quality rules held");
    }

    private static async Task<Revision> PublishAsync(DemoWorld world, ProductName product, string comment,
        CancellationToken cancellation) =>
        await world.Node.Exchange.Publisher.PublishAsync(new PublishRequest(product, comment, DemoWorld.Actor), cancellation) switch
        {
            PublishOutcome.Published published => published.Revision,
            PublishOutcome.Unchanged unchanged => unchanged.Revision,
            PublishOutcome.Stopped stopped => throw new DemoStepFailedException(
                $"{product}: " + string.Join(" ",
                    stopped.Report.Results.Where(rule => !rule.Passed).Select(rule => rule.ForProvider()))),
            PublishOutcome.Rejected rejected => throw new DemoStepFailedException($"{product}: {string.Join(" ", rejected.Mistakes)}"),
            var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
        };
}
