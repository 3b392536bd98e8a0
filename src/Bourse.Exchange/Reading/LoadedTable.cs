using Bourse.Access.Credentials;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>A table as <c>loadTable</c> answers it: the caller's own projection with keys good for its objects alone.</summary>
/// <param name="Table">The projection.</param>
/// <param name="Credentials">Keys confined to this table's objects: an hour at most, and never past the agreement's end.</param>
public sealed record LoadedTable(ProjectedTable Table, SessionCredentials Credentials);
