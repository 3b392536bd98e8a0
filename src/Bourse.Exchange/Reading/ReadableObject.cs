using Bourse.Access.Authorization;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>An object the caller may read. Ranges of it are opened as often as the protocol needs; the decision has been recorded.</summary>
/// <param name="Object">Key, length in bytes, entity tag and time of last change.</param>
/// <param name="Agreement">The agreement it is read by, for usage records.</param>
/// <param name="OpenAsync">Opens <c>length</c> bytes from <c>offset</c>.</param>
public sealed record ReadableObject(ProjectedObject Object, AgreementId Agreement, Func<long, long, CancellationToken, ValueTask<Stream>> OpenAsync);
