using Bourse.Catalog;

namespace Bourse.Exchange.Providers;

/// <summary>What became of a change that the provider was allowed to ask for. Closed.</summary>
public abstract record ProviderChange
{
    private ProviderChange() { }

    /// <summary>It holds; these are the tables as they are now.</summary>
    public sealed record Made(IReadOnlyList<CatalogTable> Tables) : ProviderChange;

    /// <summary>A table of that name exists; nothing was changed.</summary>
    public sealed record Exists(TableIdentifier Table) : ProviderChange;

    /// <summary>A table has moved on from what the change requires; nothing was changed. Load it and make the change anew.</summary>
    public sealed record Overtaken(string Message) : ProviderChange;

    /// <summary>The change breaks a rule and would at any time; nothing was changed.</summary>
    public sealed record Invalid(string Message) : ProviderChange;
}
