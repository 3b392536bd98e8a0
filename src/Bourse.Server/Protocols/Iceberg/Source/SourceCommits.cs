using Bourse.Catalog;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Iceberg;
using Bourse.Iceberg.Rest;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg.Source;

/// <summary>The provider's tables, to be created and changed.</summary>
internal sealed class SourceCommits(ProviderTables provider, SourceEndpoints source, CatalogJson json)
{
    private const int KeyCharactersMax = 100;

    /// <summary><c>POST /v1/lakehouse/namespaces/{namespace}/tables</c></summary>
    public async Task CreateAsync(HttpContext context)
    {
        var named = SourceEndpoints.NamespaceOf(context);
        if (await ReadAsync(context, TableRequests.ReadCreation) is not { } creation)
            return;
        var outcome = await provider.CreateAsync(context.Caller(), named, creation, context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
        await AnswerAsync(context, outcome, IcebergError.MissingNamespace(named), tables => SourceEndpoints.WriteAsync(context, json, tables[0]));
    }

    /// <summary><c>POST /v1/lakehouse/namespaces/{namespace}/tables/{table}</c></summary>
    public async Task CommitAsync(HttpContext context)
    {
        var (named, name) = (SourceEndpoints.NamespaceOf(context), SourceEndpoints.TableOf(context));
        if (await ReadAsync(context, TableRequests.ReadChange) is not { } change)
            return;
        await CommitAsync(context, [change with { Namespace = named, Name = name }], tables => SourceEndpoints.WriteAsync(context, json, tables[0]));
    }

    /// <summary><c>POST /v1/lakehouse/transactions/commit</c></summary>
    public async Task CommitAllAsync(HttpContext context)
    {
        if (await ReadAsync(context, TableRequests.ReadTransaction) is { } changes)
            await CommitAsync(context, changes, _ =>
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            });
    }

    private async Task CommitAsync(HttpContext context, IReadOnlyList<TableChange> changes, Func<IReadOnlyList<CatalogTable>, Task> answer)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > KeyCharactersMax)
        {
            await IcebergErrorShape.WriteAsync(context, IcebergError.BadRequest($"Idempotency-Key must have 1 to {KeyCharactersMax} characters."));
            return;
        }
        var outcome = await provider.CommitAsync(
            context.Caller(), changes, key.Length == 0 ? null : key, context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
        await AnswerAsync(context, outcome, IcebergError.MissingTable(changes[0].Namespace, changes[0].Name), answer);
    }

    private Task AnswerAsync(
        HttpContext context, ReadOutcome<ProviderChange> outcome, IcebergError missing, Func<IReadOnlyList<CatalogTable>, Task> answer) => outcome switch
        {
            ReadOutcome<ProviderChange>.Found { Value: ProviderChange.Made made } => answer(made.Tables),
            ReadOutcome<ProviderChange>.Found { Value: ProviderChange.Exists exists } =>
                IcebergErrorShape.WriteAsync(context, new(409, "AlreadyExistsException", $"Table already exists: {exists.Table}")),
            ReadOutcome<ProviderChange>.Found { Value: ProviderChange.Overtaken overtaken } =>
                IcebergErrorShape.WriteAsync(context, new(409, "CommitFailedException", overtaken.Message)),
            ReadOutcome<ProviderChange>.Found { Value: ProviderChange.Invalid invalid } =>
                IcebergErrorShape.WriteAsync(context, new(400, "ValidationException", invalid.Message)),
            ReadOutcome<ProviderChange>.Missing { Why: { } why } => IcebergErrorShape.WriteAsync(context, missing with { Message = $"Table does not exist: {why}" }),
            _ => IcebergErrorShape.WriteAsync(context, source.ErrorOf(context, outcome, missing)),
        };

    // Whoever is not of the provider's account learns nothing from how its body is read.
    private async Task<T?> ReadAsync<T>(HttpContext context, Func<ReadOnlyMemory<byte>, T> read) where T : class
    {
        var body = await BoundedBody.ReadAsync(context);
        try
        {
            return read(body);
        }
        catch (IcebergFormatException malformed)
        {
            var outcome = await provider.ListNamespacesAsync(context.Caller(), context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
            var error = IcebergError.BadRequest(malformed.Message);
            await IcebergErrorShape.WriteAsync(
                context, outcome is ReadOutcome<IReadOnlyList<string>>.Found ? error : source.ErrorOf(context, outcome, error));
            return null;
        }
    }
}
