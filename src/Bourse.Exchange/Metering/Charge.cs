namespace Bourse.Exchange.Metering;

/// <summary>What one agreement owes for one product and month.</summary>
public sealed record Charge
{
    /// <summary>The agreement.</summary>
    public required string Agreement { get; init; }

    /// <summary>The client's account.</summary>
    public required string Account { get; init; }

    /// <summary>The product.</summary>
    public required string Product { get; init; }

    /// <summary>How it is charged.</summary>
    public required ChargePlan Plan { get; init; }

    /// <summary>Requests of the month.</summary>
    public required long Requests { get; init; }

    /// <summary>Bytes of the month.</summary>
    public required long Bytes { get; init; }

    /// <summary>The amount to the cent, halves to the even one; null where the plan is <see cref="ChargePlan.Other"/>.</summary>
    public required decimal? Amount { get; init; }

    /// <summary>Its currency, ISO 4217; null where the contract states no price.</summary>
    public required string? Currency { get; init; }
}
