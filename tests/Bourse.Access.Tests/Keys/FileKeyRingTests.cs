using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bourse.Access.Keys;

namespace Bourse.Access.Tests.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class FileKeyRingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private string KeyFile => _folder.File("keys/ring.json");

    [Fact]
    public void The_first_start_makes_a_random_key_that_only_its_owner_may_read()
    {
        using var ring = Open();
        using var other = FileKeyRing.OpenOrCreate(_folder.File("other.json"), TimeProvider.System, _random);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.NotEqual(other.DeriveKey("names", 32), ring.DeriveKey("names", 32));
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
    }

    [Fact]
    public void What_one_process_sealed_another_opens()
    {
        byte[] box;
        using (var ring = Open()) box = ring.Protect("webhook", "secret"u8);
        using var reopened = Open();
        Assert.Equal("secret"u8.ToArray(), reopened.Unprotect("webhook", box));
    }

    [Fact]
    public void Every_ciphertext_names_its_key_and_no_two_are_equal()
    {
        using var ring = Open();
        var box = ring.Protect("webhook", "secret"u8);
        Assert.Equal(ring.CurrentKeyId, Convert.ToHexStringLower(box.AsSpan(1, 4)));
        Assert.NotEqual(box, ring.Protect("webhook", "secret"u8));
        Assert.Equal(33 + "secret".Length, box.Length);
    }

    [Fact]
    public void Any_changed_byte_and_any_other_length_or_purpose_is_refused()
    {
        using var ring = Open();
        var box = ring.Protect("webhook", "secret"u8);
        for (var index = 0; index < box.Length; index++)
        {
            var changed = (byte[])box.Clone();
            changed[index] ^= 1;
            Assert.False(ring.TryUnprotect("webhook", changed, out _), $"byte {index}");
            Assert.ThrowsAny<CryptographicException>(() => ring.Unprotect("webhook", changed));
            Assert.False(ring.TryUnprotect("webhook", box.AsSpan(0, index), out _), $"length {index}");
        }
        Assert.False(ring.TryUnprotect("webhook", [.. box, 0], out _));
        Assert.False(ring.TryUnprotect("webhooks", box, out _));
        Assert.ThrowsAny<CryptographicException>(() => ring.Unprotect("session", box));
    }

    [Fact]
    public async Task After_rotation_the_newest_key_seals_and_every_key_opens()
    {
        using var ring = Open();
        var first = ring.CurrentKeyId;
        var before = ring.Protect("webhook", "old"u8);
        var names = ring.DeriveKey("names", 32);
        var second = await ring.RotateAsync();
        var after = ring.Protect("webhook", "new"u8);
        using var reopened = Open();
        Assert.NotEqual(first, second);
        Assert.Equal([first, second], reopened.Keys.Select(key => key.Id));
        Assert.Equal(second, Convert.ToHexStringLower(after.AsSpan(1, 4)));
        foreach (var any in (FileKeyRing[])[ring, reopened])
        {
            Assert.Equal("old"u8.ToArray(), any.Unprotect("webhook", before));
            Assert.Equal("new"u8.ToArray(), any.Unprotect("webhook", after));
            Assert.Equal(names, any.DeriveKey("names", 32));
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public async Task Rings_that_rotate_at_once_lose_no_key()
    {
        using var watching = Open();
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            using var ring = Open();
            return await ring.RotateAsync();
        })));
        Assert.Equal(made.Order(), watching.Keys.Skip(1).Select(key => key.Id).Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile + ".lock"));
    }

    [Fact]
    public async Task A_ring_that_is_open_takes_up_the_key_that_another_process_adds()
    {
        using var running = Open();
        var before = running.Protect("webhook", "old"u8);
        using var command = Open();
        var id = await command.RotateAsync();
        var fresh = command.Protect("webhook", "new"u8);

        Assert.True(running.TryUnprotect("webhook", fresh, out var secret));
        Assert.Equal("new"u8.ToArray(), secret);
        Assert.Equal("new"u8.ToArray(), running.Unprotect("webhook", fresh));
        Assert.Equal(id, Convert.ToHexStringLower(running.Protect("webhook", "x"u8).AsSpan(1, 4)));
        Assert.Equal("old"u8.ToArray(), running.Unprotect("webhook", before));
        Assert.Equal("old"u8.ToArray(), command.Unprotect("webhook", before));
    }

    [Fact]
    public async Task A_ring_that_is_open_seals_with_the_key_that_another_process_adds()
    {
        using var running = Open();
        using var command = Open();
        var id = await command.RotateAsync();
        Assert.Equal(id, Convert.ToHexStringLower(running.Protect("webhook", "x"u8).AsSpan(1, 4)));
    }

    [Fact]
    public async Task A_key_that_could_not_be_read_at_first_is_taken_up_when_it_can()
    {
        using var running = Open();
        var before = running.CurrentKeyId;
        using var command = Open();
        var id = await command.RotateAsync();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(before, SealedBy(running));
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(id, SealedBy(running));

        static string SealedBy(FileKeyRing ring) => Convert.ToHexStringLower(ring.Protect("webhook", "x"u8).AsSpan(1, 4));
    }

    [Fact]
    public async Task A_file_that_becomes_another_ring_or_none_leaves_an_open_ring_as_it_was()
    {
        using var running = Open();
        await running.RotateAsync();
        var box = running.Protect("webhook", "secret"u8);
        var kept = await File.ReadAllTextAsync(KeyFile);
        var stranger = _folder.File("other.json");
        using var other = FileKeyRing.OpenOrCreate(stranger, TimeProvider.System, _random);
        var foreign = other.Protect("webhook", "secret"u8);
        foreach (var spoil in new Action[]
        {
            () => File.Copy(stranger, KeyFile, overwrite: true), OtherKeyOfTheSameId, () => File.WriteAllText(KeyFile, "{}"), () =>
                File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead),
            () => File.Delete(KeyFile),
        })
        {
            spoil();
            Assert.False(running.TryUnprotect("webhook", foreign, out _));
            Assert.Equal("secret"u8.ToArray(), running.Unprotect("webhook", box));
            Assert.Equal("secret"u8.ToArray(), running.Unprotect("webhook", running.Protect("webhook", "secret"u8)));
        }

        void OtherKeyOfTheSameId()
        {
            var ring = JsonNode.Parse(kept)!;
            ring["keys"]![1]!["key"] = Convert.ToBase64String(new byte[32]);
            File.WriteAllText(KeyFile, ring.ToJsonString());
        }
    }

    [Fact]
    public async Task A_ring_that_is_full_says_so_and_stays()
    {
        using var ring = Open();
        for (var count = 1; count < FileKeyRing.KeysMax; count++)
            await ring.RotateAsync();
        var full = await Assert.ThrowsAsync<KeyRingException>(ring.RotateAsync);
        Assert.Equal($"The key file '{KeyFile}' holds 256 keys, the most there can be. Nothing was changed: its newest key goes on sealing.", full.Message);
        using var reopened = Open();
        Assert.Equal(256, reopened.Keys.Count);
    }

    [Theory]
    [InlineData("0644")]
    [InlineData("0640")]
    [InlineData("0660")]
    [InlineData("0400")]
    [InlineData("0700")]
    public void A_file_of_another_mode_is_refused(string mode)
    {
        Open().Dispose();
        File.SetUnixFileMode(KeyFile, (UnixFileMode)Convert.ToInt32(mode, 8));
        var error = Assert.Throws<KeyRingException>(Open);
        Assert.Equal(
            $"The key file '{KeyFile}' has mode {mode}; it must be 0600. If nobody else can have read it, run: chmod 600 '{KeyFile}'", error.Message);
    }

    [Theory]
    [InlineData("", "it is empty, or no file but a pipe or a device")]
    [InlineData("[]", "it is not the JSON of a key ring")]
    [InlineData("{\"version\":2,\"keys\":[]}", "its version is not 1; use the program version that wrote it")]
    [InlineData("{\"version\":1,\"keys\":[]}", "it holds no key")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"00000001\",\"created_at\":\"2026-11-20T12:00:00.0000000Z\",\"key\":\"AAAA\"}]}", "a key is not 32 bytes long")]
    [InlineData("{\"version\":1,\"version\":1,\"keys\":[]}", "it is not the JSON of a key ring")]
    public void A_file_that_is_no_key_ring_is_refused_and_left_alone(string content, string reason)
    {
        Open().Dispose();
        File.WriteAllText(KeyFile, content);
        var error = Assert.Throws<KeyRingException>(Open);
        Assert.Equal(
            $"The key file '{KeyFile}' cannot be used: {reason}. Restore it from a backup; a new key ring cannot open what the old one sealed.", error.Message);
        Assert.Null(error.InnerException);
        Assert.Equal(content, File.ReadAllText(KeyFile));
    }

    [Fact]
    public void Many_threads_seal_and_open_at_once()
    {
        using var ring = Open();
        Parallel.For(0, 2000, index =>
        {
            var secret = BitConverter.GetBytes(index);
            Assert.Equal(secret, ring.Unprotect($"purpose {index % 300}", ring.Protect($"purpose {index % 300}", secret)));
        });
    }

    [Fact]
    public void It_prints_no_key()
    {
        using var ring = Open();
        Assert.Equal($"key ring '{KeyFile}', current key {ring.CurrentKeyId}", ring.ToString());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _random.Dispose();
    }

    private FileKeyRing Open() => FileKeyRing.OpenOrCreate(KeyFile, TimeProvider.System, _random);
}
