namespace Bourse.Exchange.Metering;

/// <summary>What usage is added up by.</summary>
public enum UsageDimension
{
    /// <summary>The day it was recorded, UTC.</summary>
    Day,

    /// <summary>The client's account.</summary>
    Account,

    /// <summary>The agreement it rested on.</summary>
    Agreement,

    /// <summary>The product.</summary>
    Product,

    /// <summary>The table of the product.</summary>
    Table,

    /// <summary>The protocol.</summary>
    Protocol,
}
