namespace Bourse.Metastore.Migrating;

/// <summary>One step of a set: its number, its file name without the ending, its SQL and the SHA-256 of that text in lower-case hex.</summary>
internal sealed record Migration(int Number, string Name, string Sql, string Digest);
