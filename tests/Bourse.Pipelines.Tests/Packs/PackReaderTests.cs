using Bourse.Pipelines.Packs;

namespace Bourse.Pipelines.Tests.Packs;

public sealed class PackReaderTests : IDisposable
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pack_is_read_whole()
    {
        Write("data/a.csv", "x\n");
        Write("data/b.csv", "x\n");
        Write("models/silver/a.sql", "-- name: silver.a\n-- description: A.\n\nSELECT x FROM bronze.a");
        Write("contracts/p.yaml", "");
        Write("pack.yaml", $$"""
            name: small
            title: A small pack
            provider: {account: "111111111111", name: Meridian, contact: data@meridian.example}
            region: eu-central-1
            sources:
              - {table: a, file: data/a.csv, sha256: {{Digest}}, licence: CC0-1.0, origin: here, read: {format: csv, delimiter: ";", header: true} }
            models: [models/silver]
            products: [contracts/p.yaml]
            agreements: []
            revisions:
              - number: 2
                description: More.
                sources: [{table: a, file: data/b.csv, sha256: {{Digest}}, licence: CC0-1.0, origin: here}]
            """);
        var pack = PackReader.Read(_folder);
        Assert.Equal(("small", "A small pack", "111111111111", "eu-central-1"), (pack.Name, pack.Title, pack.Provider.Account.Value, pack.Region));
        var source = Assert.Single(pack.Sources);
        Assert.Equal(
            ("bronze.a", "data/a.csv", Path.Combine(_folder, "data", "a.csv"), ';'), (source.Table.ToString(), source.Name, source.File, source.Format.Delimiter));
        Assert.Equal("silver.a", Assert.Single(pack.Models).Table.ToString());
        Assert.Equal([Path.Combine(_folder, "contracts", "p.yaml")], pack.Contracts);
        var revision = Assert.Single(pack.Revisions);
        Assert.Equal((2, "More.", ';'), (revision.Number, revision.Description, revision.Sources[0].Format.Delimiter));
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_path()
    {
        Write("secret.csv", "x\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc");
        Write("models/silver/a.sql", "SELECT 1");
        Write("pack.yaml", """
            name: small
            title: A small pack
            provider: {account: 111, name: Meridian, contact: x}
            region: eu-central-1
            owner: nobody
            sources:
              - {table: A!, file: ../secret.csv, sha256: abc, licence: CC0-1.0, origin: here}
              - {table: b, file: link/passwd, sha256: abc, licence: CC0-1.0, origin: here, read: {format: xml, delimiter: ";;"}}
              - {table: c, file: /etc/passwd, sha256: abc, licence: CC0-1.0, origin: here, read: {header: false}}
            models: [models/silver, models/none]
            revisions: [{number: 1, description: x, sources: []}]
            """);
        var message = Assert.Throws<PipelineException>(() => PackReader.Read(_folder)).Message;
        Assert.Equal(
            [
                $"The pack {Path.Combine(_folder, "pack.yaml")} is not valid:",
                "- sources[0].table (line 7): A table's name has 1 to 63 lower-case letters, digits and underscores and starts with a letter.",
                "- sources[0].sha256 (line 7): must be 64 lower-case hexadecimal digits: run sha256sum on the file.",
                "- sources[0].file (line 7): '../secret.csv' must be a path inside the pack, with forward slashes and without '..'.",
                "- sources[1].sha256 (line 8): must be 64 lower-case hexadecimal digits: run sha256sum on the file.",
                "- sources[1].file (line 8): 'link/passwd' goes through a link; a pack holds its files itself.",
                "- sources[1].read.format (line 8): must be csv.",
                "- sources[1].read.delimiter (line 8): must be one character other than a quote.",
                "- sources[2].sha256 (line 9): must be 64 lower-case hexadecimal digits: run sha256sum on the file.",
                "- sources[2].file (line 9): '/etc/passwd' must be a path inside the pack, with forward slashes and without '..'.",
                "- sources[2].read.format (line 9): is missing; write it as text.",
                "- sources[2].read.format (line 9): must be csv.",
                "- sources[2].read.header (line 9): must be true: columns are named by the file's heading.",
                "- provider.account (line 3): must be 12 digits, in quotes.",
                "- models/silver/a.sql: line 1 must be '-- key: value' with one of name, description, key, partition, order; a blank line ends the header.",
                "- models: the folder 'models/none' does not exist in the pack.",
                "- revisions[0].number (line 11): must be 2 or more; the sources above are revision 1.",
                "- owner (line 5): is not a key known here; remove it, or put it under customProperties.",
            ],
            message.Split('\n'));
    }

    [Fact]
    public void A_folder_without_the_file_is_no_pack() =>
        Assert.Equal($"{_folder} is not a pack: it has no pack.yaml.", Assert.Throws<PipelineException>(() => PackReader.Read(_folder)).Message);

    private void Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
