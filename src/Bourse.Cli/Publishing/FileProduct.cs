using System.Text;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Cli.Output;
using Bourse.Contracts;
using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Tabular;
using Bourse.Server.Composition;
using Bourse.Storage.Local;

namespace Bourse.Cli.Publishing;

/// <summary>Makes a listed product of one file: imports it as a gold table, and lists it under a contract made from its columns.</summary>
internal sealed class FileProduct(BourseNode node)
{
    private const string Namespace = "gold";
    private const int ColumnsShown = 40;

    /// <summary>
    /// Imports the file, and lists the product unless it is listed already; its contract then stays what it is. What cannot be published is not imported.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="product">The product.</param>
    /// <param name="hints">What a CSV file does not say itself.</param>
    /// <param name="cancellation">Ends the import.</param>
    /// <returns>What was done, for people, and the file of the contract when it was made now.</returns>
    /// <exception cref="CommandFailedException">The file has no rows, or columns that no contract, or not the product's, can promise.</exception>
    public async Task<(string Said, string? Contract)> PutAsync(string file, ProductName product, CsvHints hints, CancellationToken cancellation)
    {
        var exchange = node.Exchange;
        var all = await exchange.Products.ListAsync(cancellation);
        var listed = all.FirstOrDefault(each => each.Name == product);
        var table = listed is null ? new TableIdentifier(Namespace, product.Value.Replace('-', '_')) : OnlyTable(listed.Contract);
        if (listed is null && await exchange.Tables.FindAsync(table, cancellation) is { } found
            && (!FileImport.IsUnfinished(found) || all.Any(each => each.Contract.Tables.Any(declared => declared.PhysicalName == table.ToString()))))
            throw new CommandFailedException($"The lakehouse has a table {table} that is not of this product; give the product another "
                + $"name.");
        var import = new FileImport(exchange.Tables, exchange.Files);
        var plan = await import.PlanAsync(file, table, hints, anew: listed is null, cancellation);
        if (listed is null)
            RequirePromisable(plan);
        else
            RequirePromised(plan, listed.Contract);

        var what = await import.ImportAsync(plan, cancellation) is IngestionOutcome.Ingested ingested
            ? $"Imported {Counted.Of(ingested.RowCount, "row")} into {table}: {Columns(plan.Schema)}."
            : $"{table} has this very file already.";
        return listed is not null ? (what, null) : await ListAsync(what, product, table, Path.GetFileName(file), cancellation);
    }

    private async Task<(string Said, string? Contract)> ListAsync(
        string what, ProductName product, TableIdentifier table, string file, CancellationToken cancellation)
    {
        var schema = (await node.Exchange.Tables.FindAsync(table, cancellation))!.Metadata.CurrentSchema;
        var rowScope = await RowScopeSuggestion.FindAsync(node.Exchange.Sql, table, schema, cancellation);
        var text = GeneratedContract.Write(product, table, schema, node.Options, file, rowScope);
        // The file first: once the product is listed, nothing writes it any more.
        var contractFile = Path.Combine(node.Folder.Root, "contracts", $"{product}.yaml");
        WholeFile.Write(contractFile, Encoding.UTF8.GetBytes(text));
        if (await node.Exchange.ProductDesk.PutAsync(text, CommandContext.Actor, cancellation) is ContractParse.Invalid invalid)
            throw new CommandFailedException($"No contract can be made of {file}:\n"
                + string.Join("\n", invalid.Mistakes.Select(mistake => "- " + mistake)));
        return ($"{what} Listed {product} under the contract {contractFile}.", contractFile);
    }

    private static void RequirePromisable(ImportPlan plan)
    {
        var name = Path.GetFileName(plan.File.Path);
        if (GeneratedContract.Unsuited(plan.File.Schema) is { Count: > 0 } unsuited)
            throw new CommandFailedException($"{name} has columns that a contract cannot describe; cast them to text or leave them out: "
                + $"{string.Join(", ", unsuited)}.");
        if (plan.File.RowCount == 0)
            throw new CommandFailedException($"{name} has no rows; a product begins with some, which tell the types of its columns. Nothing was imported.");
    }

    private static void RequirePromised(ImportPlan plan, DataContract contract)
    {
        var mistakes = ContractCheck.Against(contract, _ => plan.Schema);
        if (mistakes.Count == 0)
            return;
        var added = plan.Schema.Fields.Where(field => contract.Tables[0].Columns.All(column => column.Name != field.Name)).ToList();
        var remedy = added.Count == 0 || GeneratedContract.Unsuited(new Schema(0, added.ToValueList())).Count > 0 ? ""
            : $"\nTo publish what is new, add it below 'properties:' in the contract, apply that with 'bourse products apply CONTRACT', and publish the file again:\n\n"
            + string.Concat(added.Select(GeneratedContract.Column)).TrimEnd('\n');
        throw new CommandFailedException($"{Path.GetFileName(plan.File.Path)} is not what the contract of {contract.Name} promises; nothing was imported:\n"
            + string.Join("\n", mistakes.Select(mistake => "- " + mistake)) + remedy);
    }

    private static string Columns(Schema schema)
    {
        var shown = string.Join(", ", schema.Fields.Take(ColumnsShown).Select(field => $"{field.Name} {field.Type}"));
        return schema.Fields.Count <= ColumnsShown ? shown : $"{shown} and {schema.Fields.Count - ColumnsShown} more";
    }

    private static TableIdentifier OnlyTable(DataContract contract) => contract.Tables.Count == 1
        ? TableIdentifier.Parse(contract.Tables[0].PhysicalName)
        : throw new CommandFailedException($"{contract.Name} has {contract.Tables.Count} tables, so one file cannot replace it; give the "
        + $"file a product of its own.");
}
