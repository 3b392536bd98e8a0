using System.Reflection;

namespace Bourse.Metastore;

/// <summary>
/// The migrations of one project: its embedded resources <c>Migrations/NNNN_what.sql</c>, numbered from 0001 without a gap. One that was ever released is
/// never edited; a change is a new number. They are written for SQLite and translated for PostgreSQL, types in upper case (<c>INTEGER</c>, <c>TEXT</c>, <c>BLOB</c>,
/// <c>INTEGER PRIMARY KEY AUTOINCREMENT</c>); where that does not do, <c>NNNN_what.postgresql.sql</c> stands beside the file and is used instead.
/// </summary>
/// <param name="Name">Names the set in the database for ever, such as <c>access</c>.</param>
/// <param name="Assembly">Holds the resources.</param>
public sealed record MigrationSet(string Name, Assembly Assembly);
