namespace Bourse.Exchange.Metering;

/// <summary>How a product's price becomes a month's charge.</summary>
public enum ChargePlan
{
    /// <summary>It costs nothing.</summary>
    Free,

    /// <summary>The price of a month, or a twelfth of a year's, whatever is read.</summary>
    Flat,

    /// <summary>By request that was answered with data.</summary>
    PerRequest,

    /// <summary>By gigabyte (10^9 bytes) sent.</summary>
    PerGigabyte,

    /// <summary>The price names a unit that nothing here counts: the amount is for people to settle.</summary>
    Other,
}
