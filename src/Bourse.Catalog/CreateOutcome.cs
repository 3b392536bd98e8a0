namespace Bourse.Catalog;

/// <summary>What became of the wish to create a table.</summary>
public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    /// <summary>It exists now, empty.</summary>
    public sealed record Created(CatalogTable Table) : CreateOutcome;

    /// <summary>A table of that name exists; nothing was changed.</summary>
    public sealed record AlreadyExists : CreateOutcome;
}
