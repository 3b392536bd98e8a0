using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance;

/// <summary>What became of the wish to move a table to its next version. Closed.</summary>
public abstract record PointerMove
{
    private PointerMove() { }

    /// <summary>It moved, durably.</summary>
    /// <param name="Table">The version it is at now.</param>
    public sealed record Moved(IcebergTable Table) : PointerMove;

    /// <summary>Somebody else moved it first; nothing was done.</summary>
    public sealed record Overtaken : PointerMove;

    /// <summary>The next version breaks a rule and would at any time; nothing was done.</summary>
    /// <param name="Message">Which rule.</param>
    public sealed record Refused(string Message) : PointerMove;
}
