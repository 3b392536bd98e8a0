using System.Text.Json;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// What is to be removed once the erased version is the table's: written before the table moves, so that a run that dies after it can be finished.
/// </summary>
/// <param name="Written">Manifests and lists that the erasure wrote.</param>
/// <param name="Removed">Files that only versions before it lead to.</param>
internal sealed record RemovalLedger(ValueList<string> Written, ValueList<string> Removed)
{
    public static RemovalLedger Parse(ReadOnlyMemory<byte> content) => JsonPart.Parse(content, "erasure ledger", part => new RemovalLedger(
        part.Required("written").Items().Select(p => p.Text()).ToValueList(), part.Required("removed").Items().Select(p => p.Text()).ToValueList()));

    public byte[] Write() => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        WriteList(writer, "written", Written);
        WriteList(writer, "removed", Removed);
        writer.WriteEndObject();
    });

    private static void WriteList(Utf8JsonWriter writer, string name, ValueList<string> locations)
    {
        writer.WriteStartArray(name);
        foreach (var location in locations)
            writer.WriteStringValue(location);
        writer.WriteEndArray();
    }
}
