namespace Bourse.Contracts;

/// <summary>One column of a data contract's table.</summary>
public sealed record ContractColumn
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind of values.</summary>
    public required LogicalType Type { get; init; }

    /// <summary>The lakehouse's own name of its type, for example <c>decimal(18,6)</c> or <c>timestamptz</c>; null when any type of its kind will do.</summary>
    public string? PhysicalType { get; init; }

    /// <summary>What it means, with its unit.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it is never null.</summary>
    public bool Required { get; init; }

    /// <summary>Its place in the key, from 1; null when it is not part of it.</summary>
    public int? KeyPosition { get; init; }

    /// <summary>The values it may hold, for numbers; null when nothing is promised.</summary>
    public Threshold.Range? Range { get; init; }

    /// <summary>The scheme its values are identifiers of, from the custom property <c>bourse.identifier</c>, for example <c>ISO 4217</c>.</summary>
    public string? Identifier { get; init; }

    /// <summary>
    /// The mask that agreements show it with, from the custom property <c>bourse.mask</c>; null for none. An agreement may name another one or hide the column, and
    /// cannot show it as it is.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>How sensitive it is, where stated.</summary>
    public Classification? Classification { get; init; }

    /// <summary>Example values, as text.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
