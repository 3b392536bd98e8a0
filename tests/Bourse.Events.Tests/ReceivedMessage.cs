namespace Bourse.Events.Tests;

/// <summary>A request as a receiver sees it.</summary>
internal sealed record ReceivedMessage(string Host, string Id, string Timestamp, string Signature, string ContentType, string Body);
