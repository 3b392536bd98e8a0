using Bourse.Access.Resources;
using Bourse.Contracts;

namespace Bourse.Exchange.Publishing;

/// <summary>All that a quality gate may look at (decision 21).</summary>
public sealed record GateInput
{
    /// <summary>How many earlier revisions a revision is held against at most.</summary>
    public const int EarlierMax = 20;

    /// <summary>The contract whose rules are run.</summary>
    public required DataContract Contract { get; init; }

    /// <summary>The tables of the revision to be.</summary>
    public required IReadOnlyDictionary<TableName, PinnedTable> Tables { get; init; }

    /// <summary>Published revisions of the product, newest first.</summary>
    public IReadOnlyList<Revision> Earlier { get; init; } = [];

    /// <summary>The tables of the newest published revision; empty when there is none or no rule reads them.</summary>
    public IReadOnlyDictionary<TableName, PinnedTable> Previous { get; init; } = new Dictionary<TableName, PinnedTable>();

    /// <summary>The lakehouse tables that reconciliations name, by <c>namespace.name</c>; those that do not exist are not in it.</summary>
    public IReadOnlyDictionary<string, PinnedTable> Sources { get; init; } = new Dictionary<string, PinnedTable>();
}
