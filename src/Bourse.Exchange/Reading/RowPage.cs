using Bourse.Access.Authorization;

namespace Bourse.Exchange.Reading;

/// <summary>Rows of the caller's projection that hold a key.</summary>
/// <param name="Revision">The revision they are of.</param>
/// <param name="Columns">Column names, in schema order.</param>
/// <param name="Rows">Values in that order, as .NET types; null for null.</param>
/// <param name="Agreement">The agreement by which the caller sees them.</param>
public sealed record RowPage(int Revision, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, AgreementId Agreement);
