using Bourse.Projection;

namespace Bourse.Exchange.Publishing;

/// <summary>What preparing a grant's projections came to.</summary>
public abstract record PrepareOutcome
{
    private PrepareOutcome() { }

    /// <summary>They are written, and not visible yet.</summary>
    public sealed record Prepared(IReadOnlyList<PreparedProjection> Projections) : PrepareOutcome;

    /// <summary>The grant's rules do not fit the tables; each mistake names agreement and table and says what to do.</summary>
    public sealed record Refused(IReadOnlyList<string> Mistakes) : PrepareOutcome;
}
