namespace Bourse.Query.Parsing;

/// <summary>A table that a statement names with its namespace, in lower case as the engine compares names.</summary>
/// <param name="Namespace">What stands before the point.</param>
/// <param name="Name">What stands after it.</param>
public readonly record struct TableReference(string Namespace, string Name)
{
    /// <inheritdoc />
    public override string ToString() => $"{Namespace}.{Name}";
}
