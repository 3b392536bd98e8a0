using System.Text;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Contracts;
using Bourse.Pipelines.Ingestion;
using Bourse.Server.Composition;
using Bourse.Storage.Local;

namespace Bourse.Cli.Publishing;

/// <summary>Makes a listed product of one file: imports it as a gold table, and lists it under a contract made from its columns.</summary>
internal sealed class FileProduct(BourseNode node)
{
    private const string Namespace = "gold";

    /// <summary>Imports the file, and lists the product unless it is listed already; its contract then stays what it is.</summary>
    /// <returns>What was done, for people, and the file of the contract when it was made now.</returns>
    /// <exception cref="CommandFailedException">The file's columns cannot be promised by a contract.</exception>
    public async Task<(string Said, string? Contract)> PutAsync(string file, ProductName product, CancellationToken cancellation)
    {
        var exchange = node.Exchange;
        var listed = await exchange.Products.FindAsync(product, cancellation);
        var table = listed is null ? new TableIdentifier(Namespace, product.Value.Replace('-', '_')) : OnlyTable(listed.Contract);
        if (listed is null && await exchange.Tables.FindAsync(table, cancellation) is { } found && !FileImport.IsUnfinished(found))
            throw new CommandFailedException($"The lakehouse has a table {table} that is not of this product; give the product another "
                + $"name.");
        // Looked at first: a table that no contract can promise is not left behind.
        var schema = (await exchange.Files.InspectAsync(file, cancellation)).Schema;
        if (GeneratedContract.Unsuited(schema) is { Count: > 0 } unsuited)
            throw new CommandFailedException($"{file} has columns that a contract cannot describe; cast them to text or leave them out: "
                + $"{string.Join(", ", unsuited)}.");

        var import = await new FileImport(exchange.Tables, exchange.Files).ImportAsync(file, table, cancellation);
        var what = import is IngestionOutcome.Ingested ingested ? $"Imported {ingested.RowCount} rows into {table}."
            : $"{table} has this very file already.";
        if (listed is not null)
            return (what, null);
        var current = (await exchange.Tables.FindAsync(table, cancellation))!.Metadata.CurrentSchema;
        var text = GeneratedContract.Write(product, table, current, node.Options, Path.GetFileName(file));
        // The file first: once the product is listed, nothing writes it any more.
        var contractFile = Path.Combine(node.Folder.Root, "contracts", $"{product}.yaml");
        WholeFile.Write(contractFile, Encoding.UTF8.GetBytes(text));
        if (await exchange.ProductDesk.PutAsync(text, CommandContext.Actor, cancellation) is ContractParse.Invalid invalid)
            throw new CommandFailedException($"No contract can be made of {file}:\n"
                + string.Join("\n", invalid.Mistakes.Select(mistake => "- " + mistake)));
        return ($"{what} Listed {product} under the contract {contractFile}.", contractFile);
    }

    private static TableIdentifier OnlyTable(DataContract contract) => contract.Tables.Count == 1
        ? TableIdentifier.Parse(contract.Tables[0].PhysicalName)
        : throw new CommandFailedException($"{contract.Name} has {contract.Tables.Count} tables, so one file cannot replace it; give the "
        + $"file a product of its own.");
}
