using System.Net;

namespace Bourse.Access.Authorization;

/// <summary>What a decision is recorded with besides the caller.</summary>
/// <param name="RequestId">The request's id, the one its answer carries.</param>
/// <param name="Protocol">The protocol it came by, in lower case: <c>s3</c>, <c>iceberg</c>, <c>rest</c>.</param>
/// <param name="RemoteAddress">Where it came from, for requests that no <see cref="Identity.Caller"/> stands behind.</param>
public sealed record RequestContext(string RequestId, string Protocol, IPAddress? RemoteAddress = null);
