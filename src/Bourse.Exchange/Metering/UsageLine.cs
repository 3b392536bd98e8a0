namespace Bourse.Exchange.Metering;

/// <summary>Usage of one combination of what it was added up by.</summary>
/// <param name="Of">The values of the dimensions that were asked for; null where the usage has none, such as an object of a whole product.</param>
/// <param name="Requests">Requests that were answered with data.</param>
/// <param name="Bytes">Bytes sent, each time counted.</param>
public sealed record UsageLine(IReadOnlyList<string?> Of, long Requests, long Bytes);
