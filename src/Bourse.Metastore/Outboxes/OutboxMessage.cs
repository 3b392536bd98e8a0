namespace Bourse.Metastore.Outboxes;

/// <summary>Something to be told to the outside world if, and only if, the transaction that enqueued it commits.</summary>
/// <param name="Topic">Who takes it, such as <c>events</c>.</param>
/// <param name="Body">Text, in the taker's format.</param>
public sealed record OutboxMessage(string Topic, string Body);
